"""How cost grows with the plan: a log-log chart."""

from collections.abc import Iterable
from pathlib import Path

from benchmarks.jobs import Row

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
