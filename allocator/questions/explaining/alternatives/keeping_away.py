"""What keeps a person, a start or a team from a request, in the workbook's words."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.problem import Ints, Problem
from allocator.questions.impossibility import Alone, alone, named, why
from allocator.questions.impossibility.failings import LIFTABLE, Asked, Failings, set_of
from allocator.rules import RULES
from allocator.rules.base import HARD, rule_name
from allocator.rules.candidates import Candidates
from allocator.rules.coupling import COUPLING
from allocator.rules.eligibility import ELIGIBILITY

_CHECKS = {module.RULE.code: module.check for module in (*ELIGIBILITY, *COUPLING)}
_ORDER = tuple(code for code in _CHECKS if code in LIFTABLE)

#: Rules in the way, and what they say.
Reason = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class KeepingAway:
    """What stands in the way of one request, looked at alone: rule by rule, whatever else is decided."""

    problem: Problem
    candidates: Candidates
    request: int

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
        """What the check of a rule says of a mission; what the rule asks, where it says nothing of that."""
        plan = self.problem.plan if code == "fixed" else self._plan
        for violation in _CHECKS[code](plan, self.problem.model, Allocation((mission,))):
            if violation.level is HARD:
                return named(violation, mission.request)
        sentence = RULES[code].sentence
        return f"rule {rule_name(code)}: {sentence[0].lower()}{sentence[1:]}"
