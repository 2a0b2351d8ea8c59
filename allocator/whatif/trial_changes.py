"""Single changes of an allocation: what is asked, and how it is carried out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from allocator.errors import Fault, InputError, enumerated
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.tables.cells.dates import date_of
from allocator.whatif.change import Change
from allocator.whatif.trial_faults import faults_of

_NAMED = 5  # people of one seat that a fault names, at most


class UnclearError(Exception):
    """A change that cannot be carried out beside what is there; which of its arguments, and why."""

    def __init__(self, argument: str, message: str) -> None:
        self.argument, self.message = argument, message
        super().__init__(argument, message)


@dataclass
class Draft:
    """An allocation on which changes are made one after the other. `touched` has the mission of every request
    that was changed, None for one that was dropped."""

    plan: Plan
    allocation: Allocation
    touched: dict[str, Mission | None] = field(default_factory=dict)

    @property
    def changed(self) -> Allocation:
        """The allocation with the changes: each mission in its place, new ones last."""
        left = dict(self.touched)
        missions = [
            left.pop(mission.request, None) if mission.request in self.touched else mission
            for mission in self.allocation.missions
        ]
        return Allocation(tuple(mission for mission in (*missions, *left.values()) if mission is not None))

    def make(self, change: Change) -> None:
        """Make a change whose codes are known. Raises UnclearError."""
        code = change.request
        now = self.touched[code] if code in self.touched else self.allocation.by_request.get(code)
        if change.drop:
            if now is None:
                raise UnclearError("drop", "is not served, so there is nothing to drop")
            self.touched[code] = None
            return
        mission = _dated(now, change)
        if change.agreement is not None:
            mission = replace(mission, agreement=change.agreement)
        if change.team is not None:
            mission = replace(mission, team=change.places)
        if change.expert is not None:
            mission = _placed(self.plan, mission, change)
        self.touched[code] = mission


def made(plan: Plan, allocation: Allocation, changes: Iterable[Change]) -> Draft:
    """A draft with all these changes. Raises InputError with the faults of every one of them."""
    draft, faults = Draft(plan, allocation), list[Fault]()
    for change in changes:
        found = list(faults_of(plan, change))
        if not found:
            try:
                draft.make(change)
            except UnclearError as unclear:
                found = [(unclear.argument, unclear.message)]
        faults += [Fault(place=str(change.request), column=name, message=said) for name, said in found]
    if faults:
        raise InputError("change", faults)
    return draft


def _dated(now: Mission | None, change: Change) -> Mission:
    """The mission so far, or an empty one for a request that is not served, on the day that is asked for."""
    if change.start is None and now is None:
        raise UnclearError("start", "is not served; say when it would start")
    start = date_of(change.start) if change.start is not None else now.start if now else date.min
    return replace(now, start=start) if now else Mission(request=change.request, start=start, team=())


def _placed(plan: Plan, mission: Mission, change: Change) -> Mission:
    """The mission with somebody put on its team."""
    places = {seat.seat: seat.count for seat in plan.seats_of(plan.requests[mission.request])}
    seat = _seat(places, mission, change)
    own = Assignment(mission.request, seat, change.expert or "")
    inside = [place for place in mission.team if place.seat == seat]
    if change.instead_of is None and len(inside) < places[seat]:
        return replace(mission, team=(*mission.team, own))
    if change.instead_of is None and len(inside) > 1:
        people = enumerated((place.expert for place in inside), _NAMED)
        raise UnclearError("instead of", f"say in whose place; in the seat {seat} are {people}")
    out = next((place for place in inside if change.instead_of in (None, place.expert)), None)
    if out is None:
        message = f"{change.instead_of} is not in the seat {seat}: {_who_is_where(places, mission)}"
        raise UnclearError("instead of", message)
    team = tuple(own if place is out else place for place in mission.team)
    return replace(mission, team=team)


def _seat(places: Mapping[str, int], mission: Mission, change: Change) -> str:
    """The seat that is meant."""
    if change.seat is not None:
        return change.seat
    if change.instead_of is not None:
        held = {place.expert: place.seat for place in mission.team}
        if change.instead_of not in held:
            message = f"{change.instead_of} is not on the team: {_who_is_where(places, mission)}"
            raise UnclearError("instead of", message)
        return held[change.instead_of]
    if len(places) > 1:
        raise UnclearError("seat", f"say which one: {_who_is_where(places, mission)}")
    return next(iter(places))


def _who_is_where(places: Mapping[str, int], mission: Mission) -> str:
    """Every seat and who is in it: `lead (KEN-03), expert (nobody)`."""
    people = {seat: [place.expert for place in mission.team if place.seat == seat] for seat in places}
    return ", ".join(f"{seat} ({enumerated(who, _NAMED) or 'nobody'})" for seat, who in people.items())
