"""A question in a process of its own, to be killed: it tells each search as it ends."""

import sys
from pathlib import Path
from typing import Any

import allocator
from allocator import advise
from allocator.advise import Advice, AdviceProgress, OnAdvice
from allocator.report.advice_sheets import advice_tables
from allocator.results.result import Result

ROOT = Path(__file__).parents[2]


def asked(result: Result, store: Path | None, on_progress: OnAdvice | None = None) -> Advice[Any]:
    """What rules cost, under fixed work: no clock decides."""
    return advise.rules(result, effort=1, workers=1, store=store, on_progress=on_progress)


def told(advice: Advice[Any]) -> list[Any]:
    """All that a planner sees of it."""
    return [table.records() for table in advice_tables(advice)]


def a_result() -> Result:
    """The first steps, solved under fixed work."""
    return allocator.run_scenario(ROOT / "scenarios" / "first-steps.toml", effort=1, workers=1)


def main(store: str) -> None:
    def follow(progress: AdviceProgress) -> None:
        sys.stdout.write(f"{progress.key}\n")
        sys.stdout.flush()

    asked(a_result(), Path(store), follow)
    sys.stdout.write("ended\n")


if __name__ == "__main__":
    main(sys.argv[1])
