"""The recipes of CONTRIBUTING, followed on a copy of the package: what is added takes part, and no other file
is touched than the recipe names.

Each recipe is a text for every new file and a line for every registry or table; the copy then runs in a
process of its own.
"""

import os
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

    def run(self, code: str, **environment: str) -> list[str]:
        """The lines that a program prints which imports the copy, and tests and benchmarks from here."""
        check = f"import allocator, sys\nassert allocator.__file__.startswith({str(self.folder)!r})\n"
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", check + code],
            cwd=self.folder, env={"PYTHONPATH": f"{self.folder}{os.pathsep}{ROOT}", **environment},
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


RECORD = '''

@dataclass(frozen=True, slots=True, kw_only=True)
class Hobby:
    """Sheet `Hobbies`: what people like to do."""

    expert: str = column("code", "The person", refers="Experts")
    hobby: str = column("text", "What the person likes")
'''

HOBBIES = '    hobbies: tuple[Hobby, ...] = sheet("Hobbies", Hobby, "expert", "hobby", default=())'

INPUT_TAKES_PART = """
from pathlib import Path
import shutil
import openpyxl
shutil.copytree("scenarios/plans/first-steps", "mine")
code = next(iter(allocator.read_plan("mine").experts))
Path("mine/Hobbies.csv").write_text(f"expert,hobby\\n{code},chess\\n")
plan = allocator.read_plan("mine")
print([(row.expert == code, row.hobby) for row in plan.hobbies])
result = allocator.solve(plan, allocator.read_model("models/national.toml"), effort=1, workers=1)
allocator.write_workbook(result, "allocation.xlsx")
print(allocator.read_plan("allocation.xlsx").hobbies == plan.hobbies)
allocator.write_starter("starter")
(workbook,) = Path("starter").glob("*.xlsx")
print([cell.value for cell in openpyxl.load_workbook(workbook)["Hobbies"][1]])
Path("mine/Hobbies.csv").write_text("expert,hobby\\nnobody,chess\\n")
try:
    allocator.read_plan("mine")
except allocator.InputError as error:
    print([(fault.place, fault.column) for fault in error.faults])
"""


def test_an_input_sheet(copy: Copy) -> None:
    copy.edit("allocator/plan/entities.py", lambda text: text + RECORD)
    copy.edit(
        "allocator/plan/records.py",
        after("    History,", "    Hobby,"),
        after("    history:", HOBBIES),
    )
    read, kept, headers, faults = copy.run(INPUT_TAKES_PART)
    assert read == "[(True, 'chess')]" and kept == "True"
    assert headers == "['expert', 'hobby']"
    assert faults == "[('Hobbies.csv line 2', 'expert')]"
    assert len(copy.touched) == 1 + 1  # record, schema entry; and a test


NEIGHBOURHOOD = '''class TheFirst:
    """The first requests of the plan."""

    name = "first"

    def draw(self, rivalry: Rivalry, served: Bools, size: int, random: np.random.Generator) -> Ints | None:
        """See Neighbourhood."""
        return np.arange(min(size, rivalry.requests))


'''

NEIGHBOURHOOD_TAKES_PART = """
import numpy as np
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.lns.rounds import improve_round
from allocator.search.lns.selection import Selection
from allocator.search.lns.subproblems import SlicePool
from allocator.solvers.program import Limits, Watch, program_of
from tests.executors.rounds import started
matrix, tightened, point = started()
program = program_of(matrix, tightened).with_cost(matrix.tiers[0].cost)
selection = Selection(rivalry_of(matrix, tightened), np.random.default_rng(0))
while not selection.statistics()["first"][0]:
    improve_round(matrix, program, point, selection, Limits(workers=2), Watch(), SlicePool())
print(sorted(selection.statistics()))
"""


def test_a_neighbourhood(copy: Copy) -> None:
    copy.edit(
        "allocator/search/lns/neighbourhoods.py",
        lambda text: text.replace("NEIGHBOURHOODS: tuple", f"{NEIGHBOURHOOD}NEIGHBOURHOODS: tuple"),
        after("    AlongChain(),", "    TheFirst(),"),
    )
    (kinds,) = copy.run(NEIGHBOURHOOD_TAKES_PART)
    assert kinds == "['agreement', 'chain', 'first', 'person', 'rivals', 'unserved', 'weeks']"
    assert len(copy.touched) == 1  # its class and the registry; and a test


