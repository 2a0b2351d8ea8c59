"""A run that is told to end, while it walks, while a linear program runs beside it, or between two tiers."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

import allocator
from allocator.search.local import is_ready
from allocator.search.progress import Progress

ROOT = Path(__file__).resolve().parents[2]
SOON = 2.0  # seconds of work from the word to the verified allocation, for each processor


@pytest.fixture(scope="module")
def year() -> tuple[allocator.Plan, allocator.CoordinationModel]:
    assert is_ready(wait=True)
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    return plan, allocator.read_model(ROOT / "models" / "national.toml")


@pytest.mark.usefixtures("hang_ups_heard")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("after", [0.3, 2.5])
def test_signals_end_a_run_with_its_incumbent(
    year: tuple[allocator.Plan, allocator.CoordinationModel], number: int, workers: int, after: float
) -> None:
    told: list[float] = []

    def send() -> None:
        told.append(time.process_time())
        os.kill(os.getpid(), number)

    def begin(progress: Progress) -> None:
        if progress.event == "start" and progress.tier == 1:
            threading.Timer(after, send).start()

    result = allocator.solve(*year, time_limit=None, workers=workers, on_progress=begin)
    assert time.process_time() - told[0] < SOON * workers
    assert result.status == "interrupted"
    assert len(result.allocation.missions) > 100
    assert allocator.verify(*year, result.allocation) == []


def test_a_callback_ends_a_run_with_what_it_was_told(
    year: tuple[allocator.Plan, allocator.CoordinationModel],
) -> None:
    seen: list[Progress] = []

    def enough(progress: Progress) -> bool:
        seen.append(progress)
        return not (progress.event == "bound" and progress.tier == 1 and len(seen) > 3)

    result = allocator.solve(*year, time_limit=None, workers=2, on_progress=enough)
    assert result.status == "interrupted"
    last = [progress for progress in seen if progress.tier == 1][-1]
    assert (result.goals[0].value, result.goals[0].bound) == (last.value, last.bound)
