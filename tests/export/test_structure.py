"""Whatever the input says, Excel opens the workbook without a word, and text stays text."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

import allocator
from allocator.export import write_csv, write_workbook
from allocator.export.footers import Origin, footer
from allocator.export.sheet_names import sheet_names
from allocator.plan.entities import Agreement, Closure
from allocator.report.result import Result
from allocator.tables.schema import is_output_sheet
from tests.export.package_faults import codes, faults, footers
from tests.plans_by_hand import (
    administration,
    decision,
    expert,
    holds,
    member,
    mission,
    model_of,
    monday,
    plan_of,
    request,
    seat,
    settings,
)
from tests.report.results_by_hand import explained_by_hand, first_steps, provenance, result_of

HOSTILE = [
    "=cmd|' /C calc'!A1", "+1", "-1", "@SUM(A1)", "http://example.org/?a=1&b=2", "<b>&amp;</b>", "]]>",
    'R&D &"Arial" &P&G&[Page]', "\x00\x01\x1f\x0b", "\U0001f6c3\U0001f30d",
    "\u05e2\u05d1\u202e\u05e8", "\ud800x\udfff",
    "x" * 40_000, "a\nb\tc\r\n", "'quoted'", "[]:*?/\\", "_x0000_", "{=A1}", '"quote,comma"',
]  # fmt: skip


@pytest.fixture(autouse=True)
def _explained() -> Iterator[None]:
    with explained_by_hand():
        yield


def hostile(text: str) -> Result:
    """A result in which every free text and every code that can be one is `text`."""
    people = [
        expert("A-1", administration=text, name=text, note=text, gender=text, languages=("en",) * 40),
        expert("A-2", administration=text, name=text),
    ]
    place, code = f"seat {text}", f"R {text}"
    payer = Agreement(agreement=text, kind="fund", funders=(text,), name=text, topics=(text,), budget=100)
    plan = plan_of(
        people,
        [request(code, topic=text, expected_result=text, indicator=text)],
        members=[member("ZMB", name=text)],
        administrations=[administration(text, name=text, country=text, days=1)],
        settings=settings(title=text, currency=text),
        seats=(seat(place, profile=text), seat(f"{place}2", profile=text)),
        qualifications=(holds("A-1", profile=text, topic=text), holds("A-2", profile=text)),
        closures=(Closure(member="ZMB", first=monday(4), last=monday(6), reason=text),),
        agreements={text: payer},
        decisions=(decision("previous", code, seat=place, expert="A-2", start=monday(2), agreement=text),),
    )
    team = mission(code, monday(1), f"{place}:A-1", f"{place}2:A-2", agreement=text)
    return replace(
        result_of(plan, replace(model_of(), title=text), team),
        provenance=provenance(versions={"allocator": text}),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_the_input_breaks_the_workbook(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(hostile(text), path, administration_sheets=True)
    assert faults(path) == []
    book = load_workbook(path)
    assert book.sheetnames[-1].startswith("For")
    assert all(is_output_sheet(name) for name in book.sheetnames if name.startswith("For"))
    for each in footers(path):
        assert [code for code in codes(each) if code != "&8 "] in (
            ["&L", "&C", "&P", "&N", "&R"], ["&C", "&P", "&N", "&R"],
        )  # fmt: skip
        assert len(each.encode("utf-16-le")) // 2 <= 255


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_the_input_becomes_a_formula_in_csv(text: str, tmp_path: Path) -> None:
    write_csv(hostile(text), tmp_path)
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file, strict=True) for cell in row]
        dangerous = [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r")]
        assert [cell for cell in dangerous if not cell[1:].isdigit()] == []


def test_names_of_sheets_are_valid_short_and_different() -> None:
    wanted = ["For A:B", "For a/b", "For " + "x" * 60, "For " + "X" * 70, "For '", "", "For \U0001f6c3" * 9]
    names = sheet_names(wanted)
    assert names[:2] == ("For A_B", "For a_b~2")
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 for name in names)


def test_a_footer_shows_the_title_and_where_the_result_is_from() -> None:
    shown = footer("Missions", Origin("R&D", "national, seed 7"))
    assert shown == "&L&8 R&&\u2060D&C&8 Missions, page &P of &N&R&8 national, seed 7"
    assert footer("Lists", Origin()) == "&C&8 Lists, page &P of &N"


def big(missions: int) -> Result:
    """A plan of two years with so many missions, each by one expert of its own, with very long names."""
    long = "Name of three hundred characters " * 9
    people = [
        expert(f"KEN-{n}", name=long, languages=tuple(f"{n:02}" for n in range(40))) for n in range(missions)
    ]
    asks = [request(f"R{n}", member=code) for n, code in zip(range(missions), _members(), strict=False)]
    plan = plan_of(
        people, asks, settings=settings(title=long, end=date(2028, 9, 1)),
        members=[member(code, name=long) for code in {ask.member for ask in asks}],
    )  # fmt: skip
    starts = [monday(1) + timedelta(weeks=n % 90) for n in range(missions)]
    return result_of(
        plan, model_of(), *(mission(f"R{n}", start, f"KEN-{n}") for n, start in enumerate(starts))
    )


def _members() -> Iterator[str]:
    from allocator.plan.reference import members

    while True:
        yield from members()


@pytest.mark.parametrize("missions", [0, 1, 500])
def test_any_number_of_missions(missions: int, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(big(missions) if missions else result_of(plan_of(["KEN-1"], []), model_of()), path)
    assert faults(path) == []


def test_administration_sheets_read_back_as_output(tmp_path: Path) -> None:
    steps = first_steps()
    write_workbook(steps, tmp_path / "a.xlsx", administration_sheets=True)
    write_workbook(steps, tmp_path / "b.xlsx")
    with_them, without = (allocator.read_plan(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert with_them.warnings == without.warnings
    assert with_them.digest == without.digest
    assert allocator.read_result(tmp_path / "a.xlsx").allocation.by_request == steps.allocation.by_request
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[-5:] == ["For WCO", "For GHA", "For KEN", "For MUS", "For SEN"]
    sheet = book["For KEN"]
    assert (sheet["A1"].value, sheet["A4"].value, sheet["A5"].value) == (
        "Experts asked of Kenya (KEN)", "expert", "KEN-03",
    )  # fmt: skip
    assert (sheet.page_setup.paperSize, sheet.print_title_rows) == (9, "$4:$4")
