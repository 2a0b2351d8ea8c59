"""Part of a repair: some rows of Changes are done, everything else stays as it was agreed.

Nothing is solved, and nothing is changed in silence: where the part alone breaks a rule, the rule is named,
and which other rows would have to come along.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from allocator.errors import Fault, InputError
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import Decision
from allocator.report.changes import KEPT, Change, changes_of, departures, previous_rows, rows_before
from allocator.report.disturbed import sentence
from allocator.report.result import Result
from allocator.results import result as records
from allocator.rules.base import HARD, Violation, rule_name
from allocator.verification import verify
from allocator.whatif.trial_acceptance import accepted

_TOGETHER = "full_team"  # the rule that a mission of two dates would break

_Of = TypeVar("_Of")


@dataclass(frozen=True, kw_only=True)
class PartOfRepair:
    """Some changes of a repair, done on the allocation before it.

    `violations` are the hard rules that the allocation breaks; `needed` the fewest other changes, as far as
    leaving out one of them shows, with which it breaks none; `without` is, for each of these, a rule that the
    others alone would break.
    """

    repair: records.Result = field(repr=False, compare=False)
    taken: tuple[Change, ...]
    allocation: Allocation
    violations: tuple[Violation, ...] = ()
    needed: tuple[Change, ...] = ()
    without: tuple[Violation, ...] = ()
    changes: int = 0  # that the repair makes

    def accept(self) -> Result:
        """The allocation as a result to plan on from. Raises InputError where it breaks a rule, with what
        would have to come along."""
        faults = [
            Fault(place=each.subject, column=rule_name(each.rule), message=each.message)
            for each in self.violations
        ]
        plan = self.repair.plan
        faults += [
            Fault(
                place=each.request,
                message=f"would have to be taken as well: {sentence(plan, each)} (without it, of "
                f"{broken.subject}: {broken.message})",
            )
            for each, broken in zip(self.needed, self.without, strict=True)
        ]
        if faults:
            raise InputError("the rows that are taken, alone", faults)
        said = (f"{each.request}: {sentence(plan, each)}." for each in self.taken)
        return Result.of(accepted(self.repair, self.allocation, said))


def take(result: records.Result, rows: Iterable[str | tuple[str, str]]) -> PartOfRepair:
    """Part of a repair `result`: of its changes against the previous allocation, only those of `rows`.

    A row is named by request and expert, the one before or the one who comes new; a request alone names all
    its rows. Raises InputError for a name that no change has, and where there is no previous allocation or it
    says too little.
    """
    if not previous_rows(result.plan) and not departures(result.plan):
        message = "has no previous allocation, so no change of it can be taken; give what repair wrote"
        raise InputError("the rows to take", [Fault(place="Changes", message=message)])
    found = [change for change in changes_of(result) if change.kind != KEPT]
    marked = set[int]()
    faults = []
    for row in rows:
        own = {number for number, change in enumerate(found) if _is_named(change, row)}
        name = row if isinstance(row, str) else " ".join(row)
        if not own:
            faults.append(Fault(place=name, message="is no change of this repair"))
        marked |= own
    if faults:
        raise InputError("the rows to take", faults)
    return _Taking(result, found).part(marked)


def _is_named(change: Change, row: str | tuple[str, str]) -> bool:
    if isinstance(row, str):
        return change.request == row
    before = change.before.expert if change.before else change.stay and change.stay.place.expert
    return (change.request, before) == tuple(row)


class _Taking:
    """The allocation before a repair, and what the changes of the repair make of it."""

    def __init__(self, result: records.Result, found: list[Change]) -> None:
        self._result, self._found = result, found
        self._before = {mission.request: mission for mission in previous_allocation(result.plan).missions}
        self._after = result.allocation.by_request

    def part(self, marked: Collection[int]) -> PartOfRepair:
        """The part with these changes."""
        allocation, violations = self._judged(marked)
        needed = self._needed(marked) if violations else []
        return PartOfRepair(
            repair=self._result,
            taken=tuple(self._found[number] for number in sorted(marked)),
            allocation=allocation,
            violations=tuple(violations),
            needed=tuple(self._found[number] for number in needed),
            without=tuple(self._judged({*marked, *needed} - {number})[1][0] for number in needed),
            changes=len(self._found),
        )

    def _judged(self, marked: Collection[int]) -> tuple[Allocation, list[Violation]]:
        allocation = self._allocation(marked)
        plan, model = self._result.plan, self._result.model
        return allocation, [*verify(plan, model, allocation), *self._torn(marked)]

    def _allocation(self, marked: Collection[int]) -> Allocation:
        """Each mission before the repair with its changes; those that come in, last."""
        changes: dict[str, list[Change]] = defaultdict(list)
        for number in sorted(marked):
            changes[self._found[number].request].append(self._found[number])
        codes = dict.fromkeys([*self._before, *changes])
        missions = (self._mission(code, changes.get(code, [])) for code in codes)
        return Allocation(tuple(mission for mission in missions if mission is not None))

    def _mission(self, code: str, changes: list[Change]) -> Mission | None:
        before, after = self._before.get(code), self._after.get(code)
        if not changes:
            return before
        if len(changes) == self._count(code):
            return after
        gone = {change.before.expert for change in changes if change.before}
        team = [place for place in (before.team if before else ()) if place.expert not in gone]
        team += [change.stay.place for change in changes if change.stay]
        dated = after if any(change.stay for change in changes) else before
        if not team or dated is None:
            return None
        return Mission(
            request=code, start=dated.start, team=_in_order(before, team), agreement=dated.agreement
        )

    def _count(self, code: str) -> int:
        return sum(change.request == code for change in self._found)

    def _torn(self, marked: Collection[int]) -> Iterator[Violation]:
        """Missions of which some people are to change the date or the payer, and some are not."""
        for code, before in self._before.items():
            after = self._after.get(code)
            own = [n for n, change in enumerate(self._found) if change.request == code]
            some = [n for n in own if n in marked]
            if after is None or not some or len(some) == len(own):
                continue
            if (before.start, before.agreement) != (after.start, after.agreement):
                message = "one mission has one date and one payer, and not all of its rows are taken"
                yield Violation(rule=_TOGETHER, level=HARD, subject=code, message=message)

    def _needed(self, marked: Collection[int]) -> list[int]:
        """Other changes with which nothing is broken, none of which can be left out: whole requests first."""
        others = [number for number in range(len(self._found)) if number not in marked]
        kept = _fewest(
            list(dict.fromkeys(self._found[number].request for number in others)),
            lambda codes: self._holds({*marked, *(n for n in others if self._found[n].request in codes)}),
        )
        left = [number for number in others if self._found[number].request in kept]
        return _fewest(left, lambda numbers: self._holds({*marked, *numbers}))

    def _holds(self, marked: Collection[int]) -> bool:
        return not self._judged(marked)[1]


def previous_allocation(plan: Plan) -> Allocation:
    """What was agreed before: the previous rows of a plan and what it has no place for any more, mission by
    mission. Raises InputError where a row says too little to be a part of a mission."""
    rows = [*rows_before(plan), *(each.row for each in departures(plan))]
    faults = [
        Fault(place=row.place or row.request, message="does not say the seat, the person and the start")
        for row in rows
        if not (row.expert and row.seat and row.start)
    ]
    if faults:
        raise InputError("the previous allocation", faults)
    teams: dict[str, list[Decision]] = defaultdict(list)
    for row in rows:
        teams[row.request].append(row)
    return Allocation(tuple(map(_mission_of, teams.values())))


def _mission_of(rows: list[Decision]) -> Mission:
    assert rows[0].start is not None
    team = tuple(Assignment(row.request, row.seat, row.expert) for row in rows)
    payer = next((row.agreement for row in rows if row.agreement), None)
    return Mission(request=rows[0].request, start=rows[0].start, team=team, agreement=payer)


def _in_order(before: Mission | None, team: list[Assignment]) -> tuple[Assignment, ...]:
    """The team in the order of its seats before, new people in the places of those who left."""
    seats = [place.seat for place in before.team] if before else []
    return tuple(sorted(team, key=lambda place: (*seats, place.seat).index(place.seat)))


def _fewest(items: list[_Of], holds: Callable[[Collection[_Of]], bool]) -> list[_Of]:
    """Items without which it would not hold, found by leaving out one after the other."""
    kept = list(items)
    for item in items:
        rest = [each for each in kept if each != item]
        if holds(rest):
            kept = rest
    return kept
