"""Sheet `Regions`: who asked, and who is served."""

from collections import Counter
from typing import TYPE_CHECKING

from allocator.plan.reference import REGIONS
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from allocator.results.result import Result

_COLUMNS = (
    Column("region"),
    Column("name"),
    Column("asked", "whole", "Requests"),
    Column("served", "whole", "Requests"),
    Column("share served", "percent", "Served of asked"),
    Column("weight asked", "whole", "Requests by the weight of their priority"),
    Column("weight served", "whole", "Requests by the weight of their priority"),
    Column("delivered", "whole", "Requests delivered in this plan before"),
    Column("share of all asked", "percent", "The region's part of all requests, delivered ones included"),
    Column("share of all served", "percent", "The region's part of all that are served or delivered"),
    Column("experts sent", "whole", "Experts from the region's administrations"),
)


def regions(result: "Result") -> Table:
    """One row per region that asks or sends, in the order of the codes."""
    plan = result.plan
    counts: Counter[tuple[str, str]] = Counter()
    for request in plan.open_requests:
        region = plan.members[request.member].region
        weight = result.model.priorities[request.priority]
        counts[region, "asked"] += 1
        counts[region, "weight asked"] += weight
        if request.request in result.allocation.by_request:
            counts[region, "served"] += 1
            counts[region, "weight served"] += weight
    for mission in plan.delivered.missions:
        counts[plan.members[plan.requests[mission.request].member].region, "delivered"] += 1
    for expert in {place.expert for _, place in result.allocation.assignments()}:
        counts[plan.administration_of(expert).region, "experts sent"] += 1
    total = Counter(request_kind for (_, request_kind) in counts.elements())
    rows = tuple(_row(region, counts, total) for region in sorted({region for region, _ in counts}))
    return Table("Regions", _COLUMNS, rows)


SHEET = OutputSheet(table=regions)


def _row(region: str, counts: Counter[tuple[str, str]], total: Counter[str]) -> tuple[Cell, ...]:
    asked, served, done = (counts[region, what] for what in ("asked", "served", "delivered"))
    return (
        region,
        REGIONS.get(region),
        asked,
        served,
        _share(served, asked),
        counts[region, "weight asked"],
        counts[region, "weight served"],
        done,
        _share(asked + done, total["asked"] + total["delivered"]),
        _share(served + done, total["served"] + total["delivered"]),
        counts[region, "experts sent"],
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
