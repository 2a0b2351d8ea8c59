"""Edits of raw rows: what a scenario does before validation."""

from datetime import date
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.inputs.plan_file import plan_from_raw
from allocator.tables import RawPlan, read_raw
from allocator.tables.raw import column_letters


@pytest.fixture
def raw(sheets: Any, to_xlsx: Any) -> RawPlan:
    return read_raw(to_xlsx(sheets))


def test_set(raw: RawPlan) -> None:
    changed = raw.with_cell("experts", "ZMB-01", "Missions", 5).with_cell(
        "Plan", "End", "value", "2027-01-31"
    )
    changed = changed.with_cell("Experts", "ZMB-01", "languages", ["en", "pt"])
    plan = plan_from_raw(changed)
    assert plan.experts["ZMB-01"].missions == 5
    assert plan.experts["ZMB-01"].languages == ("en", "pt")
    assert plan.settings.end == date(2027, 1, 31)
    assert plan_from_raw(raw).experts["ZMB-01"].missions == 3
    assert plan.digest != plan_from_raw(raw).digest


def test_set_by_a_key_of_several_columns(raw: RawPlan) -> None:
    for key in (["ZMB-01", "TOE", "valuation"], ["ZMB-01", "TOE"], "ZMB-01"):
        assert plan_from_raw(raw.with_cell("Qualifications", key, "level", 2)).qualifications[0].level == 2
    for key in (["Kenya", date(2026, 12, 24)], ["KEN", "2026-12-24"]):
        assert plan_from_raw(raw.with_cell("Closures", key, "reason", "")).closures[0].reason == ""


def test_set_a_column_that_the_sheet_does_not_have(sheets: Any, to_csv: Any) -> None:
    for row in sheets["Experts"]:
        del row["missions"]
    raw = read_raw(to_csv(sheets))
    assert plan_from_raw(raw.with_cell("Experts", "WCO-01", "missions", 1)).experts["WCO-01"].missions == 1


def test_add(raw: RawPlan) -> None:
    added = raw.with_row("Experts", {"expert": "UGA-01", "administration": "UGA", "languages": ["en"]})
    assert plan_from_raw(added).experts["UGA-01"].missions == 3
    wrong = added.with_row("Experts", {"expert": "UGA-01", "administration": "UGA", "languages": "xx"})
    with pytest.raises(InputError) as caught:
        plan_from_raw(wrong)
    errors = [fault.place for fault in caught.value.faults if fault.severity == "error"]
    assert errors == ["Experts added row 2"] * 2


def test_add_to_a_sheet_that_is_not_there(sheets: Any, to_csv: Any) -> None:
    del sheets["History"]
    raw = read_raw(to_csv(sheets)).with_row(
        "History", {"expert": "ZMB-01", "member": "KEN", "last date": "2025-01-01"}
    )
    assert len(plan_from_raw(raw).history) == 1


def test_remove(raw: RawPlan) -> None:
    assert plan_from_raw(raw.without_row("Request seats", ["R2", "lead"])).request_seats == ()
    left = raw.without_row("Members", "Kenya")
    assert left.tables["Members"].rows == ()


@pytest.mark.parametrize(
    ("sheet", "key", "header", "message"),
    [
        ("Expert", "ZMB-01", "missions", "Expert: there is no such sheet; did you mean Experts?"),
        ("Xyzzy", "ZMB-01", "missions", "the sheets are Plan, Members,"),
        ("Experts", "ZMB-02", "missions", "Experts: no row has expert 'ZMB-02'; did you mean ZMB-01"),
        ("Experts", "ZMB-01", "mission", "Experts: there is no column 'mission'; did you mean missions"),
        ("Experts", "ZMB-01", "xyzzy", "the columns are expert, administration,"),
        ("Experts", ["ZMB-01", "x"], "missions", "a row is named by expert, not by 2 texts"),
        ("Plan", "ends", "value", "Plan: no row has key 'ends'; did you mean end?"),
    ],
)
def test_what_is_not_there(raw: RawPlan, sheet: str, key: Any, header: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        raw.with_cell(sheet, key, header, 1)
    assert message in str(caught.value)


def test_no_sheet_to_change(sheets: Any, to_csv: Any) -> None:
    del sheets["History"]
    with pytest.raises(InputError, match="this plan has no such sheet"):
        read_raw(to_csv(sheets)).without_row("History", "ZMB-01")


def test_column_letters() -> None:
    assert [column_letters(position) for position in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
