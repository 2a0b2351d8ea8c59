"""What several sheets count of the stays of an expert, an administration or an agreement."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from allocator.report.colours import used
from allocator.report.records import cells_of, columns_of
from allocator.report.stays import Stay, delivered_stays, stays
from allocator.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from allocator.results.result import Result

_Record = TypeVar("_Record")


def load_table(
    result: "Result",
    name: str,
    record: type[_Record],
    records: Mapping[str, _Record],
    code_of: Callable[[Stay], str],
    added: Sequence[Column],
    load: Callable[[_Record, list[Stay], list[Stay]], tuple[Cell, ...]],
    limit: str,
) -> Table:
    """The records of an input sheet, with what is planned and was delivered for each.

    `code_of` says to which record a stay belongs; `load` gives the cells of the columns `added` from a
    record, its planned stays and its delivered ones. The column `limit` is coloured by how much is used.
    """
    planned, delivered = (
        _grouped((code_of(stay), stay) for stay in team)
        for team in (stays(result), delivered_stays(result.plan))
    )
    rows = tuple(
        (*cells_of(each), *load(each, planned[code], delivered[code])) for code, each in records.items()
    )
    return Table(name, (*columns_of(record), *added), rows, (used(limit),))


def _grouped(pairs: Iterable[tuple[str, Stay]]) -> dict[str, list[Stay]]:
    """The stays by code; an empty list for a code without any."""
    groups: dict[str, list[Stay]] = defaultdict(list)
    for code, stay in pairs:
        groups[code].append(stay)
    return groups


def mission_days(team: list[Stay]) -> int:
    """Working days of the missions, for each who goes."""
    return sum(stay.request.days or 0 for stay in team)


def most_away(team: Iterable[Stay]) -> int:
    """Most experts away on one day; the crowd grows on departures only."""
    team = list(team)
    return max(
        (
            len({stay.place.expert for stay in team if stay.departure <= day <= stay.back})
            for day in {stay.departure for stay in team}
        ),
        default=0,
    )


def share_of(used: int, limit: int | None) -> float | None:
    """Used as a share of a limit; None without one, or where the limit is nothing and so is the use."""
    if limit is None or (limit == 0 and used == 0):
        return None
    return round(used / max(1, limit), 4)
