"""What of a result is seen outside the workbook: in a terminal, and in a notebook."""

import re
from pathlib import Path

import pytest

import allocator
from allocator.report.next_questions import next_questions
from allocator.report.text_calendar import LEGEND, calendar_lines
from tests.plans_by_hand import model_of, plan_of
from tests.report.results_by_hand import result_of

FIRST_STEPS = Path("scenarios/plans/first-steps")


@pytest.fixture(scope="module")
def result() -> allocator.Result:
    plan = allocator.read_plan(FIRST_STEPS)
    return allocator.solve(plan, allocator.read_model("models/national.toml"), effort=1, workers=1)


def test_the_calendar_in_characters_has_a_place_for_every_week(result: allocator.Result) -> None:
    months, *rows, legend = calendar_lines(result)
    assert legend == LEGEND
    members = result.calendar[result.calendar["who"] == "Member"]
    assert [row.split()[0] for row in rows] == members["code"].tolist()
    weeks = {len(row.split(maxsplit=1)[1]) for row in rows}
    assert weeks == {result.calendar.shape[1] - 4}
    assert months.split() == ["Sep", "Oct", "Nov"]  # the plan's only week in August has no room for a name
    named = result.calendar.columns[4 + months.index("Oct") - rows[0].index(" ") - 1]
    assert named.startswith("2026-10") and named < "2026-10-08"


def test_a_result_without_missions_has_no_calendar() -> None:
    assert calendar_lines(result_of(plan_of(["KEN-01"], ["R1"]), model_of())) == [
        "No mission, so no calendar"
    ]


def test_the_next_questions_name_the_file_and_the_first_unserved_request(result: allocator.Result) -> None:
    commands = [command for command, _ in next_questions(result, Path("two words.xlsx"))]
    assert len(commands) == 3
    assert all("'two words.xlsx'" in command for command in commands)
    asked = re.fullmatch(r"allocator explain 'two words.xlsx' (R\d)", commands[0])
    assert asked is not None
    priority = {code: request.priority for code, request in result.plan.requests.items()}
    assert asked[1] not in result.allocation.by_request
    others = set(priority) - set(result.allocation.by_request)
    assert priority[asked[1]] == min(priority[code] for code in others)


def test_a_notebook_shows_text_of_a_workbook_as_text(result: allocator.Result) -> None:
    from dataclasses import replace

    hostile = replace(result, provenance=replace(result.provenance, scenario="<script>alert(1)</script>"))
    page = hostile._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "28" in page and "Proven" in page


def test_every_table_is_a_frame(result: allocator.Result) -> None:
    assert result.goals_table["value"].tolist()[0] == 28
    assert set(result.goals_table["proven"]) == {"yes"}
    assert len(result.experts) == 7
    assert result.agreements["planned missions"].sum() == len(result.missions) == 4
    assert result.regions["served"].sum() == 4
    assert not result.administrations.empty


def test_only_public_names_are_offered() -> None:
    assert set(dir(allocator)) == {*allocator.__all__, "advise", "plot", "__version__"}
