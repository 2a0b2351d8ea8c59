"""Scenarios swept: each as `solve` has it, a row for every one, and nothing solved twice."""

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from distributed import Client

import allocator
from allocator.app.desk import Desk
from allocator.errors import InputError
from allocator.plan.allocation import Allocation
from allocator.store import RunStore
from allocator.sweeps import scenario_jobs
from tests.executors.rounds import new_cluster
from tests.inputs.test_scenario import scenario

ROOT = Path(__file__).parents[2]
GRID = """
title = "Pairing"
time_limit = 5
[rules.pairing]
level = ["off", "hard", "hrad"]
"""


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs.sqlite")


@pytest.fixture
def here() -> Iterator[ThreadPoolExecutor]:
    """Solving in this process, where each start can be seen."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_a_grid_on_processes(tmp_path: Path, store: RunStore) -> None:
    done = allocator.sweep([scenario(tmp_path, GRID), tmp_path / "gone.toml"], store=store)
    off, hard, wrong, gone = done.runs
    assert [run.told.status for run in done.runs] == ["optimal", "optimal", "input wrong", "input wrong"]
    assert "what-if.toml (rules.pairing): cannot be 'hrad'" in wrong.told.reason
    assert "does not exist" in gone.told.reason
    assert (off.title, hard.title) == ("Pairing: pairing off", "Pairing: pairing hard")
    assert not done.interrupted
    for number, level in enumerate(("off", "hard")):
        (tmp_path / level).mkdir()
        path = scenario(tmp_path / level, f"time_limit = 5\n[rules.pairing]\nlevel = '{level}'")
        alone = allocator.run_scenario(path, workers=1)
        swept = done.result(number)
        assert [goal.value for goal in swept.goals] == [goal.value for goal in alone.goals]
        assert swept.status == alone.status == "optimal"
        assert not swept.assignments.empty
        assert allocator.verify(swept.plan, swept.model, swept.allocation) == []
        opened = allocator.RunStore(store.path).open(done.runs[number].id)
        assert opened.goals == swept.goals
        assert opened.missions.equals(swept.missions)
    with pytest.raises(InputError, match="has no allocation: what-if"):
        done.result(2)
    table = done.table
    assert list(table["requests served"][:2]) == [4, 3]
    assert list(table["served"][:2]) == [28, 21]
    assert table["pairing"].isna()[0]  # the rule is off: nothing was asked, so nothing is told
    assert table["pairing"][1] == 0
    again = allocator.sweep([scenario(tmp_path, GRID)], store=store.path)
    assert [run.known for run in again.runs] == [True, True, False]
    assert again.result(1).goals == done.result(1).goals


def test_each_search_begins_at_the_nearest_known(
    tmp_path: Path, store: RunStore, here: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[Allocation | None] = []
    solved = scenario_jobs.solved

    def watched(plan: Any, model: Any, options: Any, start: Allocation | None, origin: Any) -> Any:
        starts.append(start)
        return solved(plan, model, options, start, origin)

    monkeypatch.setattr(scenario_jobs, "solved", watched)
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "first-steps")
    model = allocator.read_model(ROOT / "models" / "national.toml")
    change = {"set": {"sheet": "Experts", "key": "WCO-01", "column": "missions", "value": 1}}
    options = {"time_limit": 5.0}
    first = allocator.sweep([(plan, model, {**options, "title": "as it is"})], store=store, executor=here)
    assert first.runs[0].title == "as it is"
    other = plan.with_changes([change])
    asked = [(other, model, options), (other, model, {"effort": 1})]
    second = allocator.sweep(asked, store=store, executor=here)
    assert starts[0] is None
    assert starts[1] == first.result(0).allocation
    assert starts[2] is None  # under effort nothing but the question decides
    assert second.result(0).provenance.started_from
    assert first.runs[0].title in {run.title for run in store.runs()}


def test_nothing_possible_is_a_row_that_is_known_the_next_time(
    tmp_path: Path, store: RunStore, here: ThreadPoolExecutor
) -> None:
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "first-steps")
    text = "".join(
        f'\n[[change]]\nset = {{ sheet = "Experts", key = "{code}", column = "minimum missions", '
        f"value = {min(2, 9 if expert.missions is None else expert.missions)} }}"
        for code, expert in plan.experts.items()
    )
    path = scenario(tmp_path, f"time_limit = 5\n{text}")
    (only,) = allocator.sweep([path], store=store, executor=here).runs
    assert only.told.status == "infeasible"
    assert "cannot hold together" in only.told.reason
    (again,) = allocator.sweep([path], store=store, executor=here).runs
    assert again.known
    assert again.told.reason == only.told.reason


def test_an_interrupted_sweep_has_a_row_for_everything(tmp_path: Path, here: ThreadPoolExecutor) -> None:
    text = "time_limit = 5\nseed = [0, 1, 2, 3]"
    done = allocator.sweep([scenario(tmp_path, text)], executor=here, on_progress=lambda p: p.done < 1)
    assert len(done.runs) == 4
    assert done.interrupted
    assert done.runs[0].told.status == "optimal"
    assert {run.told.status for run in done.runs[1:]} <= {"not run", "optimal"}
    assert done.runs[-1].title == "what-if: seed 3"


def test_on_a_cluster(tmp_path: Path, store: RunStore) -> None:
    path = scenario(tmp_path, "time_limit = 5\nseed = [0, 1]")
    with new_cluster() as cluster, Client(cluster) as client:
        done = allocator.sweep([path], store=store, executor=client.get_executor())
    assert [run.told.status for run in done.runs] == ["optimal", "optimal"]
    assert len(store.runs()) == 2


def test_scenarios_that_were_read_and_folders(tmp_path: Path, here: ThreadPoolExecutor) -> None:
    scenario(tmp_path, "colour = 1").rename(tmp_path / "bad.toml")
    scenario(tmp_path, "time_limit = 5").rename(tmp_path / "good.toml")
    scenarios = allocator.read_scenarios(tmp_path / "good.toml")
    done = allocator.sweep([tmp_path, *scenarios], executor=here, seed=1)
    assert [run.title for run in done.runs] == ["bad", "good", "good"]
    assert done.runs[2].told.answer["provenance"]["seed"] == 1
    assert done.runs[2].told == done.runs[1].told  # the same question, asked twice


class TestCommands:
    """`allocator sweep` and `allocator runs`."""

    @pytest.fixture(autouse=True)
    def _here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("ALLOCATOR_STORE", str(tmp_path / "usual.sqlite"))

    def invoke(self, *words: str) -> Any:
        from typer.testing import CliRunner

        from allocator.cli.app import app

        return CliRunner().invoke(app, list(words))

    def test_from_a_grid_to_a_workbook(self, tmp_path: Path) -> None:
        scenario(tmp_path, GRID)
        done = self.invoke("sweep", "what-if.toml", "--output", "sweep.xlsx")
        assert done.exit_code == 0, done.output
        assert "Pairing: pairing hard" in done.stdout
        assert "3 of 3" in done.stderr
        book = openpyxl.load_workbook(io.BytesIO(Path("sweep.xlsx").read_bytes()))
        rows = list(book["Sweep"].values)
        assert rows[0][:4] == ("scenario", "outcome", "requests served", "requests asked")
        assert rows[1][:4] == ("Pairing: pairing off", "every goal proven", 4, 6)
        again = self.invoke("sweep", "what-if.toml", "--json", "--output", "sweep.xlsx")
        fields = json.loads(again.stdout)
        assert [run["known"] for run in fields["runs"]] == [True, True, False]
        self.look_into(tmp_path, fields["runs"][1]["run"])

    def look_into(self, tmp_path: Path, run: str) -> None:
        listed = self.invoke("runs")
        assert "2 runs in" in listed.stdout
        assert run[:10] in listed.stdout
        assert "goal served: 21 weight" in self.invoke("runs", "show", run[:8]).stdout
        assert self.invoke("runs", "export", run[:8], "--output", "hard.xlsx").exit_code == 0
        assert len(allocator.read_result("hard.xlsx").allocation.missions) == 3
        there = ", in the place of the one that was there\n"
        assert self.invoke("runs", "export", run[:8], "--output", "hard.xlsx").stdout.endswith(there)
        for output in ("sweep.xlsx", "tables/", "tables/", "sweep.json", "sweep.json"):
            swept = self.invoke("sweep", "what-if.toml", "--output", output)
            assert swept.exit_code == 0, swept.output
        assert swept.stdout.endswith(there)
        assert self.invoke("runs", "export", run[:8], "--output", "run.allocator").exit_code == 0
        twice = self.invoke("runs", "export", run[:8], "--output", "run.allocator")
        assert (twice.exit_code, "is not written over" in twice.stderr) == (2, True)
        taken = self.invoke("runs", "import", "run.allocator", "--store", "other.sqlite", "--json")
        assert json.loads(taken.stdout)["run"] == run
        assert len(RunStore("other.sqlite").open(run).allocation.missions) == 3
        assert "1 run taken out" in self.invoke("runs", "prune", run[:8]).stdout
        desk = Desk.opened(RunStore("usual.sqlite"))
        desk.note(view="goals")
        pruned = self.invoke("runs", "prune", "--older-than", "0").stdout
        assert pruned.startswith("1 run taken out") and "1 kept: what lies on the desk" in pruned
        assert Desk.opened(desk.store).position.view == "goals"

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("runs", "show"), "show takes one id"),
            (("runs", "export", "abcdef"), "export needs an --output"),
            (("runs", "prune"), "prune takes ids of runs, or --older-than"),
            (("runs", "show", "abcdef"), "there is no such run"),
            (("runs", "import", "gone.allocator"), "does not exist"),
            (("sweep", "gone.toml"), "does not exist"),
        ],
    )
    def test_what_is_asked_wrong(self, words: tuple[str, ...], says: str) -> None:
        done = self.invoke(*words)
        assert done.exit_code == 2
        assert says in done.output

    def test_an_input_is_not_written_over(self, tmp_path: Path) -> None:
        scenario(tmp_path, GRID).rename("grid.json")
        done = self.invoke("sweep", "grid.json", "--output", "grid.json")
        assert done.exit_code == 2
        assert "would be written over" in done.stderr
