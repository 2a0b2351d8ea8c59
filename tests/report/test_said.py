"""What the library says in English is said in another language whole, or not at all."""

import re
from collections.abc import Iterator

import pytest

import allocator
from allocator import report
from allocator.goals import GOALS
from allocator.outside.translations import translations
from allocator.plan.policy import Level
from allocator.report.explanation_words import explanation_lines
from allocator.report.said import TABLES, said
from allocator.report.supply_sheets import check_tables
from allocator.report.table import Table
from allocator.report.trial_tables import trial_goals, trial_rules, trial_sentences
from allocator.report.words import PRIORITIES, counted, goal_words, unit_of, unit_words
from allocator.results.result import Result
from allocator.rules import RULES
from allocator.rules.base import rule_name
from allocator.whatif.change import Change
from tests.cli.conftest import FIRST_STEPS, ROOT

ROWS = {text: row for name in TABLES for text, row in translations("allocator.report", name).items()}
FRENCH = said("fr")
PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
MODEL = allocator.read_model(ROOT / "models" / "national.toml")
#: Columns in which the workbook speaks, and the lines of files that only a program reads.
OWN = {"name", "note", "member name", "expected result", "indicator", "mission type", "topic", "seat"}
FILES = {"Model file", "Result file", "Versions"}
DIGESTS = re.compile(r"[0-9a-f]{64}")


@pytest.fixture(scope="module")
def result() -> Result:
    return allocator.solve(allocator.read_plan(FIRST_STEPS), MODEL, effort=2, workers=1)


@pytest.mark.parametrize("language", ["fr"])
def test_places_are_the_same_in_every_language(language: str) -> None:
    for text, row in ROWS.items():
        names = [name for name, _ in PLACE.findall(text)]
        assert {name for name, _ in PLACE.findall(row[language])} <= set(names), text
        assert len(names) == len(set(names)), text
        assert row[language].strip(), text


def test_names_of_rules_goals_units_and_levels_are_said() -> None:
    texts = [rule_name(code) for code in RULES] + [rule.sentence for rule in RULES.values()]
    texts += [goal_words(module.GOAL.code) for module in GOALS]
    texts += [unit_words(unit_of(module.GOAL.code), "EUR") for module in GOALS]
    texts += [counted(n, rule.unit) for rule in RULES.values() if rule.unit for n in (1, 2)]
    texts += [level.value for level in Level]
    texts += PRIORITIES.values()
    assert [text for text in texts if FRENCH(text) is None] == []


def words_of(table: Table) -> Iterator[str]:
    yield table.name
    yield from (column.header for column in table.columns if not column.detail)
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            if isinstance(cell, str) and column.header not in OWN and not column.detail:
                yield cell


def test_tables_of_a_result_are_said(result: Result) -> None:
    plan = result.plan
    tables = [
        report.goals_table(result), report.missions(result), report.experts(result),
        report.administrations(result), report.agreements(result), report.regions(result),
        *check_tables(plan.warnings, allocator.supply_against_demand(plan, MODEL)),
    ]  # fmt: skip
    checks = [row for row in report.checks(result).rows if row[0] not in FILES]
    texts = [word for table in tables for word in words_of(table)]
    texts += [str(cell) for row in checks for cell in row if not DIGESTS.fullmatch(str(cell))]
    assert [text for text in texts if FRENCH(text) is None] == []


def test_answers_about_a_result_are_said(result: Result) -> None:
    texts = []
    for code in ("R1", "R3", "R5"):
        found = allocator.explain(result, code, time_limit=2)
        texts += [*explanation_lines(found), *(change.what for change in found.changes)]
    for change in (Change(request="R1", drop=True), Change(request="R1", start="2026-10-19")):
        trial = allocator.try_change(result, change)
        texts += [*trial_sentences(trial), *words_of(trial_goals(trial)), *words_of(trial_rules(trial))]
    assert [text for text in texts if FRENCH(text) is None] == []


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("KEN-03 left: KEN-07 goes instead", "KEN-03 ne part plus : KEN-07 part à sa place"),
        ("R3: Served from 2026-09-07 to 2026-09-11 by KEN-03, WCO-01.",
         "R3 : Servie du 2026-09-07 au 2026-09-11 par KEN-03, WCO-01."),
        ("Requiring it costs 7 weight units; 1 mission of today must drop out.",
         "L'exiger coûte 7 unités de poids ; à abandonner de celles d'aujourd'hui : 1 mission."),
        ("12,345 weight units", "12\u202f345 unités de poids"),
        ("R4 (priority 2), R5 (priority 3) and 2 more would drop out",
         "R4 (priorité 2), R5 (priorité 3) et 2 de plus seraient abandonnées"),
        ("nobody pays instead of A-05", "personne paie au lieu de A-05"),
        ("KEN-03; WCO-01", "KEN-03; WCO-01"),
        ("nothing drops out; and whatever else", None),
        ("KEN-03 whistles", None),
    ],
)  # fmt: skip
def test_a_text_is_said_whole_or_not_at_all(text: str, other: str | None) -> None:
    assert FRENCH(text) == other