OPERATOR = '''"""Retirement: one mission removed."""

from allocator.problem.start_ranges import Smalls
from allocator.search.local.accessors import request_count
from allocator.search.local.compiler import compiled
from allocator.search.local.insertion import remove
from allocator.search.local.layout import Arrays
from allocator.search.local.state import State, draw
from allocator.search.local.state_accessors import is_served


@compiled
def retire(a: Arrays, s: State, removed: Smalls) -> int:
    """Remove a random mission; -1 where that request is not served."""
    request = draw(s, request_count(a))
    if not is_served(a, s, request):
        return -1
    remove(a, s, request)
    removed[0] = request
    return 1
'''

# Uncompiled, so that the calls can be counted; the random generator overflows there on purpose.
OPERATOR_TAKES_PART = """
import numpy as np
from allocator.matrix import complete, tighten
from allocator.search.local import operators
from allocator.search.local.changes import undo
from allocator.search.local.insertion import insert
from allocator.search.local.local_search import LocalSearch
from tests.search.local.tiny import tiny

year, removed = tiny(), np.zeros(8, dtype=np.int32)
a, s = year.layout.arrays, year.state
print(operators.retire(a, s, removed))
insert(a, s, year.number("R3"), 0.0)
before = year.served()
while operators.apply_operator(a, s, operators.RETIRE, 0.0, removed) < 0:
    pass
print(before, year.served(), year.is_exact(), removed[0] == year.number("R3"))
drawn, retire = [], operators.retire
operators.retire = lambda *given: drawn.append(retire(*given)) or drawn[-1]
tightened = tighten(year.matrix)
search = LocalSearch(year.matrix, tightened, 1, complete(year.matrix, tightened.lower), 0)
search.insert_all()
search.search(100)
print(1 in drawn, search.has_unserved())
"""


def test_an_operator(copy: Copy) -> None:
    copy.add("allocator/search/local/retirement.py", OPERATOR)
    copy.edit(
        "allocator/search/local/operators.py",
        after("from allocator.search.local.layout", "from allocator.search.local.retirement import retire"),
        lambda text: text.replace("RUIN, EXCHANGE = range(3)", "RUIN, EXCHANGE, RETIRE = range(4)"),
        lambda text: text.replace(
            "    return EJECTION if", "    if draw(s, 4) == 0:\n        return RETIRE\n    return EJECTION if"
        ),
        after(
            '    """Apply one operator.', "    if operator == RETIRE:\n        return retire(a, s, removed)"
        ),
    )
    nobody, one, drawn = copy.run(OPERATOR_TAKES_PART, NUMBA_DISABLE_JIT="1")
    assert nobody == "-1"
    assert one == "{'R3': ('2026-09-21', 'KEN-02')} {} True True"
    assert drawn == "True False"
    assert len(copy.touched) == 1 + 1  # operator, registry; and a test


COMMAND = '''"""`allocator headcount`: how many requests are open."""

import json
from pathlib import Path
from typing import Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported


def run(
    plan: Annotated[Path, typer.Argument(help="A plan: .xlsx or a folder of CSV files")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for machines")] = False,
) -> None:
    """`allocator headcount`, as `COMMAND` says it."""
    with errors_reported(as_json):
        from allocator.inputs.plan_file import read_plan

        count = len(read_plan(plan).open_requests)
        typer.echo(json.dumps({"open": count}) if as_json else f"{count} open requests")


COMMAND = Command(
    name="headcount", run=run, says="Count the open requests.", example="allocator headcount plan.xlsx"
)
'''

COMMAND_TAKES_PART = """
import subprocess

def call(*words):
    done = subprocess.run(
        [sys.executable, "-m", "allocator", *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.strip()

print(call("headcount", "scenarios/plans/first-steps"))
print(call("headcount", "scenarios/plans/first-steps", "--json"))
print(call("headcount", "nowhere")[0])
print("Count the open requests." in call("--help")[1])
print("allocator headcount plan.xlsx" in call("headcount", "--help")[1])
"""


def test_a_command(copy: Copy) -> None:
    copy.add("allocator/cli/headcount.py", COMMAND)
    copy.edit(
        "allocator/cli/app.py",
        lambda text: text.replace("    explain,\n", "    explain,\n    headcount,\n"),
        lambda text: text.replace("check.COMMAND,", "check.COMMAND, headcount.COMMAND,"),
    )
    words, numbers, refused, *told = copy.run(COMMAND_TAKES_PART)
    assert words == "(0, '6 open requests')"
    assert numbers == """(0, '{"open": 6}')"""
    assert refused == "2"
    assert told == ["True", "True"]
    assert len(copy.touched) == 1 + 1  # module, registry; and a test
