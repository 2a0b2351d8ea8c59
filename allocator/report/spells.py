"""What the days of experts and Members are taken up by: missions with their journeys and rest, and when
nothing can be."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from allocator.plan.calendar import free_again
from allocator.report.stays import Stay, stays

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

#: What a spell can be; where two meet on a day, the later one here is what the day is.
CLOSED, NOT_RELEASED, REST, TRAVEL, MISSION = KINDS = "closed", "away", "rest", "travel", "mission"

_DAY: Final = timedelta(days=1)
_Spells = dict[str, "list[Spell]"]


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on end, the first and the last included; `request` where they belong to one."""

    kind: str
    first: date
    last: date
    request: str = ""


def spells_of_members(result: "Result") -> "_Spells":
    """By Member, in order: the days of the missions there, from the first to the last of each, and the days
    on which it is closed. Journeys and rest are the experts'."""
    found: dict[str, dict[Spell, None]] = defaultdict(dict)
    for stay in stays(result):
        for member in result.plan.members_of(stay.request):
            found[member][_at_work(stay)] = None
    for row in result.plan.closures:
        found[row.member][Spell(CLOSED, row.first, row.last)] = None
    return {code: _in_order(spells) for code, spells in found.items()}


def spells_of_experts(result: "Result") -> "_Spells":
    """By expert, in order: each mission with the journeys there and back, and the report and rest days before
    the next departure; within the plan's dates, the days on which the expert is not released."""
    plan, found = result.plan, defaultdict[str, list[Spell]](list)
    for stay in stays(result):
        found[stay.place.expert] += _away(plan, stay)
    for code, released in plan.availability_of.items():
        found[code] += _gaps(released, plan.settings.start, plan.settings.end)
    return {code: _in_order(spells) for code, spells in found.items()}


def _in_order(spells: "Sequence[Spell] | dict[Spell, None]") -> list[Spell]:
    return sorted(spells, key=lambda spell: (spell.first, spell.last, spell.request))


def _at_work(stay: Stay) -> Spell:
    return Spell(MISSION, stay.mission.start, stay.last, stay.request.request)


def _away(plan: "Plan", stay: Stay) -> Iterator[Spell]:
    """There, at work, back, report and rest; what takes no day is left out."""
    code = stay.request.request
    free = free_again(plan, stay.request, stay.place.expert, stay.mission.start)
    for kind, first, last in (
        (TRAVEL, stay.departure, stay.mission.start - _DAY),
        (MISSION, stay.mission.start, stay.last),
        (TRAVEL, stay.last + _DAY, stay.back),
        (REST, stay.back + _DAY, free - _DAY),
    ):
        if first <= last:
            yield Spell(kind, first, last, code)


def _gaps(released: Sequence[tuple[date, date]], first: date, last: date) -> Iterator[Spell]:
    """The days from `first` to `last` that lie in none of the disjoint spells, which are in order."""
    day = first
    for begin, end in released:
        if begin > last:
            break
        if begin > day:
            yield Spell(NOT_RELEASED, day, begin - _DAY)
        day = max(day, min(end, last) + _DAY)
    if day <= last:
        yield Spell(NOT_RELEASED, day, last)
