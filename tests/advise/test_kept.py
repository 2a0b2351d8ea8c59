"""A question that is killed, interrupted or asked again: what was searched is kept, and is not believed
blindly."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import allocator
from allocator import advise
from allocator.advise import AdviceProgress, coverage
from allocator.advise.coverage import Coverage
from allocator.advise.jobs import Clock, Job, run_jobs
from allocator.cli.app import app
from allocator.plan.policy import Term, Tier
from allocator.results.result import Result
from allocator.search.interrupts import stopping
from allocator.search.progress import Progress
from allocator.solvers.program import Limits
from allocator.store import RunStore
from tests.advise.asking import ROOT, a_result, asked, told
from tests.plans_by_hand import decision, model_of, plan_of


@pytest.fixture(scope="module")
def result() -> Result:
    return a_result()


def test_a_question_that_is_killed_goes_on_where_it_was(result: Result, tmp_path: Path) -> None:
    store = tmp_path / "runs.sqlite"
    command = [sys.executable, "-m", "tests.advise.asking", str(store)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    searched = [process.stdout.readline().strip() for _ in range(4)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert "ended" not in process.stdout.read()
    process.stdout.close()
    heard: list[AdviceProgress] = []
    resumed = asked(result, store, heard.append)
    known = [each.key for each in heard if each.known]
    assert known[:4] == searched
    assert len(known) < len(heard)
    assert told(resumed) == told(asked(result, None))
    again: list[AdviceProgress] = []
    assert told(asked(result, store, again.append)) == told(resumed)
    assert all(each.known for each in again)


def test_every_question_is_answered_from_the_store(result: Result, tmp_path: Path) -> None:
    how = {"effort": 1, "workers": 1, "store": RunStore(tmp_path / "runs.sqlite")}
    for question in ("accredit", "phone", "agreements", "withdrawals"):
        ask = getattr(advise, question)
        first, heard = ask(result, **how), list[AdviceProgress]()
        assert told(ask(result, **how, on_progress=heard.append)) == told(first)
        assert heard or question == "phone"
        assert all(each.known for each in heard)
    heard = []
    first = advise.curve(result, "served", "cost", points=4, **how)
    assert told(advise.curve(result, "served", "cost", points=4, **how, on_progress=heard.append)) == told(
        first
    )
    assert len(heard) == 4
    assert all(each.known for each in heard)


def test_another_result_model_or_seed_is_another_question(result: Result, tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs.sqlite")

    def known(about: Result, **options: int) -> list[bool]:
        heard = list[bool]()
        advise.withdrawals(
            about, ["GHA-01"], workers=1, store=store, on_progress=lambda p: heard.append(p.known),
            **{"effort": 1, **options},
        )  # fmt: skip
        return heard

    assert known(result) == [False]
    assert known(result) == [True]
    assert known(result, seed=3) == [False]
    assert known(result, effort=2) == [False]
    dearer = {code: replace(each, day_cost=each.day_cost + 1) for code, each in result.plan.experts.items()}
    other = replace(result, plan=replace(result.plan, experts=dearer), searched=None)
    assert known(other) == [False]


def test_what_was_changed_in_the_store_is_said_and_searched_again(result: Result, tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs.sqlite")
    first = asked(result, store.path)
    lied = next(e for e in map(store.run, [e.id for e in store.runs()]) if e.answer["value"])
    answer = {**lied.answer, "value": lied.answer["value"] + 5}
    store.keep(replace(lied, answer=answer), instead=True)
    heard: list[AdviceProgress] = []
    with pytest.warns(RuntimeWarning, match="not worth what it says"):
        again = asked(result, store.path, heard.append)
    assert told(again) == told(first)
    assert sum(not each.known for each in heard) == 1


def test_a_file_that_is_no_store_is_refused_and_stays(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    path.write_bytes(b"somebody's letters" * 99)
    with pytest.raises(allocator.InputError, match="is no run store"):
        asked(result, path)
    assert path.read_bytes() == b"somebody's letters" * 99


def test_ctrl_c_tells_what_is_known(result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes below the fourth search, wherever that is by then."""
    searches, began = [], coverage.solve

    def solve(*given: Any, **options: Any) -> Result:
        searches.append(options)

        def hear(progress: Progress) -> bool:
            if len(searches) == 4:
                signal.raise_signal(signal.SIGINT)
            return options["on_progress"](progress)  # type: ignore[no-any-return]

        return began(*given, **{**options, "on_progress": hear})

    monkeypatch.setattr(coverage, "solve", solve)
    allocation = tmp_path / "allocation.xlsx"
    allocator.write_workbook(result, allocation)
    words = ["advise", "rules", str(allocation), "--json", "--store", str(tmp_path / "runs.sqlite")]
    done = CliRunner().invoke(app, [*words, "--workers", "1"])
    answer = json.loads(done.stdout.splitlines()[-1])
    assert (done.exit_code, answer["status"]) == (4, "interrupted")
    assert len(searches) == 4
    assert answer["tables"]["Rule prices"]
    assert any(note.startswith("Cut short") for note in answer["notes"])


def test_experts_in_another_order_are_not_taken_for_each_other(tmp_path: Path) -> None:
    """Two experts who may do the same, one of them locked. With their rows swapped the plan says the same,
    and the columns of the one have the numbers of the other: nobody stands in for the locked one alone."""
    store, model = tmp_path / "runs.sqlite", replace(model_of(), tiers=(Tier((Term("served"),)),))
    start = None
    for people in (["KEN-01", "KEN-02"], ["KEN-02", "KEN-01"]):
        plan = plan_of(people, ["R1", "R2"], decisions=[decision("fixed", "R1", expert="KEN-01")])
        result = allocator.solve(plan, model, start=start, time_limit=None, workers=1)
        start = result.allocation
        advice = advise.withdrawals(result, experts=people[:1], time_limit=None, workers=1, store=store)
        (row,) = advice.answer.withdrawals
        assert row.repair.impossible is (people[0] == "KEN-01")


@dataclass(frozen=True)
class _EndsByItself:
    """A search that is over, for it has proven all, in the moment in which somebody asks it to end."""

    form = Coverage

    def about(self) -> Mapping[str, Any]:
        return {"search": "ends by itself"}

    def holds(self, found: Coverage) -> bool:
        return True

    def __call__(self, limits: Limits) -> Coverage:
        with stopping(lambda: None):
            signal.raise_signal(signal.SIGINT)
        return Coverage(value=1, bound=1)


def test_a_signal_to_a_search_that_ends_by_itself_is_not_lost() -> None:
    """It had told its search, which was over, and the next ones began as if nobody had asked."""
    clock = Clock("rules", Limits(work=1))
    found = run_jobs([Job(key, _EndsByItself()) for key in ("first", "second")], clock)
    assert list(found) == ["first"]
    assert clock.ended
