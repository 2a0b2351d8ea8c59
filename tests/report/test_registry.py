"""The registry of output sheets: nothing is forgotten, and a sheet that is added takes part."""

import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

from allocator import report
from allocator.export.layouts import LAYOUTS
from allocator.report.advice_sheet import attach
from allocator.report.registry import SHEETS
from allocator.results.alternatives import Alternatives
from allocator.tables.written_sheets import CHECKS, WRITTEN_SHEETS
from tests.plans_by_hand import decision, model_of, monday, plan_of
from tests.report.results_by_hand import explained_by_hand, result_of

ROOT = Path(__file__).parents[2]

#: A sheet as somebody adds it: one module, and the line of the registry.
TOY = """
from allocator.report.colours import Colours, Mark
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Column, Table


def toys(result):
    columns = (Column("toy", width=33), Column("verdict"))
    colours = (Colours("verdict", "Green: nice", (Mark("is", "nice", "good"),)),)
    return Table("Toys", columns, ((result.plan.settings.title, "nice"),), colours)


SHEET = OutputSheet(table=toys)
"""

WRITE = """
import sys
import allocator
from allocator.export import write_csv, write_json
from tests.report.results_by_hand import explained_by_hand, first_steps

with explained_by_hand():
    result = first_steps()
    allocator.write_workbook(result, "a.xlsx")
    write_csv(result, "a")
    write_json(result, "a.json")
assert allocator.__file__.startswith(sys.argv[1])
print(*allocator.read_plan("a.xlsx").warnings, *allocator.read_plan("a").warnings)
"""


def test_every_module_of_a_sheet_is_registered_once() -> None:
    modules = [each.name for each in pkgutil.iter_modules(report.__path__) if each.name.endswith("_sheet")]
    modules.remove("output_sheet")
    assert sorted(WRITTEN_SHEETS.values()) == sorted(modules)


def test_every_sheet_makes_the_table_that_it_is_registered_for() -> None:
    row = decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(2), status="proposed")
    result = result_of(plan_of(["KEN-01"], ["R1"], decisions=(row,), agreements={}), model_of())
    result.memo["alternatives"] = {
        "R1": Alternatives(request="R1", served=False, weeks_of_start=(), teams=(), possible=0, everybody=())
    }
    attach(result, [])
    with explained_by_hand():
        tables = report.tables(result)
    assert [table.name for table in tables] == list(SHEETS)
    assert tables[-1].name == CHECKS
    assert {sheet.layout for sheet in SHEETS.values()} == set(LAYOUTS)


def test_a_sheet_that_is_added_takes_part(tmp_path: Path) -> None:
    """By a module and a line of the registry: it is written, coloured, and left out when it is read back."""
    from openpyxl import load_workbook

    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("allocator", "models", "scenarios"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for file in ("tests/plans_by_hand.py", "tests/report/results_by_hand.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "allocator/report/toy_sheet.py").write_text(TOY)
    registry = tmp_path / "allocator/tables/written_sheets.py"
    line = '        CHECKS: "check_sheet",'
    registry.write_text(registry.read_text().replace(line, f'        "Toys": "toy_sheet",\n{line}'))
    command = [sys.executable, "-c", WRITE, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
    sheet = load_workbook(tmp_path / "a.xlsx")["Toys"]
    assert [cell.value for cell in sheet["B"]] == ["verdict", "nice"]
    assert sheet["B1"].comment.text == "Green: nice"
    assert len(sheet.conditional_formatting) == 1
    assert 33 <= sheet.column_dimensions["A"].width < 34
    assert (tmp_path / "a" / "Toys.csv").exists() and "nice" in (tmp_path / "a.json").read_text()
