"""Everybody for each seat of a request: who could take a place, and what keeps the others away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.problem import Bools
from allocator.questions.explaining.alternatives.keeping_away import Reason
from allocator.questions.explaining.alternatives.options import NOT_LISTED, Options
from allocator.results.alternatives import ORDER, Effect, StandIn

_SOLVED = 2  # placements for one person in a seat


@dataclass(frozen=True)
class Seats:
    """The seats of one request. Where it is served, a stand-in takes one place of the team on its date; else
    what counts is the best of any team and week."""

    options: Options

    def to_solve(self) -> Iterator[int]:
        """The placements to be solved, the best first."""
        options = self.options
        for (seat, expert), positions in self._positions.items():
            first = positions[0]
            if options.possible[first] and not options.free[first] and not self._here(seat, expert):
                yield from positions[:_SOLVED]

    def everybody(self) -> list[StandIn]:
        """Everybody for each seat: those who are there, then those who ask least of others and of the goals,
        and last those whom a rule keeps away."""
        problem = self.options.base.problem
        found = [
            self._stand_in(q, e) for q in self.options.keeping.seats for e in range(len(problem.experts))
        ]
        order = {seat.seat: k for k, seat in enumerate(problem.seats[q] for q in self.options.keeping.seats)}
        rank = {int(position): k for k, position in enumerate(self.options.order)}
        best = {
            (problem.seats[q].seat, problem.experts[e]): min(map(rank.__getitem__, positions))
            for (q, e), positions in self._positions.items()
        }
        last = len(rank)
        return sorted(
            found,
            key=lambda each: (
                order[each.seat],
                ORDER.index(each.effect.verdict),
                each.effect.least.high or 0,
                best.get((each.seat, each.expert), last),
            ),
        )

    @cached_property
    def _positions(self) -> dict[tuple[int, int], list[int]]:
        """The placements that put somebody into a seat, the best first; (seat, expert) by position."""
        options, columns = self.options, self.options.base.matrix.columns
        found: dict[tuple[int, int], list[int]] = {}
        able = self._stand_ins if options.now >= 0 else np.ones(len(options.placements), dtype=bool)
        for position in options.order[able[options.order]]:
            for z in options.placements.people[position] - len(columns.y):
                found.setdefault((int(columns.z_seat[z]), int(columns.z_expert[z])), []).append(int(position))
        return found

    @cached_property
    def _stand_ins(self) -> Bools:
        """Which placements differ from that of the allocation by one person at most."""
        options = self.options
        people, now = options.placements.people, options.placements.people[options.now]
        others = (~np.isin(people, now)).sum(axis=1)
        same: Bools = (options.placements.start == options.placements.start[options.now]) & (others <= 1)
        return same

    def _stand_in(self, seat: int, expert: int) -> StandIn:
        options, problem = self.options, self.options.base.problem
        positions = self._positions.get((seat, expert), [])
        names = problem.seats[seat].seat, problem.experts[expert]
        if not positions:
            return StandIn(seat=names[0], expert=names[1], effect=self._kept_away(seat, expert))
        own = self._here(seat, expert)
        position = options.now if own else options.best_of(positions)
        effect = options.effect(position)
        if effect.verdict == "open":
            effect = replace(effect, sentence=options.in_the_way(position))
        elif effect.verdict == "impossible" and not options.complete:
            effect = Effect(verdict="open", sentence=NOT_LISTED)
        instead = "" if own or options.now < 0 else self._instead_of(position)
        return StandIn(seat=names[0], expert=names[1], effect=effect, instead_of=instead)

    def _here(self, seat: int, expert: int) -> bool:
        """Whether somebody is in the seat now."""
        options, columns = self.options, self.options.base.matrix.columns
        if options.now < 0:
            return False
        z = options.placements.people[options.now] - len(columns.y)
        return bool(((columns.z_seat[z] == seat) & (columns.z_expert[z] == expert)).any())

    def _instead_of(self, position: int) -> str:
        """Whose place a placement gives to somebody else."""
        options, columns = self.options, self.options.base.matrix.columns
        now, then = (options.placements.people[each] for each in (options.now, position))
        gone = now[~np.isin(now, then)] - len(columns.y)
        return str(options.base.problem.experts[columns.z_expert[gone[0]]])

    def _kept_away(self, seat: int, expert: int) -> Effect:
        """Why somebody can take no place of a seat."""
        options, problem, keeping = self.options, self.options.base.problem, self.options.keeping
        place = [(problem.seats[seat].seat, problem.experts[expert])]
        if options.now >= 0:
            start = int(options.placements.start[options.now])
            day = problem.date_of(int(problem.start_day[start]))
            reason = self._on_team(expert) or options.why_barred(start, place)
            return Effect(verdict="impossible", start=day, rules=reason[0], sentence=reason[1])
        ever = keeping.of_person_ever(seat, expert)
        if ever is None and not options.complete:
            return Effect(verdict="open", sentence=NOT_LISTED)
        if ever is None:
            ever = options.why_barred(int(keeping.starts_open(seat, expert)[0]), place)
        return Effect(verdict="impossible", rules=ever[0], sentence=ever[1])

    def _on_team(self, expert: int) -> Reason | None:
        """Whether somebody goes on the mission already, in another seat."""
        mission = self.options.base.result.allocation.by_request[self.options.code]
        code = self.options.base.problem.experts[expert]
        seat = next((place.seat for place in mission.team if place.expert == code), None)
        return None if seat is None else (("full_team",), f"goes on this mission already, as {seat}")
