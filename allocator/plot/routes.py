"""Who travels from where to where, with the places on the map."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from allocator.plan.reference import members
from allocator.report.stays import Stay, stays

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

_SECRETARIAT, _ITS_HOST = "WCO", "BEL"  # Brussels
#: How near two labels may come, in degrees: a letter's width, and a line's height.
_LETTER, _LINE = 2.2, 4.0
_BOW, _STEPS = 0.12, 24  # how far a bow rises, as a share of its length; its pieces


class Place(NamedTuple):
    """A point on the map, in degrees: the capital of a country."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """People who go from one country to a Member, all of one group (a region or an agreement)."""

    start: Place
    end: Place
    group: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """All routes; `received` counts missions by Member, `sent` places on missions by the country they are
    sent from. `unplaced` counts places on missions of which no place on the map is known."""

    routes: tuple[Route, ...]
    received: Counter[str]
    sent: Counter[str]
    unplaced: int


def place_of(code: str) -> Place | None:
    """Where a country is; None for one that is no WCO Member."""
    known = members().get(code)
    return None if known is None else Place(known.longitude, known.latitude)


def home_of(plan: "Plan", expert: str) -> str:
    """The country that an expert sets out from: that of the administration, Belgium for the Secretariat."""
    body = plan.administration_of(expert)
    return body.country or (_ITS_HOST if body.administration == _SECRETARIAT else "")


def traffic(result: "Result", groups: "dict[str, str]") -> Traffic:
    """Who goes where. `groups` gives each served request the group that its routes belong to."""
    plan, team = result.plan, stays(result)
    people: Counter[tuple[str, str, str]] = Counter()
    sent: Counter[str] = Counter()
    unplaced = 0
    for stay in team:
        home = home_of(plan, stay.place.expert)
        if place_of(home) is None or place_of(stay.request.member) is None:
            unplaced += 1
            continue
        sent[home] += 1
        people[home, stay.request.member, groups[stay.place.request]] += 1
    return Traffic(
        routes=tuple(_routes(people)), received=_received(plan, team), sent=sent, unplaced=unplaced
    )


def _routes(people: Counter[tuple[str, str, str]]) -> Iterable[Route]:
    for (home, member, group), number in people.items():
        start, end = place_of(home), place_of(member)
        if start is not None and end is not None and start != end:
            yield Route(start=start, end=end, group=group, people=number)


def _received(plan: "Plan", team: Iterable[Stay]) -> Counter[str]:
    hosted: dict[str, set[str]] = defaultdict(set)
    for stay in team:
        for code in plan.members_of(stay.request):
            hosted[code].add(stay.place.request)
    return Counter({code: len(requests) for code, requests in hosted.items() if place_of(code) is not None})


def arc(start: Place, end: Place) -> list[Place]:
    """The points of a flat bow from one place to another. The shortest way would lead far over the poles."""
    lift = _BOW * hypot(end.longitude - start.longitude, end.latitude - start.latitude)
    middle = Place((start.longitude + end.longitude) / 2, (start.latitude + end.latitude) / 2 + lift)
    parts = [number / _STEPS for number in range(_STEPS + 1)]
    return [
        Place(*(_bent(a, b, c, part) for a, b, c in zip(start, middle, end, strict=True))) for part in parts
    ]


def _bent(start: float, middle: float, end: float, part: float) -> float:
    """A coordinate of a quadratic Bezier curve."""
    rest = 1 - part
    return round(rest * rest * start + 2 * part * rest * middle + part * part * end, 2)


def labelled(names: dict[str, str], by_weight: Sequence[str], most: int) -> list[str]:
    """Codes whose names can stand on the map without touching each other or another of the places, the
    weightiest first."""
    places = {code: place for code in by_weight if (place := place_of(code)) is not None}
    taken: list[tuple[float, float, float]] = [
        (at.longitude, at.longitude, at.latitude) for at in places.values()
    ]
    chosen: list[str] = []
    for code, at in places.items():
        left, right = at.longitude + 1, at.longitude + _LETTER * len(names[code]) + 3
        if len(chosen) < most and not any(
            left <= b and right >= a and abs(at.latitude - y) < _LINE for a, b, y in taken
        ):
            taken.append((left, right, at.latitude))
            chosen.append(code)
    return chosen
