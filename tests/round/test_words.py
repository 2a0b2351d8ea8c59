"""Answers and days in the words of people."""

from datetime import UTC, date, datetime

import pytest

from allocator.inputs.round.words import answer_in, day_in, month_in
from allocator.tables.cells.cells import Broken

AUGUST = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("yes", "yes"), ("OUI", "yes"), ("Sí", "yes"), ("sim ", "yes"), ("x", "yes"),
        ("✓", "yes"), (True, "yes"),
        ("No.", "no"), ("Não", "no"), ("nao", "no"), ("✗", "no"), (False, "no"), ("peut être", "maybe"),
        ("Tal vez", "maybe"), ("QUIZAS", "maybe"), ("à confirmer", "maybe"), (None, ""), ("  ", ""),
    ],
)  # fmt: skip
def test_answers(cell: object, word: str) -> None:
    assert answer_in(cell) == word  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", ["yes, but only in March", "?", "1", 1, 0, "yes/no", "-", "x?", "#REF!", Broken("a")]
)
def test_no_sure_answers(cell: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        answer_in(cell)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 8, 3), datetime(2026, 8, 3, tzinfo=UTC), 3, "3", "03/08/2026", "08/03/2026", "3.8.26",
        "2026-08-03", "3/8", "8/3", "3 août 2026", "3 de agosto de 2026", "Aug 3, 2026",
        "3rd August", "26/08/03", datetime(1900, 1, 3, tzinfo=UTC), date(1900, 1, 3),
    ],
)  # fmt: skip
def test_the_month_of_the_row_tells_which_day_is_meant(cell: object) -> None:
    assert day_in(cell, AUGUST) == date(2026, 8, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", [date(2026, 3, 8), "32", 0, "3/9/2026", "03/08/2025", "3 September", "soon", True, "8/8/8"]
)
def test_days_that_are_none_of_the_month(cell: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        day_in(cell, AUGUST)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["August 2026", "août 2026", "Agosto de 2026", "2026-08", "08/2026", "aug-2026"]
)
def test_months(text: str) -> None:
    assert month_in(text) == AUGUST


@pytest.mark.parametrize("text", ["August", "2026", "13/2026", "8", ""])
def test_no_months(text: str) -> None:
    assert month_in(text) is None
