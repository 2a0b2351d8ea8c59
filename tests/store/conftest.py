"""One real run, and stores to keep it in."""

from pathlib import Path

import pytest

import allocator
from allocator.store import Entry, RunStore, question_of
from allocator.store.solved import entry_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def result() -> allocator.Result:
    return allocator.run_scenario(ROOT / "scenarios" / "first-steps.toml", time_limit=5, workers=1)


@pytest.fixture(scope="session")
def entry(result: allocator.Result) -> Entry:
    question = question_of(result.plan, result.model, {"time_limit": 5.0, "workers": 1, "seed": 0})
    return entry_of(result, question, "First steps")


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs.sqlite")
