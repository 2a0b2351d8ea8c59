"""The figures to reach, beside what is measured: on plans of seeds that nobody has developed on.

    python -m benchmarks.figures [--only first,bundled,typical,large,...] [--seeds 21,22,23,24,25] [--write]

Every solve is a fresh process with a warm cache. A row is kept as soon as it is known, so a run goes on where
an earlier one ended, and rows can be measured part by part; those in benchmarks/measured are kept with the
code, and a line taken out of them is measured anew, as is everything in another folder. What
is not measured, and what is not reached, stands in the table as such. `--write` puts the table into
benchmarks/README.md. A gap is the distance of a value from its bound in percent of the bound.
"""

import argparse
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from allocator.search.local import is_ready
from benchmarks.__main__ import measured, name_instances
from benchmarks.figures_to_reach import FIGURES, Figure, Measure
from benchmarks.jobs import INSTANCES, OURS, ROOT, Job, Row, published_jobs
from benchmarks.marked import put
from benchmarks.records import Records
from benchmarks.tables import Cells, circumstances, table

_HEADERS = ("figure", "what", "to reach", "rows", "median", "worst", "reached")


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    name_instances(asked.instances)
    asked.output.mkdir(parents=True, exist_ok=True)
    records = Records(asked.output / "rows.jsonl", resume=True)
    is_ready(wait=True)  # compiled once, before anything is measured
    for name in asked.only:
        for job in jobs_of(FIGURES[name], asked):
            if job not in records:
                row = records.add(job, measured(job))
                said = row.get("failed") or f"{row.get('value')} of at most {row.get('bound')}"
                print(f"{name}: {job.plan} {job.seed}: {said}", flush=True)
    text = report({name: _rows_of(figure, records, asked) for name, figure in FIGURES.items()})
    print(text)
    if asked.write:
        put("figures", text)


def jobs_of(figure: Figure, asked: argparse.Namespace) -> Iterator[Job]:
    """The solves behind a figure."""
    seconds = min(figure.seconds, asked.most_seconds or figure.seconds)
    if figure.part == "published":
        if asked.instances is not None:
            yield from published_jobs(asked.instances, seconds, asked.workers, asked.seeds[0])
        return
    for plan in figure.plans:
        for seed in asked.seeds:
            yield Job(
                part=figure.part, solver=OURS, plan=plan, seed=seed, starts="Mon", seconds=seconds,
                workers=asked.workers,
            )  # fmt: skip


def _rows_of(figure: Figure, records: Records, asked: argparse.Namespace) -> list[Row | None]:
    """The row of each solve behind a figure; of published problems that are not here, those that are kept."""
    if figure.part == "published" and asked.instances is None:
        return [row for row in records.rows.values() if row["job"]["part"] == figure.part]
    return [records.rows.get(job.key) for job in jobs_of(figure, asked)]


def report(told: dict[str, list[Row | None]]) -> str:
    """The table of all figures, from the rows of each; None for a row that is not measured yet."""
    known = [row for rows in told.values() for row in rows if row is not None]
    lines = [line for name, rows in told.items() for line in _lines(name, FIGURES[name], rows)]
    return f"{table(_HEADERS, lines)}\n\n{circumstances(known) if known else ''}\n"


def _lines(name: str, figure: Figure, rows: list[Row | None]) -> Iterator[Cells]:
    known = [row for row in rows if row is not None]
    for number, measure in enumerate(figure.measures):
        first = number == 0
        *numbers, word = _judged(measure, values_of(measure, known))
        if known and len(known) < len(rows):
            word += " so far"
        yield (
            name if first else "", f"{figure.title}: {measure.words}" if first else measure.words,
            measure.target, f"{len(known)} of {len(rows)}", *numbers, word,
        )  # fmt: skip


def values_of(measure: Measure, rows: Iterable[Row]) -> list[float | None]:
    """What is measured in each row, or of each group of rows their median; None where a row has failed, or
    has not what is asked: a bound, for one."""
    groups: dict[str, list[float | None]] = {}
    for position, row in enumerate(rows):
        group = str(row["job"][measure.grouped]) if measure.grouped else str(position)
        groups.setdefault(group, []).append(None if "failed" in row else measure.of(row))
    return [None if None in own else median(own) for own in groups.values()]  # type: ignore[type-var]


def _judged(measure: Measure, found: list[float | None]) -> Cells:
    """Median, worst, and whether they reach what is asked."""
    if not found:
        return "-", "-", "not measured"
    known = sorted(value for value in found if value is not None)
    worst = known[-1] if len(known) == len(found) else None
    middle = median(known) if len(known) == len(found) else None
    fits = [value is not None and value <= measure.most for value in (middle, worst)]
    decides = fits[1] if measure.worst_counts else fits[0]
    word = ("yes" if fits[1] else "in the median") if decides else "**no**"
    if measure.counted:
        return "-", f"{sum(value != 0 for value in found)} of {len(found)}", word
    return _shown(middle, measure), _shown(worst, measure), word


def _shown(value: float | None, measure: Measure) -> str:
    return "unknown" if value is None else f"{value:,.{measure.digits}f}"


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in FIGURES]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)} unknown; choose of {', '.join(FIGURES)}")
    return names


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    folder = os.environ.get(INSTANCES)
    add = parser.add_argument
    add("--only", type=_names, default=list(FIGURES), help=f"of {', '.join(FIGURES)}")
    add("--seeds", type=lambda text: [int(s) for s in text.split(",")], default=[21, 22, 23, 24, 25])
    add("--most-seconds", type=float, help="at most for each solve, to try the command")
    add("--workers", type=int, default=2)
    add("--instances", type=Path, default=Path(folder) if folder else None, help="of published problems")
    add("--output", type=Path, default=ROOT / "measured", help="folder for the rows")
    add("--write", action="store_true", help="put the table into benchmarks/README.md")
    return parser


if __name__ == "__main__":
    main()
