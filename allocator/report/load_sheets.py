"""Sheets `Experts`, `Administrations`, `Agreements`: the input's columns, then what the allocation asks of
each row, and what of its limits is used, by what is delivered and by what is planned."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from allocator.plan import entities
from allocator.report.records import cells_of, columns_of
from allocator.report.stays import Stay, delivered_stays, stays
from allocator.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

_EXPERT = (
    Column("planned missions", "whole"),
    Column("planned days", "whole", "Missions' working days"),
    Column("delivered missions", "whole", "Of requests that are done"),
    Column("delivered days", "whole", "Working days of those"),
    Column("limit used", "percent", "The greater share of the two limits, missions and days; delivered, too"),
    Column("days away", "whole", "Calendar days from departures to returns"),
    Column("planned cost", "money"),
    Column("requests", "list"),
)
_ADMINISTRATION = (
    Column("experts", "whole", "Experts in the plan"),
    Column("experts sent", "whole"),
    Column("planned missions", "whole", "Places on missions"),
    Column("planned days", "whole", "Missions' working days"),
    Column("delivered days", "whole", "Working days on requests that are done"),
    Column("limit used", "percent", "Share of the days it gives, delivered and planned"),
    Column("days away", "whole", "Calendar days from departures to returns"),
    Column("most away", "whole", "Most experts away at once"),
)
_AGREEMENT = (
    Column("planned missions", "whole", "Missions it pays for"),
    Column("delivered cost", "money", "Paid for requests that are done"),
    Column("spent", "money", "For what is delivered and what is planned"),
    Column("left", "money", "Budget left; - for no limit"),
    Column("budget used", "percent"),
    Column("requests", "list"),
)


def experts(result: "Result") -> Table:
    """One row per expert of the plan: the person's limits and load."""
    own = _grouped((stay.place.expert, stay) for stay in stays(result))
    done = _grouped((stay.place.expert, stay) for stay in delivered_stays(result.plan))
    rows = tuple(
        (*cells_of(expert), *_expert_load(expert, own[code], done[code]))
        for code, expert in result.plan.experts.items()
    )
    return Table("Experts", (*columns_of(entities.Expert), *_EXPERT), rows)


def _expert_load(expert: entities.Expert, team: list[Stay], done: list[Stay]) -> tuple[Cell, ...]:
    days, before = _mission_days(team), _mission_days(done)
    shares = [_share(len(done) + len(team), expert.missions), _share(before + days, expert.days)]
    return (
        len(team),
        days,
        len(done),
        before,
        max((share for share in shares if share is not None), default=None),
        sum(stay.days_away for stay in team),
        sum(stay.cost for stay in team),
        tuple(stay.place.request for stay in team),
    )


def administrations(result: "Result") -> Table:
    """One row per administration that the plan speaks of: its limits and load."""
    plan = result.plan
    own, done = (
        _grouped((plan.experts[stay.place.expert].administration, stay) for stay in team)
        for team in (stays(result), delivered_stays(plan))
    )
    rows = tuple(
        (*cells_of(body), *_body_load(plan, body, own[code], done[code]))
        for code, body in plan.administrations.items()
    )
    return Table("Administrations", (*columns_of(entities.Administration), *_ADMINISTRATION), rows)


def _body_load(
    plan: "Plan", body: entities.Administration, team: list[Stay], done: list[Stay]
) -> tuple[Cell, ...]:
    days, before = _mission_days(team), _mission_days(done)
    return (
        sum(expert.administration == body.administration for expert in plan.experts.values()),
        len({stay.place.expert for stay in team}),
        len(team),
        days,
        before,
        _share(before + days, body.days),
        sum(stay.days_away for stay in team),
        most_away(team),
    )


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


def agreements(result: "Result") -> Table:
    """One row per agreement: its terms and use. No rows where the plan has no agreements."""
    own, done = (
        _grouped((stay.mission.agreement or "", stay) for stay in team)
        for team in (stays(result), delivered_stays(result.plan))
    )
    rows = tuple(
        (*cells_of(agreement), *_use(agreement, own[code], done[code]))
        for code, agreement in (result.plan.agreements or {}).items()
    )
    return Table("Agreements", (*columns_of(entities.Agreement), *_AGREEMENT), rows)


def _use(agreement: entities.Agreement, team: list[Stay], done: list[Stay]) -> tuple[Cell, ...]:
    requests = tuple(dict.fromkeys(stay.place.request for stay in team))
    before = sum(stay.cost for stay in done)
    spent = before + sum(stay.cost for stay in team)
    left = "-" if agreement.budget is None else agreement.budget - spent
    return len(requests), before, spent, left, _share(spent, agreement.budget), requests


def _grouped(pairs: Iterable[tuple[str, Stay]]) -> dict[str, list[Stay]]:
    groups: dict[str, list[Stay]] = defaultdict(list)
    for code, stay in pairs:
        groups[code].append(stay)
    return groups


def _mission_days(team: list[Stay]) -> int:
    return sum(stay.request.days or 0 for stay in team)


def _share(used: int, limit: int | None) -> float | None:
    """Used as a share of a limit; None without one, or where the limit is nothing and so is the use."""
    if limit is None or (limit == 0 and used == 0):
        return None
    return round(used / max(1, limit), 4)
