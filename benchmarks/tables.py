"""The tables of a run in Markdown, made from its rows alone."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from benchmarks.jobs import OURS, PLAIN, Row
from benchmarks.peers import PEERS, TIMEFOLD
from benchmarks.plans import SIZES
from benchmarks.records import machine

Cells = Sequence[str]

_PEERS_SEEK = "Weight served in the same time. The peers seek it alone; Allocator works on all its goals."


def report(rows: Iterable[Row], machine: dict[str, str]) -> str:
    """All tables for which there are rows, under the machine that they were measured on."""
    rows = list(rows)
    parts = [", ".join(f"{name} {value}" for name, value in machine.items())]
    writers = {"own": _own, "over-time": _over_time, "scale": _scale, "published": _published}
    for part, write in writers.items():
        chosen = [row for row in rows if row["job"]["part"] == part]
        if chosen:
            parts.append(write(chosen))
    return "\n\n".join(parts) + "\n"


def _own(rows: list[Row]) -> str:
    ours = [row for row in rows if row["job"]["solver"] == OURS]
    parts = []
    if ours:
        parts += ["### Allocator, plan by plan", _plan_by_plan(ours)]
        parts += ["### Allocator, medians over the seeds", _medians(ours)]
    raced = [row for row in rows if row["job"]["starts"] == PLAIN]
    others = [row for row in rows if row["job"]["starts"] != PLAIN]
    if len(ours) < len(rows) and any(row["job"]["solver"] != OURS for row in others):
        parts += ["### Beside its peers", _PEERS_SEEK, _peers(others), _notes(others)]
    if raced:
        parts += ["### Beside Timefold, on plain plans", race(raced)]
    return "\n\n".join(parts)


def _over_time(rows: list[Row]) -> str:
    raced = [row for row in rows if row["job"]["starts"] == PLAIN]
    others = [row for row in rows if row["job"]["starts"] != PLAIN]
    parts = ["### Value and bound over time", "![Value and bound over time](over-time.svg)"]
    return "\n\n".join([*parts, *([_peers(others)] if others else []), *([race(raced)] if raced else [])])


def _plan_by_plan(rows: list[Row]) -> str:
    headers = (
        "plan", "seed", "asked", "served", "bound", "gap %", "share %", "first s", "first", "after 2 s",
        "found s", "proven s", "MB", "later goals: value (bound)",
    )  # fmt: skip
    return table(headers, [_plan_row(row) for row in rows])


def _plan_row(row: Row) -> Cells:
    later = "; ".join(
        f"{name} {value:,} ({'-' if bound is None else f'{bound:,}'})"
        for name, value, bound, *_ in row.get("goals", [])[1:]
    )
    return (
        _plan(row), str(row["job"]["seed"]), _whole(row.get("total")), _whole(row.get("value")),
        _whole(row.get("bound")), _number(_gap(row), 2), _number(_share(row), 1),
        _number(row.get("first_seconds"), 2), _whole(row.get("first_value")), _whole(row.get("soon")),
        _number(row.get("found_seconds"), 1), _number(row.get("proven_seconds"), 1),
        _whole(row.get("memory")), later or row.get("failed", ""),
    )  # fmt: skip


def _medians(rows: list[Row]) -> str:
    headers = (
        "plan", "plans", "first s", "after 2 s, % of the final", "found s", "proven", "proven s", "gap %",
        "worst gap %", "share % (85 to 97 is meant)", "MB",
    )  # fmt: skip
    return table(headers, [_median_row(plan, own) for plan, own in _by_plan(rows)])


def _median_row(plan: str, rows: list[Row]) -> Cells:
    done = [row for row in rows if row.get("value") is not None]
    gaps = [gap for row in done if (gap := _gap(row)) is not None]
    soon = [100 * (row["soon"] or 0) / row["value"] for row in done if row["value"]]
    return (
        plan, str(len(rows)), _number(_median(row["first_seconds"] for row in done), 2),
        _number(_median(soon), 1), _number(_median(row["found_seconds"] for row in done), 1),
        f"{sum(row['proven'] for row in done)} of {len(rows)}",
        _number(_median(row["proven_seconds"] for row in done), 1),
        _number(_median(gaps), 2), _number(max(gaps, default=None), 2), _range(map(_share, done)),
        _whole(_median(row["memory"] for row in done)),
    )  # fmt: skip


def _peers(rows: list[Row]) -> str:
    solvers = [name for name in (OURS, *PEERS) if any(row["job"]["solver"] == name for row in rows)]
    headers = ("plan", "seed", "best bound", *(_name(solver) for solver in solvers))
    lines: list[Cells] = []
    for plan, own in _by_plan(rows):
        if all(row["job"]["solver"] == OURS for row in own):
            continue
        for seed in sorted({row["job"]["seed"] for row in own}):
            of = {row["job"]["solver"]: row for row in own if row["job"]["seed"] == seed}
            bounds = [row["bound"] for row in of.values() if row.get("bound") is not None]
            cells = [_coverage(of.get(solver), of.get(OURS)) for solver in solvers]
            lines.append((plan, str(seed), _whole(min(bounds, default=None)), *cells))
        lines.append((plan, "median", "", *(_median_coverage(own, solver) for solver in solvers)))
    return table(headers, lines)


def circumstances(rows: Iterable[Row]) -> str:
    """On what rows were measured, for how long each, and what else the machine did."""
    rows = list(rows)
    here = ", ".join(f"{name} {value}" for name, value in machine().items())
    seconds = " and ".join(f"{each:g}" for each in sorted({row["job"]["seconds"] for row in rows}))
    loads = sorted(row["load"] for row in rows if "load" in row)
    load = f"; the load before each was {loads[0]:g} to {loads[-1]:g}" if loads else ""
    return f"Runs of {seconds} seconds{load}. Measured on: {here}."


def race(rows: list[Row]) -> str:
    """Allocator and Timefold on the same plans: every goal, and what was served after some seconds."""
    headers = (
        "plan", "seed", "bound", "served", "10 s", "30 s", "pairing", "cost (bound)",
        "Timefold: served", "10 s", "30 s", "pairing", "cost",
    )  # fmt: skip
    lines: list[Cells] = []
    for plan, own in _by_plan(rows):
        for seed in sorted({row["job"]["seed"] for row in own}):
            of = {row["job"]["solver"]: row for row in own if row["job"]["seed"] == seed}
            ours, theirs = (_raced(of.get(solver)) for solver in (OURS, TIMEFOLD))
            bound = of[OURS].get("bound") if OURS in of else None
            lines.append((plan, str(seed), _whole(bound), *ours, *theirs))
    return table(headers, lines)


def _raced(row: Row | None) -> Cells:
    if row is None or "goals" not in row:
        return ("-", "-", "-", "-", "-" if row is None else row.get("failed", "nothing"))
    served, pairing, cost = row["goals"]
    costs = _whole(cost[1]) + ("" if cost[2] is None else f" ({_whole(cost[2])})")
    broken = f", {row['violations']} violations" if row["violations"] else ""
    soon = [_whole(known_at(row["trace"], moment)) for moment in (10.0, 30.0)]
    return (_whole(served[1]) + broken, *soon, _whole(pairing[1]), costs)


def known_at(trace: Iterable[Sequence[Any]], moment: float) -> int | None:
    """The last value in a trace up to a moment; None before the first."""
    known = [value for when, value, _ in trace if when <= moment and value is not None]
    return known[-1] if known else None


def _coverage(row: Row | None, ours: Row | None) -> str:
    """The weight served, how it compares with ours in percent, whether it is proven."""
    if row is None:
        return "-"
    if row.get("value") is None:
        return str(row.get("failed", "nothing"))
    text = f"{row['value']:,}"
    if row is not ours and ours is not None and ours.get("value"):
        text += f" ({100 * (row['value'] / ours['value'] - 1):+.1f} %)"
    if row["proven"]:
        text += f", proven {row.get('proven_seconds') or row['took']:.1f} s"
    if row["violations"]:
        text += f", {row['violations']} violations"
    return text


def _median_coverage(rows: list[Row], solver: str) -> str:
    """The median over the seeds of the weight served as a percentage of what is asked; nothing found is 0."""
    own = [row for row in rows if row["job"]["solver"] == solver]
    shares = [_share(row) or 0.0 for row in own]
    return f"{median(shares):.1f} % of what is asked" if shares else "-"


def _notes(rows: list[Row]) -> str:
    """What keeps a peer from proving the coverage of the smallest plans, in words."""
    lines = []
    for name, peer in PEERS.items():
        small = [row for row in rows if row["job"]["solver"] == name and row["job"]["plan"] == "S"]
        proven = sum(row.get("proven", False) for row in small)
        said = f"; {peer.note}" if peer.note else ""
        if small:
            lines.append(f"* {peer.name}: coverage proven on {proven} of {len(small)} plans of size S{said}.")
    return "\n".join(lines)


def _scale(rows: list[Row]) -> str:
    headers = (
        "plan", "candidates", "columns", "rows", "candidates s", "MB", "matrix s", "first allocation s",
        "MB", "bound s", "served", "bound", "MB in all",
    )  # fmt: skip
    lines: list[Cells] = [
        (
            _plan(row), _whole(row.get("candidates")), _whole(row.get("columns")), _whole(row.get("rows")),
            _number(row.get("candidates_seconds"), 2), _whole(row.get("candidates_memory")),
            _number(row.get("stages", {}).get("matrix"), 2), _number(row.get("first_seconds"), 2),
            _whole(row.get("memory_at_first")), _number(row.get("bound_seconds"), 1),
            _whole(row.get("value")), _whole(row.get("bound")),
            _whole(row.get("memory")) if "memory" in row else row.get("failed", ""),
        )
        for row in rows
    ]  # fmt: skip
    return "### Growth\n\n" + table(headers, lines)


def _published(rows: list[Row]) -> str:
    headers = ("family", "problem", "value", "bound", "best known", "seconds", "status")
    lines: list[Cells] = [
        (
            row.get("family", ""), row.get("problem", row["job"]["plan"]), _whole(row.get("value")),
            _whole(row.get("bound")), _whole(row.get("best_known")), _number(row.get("seconds"), 1),
            row.get("status", row.get("failed", "")),
        )
        for row in rows
    ]  # fmt: skip
    return "### Published problems\n\n" + table(headers, lines)


def table(headers: Cells, lines: Iterable[Cells]) -> str:
    """A table in Markdown."""
    ruled = [headers, ["---"] * len(headers), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ruled)


def _by_plan(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    order = list(SIZES)
    plans = sorted({(order.index(row["job"]["plan"]), row["job"]["starts"], _plan(row)) for row in rows})
    return [(plan, [row for row in rows if _plan(row) == plan]) for _, _, plan in plans]


def _plan(row: Row) -> str:
    job = row["job"]
    return job["plan"] if job["starts"] == "Mon" else f"{job['plan']}, {job['starts']}"


def _name(solver: str) -> str:
    return "Allocator" if solver == OURS else PEERS[solver].name


def _gap(row: Row) -> float | None:
    """Distance of the value from the bound, in percent of the bound."""
    if row.get("value") is None or not row.get("bound"):
        return None
    return float(100 * (row["bound"] - row["value"]) / row["bound"])


def _share(row: Row) -> float | None:
    return None if row.get("value") is None else float(100 * row["value"] / row["total"])


def _range(values: Iterable[float | None]) -> str:
    known = sorted(value for value in values if value is not None)
    return f"{known[0]:.1f} to {known[-1]:.1f}" if known else "-"


def _median(values: Iterable[Any]) -> float | None:
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{round(value):,}"
