"""Headers and sheet names: variants, near misses, doubles, output sheets."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest

from allocator.errors import InputError
from allocator.inputs.plan_file import plan_from_frames, read_plan
from allocator.plan.plan import Plan
from allocator.tables import schema
from allocator.tables.schema import normalised, sheet_named

Find = Callable[[Any], list[str]]


def renamed(rows: list[dict[str, Any]], old: str, new: str) -> list[dict[str, Any]]:
    return [{new if header == old else header: value for header, value in row.items()} for row in rows]


@pytest.mark.parametrize(
    "header", ["Mission Type", "mission_type", "MISSION-TYPE", " missiontype ", "mission\xa0type"]
)
def test_a_header_is_matched_however_it_is_spelt(sheets: Any, find: Find, header: str) -> None:
    sheets["Requests"] = renamed(sheets["Requests"], "mission type", header)
    assert find(sheets) == []


def test_a_fault_names_the_header_as_written(sheets: Any, find: Find) -> None:
    sheets["Requests"] = renamed(sheets["Requests"], "mission type", "Mission_Type")
    sheets["Requests"][0]["Mission_Type"] = "diagnostics"
    (fault,) = find(sheets)
    assert fault == (
        "Requests row 1 (Mission_Type): 'diagnostics' has no row in Mission types; did you mean diagnostic?"
    )


@pytest.mark.parametrize("name", ["mission types", "Mission_Types", "MissionTypes"])
def test_a_sheet_is_matched_however_it_is_spelt(sheets: Any, find: Find, name: str) -> None:
    sheets[name] = sheets.pop("Mission types")
    assert find(sheets) == []


def test_unknown_header_and_sheet_are_warnings(sheets: Any, to_frames: Any) -> None:
    sheets["Requests"] = renamed(sheets["Requests"], "priority", "prioritty")
    sheets["Expert"] = sheets["Interest"]
    plan = plan_from_frames(to_frames(sheets))
    assert [str(warning) for warning in plan.warnings] == [
        "Expert: no such sheet is known and it is ignored; did you mean Experts?",
        "Requests (prioritty): no such column is known and it is ignored; did you mean priority?",
    ]
    assert plan.requests["R1"].priority == 3


def test_unknown_setting_is_a_warning_and_a_double_one_an_error(sheets: Any, find: Find) -> None:
    sheets["Plan"] += [{"key": "currenzy", "value": "EUR"}, {"key": "Start", "value": "2026-07-01"}]
    assert find(sheets) == [
        "Plan row 10 (Start): is set twice, first at Plan row 2; keep one",
        "Plan row 9 (currenzy): no such setting is known and it is ignored; did you mean currency?",
    ]


def test_every_column_without_a_header_that_holds_something_is_an_error(sheets: Any, find: Find) -> None:
    blanks = itertools.cycle(["", " ", "\u200b", "Unnamed: 4", None])
    for name, rows in sheets.items():
        headers = list(dict.fromkeys(header for row in rows for header in row)) if name != "Plan" else []
        for position, header in enumerate(headers, start=1):
            if any(row.get(header) is not None for row in rows):
                changed = {**sheets, name: renamed(rows, header, next(blanks))}
                start = f"{name}: column {position} has no header"
                errors = [line for line in find(changed) if line.startswith(start)]
                assert len(errors) == 1, (name, header)
                assert f" {header}" in errors[0] or "perhaps" not in errors[0], errors


def test_a_column_without_a_header_is_named_with_its_cell(sheets: Any, to_xlsx: Any, to_csv: Any) -> None:
    sheets["Assignments"] = [{"request": "R1", "": "ZMB-01", "decision": "excluded"}]
    with pytest.raises(InputError) as caught:
        read_plan(to_xlsx(sheets))
    assert str(caught.value.faults[0]) == (
        "Assignments!B1: the column has no header, but holds 'ZMB-01' at Assignments!B2; write its header "
        "(perhaps seat or expert or agreement), or delete the column"
    )
    with pytest.raises(InputError, match=r"Assignments.csv line 1: column 2 has no header, but holds 'ZMB"):
        read_plan(to_csv(sheets))
    sheets["Assignments"] = [{"request": "R1", "decision": "excluded", "": None}]
    assert read_plan(to_xlsx(sheets)).warnings == ()


def test_cells_beyond_the_settings_are_told(sheets: Any, to_frames: Any, to_csv: Any) -> None:
    sheets["Plan"][0][""] = "a remark"
    assert "Plan: column 3 has no header" in str(plan_from_frames(to_frames(sheets)).warnings[0])
    del sheets["Plan"][0][""], sheets["Plan"][6]
    folder = to_csv(sheets)
    with (folder / "Plan.csv").open("a") as file:
        file.write("notice days,1,000\n")
    with pytest.raises(InputError) as caught:
        read_plan(folder)
    assert [str(fault).split(";")[0] for fault in caught.value.faults] == [
        "Plan.csv line 9: has 3 cells under 2 headers"
    ]


def test_an_unknown_header_of_locks_is_an_error(sheets: Any, find: Find) -> None:
    sheets["Assignments"] = renamed(sheets["Assignments"], "expert", "exprt")
    assert find(sheets) == ["Assignments (exprt): no such column is known; did you mean expert?"]
    sheets["Assignments"] = renamed(sheets["Assignments"], "exprt", "person")
    (line,) = find(sheets)
    assert line.startswith("Assignments (person): no such column is known; rename or delete it")


def test_a_header_that_stands_twice(sheets: Any, find: Find) -> None:
    for row in sheets["Travel"]:
        row["Cost"] = 1
    assert find(sheets) == ["Travel (Cost): the column is there twice; keep one"]


def test_output_sheets_and_columns_are_known(
    sheets: Any, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in schema.OUTPUT_SHEETS:
        sheets[name] = [{"anything": "#REF!"}]
    added: Mapping[str, frozenset[str]] = MappingProxyType({"Assignments": frozenset({"runner-up"})})
    monkeypatch.setattr("allocator.tables.parsing.OUTPUT_COLUMNS", added)
    sheets["Assignments"][0]["Runner up"] = "KEN-04"
    assert find(sheets) == []


def test_two_sheets_of_one_name(sheets: Any, find: Find) -> None:
    sheets["mission_types"] = sheets["Mission types"]
    assert find(sheets) == ["mission_types: is the sheet Mission types again, after Mission types; keep one"]


def test_no_frame(sheets: Any, to_frames: Any) -> None:
    frames = to_frames(sheets)
    frames["History"] = [1, 2]
    with pytest.raises(Exception, match="History: is a list; a pandas DataFrame is right"):
        plan_from_frames(frames)


def test_schema() -> None:
    assert [sheet.name for sheet in schema.SHEETS if sheet.required] == [
        "Plan", "Experts", "Qualifications", "Mission types", "Seats", "Requests",
    ]  # fmt: skip
    for sheet in schema.SHEETS:
        assert len({normalised(header) for header in sheet.headers}) == len(sheet.headers)
        assert sheet_named(sheet.name.upper()) is sheet
        for field in sheet.key:
            assert sheet.column(field).doc
    with pytest.raises(KeyError):
        schema.SHEETS[0].column("nothing")


def test_every_sheet_has_its_place_in_the_plan() -> None:
    """And nothing else is in the plan, but for what the reading itself says."""
    held = [sheet.plan_field for sheet in schema.SHEETS]
    assert sorted([*held, "departures", "warnings", "digest"]) == sorted(field.name for field in fields(Plan))
    for sheet in schema.SHEETS:
        if sheet.keyed:
            assert sheet.column(sheet.key[0]).kind in ("key", "member")


def test_empty_frame_is_an_empty_sheet(sheets: Any, to_frames: Any) -> None:
    frames = to_frames(sheets)
    frames["History"] = pd.DataFrame()
    assert plan_from_frames(frames).history == ()
