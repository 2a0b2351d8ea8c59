"""What a planner sees of advice, and what is said to questions that cannot be answered."""

import json
import pickle
import signal
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

import allocator
from allocator import advise
from allocator.advise.coverage import Coverage
from allocator.advise.jobs import Clock, Job, run_jobs
from allocator.cli.app import app
from allocator.errors import InputError
from allocator.export.advice_workbook import write_advice
from allocator.plan.policy import Level, Term, Tier
from allocator.report.advice_about import heading, notes
from allocator.report.advice_sheet import attach
from allocator.report.advice_sheets import advice_tables, brief
from allocator.report.advice_words import interval_words
from allocator.results.interval import Interval
from allocator.results.result import Result
from allocator.solvers.program import Limits
from allocator.tables.as_written import is_as_written

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def result() -> Result:
    """Six requests and seven experts."""
    return allocator.run_scenario(ROOT / "scenarios" / "first-steps.toml", time_limit=20, workers=1)


@pytest.fixture(scope="module")
def answers(result: Result) -> dict[str, advise.Advice[Any]]:
    """An answer to every question."""
    how: dict[str, Any] = {"time_limit": 60.0, "workers": 1}
    return {
        "rules": advise.rules(result, time_limit=0.0, workers=1),
        "curve": advise.curve(result, "served", "cost", points=3, **how),
        "accredit": advise.accredit(result, people=1, **how),
        "phone": advise.phone(result, **how),
        "agreements": advise.agreements(result, **how),
        "withdrawals": advise.withdrawals(result, ("MUS-02", "GHA-01"), **how),
    }


def test_every_answer_is_a_table_everywhere(answers: dict[str, advise.Advice[Any]], tmp_path: Path) -> None:
    for question, answer in answers.items():
        tables = advice_tables(answer)
        path = tmp_path / f"{question}.xlsx"
        write_advice(path, answer)
        assert is_as_written(path)  # so that the next answer may take its place
        book = openpyxl.load_workbook(path, read_only=True)
        assert book.sheetnames == [*(table.name for table in tables), "About"]
        for table in tables:
            assert all(len(row) == len(table.columns) for row in table.rows)
            json.dumps(table.records())
            assert len(brief(table)[1]) == len(table.rows)
        assert heading(answer).endswith(".")
        assert all(note.endswith((".", "way")) or note[-1].isdigit() for note in notes(answer))


def test_one_language_more_serves_the_request_that_nobody_can(answers: dict[str, advise.Advice[Any]]) -> None:
    step = answers["accredit"].answer.steps[0]
    assert step.effect.weight == Interval(7, 7)
    assert step.effect.newly == ("R3",)


def test_who_stands_in_is_named(answers: dict[str, advise.Advice[Any]]) -> None:
    rows = {row.expert: row for row in answers["withdrawals"].answer.withdrawals}
    assert rows["MUS-02"].stand_ins == (advise.StandIn(request="R1", seat="adviser", expert="KEN-07"),)
    assert rows["MUS-02"].repair.changes == Interval(1, 1)
    assert rows["GHA-01"].repair.weight.low == rows["GHA-01"].repair.weight.high == 3


def test_every_point_of_a_curve_can_be_opened(answers: dict[str, advise.Advice[Any]], tmp_path: Path) -> None:
    for point in answers["curve"].answer.points:
        allocator.write_workbook(point.result, tmp_path / "point.xlsx")
        read = allocator.read_result(tmp_path / "point.xlsx")
        assert [goal.value for goal in read.goals[:2]] == list(point.values)
        assert not allocator.verify(read.plan, read.model, read.allocation)


def test_what_no_search_reached_is_bounded_all_the_same(answers: dict[str, advise.Advice[Any]]) -> None:
    for row in answers["rules"].answer:
        assert row.effect.weight.low == 0
        assert row.effect.direction == "less" or row.effect.weight.high is not None


def test_whom_no_time_was_left_for_is_told(result: Result) -> None:
    """Before: who has tentative releases and was not reached had no row, and no word said so."""
    rows = tuple(replace(row, status="tentative") for row in result.plan.availability)
    tentative = replace(result, plan=replace(result.plan, availability=rows), searched=None)
    answer = advise.phone(tentative, time_limit=0.0, workers=1)
    found, skipped = answer.answer.tentative, answer.answer.skipped
    assert skipped
    assert sorted([*(row.expert for row in found), *skipped]) == sorted({row.expert for row in rows})
    assert f"{len(skipped):,} more were not begun in the time given" in " ".join(notes(answer))
    assert not advise.phone(tentative, time_limit=60.0, workers=1).answer.skipped


def test_answers_are_a_sheet_of_the_allocation(
    result: Result, answers: dict[str, advise.Advice[Any]], tmp_path: Path
) -> None:
    asked = replace(result)
    attach(asked, [answers["accredit"], answers["withdrawals"]])
    allocator.write_workbook(asked, tmp_path / "allocation.xlsx")
    assert "Advice" in openpyxl.load_workbook(tmp_path / "allocation.xlsx", read_only=True).sheetnames
    assert not [w for w in allocator.read_plan(tmp_path / "allocation.xlsx").warnings if "Advice" in str(w)]
    allocator.write_workbook(result, tmp_path / "plain.xlsx")
    assert "Advice" not in openpyxl.load_workbook(tmp_path / "plain.xlsx", read_only=True).sheetnames


