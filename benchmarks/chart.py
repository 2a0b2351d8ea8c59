"""How cost grows with the plan, and what is known of it over time: two charts."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.jobs import Row
from benchmarks.peers import TIMEFOLD

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_SECONDS = {
    "candidates": lambda row: row["candidates_seconds"],
    "matrix": lambda row: row["stages"].get("matrix"),
    "first allocation": lambda row: row["first_seconds"],
    "bound": lambda row: row["bound_seconds"],
}
_MEMORY = {
    "candidates": lambda row: row["candidates_memory"],
    "first allocation": lambda row: row["memory_at_first"],
    "whole run": lambda row: row["memory"],
}


def draw_growth(rows: Iterable[Row], file: Path) -> None:
    """Seconds and memory against the columns of the matrix, as SVG. Needs matplotlib."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"  # the same figures give the same file
    from matplotlib import pyplot as plt

    measured = sorted((row for row in rows if row.get("columns")), key=lambda row: row["columns"])
    figure, both = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    for axes, series, unit in zip(both, (_SECONDS, _MEMORY), ("seconds", "MB"), strict=True):
        for name, read in series.items():
            points = [(row["columns"], read(row)) for row in measured if read(row)]
            axes.loglog(*zip(*points, strict=True), marker="o", label=name)
        for row in measured:
            axes.axvline(row["columns"], color="0.9", zorder=0)
            axes.annotate(row["job"]["plan"], (row["columns"], 1.01), xycoords=("data", "axes fraction"))
        axes.set(xlabel="columns of the matrix", ylabel=unit)
        axes.legend()
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


def draw_over_time(rows: Iterable[Row], file: Path) -> None:
    """Weight served and its bound against the seconds since the call, a panel for each plan, as SVG. Values
    are steps, bounds dashed; a peer that tells nothing on its way is a dot at its end. Needs matplotlib."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "over time", "svg.fonttype": "none"})
    from matplotlib import pyplot as plt

    plans: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        plans.setdefault((row["job"]["plan"], row["job"]["starts"]), []).append(row)
    across = min(4, len(plans))
    down = -(-len(plans) // across)
    figure, panels = plt.subplots(
        down, across, figsize=(3.6 * across, 3.1 * down), layout="constrained", squeeze=False
    )
    for axes in panels.flat[len(plans) :]:
        axes.axis("off")
    for axes, ((plan, starts), own) in zip(panels.flat, plans.items(), strict=False):
        axes.set(title=f"{plan}, {starts}, seed {own[0]['job']['seed']}", xscale="log", xlabel="seconds")
        axes.set_xlim(_FIRST, 1.1 * max(row["job"]["seconds"] for row in own))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter("")
        for row in own:
            _draw_trace(axes, row)
        _show_the_best(axes, own)
    panels[0, 0].set_ylabel("weight served")
    seen: dict[str, Artist] = {}
    for axes in panels.flat:
        lines, names = axes.get_legend_handles_labels()
        seen |= dict(zip(names, lines, strict=True))
    figure.legend(seen.values(), seen.keys(), loc="outside lower center", ncols=len(seen))
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


_COLOURS = {"allocator": "C0", "first-fit": "0.5", "textbook": "C1", "highs": "C2", "pyjobshop": "C4",
            "timefold": "C3"}  # fmt: skip
_NAMES = {"allocator": "Allocator", "first-fit": "first-fit by hand", "textbook": "textbook CP-SAT",
          "highs": "HiGHS", "pyjobshop": "PyJobShop", "timefold": "Timefold"}  # fmt: skip
_FIRST = 0.1  # seconds at which the axis begins


def _draw_trace(axes: "Axes", row: Row) -> None:
    if row.get("took") is None:
        return
    solver, end = row["job"]["solver"], min(row["took"], row["job"]["seconds"])
    colour, trace = _COLOURS[solver], row.get("trace") or []
    for k, key, style in ((1, "value", "-"), (2, "bound", "--")):
        points = [(max(_FIRST, told[0]), told[k]) for told in trace if told[k] is not None]
        if row.get(key) is None:
            continue
        moments, known = zip(*points, (max(end, _FIRST), row[key]), strict=True)
        label = _NAMES[solver] if key == "value" else f"{_NAMES[solver]}, bound"
        look = {"marker": "."} if solver == TIMEFOLD else {}  # known at a few moments only
        axes.step(moments, known, style, where="post", color=colour, label=label, linewidth=1.2, **look)
        if not points and key == "value":
            axes.plot(moments, known, "o", color=colour, markersize=4)


def _show_the_best(axes: "Axes", rows: list[Row]) -> None:
    """From a little below first-fit, or nine tenths, to a little above the lowest bound."""
    values = [row["value"] for row in rows if row.get("value")]
    bounds = [row["bound"] for row in rows if row.get("bound")]
    if values:
        top = min(bounds, default=max(values))
        axes.set_ylim(0.88 * top, 1.02 * top)
