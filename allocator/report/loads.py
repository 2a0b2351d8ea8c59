"""What several sheets count of the stays of an expert, an administration or an agreement."""

from collections import defaultdict
from collections.abc import Iterable

from allocator.report.stays import Stay


def grouped(pairs: Iterable[tuple[str, Stay]]) -> dict[str, list[Stay]]:
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
