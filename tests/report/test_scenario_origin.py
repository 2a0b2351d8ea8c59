"""A result of a scenario says so wherever it is looked at: two printouts of two policies differ."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import allocator
from allocator.export.footers import Origin, footer, origin_of
from allocator.inputs.change_words import changes_in_words
from allocator.inputs.scenario import open_scenario
from allocator.report import checks, summary
from allocator.tables import read_raw
from tests.export.package_faults import footers
from tests.report.results_by_hand import FIRST_STEPS, explained_by_hand, provenance, result_of

ROOT = Path(__file__).parents[2]
TITLE = "Every pair from two countries & at any price"
CHANGES = ("rule pairing: hard instead of soft", "Experts GHA-01: missions 4 instead of 3")


def result(**origin: Any) -> allocator.Result:
    plan = allocator.read_plan(ROOT / "scenarios/plans/first-steps")
    model = allocator.read_model(ROOT / "models/national.toml")
    return allocator.Result.of(result_of(plan, model, *FIRST_STEPS, provenance=provenance(**origin)))


def test_summary_and_checks_name_the_scenario_its_changes_and_the_model() -> None:
    found = result(scenario=TITLE, changes=CHANGES)
    with explained_by_hand():
        rows = {str(row[1]): row[-1] for row in summary(found).rows if row[0] == "Answer"}
        told = [row[1:] for row in checks(found).rows if row[0] == "Run"]
    assert rows["Scenario"] == TITLE
    assert rows["Changes of the scenario"] == "; ".join(CHANGES)
    assert rows["Coordination model"] == found.model.title
    assert ("scenario", TITLE) in told
    assert [finding for what, finding in told if what == "change"] == list(CHANGES)


def test_a_result_of_no_scenario_speaks_of_none() -> None:
    with explained_by_hand():
        assert "Scenario" not in [row[1] for row in summary(result()).rows]


def test_every_page_of_a_workbook_names_the_scenario(tmp_path: Path) -> None:
    paths = tmp_path / "usual.xlsx", tmp_path / "scenario.xlsx"
    with explained_by_hand():
        allocator.write_workbook(result(), paths[0])
        allocator.write_workbook(
            result(scenario=TITLE, changes=CHANGES), paths[1], administration_sheets=True
        )
    assert not any("Every pair" in each for each in footers(paths[0]))
    assert all(": Every pair from two countries" in each for each in footers(paths[1]))
    book = openpyxl.load_workbook(paths[1])
    assert book["Summary"]["A1"].value.endswith(f": {TITLE}")
    assert book.properties.subject == TITLE


def test_two_models_of_one_title_have_different_footers() -> None:
    one, other = (origin_of(result(model_digest=digest * 32)) for digest in ("ab", "cd"))
    assert footer("Missions", one) != footer("Missions", other)


def test_a_long_title_of_a_plan_leaves_room_for_the_scenario() -> None:
    shown = footer("Missions", Origin("P" * 300, "run", "Scenario " * 30))
    left = shown.split("&C")[0]
    assert "P…: Scenario Scenario Scenario" in left
    assert len(left) < 75


def test_changes_read_as_sentences() -> None:
    raw = read_raw(ROOT / "scenarios/plans/first-steps")
    scenario = {
        "rules": {"pairing": {"level": "hard"}, "language": {"level": "hard"}},
        "change": [
            {"set": {"sheet": "Experts", "key": "GHA-01", "column": "missions", "value": 4}},
            {"set": {"sheet": "Qualifications", "key": ["GHA-01"], "column": "level", "value": 5}},
            {"set": {"sheet": "Requests", "key": "R1", "column": "gap days", "value": ""}},
            {"add": {"sheet": "Closures", "row": {"member": "ZMB", "from": "2026-10-12", "reason": ""}}},
            {"remove": {"sheet": "Qualifications", "key": ["GHA-01", "TOE"]}},
        ],
    }
    model = {"rules": {"pairing": {"level": "soft"}, "language": {"level": "hard"}}}
    found = changes_in_words(scenario, model, raw)
    assert found[:2] == ("rule pairing: hard instead of soft", "rule language: hard")
    assert found[2].startswith("Experts GHA-01: missions 4 instead of ")
    assert found[3].startswith("Qualifications GHA-01: level 5 instead of ")
    assert found[5:] == (
        "Closures: one row more (member ZMB, from 2026-10-12, reason blank)",
        "Qualifications GHA-01 TOE: taken out",
    )


def test_a_scenario_that_ran_says_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "what-if.toml"
    path.write_text(
        f'plan = "{ROOT}/scenarios/plans/first-steps"\nmodel = "{ROOT}/models/national.toml"\n'
        '[rules.pairing]\nlevel = "hard"\n',
        encoding="utf-8",
    )
    found = allocator.run_scenario(path, workers=1, time_limit=None)
    assert (found.provenance.scenario, found.provenance.changes) == ("what-if", CHANGES[:1])
    allocator.write_workbook(found, tmp_path / "a.xlsx")
    assert allocator.read_result(tmp_path / "a.xlsx").provenance == found.provenance
    assert found.missions is not None  # still the result that users know


@pytest.mark.parametrize("name", ["first-steps", "more-portuguese", "strict-pairing", "one-more-expert"])
def test_every_bundled_scenario_can_be_told_in_words(name: str) -> None:
    scenario = open_scenario(ROOT / "scenarios" / f"{name}.toml")
    assert scenario.title
    assert bool(scenario.changes) == (name != "first-steps")
