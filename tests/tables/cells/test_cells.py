"""Each kind of cell: what is accepted, what is refused and why."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, get_args

import pytest

from allocator.plan import declarations, entities
from allocator.tables.cells.cells import _PARSERS, Broken, is_blank, parse
from allocator.tables.schema import Column

FIRST_OF_JULY = date(2026, 7, 1)


def column(kind: str, **given: Any) -> Column:
    settings: dict[str, Any] = {
        "field": "f", "header": "f", "kind": kind, "required": False, "default": None, "doc": "",
        "choices": ("accredited", "pre-accredited"), "refers": (), "least": 0, "most": None,
    }  # fmt: skip
    return Column(**{**settings, **given})


def test_every_kind_has_a_parser() -> None:
    assert set(_PARSERS) == set(get_args(declarations.Kind))
    kinds = {field.metadata["kind"] for field in fields(entities.Request)}
    assert kinds <= set(_PARSERS)


ACCEPTED: list[tuple[str, Any, Any]] = [
    ("text", " NA ", "NA"),
    ("text", "a\xa0b", "a b"),
    ("text", 3.0, "3"),
    ("text", "two\r\nlines", "two\nlines"),
    ("text", "e\u0301", "é"),
    ("text", datetime.fromisoformat("2026-07-01"), "2026-07-01"),
    ("text", "\ufeffKenya", "Kenya"),
    ("text", "a\x0bb\u2028c", "a\nb\nc"),
    ("text", "می\u200cخواهم", "می\u200cخواهم"),
    ("text", 1e300, "1E+300"),
    ("code", "K\u00adE\u200dN", "KEN"),
    ("code", "a\nb", "a b"),
    ("whole", 3.0000000001, 3),
    ("code", 7, "7"),
    ("code", "K  3", "K 3"),
    ("key", "NA", "NA"),
    ("code", "KEN\u200b-03", "KEN-03"),
    ("codes", "a; b;;a", ("a", "b")),
    ("codes", 7, ("7",)),
    ("members", "KEN; UGA", ("KEN", "UGA")),
    ("region", "esa", "ESA"),
    ("region", "East and Southern Africa", "ESA"),
    ("region", "Europe", "EUR"),
    ("languages", "en;FR; Spanish;français", ("en", "fr", "es")),
    ("languages", "no", ("no",)),
    ("weekdays", "Mon", {0}),
    ("weekdays", "mon-fri", {0, 1, 2, 3, 4}),
    ("weekdays", "Sun-Thu", {6, 0, 1, 2, 3}),
    ("weekdays", "Mon;Wed", {0, 2}),
    ("weekdays", "Monday, Wednesday", {0, 2}),
    ("weekdays", "any", set(range(7))),
    ("weekdays", "Sat – Sat", {5}),
    ("whole", 3, 3),
    ("whole", 3.0, 3),
    ("whole", " 3 ", 3),
    ("whole", "3.0", 3),
    ("whole", "+3", 3),
    ("limit", "-", None),
    ("limit", "–", None),
    ("limit", "4", 4),
    ("choice", "Accredited", "accredited"),
    ("choice", "pre accredited", "pre-accredited"),
    *(
        ("date", text, FIRST_OF_JULY)
        for text in (
            FIRST_OF_JULY,
            datetime.fromisoformat("2026-07-01"),
            "2026-07-01",
            "2026/07/01",
            "2026-7-1",
            "2026-07-01T00:00:00",
            "2026-07-01 00:00:00",
            "1 Jul 2026",
            "1 July 2026",
            "1-Jul-2026",
            "Jul 1, 2026",
            "July 1 2026",
            "01 jul. 2026",
            "2026-07-01T00:00:00Z",
            "Wed 1 July 2026",
            "mercredi 1er juillet 2026",
            "1 de julio de 2026",
            "1st July 2026",
            "July 1st, 2026",
        )
    ),
    ("date", "31/12/2026", date(2026, 12, 31)),
    ("date", "12/31/2026", date(2026, 12, 31)),
    ("date", "05.05.2026", date(2026, 5, 5)),
]


@pytest.mark.parametrize(("kind", "value", "right"), ACCEPTED)
def test_accepted(kind: str, value: Any, right: Any) -> None:
    assert parse(column(kind), value) == right


REFUSED: list[tuple[str, Any, str]] = [
    ("text", True, "truth value"),
    ("text", "a\x07b", "control character U+0007"),
    ("text", "#REF!", "#REF!"),
    ("code", "a;b", "is a list; one code"),
    ("code", FIRST_OF_JULY, "format the cell as text"),
    ("code", "#N/A", "repair it"),
    ("codes", ";", "names nothing"),
    ("codes", True, "truth value"),
    ("region", "Africa", "one of AMS, AP, ESA"),
    ("languages", "enn", "'enn' is not a language"),
    ("languages", "Frensh", "did you mean french"),
    ("languages", "en,fr", "separated by ;"),
    ("weekdays", "Mo", "Mon-Fri"),
    ("weekdays", "Mon-", "Mon-Fri"),
    ("weekdays", ";", "names no weekday"),
    ("date", "01/02/2026", "1 February or 2 January; write 2026-02-01 or 2026-01-02"),
    ("date", "2026-02-30", "not a day of the calendar"),
    ("date", "13/13/2026", "not a day of the calendar"),
    ("date", "1/7/26", "has a year of two digits; write all four"),
    ("date", "1-Jul-26", "has a year of two digits"),
    ("date", "July 2026", "names no day"),
    ("date", "2026-07", "names no day"),
    ("date", "20260701", "write 2026-07-01 if that was meant"),
    ("date", "2026-07-01 08:30", "has a time of day"),
    ("date", "Tue 1 July 2026", "2026-07-01 is a Wednesday"),
    ("date", "0/0/2026", "not a day of the calendar"),
    ("date", "x" * 30_000, "xxx...' is not a date"),
    ("date", 20260701, "20260701 is a number; format the cell as a date, or write 2026-07-01"),
    ("date", 0.5, "a number is not a date"),
    ("date", float("inf"), "a number is not a date"),
    ("text", "#SPILL!", "the formula gives #SPILL! (its results have no room)"),
    ("code", "x" * 101, "is 101 characters long; 100 are the most"),
    ("code", "a\ue000b", "holds U+E000, which cannot be shown"),
    ("whole", 3.001, "'3.001' is not a whole number; write 3 or 4"),
    ("whole", 1e300, "the number is out of range"),
    ("whole", 10**400, "the number is out of range"),
    ("whole", FIRST_OF_JULY, "2026-07-01 is a date, not a whole number"),
    ("choice", "a\nb", "'a b' is not possible here"),
    ("date", "1 Foo 2026", "names no month"),
    ("date", 46204, "46204 is a number; format the cell as a date, or write 2026-07-01 if that was meant"),
    ("date", datetime.fromisoformat("2026-07-01T09:00"), "time of day"),
    ("date", "9999-12-31", "or nothing for no limit"),
    ("date", True, "TRUE is a truth value"),
    ("date", "2026-07/01", "write a date such as"),
    ("whole", True, "not a whole number"),
    ("whole", 2.5, "'2.5' is not a whole number"),
    ("whole", "x", "such as 3"),
    ("whole", "1,000", "is ambiguous: 1 or 1000; write 1 or 1000"),
    ("whole", "1 00", "not a whole number"),
    ("whole", -1, "0 or more is right"),
    ("whole", float("nan"), "not a whole number"),
    ("whole", float("inf"), "not a whole number"),
    ("whole", 10**12, "out of range"),
    ("whole", "9" * 400, "not a whole number"),
    ("whole", "-", "such as 3"),
    ("limit", "none", "or - for no limit"),
    ("choice", "acredited", "did you mean accredited"),
    ("choice", "x", "write accredited or pre-accredited"),
    ("text", Broken("why"), "why"),
]


@pytest.mark.parametrize(("kind", "value", "message"), REFUSED)
def test_refused(kind: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse(column(kind), value)
    assert message in str(caught.value)


def test_bounds() -> None:
    level = column("whole", least=1, most=5)
    assert parse(level, 5) == 5
    with pytest.raises(ValueError, match="6 is out of range; 1 to 5 is right"):
        parse(level, 6)
    assert parse(column("whole", least=None), "-2") == -2


def test_blank() -> None:
    assert all(map(is_blank, (None, "", " \xa0\t", "\ufeff")))
    assert not any(map(is_blank, ("NA", 0, False, "-", Broken("x"))))
