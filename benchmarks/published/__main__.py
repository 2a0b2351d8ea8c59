"""The command: solves every published problem found, prints a row for each, writes all of it as JSON."""

import argparse
import json
import os
import platform
from pathlib import Path

import allocator
from benchmarks.jobs import INSTANCES
from benchmarks.published.harness import FAMILIES, Outcome, families, run
from benchmarks.published.problem import read_problem

_HEADERS = ("problem", "value", "bound", "best known", "found s", "solve s", "status")


def main(arguments: list[str] | None = None) -> None:
    """Run the command with arguments, by default those of the command line."""
    asked = _parser().parse_args(arguments)
    found = families(asked.instances) if asked.instances else {}
    if not found:
        where = f"none in {asked.instances}" if asked.instances else "no folder given"
        print(f"Skipped: {where}; --instances PATH, or ALLOCATOR_INSTANCES, names the published problems.")
        return
    print(
        f"Allocator {allocator.__version__}, Python {platform.python_version()}, {platform.machine()}, ",
        end="",
    )
    print(f"{asked.workers} workers, seed {asked.seed}, {asked.seconds:g} s of search per problem\n")
    print(f"| {' | '.join(_HEADERS)} |\n|{' --- |' * len(_HEADERS)}")
    outcomes: list[Outcome] = []
    for family, files in found.items():
        for path in files if asked.only in (None, family) else ():
            if asked.problem in path.stem:
                outcomes.append(run(read_problem(path), asked.seconds, asked.workers, asked.seed))
                print(_row(outcomes[-1]), flush=True)
                asked.json.write_text(json.dumps(outcomes, indent=1), encoding="utf-8")
    print(f"\nWritten to {asked.json}")


def _row(outcome: Outcome) -> str:
    """An outcome as a row of the table; one with violations shows no value."""
    solved = outcome["value"] is not None and not outcome["violations"]
    cells = (
        outcome["problem"],
        f"{outcome['value']:,}" if solved else "-",
        "-" if outcome["bound"] is None else f"{outcome['bound']:,}",
        "-" if outcome["best_known"] is None else f"{outcome['best_known']:,}",
        f"{outcome['found']:.1f}" if solved else "-",
        f"{outcome['seconds']:.1f}",
        outcome["status"],
    )
    return f"| {' | '.join(cells)} |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.published", description=__doc__)
    folder = os.environ.get(INSTANCES)
    parser.add_argument(
        "--instances", type=Path, metavar="PATH", default=Path(folder) if folder else None,
        help="folder with the published problems, one folder per family (default: ALLOCATOR_INSTANCES)",
    )  # fmt: skip
    parser.add_argument("--only", choices=FAMILIES, help="one family instead of all")
    parser.add_argument("--problem", default="", help="only problems whose name contains this")
    parser.add_argument("--seconds", type=float, default=60.0, help="seconds of search per problem")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, default=Path("published.json"), help="file for all figures")
    return parser


if __name__ == "__main__":
    main()
