"""Examples of rules and goals: three rows each, put into the plan `first-steps` and judged by the program."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import allocator
from allocator.goals import GOALS
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.policy import CoordinationModel, Level
from allocator.rules.base import Violation
from allocator.rules.coupling import COUPLING
from allocator.rules.eligibility import ELIGIBILITY
from site_pages import first_steps
from site_pages.words import table

_Row = Mapping[str, Any]
_ABOUT_A_ROW = ("sheet", "key", "shown")
_RULES = {module.RULE.code: module for module in (*ELIGIBILITY, *COUPLING)}
_GOALS = {module.GOAL.code: module for module in GOALS}


@cache
def known() -> Mapping[str, Mapping[str, Any]]:
    """The examples by `rules` and `goals`, then by code."""
    return tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))


def rows_shown(rows: Sequence[_Row]) -> str:
    """The rows as a table: sheet, row, and what stands in its cells."""
    return table(("sheet", "row", "cells"), [_shown(row) for row in rows])


def violations(code: str) -> list[Violation]:
    """What the check of a rule says of its example."""
    example = known()["rules"][code]
    model = first_steps.model()
    if "level" in example:
        model = model.with_levels(**{code: Level(example["level"])})
    return list(_RULES[code].check(_plan(example["rows"]), model, _allocation(example["rows"])))


def value(code: str) -> int:
    """What a goal counts in its example."""
    rows = known()["goals"][code]["rows"]
    model: CoordinationModel = first_steps.model()
    return int(_GOALS[code].value(_plan(rows), model, _allocation(rows)))


def _cells(row: _Row) -> dict[str, Any]:
    return {header: cell for header, cell in row.items() if header not in _ABOUT_A_ROW}


def _shown(row: _Row) -> tuple[str, str, str]:
    cells = _cells(row)
    name = row.get("key") or cells.pop(next(iter(cells)))
    return row["sheet"], f"`{name}`", ", ".join(f"{header} = `{cell}`" for header, cell in cells.items())


def _is_sent(row: _Row) -> bool:
    return row["sheet"] == "Assignments" and "decision" not in row


def _plan(rows: Sequence[_Row]) -> allocator.Plan:
    changes: list[dict[str, Any]] = []
    for row in rows:
        about = {"sheet": row["sheet"]}
        if row.get("shown") or _is_sent(row):
            continue
        if "key" in row:
            about["key"] = row["key"]
            changes += [
                {"set": {**about, "column": name, "value": cell}} for name, cell in _cells(row).items()
            ]
        else:
            changes.append({"add": {**about, "row": _cells(row)}})
    return first_steps.plan().with_changes(changes)


def _allocation(rows: Sequence[_Row]) -> Allocation:
    teams: dict[str, list[_Row]] = defaultdict(list)
    for row in filter(_is_sent, rows):
        teams[row["request"]].append(row)
    return Allocation(tuple(_mission(request, team) for request, team in teams.items()))


def _mission(request: str, team: Sequence[_Row]) -> Mission:
    places = tuple(Assignment(request, row["seat"], row["expert"]) for row in team)
    return Mission(request=request, start=team[0]["start"], team=places, agreement=team[0].get("agreement"))
