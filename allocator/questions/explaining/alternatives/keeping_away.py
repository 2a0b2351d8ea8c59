"""What keeps a person, a start or a team from a request, in the workbook's words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.problem import Ints, Problem
from allocator.questions.impossibility import Alone, alone, named, why
from allocator.questions.impossibility.failings import LIFTABLE, Asked, Failings, set_of
from allocator.rules import RULES
from allocator.rules.base import HARD, Violation, rule_name
from allocator.rules.candidates import Candidates
from allocator.rules.coupling import COUPLING
from allocator.rules.coupling.fixed import locks
from allocator.rules.eligibility import ELIGIBILITY

_CHECKS = {module.RULE.code: module.check for module in (*ELIGIBILITY, *COUPLING)}
_ORDER = tuple(code for code in _CHECKS if code in LIFTABLE)
#: Rules by which one mission keeps another away, whoever pays.
_MEETING = tuple(code for code in _CHECKS if RULES[code].joins is not None and code != "funding")

#: Rules in the way, and what they say.
Reason = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class KeepingAway:
    """What stands in the way of one request, looked at alone: rule by rule, whatever else is decided. `held`
    are the missions, or what is known of them, that every allocation has."""

    problem: Problem
    candidates: Candidates
    request: int
    held: Allocation

    @cached_property
    def failings(self) -> Failings:
        """The rules in the way of everybody, every start and every payer."""
        return Asked(self.problem).failings(self.request)

    @cached_property
    def first_seat(self) -> int:
        """The first seat of the request."""
        return int(np.searchsorted(self.problem.seat_request, self.request))

    @property
    def seats(self) -> range:
        """The seats of the request."""
        return range(self.first_seat, self.first_seat + len(self.failings.person))

    @cached_property
    def _first_start(self) -> int:
        return int(self.problem.start_offset[self.request])

    @cached_property
    def _plan(self) -> Plan:
        return alone(self.problem.plan)

    def impossible(self) -> str:
        """Why the request is impossible by itself; nothing where it is not."""
        cause = Alone(self.problem, self.candidates).why(self.request)
        if cause is None:
            return ""
        reason = why(self.candidates, cause)
        return f"{reason[0].upper()}{reason[1:]}."

    def of_start(self, start: int) -> Reason | None:
        """What forbids a start, whoever goes; None where nothing does by itself."""
        s = start - self._first_start
        found = self._codes(int(self.failings.start[s]))
        if found:
            return found, self._words(found[0], self.mission(start))
        pay = self.failings.payer[:, s]
        if len(pay) and (pay != 0).all():
            return ("funding",), "no agreement pays for it then"
        return None

    def of_person(self, start: int, seat: int, expert: int) -> Reason | None:
        """What keeps somebody from a seat at a start; None where nothing does by itself."""
        bits = int(self.failings.person[seat - self.first_seat, expert, start - self._first_start])
        found = self._codes(bits)
        if not found:
            return None
        return found, self._words(found[0], self.mission(start, ((seat, expert),)))

    def of_person_ever(self, seat: int, expert: int) -> Reason | None:
        """What keeps somebody from a seat on every start: the rules of the first start on which the fewest
        stand in the way; None where on some start nothing does."""
        bits = self.failings.person[seat - self.first_seat, expert]
        if not len(bits):
            return ("window",), "no start day of the plan leaves time for the mission inside its window"
        if (bits == 0).any():
            return None
        count = np.array([len(self._codes(int(each))) for each in bits])
        s = int(count.argmin()) + self._first_start
        return self.of_person(s, seat, expert)

    def lacking(self, start: int) -> str:
        """Which seats have too few people left at a start, and to which rules the others fall."""
        parts = []
        for q in self.seats:
            bits = self.failings.person[q - self.first_seat, :, start - self._first_start]
            left, places = int((bits == 0).sum()), int(self.problem.seat_count[q])
            if left < places:
                first = Counter(rule_name(self._codes(int(each))[0]) for each in bits if each)
                fell = ", ".join(f"{rule} {count}" for rule, count in first.most_common())
                who = f"{left} of {places} needed" if left else "nobody"
                parts.append(f"seat {self.problem.seats[q].seat}: {who} left (fell to {fell})")
        return "; ".join(parts) or "the people left do not make a team"

    def of_locks(self, start: int, places: tuple[tuple[int, int], ...] = ()) -> Reason | None:
        """What the request itself is locked to, where that keeps these people or the start away."""
        told = next(self._brought("fixed", self.mission(start, places)), None)
        return None if told is None else (("fixed",), told.message)

    def of_locked(self, start: int) -> Reason | None:
        """What keeps somebody who must go on the request from every seat at a start; None where nothing does
        by itself."""
        for row in locks(self.problem.plan):
            if row.request != self.problem.requests[self.request].request or not row.expert:
                continue
            seats = [q for q in self.seats if row.seat in ("", self.problem.seats[q].seat)]
            expert = self.problem.expert_index[row.expert]
            reasons = [reason for q in seats if (reason := self.of_person(start, q, expert))]
            if reasons and len(reasons) == len(seats):
                return ("fixed", *reasons[0][0]), f"{row.expert} is locked: {reasons[0][1]}"
        return None

    def of_team(self, code: str, mission: Mission) -> Reason:
        """What a rule has against a whole mission."""
        return (code,), self._words(code, mission)

    def mission(self, start: int, places: tuple[tuple[int, int], ...] = (), payer: str = "") -> Mission:
        """A mission of the request in the workbook's codes."""
        problem = self.problem
        code = problem.requests[self.request].request
        team = tuple(Assignment(code, problem.seats[q].seat, problem.experts[e]) for q, e in places)
        day = problem.date_of(int(problem.start_day[start]))
        return Mission(request=code, start=day, team=team, agreement=payer or None)

    def starts_open(self, seat: int, expert: int) -> Ints:
        """The starts on which nothing keeps somebody from a seat."""
        bits = self.failings.person[seat - self.first_seat, expert]
        return np.flatnonzero(bits == 0) + self._first_start

    def _codes(self, bits: int) -> tuple[str, ...]:
        return tuple(code for code in _ORDER if bits & set_of((code,))) if bits else ()

    def _words(self, code: str, mission: Mission) -> str:
        """What the check of a rule says of a mission; else who of those that are held is in its way, by any
        rule; what the rule asks, where nothing of that says anything."""
        for each in dict.fromkeys((code, *_MEETING)):
            for violation in self._brought(each, mission):
                return named(violation, mission.request)
        sentence = RULES[code].sentence
        return f"rule {rule_name(code)}: {sentence[0].lower()}{sentence[1:]}"

    def _brought(self, code: str, mission: Mission) -> Iterator[Violation]:
        """What a mission breaks of a hard rule beside those that are held. Only what it brings: others are
        left out here, so that their own locks look broken. Nor does what follows others whose day is open."""
        plan, model, check = self._plan, self.problem.model, _CHECKS[code]
        if code == "fixed":
            plan, mission = self.problem.plan, self._as_locked(mission)
        joined = RULES[code].joins is not None
        others = tuple(o for o in self.held.missions if joined and o.request != mission.request)
        looked_at = {mission.request, *(other.request for other in others)}
        known = Counter(check(plan, model, Allocation(others)))
        for violation in check(plan, model, Allocation((*others, mission))):
            left_out = plan.requests.keys() & set(violation.subject.split(", ")) - looked_at
            if any(plan.requests[each].done_on is None for each in left_out):
                continue
            if violation.level is HARD and not known[violation]:
                yield violation

    def _as_locked(self, mission: Mission) -> Mission:
        """A mission that says nothing of its payer, or not of all its places, with those that it is locked
        to, as far as there is room."""
        payer, team = mission.agreement, list(mission.team)
        room = {self.problem.seats[q].seat: int(self.problem.seat_count[q]) for q in self.seats}
        size = sum(room.values())
        room.update((seat, room[seat] - n) for seat, n in Counter(place.seat for place in team).items())
        for row in locks(self.problem.plan):
            if row.request != mission.request:
                continue
            payer = payer or row.agreement or None
            going = any(place.expert == row.expert for place in mission.team)
            if row.expert and not going and len(team) < size and room.get(row.seat, 1) > 0:
                team.append(Assignment(row.request, row.seat, row.expert))
                room[row.seat] = room.get(row.seat, size) - 1
        return replace(mission, team=tuple(team), agreement=payer)