def test_questions_that_cannot_be_answered_say_why(result: Result) -> None:
    def refused(ask: Any, *given: Any, **options: Any) -> str:
        with pytest.raises(InputError) as caught:
            ask(*given, **options)
        return str(caught.value)

    assert "did you mean cost?" in refused(advise.curve, result, "served", "kost")
    assert "always kept" in refused(advise.curve, result, "served", "own_country")
    assert "is off" in refused(advise.curve, result, "served", "neighbour")
    assert "named twice" in refused(advise.curve, result, "cost", "cost")
    assert "from 2 to 9" in refused(advise.curve, result, "served", "cost", points=10)
    assert "from 1 to 5" in refused(advise.accredit, result, people=6)
    assert "no expert of this plan; did you mean KEN-0" in refused(advise.withdrawals, result, ["KEN-99"])
    unserved = replace(result, model=replace(result.model, tiers=(Tier((Term("cost"),)),)))
    for ask in (advise.rules, advise.accredit, advise.phone, advise.agreements, advise.withdrawals):
        assert "no tier with the goal served" in refused(ask, unserved)
    free = replace(result, plan=replace(result.plan, agreements=None))
    assert "no sheet Agreements" in refused(advise.agreements, free)
    levels = {**result.model.levels, "funding": Level.OFF, "agreement_provider": Level.OFF}
    unfunded = replace(result, model=replace(result.model, levels=MappingProxyType(levels)))
    assert "funding is off" in refused(advise.agreements, unfunded)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rulez"], "did you mean rules"),
        (["curve"], "takes two goals"),
        (["curve", "served"], "takes two goals"),
        (["phone", "KEN-03"], "one too many"),
        (["rules", "--points", "folder"], "curve only"),
        (["rules", "--output", "advice.csv"], "does not end in .xlsx"),
    ],
)
def test_wrong_words_end_in_an_error(result: Result, tmp_path: Path, words: list[str], said: str) -> None:
    path = tmp_path / "allocation.xlsx"
    allocator.write_workbook(result, path)
    done = CliRunner().invoke(app, ["advise", words[0], str(path), *words[1:], "--json"])
    assert done.exit_code == 2
    assert said in done.output


def test_the_command_answers_in_json(result: Result, tmp_path: Path) -> None:
    path, output = tmp_path / "allocation.xlsx", tmp_path / "advice.xlsx"
    allocator.write_workbook(result, path)
    words = ["advise", "withdrawals", str(path), "MUS-02", "--json", "--output", str(output)]
    done = CliRunner().invoke(app, [*words, "--time-limit", "30", "--workers", "1"])
    assert done.exit_code == 0
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["tables"]["Withdrawals"][0]["expert"] == "MUS-02"
    assert output.exists()
    done = CliRunner().invoke(app, [*(word for word in words if word != "--json"), "--time-limit", "30"])
    assert done.exit_code == 0, done.output
    assert done.stdout.endswith(f"Written to {output}, in the place of the one that was there\n")


@dataclass(frozen=True)
class _Search:
    """A search during which a signal comes, or at whose end, between two searches, Ctrl-C."""

    name: str
    stopped: bool

    form = Coverage

    def about(self) -> dict[str, str]:
        return {"name": self.name}

    def holds(self, found: Coverage) -> bool:
        return True

    def __call__(self, limits: Limits) -> Coverage:
        if not self.stopped:
            signal.raise_signal(signal.SIGINT)
        return Coverage(interrupted=self.stopped)


@pytest.mark.parametrize("stopped", [True, False])
def test_a_signal_ends_the_question_with_what_is_known(stopped: bool) -> None:
    clock = Clock("rules", Limits(seconds=5.0))
    searches = [Job(name, _Search(name, stopped)) for name in ("first", "second")]
    assert list(run_jobs(searches, clock)) == ["first"]
    assert clock.ended


def test_jobs_can_be_sent_elsewhere(result: Result) -> None:
    from allocator.advise.coverage import coverage_of
    from allocator.advise.effects import Yardstick
    from allocator.advise.rule_prices import _jobs

    yardstick = Yardstick(replace(result, searched=None), coverage_of(result))
    job = pickle.loads(pickle.dumps(next(_jobs(yardstick, "pairing"))))
    assert job.search(Limits(seconds=20.0, workers=1)).value is not None


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(1, 3), "between 1 and 3 missions"),
        (Interval(1, 1), "1 mission"),
        (Interval(0, 2), "at most 2 missions"),
        (Interval(2, None), "at least 2 missions"),
        (Interval(0, None), "an unknown number of missions"),
    ],
)
def test_intervals_in_words(interval: Interval, words: str) -> None:
    assert interval_words(interval, "missions") == words
