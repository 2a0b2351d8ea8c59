"""How goals read on screens and sheets."""

import pytest

from allocator.report.words import goal_headers, goal_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("served", "served"),
        ("preferred_dates", "preferred dates"),
        ("3 served", "served"),
        ("fit + interest", "fit and interest (added up)"),
        ("fit + 120 interest + 240 continuity", "fit, interest and continuity (weighted)"),
        ("preferred_dates + 7 balance", "preferred dates and balance (weighted)"),
    ],
)
def test_goals_read_as_words(name: str, words: str) -> None:
    assert goal_words(name) == words


def test_goals_that_would_read_the_same_keep_their_names_beside_each_other() -> None:
    headers = goal_headers(["served", "fit + 2 cost", "fit + 3 cost"])
    assert headers == {"served": "served", "fit + 2 cost": "fit + 2 cost", "fit + 3 cost": "fit + 3 cost"}
