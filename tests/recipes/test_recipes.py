"""The recipes of CONTRIBUTING, followed on a copy of the package: what is added takes part, and no other file
is touched than the recipe names.

Each recipe is a text for every new file and a line for every registry or table; the copy then runs in a
process of its own.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODELS = ("national", "regional", "tripartite", "multipartite")
REGISTRY = ROOT / "allocator" / "tables" / "written_sheets.py"
Edit = Callable[[str], str]


class Copy:
    """A copy of the package with models and scenarios, and the files that were touched in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.touched: set[str] = set()
        for name in ("allocator", "models", "scenarios"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def add(self, name: str, text: str) -> None:
        """Write a new file."""
        assert not (self.folder / name).exists()
        (self.folder / name).write_text(text, encoding="utf-8")
        self.touched.add(name)

    def edit(self, name: str, *edits: Edit) -> None:
        """Change a file; each edit changes something."""
        text = (self.folder / name).read_text(encoding="utf-8")
        for edit in edits:
            changed = edit(text)
            assert changed != text, name
            text = changed
        (self.folder / name).write_text(text, encoding="utf-8")
        self.touched.add(name)

    def run(self, code: str) -> list[str]:
        """The lines that a program prints which imports the copy."""
        check = f"import allocator, sys\nassert allocator.__file__.startswith({str(self.folder)!r})\n"
        done = subprocess.run(
            [sys.executable, "-c", check + code],
            cwd=self.folder, env={"PYTHONPATH": str(self.folder)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


def entered(registry: str, module: str) -> tuple[Edit, Edit]:
    """A module imported, and entered at the end of a tuple of modules."""
    return (
        lambda text: re.sub(r"import \(\n", f"import (\n    {module},\n", text, count=1),
        lambda text: re.sub(rf"({registry} = \([^)]*)\)", rf"\g<1>    {module},\n)", text),
    )


def after(line: str, new: str) -> Edit:
    """A line put after the one that begins in some way."""
    return lambda text: re.sub(
        rf"^({re.escape(line)}.*)$", rf"\g<1>\n{new}", text, count=1, flags=re.MULTILINE
    )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


RULE = '''"""No expert has a code that ends with 1."""

from allocator.rules.base import HARD, OFF, Rule, Violation, levels

RULE = Rule("uncounted", "No expert has a code that ends with 1", levels(HARD, OFF))


def check(plan, model, allocation):
    level = model.level(RULE.code)
    if level is OFF:
        return
    for mission, place in allocation.assignments():
        if place.expert.endswith("1"):
            yield Violation(
                rule=RULE.code, level=level, subject=f"{mission.request}, {place.expert}",
                message=f"{place.expert} ends with 1",
            )


def eligible(problem):
    first = [code.endswith("1") for code in problem.experts]

    def sift(ranges):
        return ranges.where([not first[expert] for expert in ranges.expert])

    return sift
'''

RULE_TAKES_PART = """
from pathlib import Path
plan = allocator.read_plan("scenarios/plans/first-steps")
model = allocator.read_model("models/national.toml")
result = allocator.solve(plan, model, effort=1, workers=1)
print(sorted({place.expert[-1] for _, place in result.allocation.assignments()}))
without = allocator.solve(plan, model.with_levels(uncounted="off"), effort=1, workers=1)
print(sorted({found.rule for found in allocator.verify(plan, model, without.allocation)}))
"""

RULE_IS_NAMED = """
plan = allocator.read_plan("scenarios/plans/first-steps")
result = allocator.solve(plan, allocator.read_model("models/national.toml"), effort=1, workers=1)
print("uncounted" in str(allocator.explain(result, "R4")))
"""


def add_rule(copy: Copy) -> None:
    copy.add("allocator/rules/eligibility/uncounted.py", RULE)
    copy.edit("allocator/rules/eligibility/__init__.py", *entered("ELIGIBILITY", "uncounted"))
    for model in MODELS:
        copy.edit(f"models/{model}.toml", after("release =", 'uncounted = { level = "hard" }'))
    row = "| `uncounted` | No expert has a code that ends with 1 | hard, off | |"
    copy.edit("models/README.md", after("| `release` |", row))


def test_a_rule(copy: Copy) -> None:
    add_rule(copy)
    experts, broken = copy.run(RULE_TAKES_PART)
    assert "'1'" not in experts and experts != "[]"
    assert broken == "['uncounted']"
    assert len(copy.touched) == 1 + 1 + 4 + 1  # module, registry, models, table; and a test


def test_a_rule_is_named_in_explanations(copy: Copy) -> None:
    add_rule(copy)
    assert copy.run(RULE_IS_NAMED) == ["True"]


GOAL = '''"""Send as many missions as can be, whatever they weigh."""

import numpy as np

from allocator.goals.base import GoalKind
from allocator.problem.rows import Costs

GOAL = GoalKind("headcount", "Missions", "max", "missions")


def value(plan, model, allocation):
    return len(allocation.missions)


def costs(problem, columns):
    return Costs(columns.y, np.ones(len(columns.y), dtype=np.int64))
'''

GOAL_TAKES_PART = """
from dataclasses import replace
from allocator.plan.policy import Term, Tier
plan = allocator.read_plan("scenarios/plans/first-steps")
model = allocator.read_model("models/national.toml")
result = allocator.solve(plan, replace(model, tiers=(Tier((Term("headcount"),)),)), effort=1, workers=1)
(goal,) = result.goals
print(goal.value, goal.bound, len(result.allocation.missions))
"""


def test_a_goal(copy: Copy) -> None:
    copy.add("allocator/goals/headcount.py", GOAL)
    copy.edit("allocator/goals/__init__.py", *entered("GOALS", "headcount"))
    copy.edit("models/README.md", after("| `cost` |", "| `headcount` | Missions | max | missions |"))
    assert copy.run(GOAL_TAKES_PART) == ["4 4 4"]
    assert len(copy.touched) == 1 + 1 + 1  # module, registry, table; and a test


SHEET = '''"""How many missions there are."""

from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Column, Table


def headcount(result):
    return Table("Headcount", (Column("missions", "whole"),), ((len(result.allocation.missions),),))


SHEET = OutputSheet(table=headcount)
'''

SHEET_TAKES_PART = """
plan = allocator.read_plan("scenarios/plans/first-steps")
result = allocator.solve(plan, allocator.read_model("models/national.toml"), effort=1, workers=1)
allocator.write_workbook(result, "allocation.xlsx")
import openpyxl
sheet = openpyxl.load_workbook("allocation.xlsx")["Headcount"]
print([[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)])
print(len(allocator.read_plan("allocation.xlsx").requests))
"""


def test_an_output_sheet(copy: Copy) -> None:
    copy.add("allocator/report/headcount_sheet.py", SHEET)
    line = '        "Headcount": "headcount_sheet",'
    copy.edit("allocator/tables/written_sheets.py", after('        "Regions":', line))
    assert copy.run(SHEET_TAKES_PART) == ["[['missions'], [4]]", "6"]
    assert len(copy.touched) == 1 + 1  # module, registry; and a test
