"""A model changed in one place is one that its reader takes, or nothing."""

from collections.abc import Callable

import pytest

import allocator
from allocator.app import model_changes as change
from allocator.errors import InputError
from allocator.inputs.model_file import parse_model, write_model
from allocator.plan.policy import CoordinationModel, Level, Price
from tests.cli.conftest import ROOT

MODEL = allocator.read_model(ROOT / "models" / "national.toml")


def names(model: CoordinationModel) -> list[str]:
    return [tier.name for tier in model.tiers]


def test_goals_are_moved_weighed_added_and_taken_out() -> None:
    moved = change.with_tier_moved(MODEL, 6, -6)
    assert names(moved) == ["stability", *names(MODEL)[:6]]
    assert change.with_tier_moved(MODEL, 0, -1) is MODEL
    assert change.with_tier_moved(MODEL, 6, 1) is MODEL
    weighed = change.with_weight(moved, "interest", 90.0)
    assert names(weighed)[4] == "fit + 90 interest + 240 continuity"
    less = change.without_goal(change.without_goal(weighed, "cost"), "fit")
    assert names(less)[4:] == ["90 interest + 240 continuity", "preferred_dates + 7 balance"]
    assert names(change.with_goal(less, "regions", 0))[0] == "stability + regions"
    more = change.with_goal(less, "finish", len(less.tiers))
    assert names(more)[-1] == "finish" and more.title == f"{MODEL.title}, goals changed"
    assert parse_model(write_model(more)) == more


def test_goals_are_found_by_what_they_are_wherever_they_were_moved() -> None:
    fit = MODEL.tiers[3]
    assert change.place_of(MODEL, fit) == 3
    moved = change.with_weight(change.with_tier_moved(MODEL, 3, -2), "interest", 90)
    assert change.place_of(moved, fit) == 1
    assert change.place_of(change.without_goal(moved, "interest"), fit) is None


def test_priorities_prices_levels_and_the_title_change() -> None:
    assert change.with_priority(MODEL, 1, 20).priorities[1] == 20
    assert change.with_price(MODEL, "window", 3, 9).negotiable["window"] == Price(3, 9)
    assert "window" not in change.with_price(MODEL, "window", None, None).negotiable
    back = change.with_level(change.with_level(MODEL, "pairing", Level.HARD), "pairing", Level.SOFT)
    assert back.title == f"{MODEL.title}, pairing soft" and back.levels == MODEL.levels
    assert change.with_title(back, 'Our "own"').title == 'Our "own"'


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: change.with_weight(MODEL, "fit", 0), r"\(tier 4\): the weight of fit is 0"),
        (lambda: change.with_weight(MODEL, "fit", 1.5), "the weight of fit is 1.5"),
        (lambda: change.with_weight(MODEL, "fit", None), "not a whole number from 1 to 1,000,000"),
        (lambda: change.with_weight(MODEL, "fit", 1e7), "not a whole number from 1 to 1,000,000"),
        (lambda: change.with_weight(MODEL, "fit", 1e30), "holds a number that is too long"),
        (lambda: change.with_weight(MODEL, "fit", float("inf")), "is inf, not a whole number"),
        (lambda: change.with_priority(MODEL, 2, -1), r"\(priorities.2\): -1 is not a whole number"),
        (lambda: change.with_price(MODEL, "days", 0, 4), r"\(negotiable.days\): price is 0"),
        (lambda: change.without_goal(MODEL, "pairing"), "is soft, but no tier weighs it"),
        (lambda: change.with_level(MODEL, "funding", Level.OFF), "switch it off too"),
        (lambda: change.with_title(MODEL, " "), r"\(title\): is missing"),
        (lambda: change.with_goal(MODEL, "fit", 0), "fit stands in a tier already"),
    ],
)
def test_what_does_not_fit_is_a_located_fault(act: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        act()
