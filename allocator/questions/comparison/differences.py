"""Allocations held against each other assignment by assignment: who goes, when, and who pays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.plan.allocation import Mission
    from allocator.results.result import Result

#: What becomes of a request in a result.
SERVED, NOT_SERVED, DELIVERED, NOT_ASKED = "served", "not served", "delivered before", "not in the plan"
NO_MORE = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """A place of a team in one result: `fate` is what becomes of the request; the rest is blank where it is
    not served, and `expert` where the team has no such place."""

    fate: str
    expert: str = ""
    start: date | None = None
    agreement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place of a team that is not the same in all results: `seatings` in their order, `kinds` what differs
    of "asked", "served", "person", "date" and "payer"."""

    request: str
    member: str
    seat: str
    kinds: tuple[str, ...]
    seatings: tuple[Seating, ...]


def differences_between(results: "Sequence[Result]") -> Iterator[Difference]:
    """Every place that differs, by request in the order of the plans; people who stay in a seat stand beside
    themselves."""
    codes = dict.fromkeys(code for result in results for code in result.plan.requests)
    for code in codes:
        fates = [_fate(result, code) for result in results]
        missions = [result.allocation.by_request.get(code) for result in results]
        if any(fate == SERVED for fate in fates):
            yield from _of_request(results, code, fates, missions)
        elif len(set(fates)) > 1:
            seatings = tuple(Seating(fate=fate) for fate in fates)
            member, kinds = _member(results, code), tuple(_kinds(seatings))
            yield Difference(request=code, member=member, seat="", kinds=kinds, seatings=seatings)


def _fate(result: "Result", code: str) -> str:
    request = result.plan.requests.get(code)
    if request is None:
        return NOT_ASKED
    if request.done_on is not None:
        return DELIVERED
    if not result.plan.is_open(code):
        return NO_MORE
    return SERVED if code in result.allocation.by_request else NOT_SERVED


def _member(results: "Sequence[Result]", code: str) -> str:
    return next(result.plan.requests[code].member for result in results if code in result.plan.requests)


def _of_request(
    results: "Sequence[Result]", code: str, fates: list[str], missions: "list[Mission | None]"
) -> Iterator[Difference]:
    seats = dict.fromkeys(place.seat for mission in missions if mission for place in mission.team)
    for seat in seats:
        for people in _aligned([_sitting(mission, seat) for mission in missions], missions):
            seatings = tuple(
                Seating(fate=fate, expert=who, start=mission.start, agreement=mission.agreement or "")
                if mission
                else Seating(fate=fate)
                for fate, mission, who in zip(fates, missions, people, strict=True)
            )
            kinds = tuple(_kinds(seatings))
            if kinds:
                member = _member(results, code)
                yield Difference(request=code, member=member, seat=seat, kinds=kinds, seatings=seatings)


def _sitting(mission: "Mission | None", seat: str) -> list[str]:
    return [] if mission is None else [place.expert for place in mission.team if place.seat == seat]


def _aligned(teams: list[list[str]], missions: "list[Mission | None]") -> Iterator[tuple[str, ...]]:
    """Row by row who sits in the places of a seat: first who does in every mission, then the others."""
    served = [team for team, mission in zip(teams, missions, strict=True) if mission]
    staying = set(served[0]).intersection(*served)
    for who in served[0]:
        if who in staying:
            yield tuple(who if mission else "" for mission in missions)
    others = ([who for who in team if who not in staying] for team in teams)
    yield from zip_longest(*others, fillvalue="")


def _kinds(seatings: tuple[Seating, ...]) -> Iterator[str]:
    asked = [seating for seating in seatings if seating.fate in (SERVED, NOT_SERVED)]
    served = [seating for seating in asked if seating.fate == SERVED]
    if len(asked) < len(seatings):
        yield "asked"
    if 0 < len(served) < len(asked):
        yield "served"
    if len({seating.expert for seating in served}) > 1:
        yield "person"
    if len({seating.start for seating in served}) > 1:
        yield "date"
    if len({seating.agreement for seating in served}) > 1:
        yield "payer"
