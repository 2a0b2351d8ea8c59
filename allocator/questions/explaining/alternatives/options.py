"""The placements of one request, judged: what is free, what no allocation has, and what gives way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from allocator.matrix import complete
from allocator.problem import Bools, Ints
from allocator.questions.explaining.alternatives.keeping_away import KeepingAway, Reason
from allocator.questions.explaining.alternatives.teams import placements_of, team_numbers
from allocator.questions.explaining.gives_way import changes_between, losses_between
from allocator.questions.explaining.placements import NOBODY, Grounds, Placements
from allocator.questions.explaining.rearranging import Rearranging
from allocator.results.alternatives import ORDER, Effect
from allocator.results.interval import Interval
from allocator.rules.base import rule_name
from allocator.search.outcome import allocation_of
from allocator.whatif.base import Base

#: Says of what was left out of the lists.
NOT_LISTED = "not looked at: there are too many teams"
_FOLLOWING = 4  # requests that follow each other, after those in the way
_MOST = 50_000  # placements that are listed


class Holders(NamedTuple):
    """The requests that hold what a placement needs, by which rules, where this f column pays."""

    requests: Ints
    rules: tuple[str, ...]
    payer: int


@dataclass
class Options:
    """Every placement of a request, and what is known of each. Positions speak of `placements`; `grounds` are
    the rows on which they are tried."""

    base: Base
    request: int
    grounds: Grounds
    _effects: dict[int, Effect] = field(default_factory=dict)
    _holders: dict[int, Holders] = field(default_factory=dict)

    @cached_property
    def keeping(self) -> KeepingAway:
        """What is in the way of the request by itself."""
        matrix = self.base.matrix
        held = allocation_of(matrix, self.grounds.left.lower)
        return KeepingAway(self.base.problem, matrix.columns.candidates, self.request, held)

    @cached_property
    def _listed(self) -> tuple[Placements, Bools]:
        return placements_of(self.grounds, self.request, _MOST)

    @property
    def placements(self) -> Placements:
        """Every start with every team that propagation leaves."""
        return self._listed[0]

    @property
    def complete(self) -> bool:
        """Whether these are all."""
        return bool(self._listed[1].all())

    def looked_at(self, starts: Ints) -> bool:
        """Whether the placements on all of some starts are listed."""
        return bool(self._listed[1][starts - self.base.starts(self.request)[0]].all())

    @cached_property
    def payer(self) -> Ints:
        """The payer with whom each placement fits beside everything else as it is, -2 where it does not."""
        return self.grounds.payer_beside(self.request, self.placements)

    @property
    def free(self) -> Bools:
        """Which placements change nothing else."""
        return self.payer > -2

    @cached_property
    def broken(self) -> Ints:
        """A row that no allocation with a placement satisfies, -1 where none shows that."""
        return self.grounds.broken_by(self.request, self.placements)

    @cached_property
    def possible(self) -> Bools:
        """Which placements no row forbids by itself."""
        return self.broken < 0

    @cached_property
    def now(self) -> int:
        """The placement of the allocation; -1 where the request is not served."""
        taken = (self.base.point[self.placements.columns] > 0).all(axis=1)
        return int(np.argmax(taken)) if taken.any() else -1

    @cached_property
    def teams(self) -> Ints:
        """The number of the team of each placement."""
        return team_numbers(self.base, self.placements)[0]

    @cached_property
    def monday(self) -> Ints:
        """The Monday of the week of each placement, as a day of the plan."""
        return self.monday_of(self.placements.start)

    def monday_of(self, start: Ints) -> Ints:
        """The Monday of the week of some starts."""
        problem = self.base.problem
        day = problem.start_day[start]
        mondays: Ints = day - (day + problem.plan.settings.start.weekday()) % 7
        return mondays

    @cached_property
    def order(self) -> Ints:
        """The placements, best first: those possible, those free, then by what the goals in their order say
        of the start, the people and the payer alone."""
        paid = np.maximum(self.payer, 0)
        costs = [
            cost[self.placements.columns].sum(axis=1) + np.where(self.payer >= 0, cost[paid], 0)
            for cost in self.grounds.base_costs
        ]
        return np.lexsort([self.placements.start, *reversed(costs), ~self.free, ~self.possible])

    # -- what each comes to -------------------------------------------------------------------------------

    def effect(self, position: int) -> Effect:
        """What a placement comes to, as far as it is known."""
        if position not in self._effects:
            self._effects[position] = self._known(position)
        return self._effects[position]

    def _known(self, position: int) -> Effect:
        """What row activities tell."""
        day = self.base.problem.start_day[self.placements.start[position]]
        start = self.base.problem.date_of(int(day))
        if position == self.now:
            payer = self.base.result.allocation.by_request[self.code].agreement or ""
            return Effect(verdict="now", start=start, payer=payer, least=Interval(0, 0))
        if self.free[position]:
            return self.exhibited(self.beside(position))
        if not self.possible[position]:
            rules, sentence = self.forbidden(position, self.grounds.code(int(self.broken[position])))
            return Effect(verdict="impossible", start=start, rules=rules, sentence=sentence)
        return Effect(verdict="open", start=start, rules=self.holders(position).rules)

    @property
    def code(self) -> str:
        """The request's code."""
        return self.base.problem.requests[self.request].request

    def beside(self, position: int) -> Ints:
        """The allocation with the request placed so, everything else as it is."""
        return self._placed(self.base.point.copy(), position, int(self.payer[position]))

    def _placed(self, point: Ints, position: int, payer: int) -> Ints:
        point[self.grounds.own(self.request)] = 0
        point[self.placements.columns[position]] = 1
        if payer != NOBODY:
            point[payer] = 1
        return complete(self.base.matrix, point)

    def exhibited(self, point: Ints, low: int | None = None) -> Effect:
        """What an allocation with the placement shows; the first goal loses no less than `low`."""
        base = self.base
        allocation = allocation_of(base.matrix, point)
        mission = allocation.by_request[self.code]
        loss = base.matrix.tiers[0].cost.value(point) - base.costs[0]
        least = [bound - base.costs[0] for bound in base.bounds[0].values()] if base.bounds else []
        least += [] if low is None else [low]
        changes = changes_between(base.result.plan, base.result.allocation, allocation, self.code)
        return Effect(
            verdict="costs" if changes else "free",
            start=mission.start,
            payer=mission.agreement or "",
            changes=changes,
            losses=losses_between(base.matrix, base.costs, point),
            least=Interval(min(max(least), loss) if least else None, loss),
        )

    def forbidden(self, position: int, rule: str) -> tuple[tuple[str, ...], str]:
        """The rule that a placement breaks in every allocation, and what it says."""
        columns, first = self.base.matrix.columns, len(self.base.matrix.columns.y)
        z = self.placements.people[position] - first
        places = tuple((int(columns.z_seat[each]), int(columns.z_expert[each])) for each in z)
        mission = self.keeping.mission(int(self.placements.start[position]), places)
        return self.keeping.of_team(rule, mission)

    def why_barred(self, start: int, places: Iterable[tuple[str, str]]) -> Reason:
        """Why a team that is no placement cannot go at a start."""
        problem, keeping = self.base.problem, self.keeping
        reason = keeping.of_start(start)
        seats = {problem.seats[q].seat: q for q in keeping.seats}
        team = tuple((seats[seat], problem.expert_index[expert]) for seat, expert in places)
        for q, e in team:
            reason = reason or keeping.of_person(start, q, e)
        reason = reason or keeping.of_locks(start, team)
        for q, e in team:
            reason = reason or self._shut_out(start, q, e)
        return reason or self.no_team(start)

    def _shut_out(self, start: int, seat: int, expert: int) -> Reason | None:
        """Which row keeps somebody who is a candidate from a seat at a start, whatever is decided."""
        columns = self.base.matrix.columns
        mine = (columns.z_start == start) & (columns.z_seat == seat) & (columns.z_expert == expert)
        row = int(self.grounds.left.shut_by[columns.z[mine]].max(initial=-1))
        code = self.grounds.code(row) if row >= 0 else "full_team"
        if code == "full_team":
            return None
        return self.keeping.of_team(code, self.keeping.mission(start, ((seat, expert),)))

    def no_team(self, start: int) -> Reason:
        """Why no team at all can go at a start."""
        reason = self.keeping.of_start(start) or self.keeping.of_locks(start)
        row = int(self.grounds.left.shut_by[start])
        code = self.grounds.code(row) if row >= 0 else "full_team"
        if reason is None and code != "full_team":
            reason = self.keeping.of_team(code, self.keeping.mission(start))
        return reason or (("full_team",), self.keeping.lacking(start))

    def holders(self, position: int) -> Holders:
        """Who holds what a placement needs, with the payer with whom they are fewest."""
        if position not in self._holders:
            self._holders[position] = self._look_for_holders(position)
        return self._holders[position]

    def _look_for_holders(self, position: int) -> Holders:
        found = Holders(np.empty(0, dtype=np.int64), (), NOBODY)
        one = self.placements.where(np.array([position]))
        for payer in map(int, self.grounds.payers(self.request)):
            rows = self.grounds.broken_beside(self.request, one, payer)
            requests = np.setdiff1d(self.rearranging.holding(rows), [self.request])
            if len(requests) and (not len(found.requests) or len(requests) < len(found.requests)):
                codes = tuple(dict.fromkeys(self.grounds.code(int(row)) for row in rows))
                rules = tuple(code for code in codes if code != "full_team") or codes
                found = Holders(requests, rules, payer)
        return found

    def in_the_way(self, position: int) -> str:
        """Who holds what a placement needs, in words."""
        found = self.holders(position)
        who = [self.base.problem.requests[r].request for r in found.requests]
        rules = " and ".join(map(rule_name, found.rules))
        return f"{rules}: {', '.join(who)} in the way" if who else rules

    def without_holders(self, position: int) -> Ints | None:
        """The allocation with a placement and without whoever is in its way, or follows one that was; None
        where that is none."""
        found, matrix = self.holders(position), self.base.matrix
        point, gone = self.base.point.copy(), found.requests
        for _ in range(_FOLLOWING):
            for request in gone.tolist():
                point[self.grounds.own(request)] = 0
            point = self._placed(point, position, found.payer)
            broken = matrix.broken_rows(point)
            if not len(broken):
                return point if matrix.feasible(point) else None
            columns = np.unique(matrix.rows[broken].indices).astype(np.int64)
            gone = self.rearranging.owners_of(columns[point[columns] > 0])
            gone = gone[gone != self.request]
        return None

    @cached_property
    def rearranging(self) -> Rearranging:
        """Parts of the allocation solved again: the model's coverage first, then few changes."""
        base = self.base
        sought = [tier.cost for tier in base.matrix.tiers[: base.coverage]]
        return Rearranging(self.grounds, [*sought, base.changes.cost], base.coverage)

    def best_of(self, positions: Sequence[int]) -> int:
        """Which of some placements, in their order, asks least of others, as far as they were looked at: all
        of them would take long. An impossible one only where all are."""
        first = positions[0]
        if self.free[first] or not self.possible[first]:
            return first
        known = [position for position in positions if position in self._effects] or [first]
        best = min(known, key=lambda position: dearness(self.effect(position)))
        if self.effect(best).verdict == "impossible":
            return next((p for p in positions if self.possible[p] and p not in self._effects), best)
        return best

    def learn(self, position: int, effect: Effect) -> None:
        """Keep what is found of a placement, where it says more than what is known or loses less."""
        known = self.effect(position)
        better = (
            known.verdict == "costs" and effect.verdict != "impossible" and dearness(effect) < dearness(known)
        )
        if known.verdict == "open" or better:
            self._effects[position] = effect


def dearness(effect: Effect) -> tuple[int, int, int, int]:
    """How much gives way: by the verdict, the first goal's loss, requests dropped, then all that changes."""
    drops = sum(change.kind == "drops" for change in effect.changes)
    return ORDER.index(effect.verdict), effect.least.high or 0, drops, len(effect.changes)
