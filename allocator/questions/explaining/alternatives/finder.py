"""The public call: every week and team of a request, and everybody for each of its seats."""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from allocator.problem import Bools, Ints
from allocator.questions.explaining.alternatives.options import NOT_LISTED, Options
from allocator.questions.explaining.alternatives.settling import Settling
from allocator.questions.explaining.alternatives.stand_ins import Seats
from allocator.questions.explaining.alternatives.teams import places_of
from allocator.questions.explaining.placements import Grounds
from allocator.results.alternatives import Alternatives, Effect, Team, Week, best_of
from allocator.results.result import Result
from allocator.whatif.base import base_of

_DAYS_SOLVED = 2  # starts of one week that are solved for one team


def alternatives(
    result: Result, request: str, *, time_limit: float = 10.0, workers: int = 2, teams: int = 12
) -> Alternatives:
    """Every week and team of a request, served or not, and everybody for each of its seats: whether it is
    free, costs something, is impossible, or is open after `time_limit` seconds of solving.

    `teams` is how many teams are judged week by week, the best ones; all are counted. Raises InputError for a
    request that the plan does not have or that is already delivered.
    """
    began = time.perf_counter()
    base = base_of(result)
    found = _Finder(Options(base, base.request(request), Grounds(base)), teams)
    found.settle(began + time_limit, workers)
    return replace(found.alternatives(), seconds=time.perf_counter() - began)


@dataclass
class _Finder:
    """One request, its best teams and its seats."""

    options: Options
    most: int

    def __post_init__(self) -> None:
        options = self.options
        self.ranked = self._ranked()
        starts = options.base.starts(options.request)
        self.mondays = np.unique(options.monday_of(starts))
        self.seats = Seats(options)
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for position in options.order:
            self._cells[int(options.teams[position]), int(options.monday[position])].append(int(position))

    def _ranked(self) -> Ints:
        """The teams that are possible on some day, as far as rows tell: that of the allocation, the best one
        of every week, then the others, the best first."""
        options, order = self.options, self.options.order[self.options.possible[self.options.order]]
        team, monday = options.teams[order], options.monday[order]
        if not len(order):
            return team
        of_week = np.unique(monday, return_index=True)[1]
        own = np.flatnonzero(order == options.now)
        first = np.concatenate([own, np.sort(of_week), np.arange(len(order))])
        found: Ints = team[first][np.sort(np.unique(team[first], return_index=True)[1])]
        return found

    def settle(self, until: float, workers: int) -> None:
        """Solve what is not known yet: the cells of the best teams, then the seats."""
        first, *others = [list(self._to_solve(int(team))) for team in self.ranked[: self.most]] or [[]]
        Settling(self.options, until, workers).settle(chain(first, self.seats.to_solve(), *others))

    def _to_solve(self, team: int) -> Iterator[int]:
        for monday in self.mondays:
            here = self._cells.get((int(team), int(monday)), [])
            effects = [self.options.effect(position) for position in here]
            if not any(effect.verdict in ("now", "free") for effect in effects):
                yield from [p for p, e in zip(here, effects, strict=True) if e.verdict == "open"][
                    :_DAYS_SOLVED
                ]

    def alternatives(self) -> Alternatives:
        """All of it, as plain values."""
        options = self.options
        return Alternatives(
            request=options.code,
            served=options.now >= 0,
            weeks_of_start=tuple(self._week(int(monday)) for monday in self.mondays),
            teams=tuple(self._team(int(team)) for team in self.ranked[: self.most]),
            possible=len(self.ranked),
            everybody=tuple(self.seats.everybody()),
            complete=options.complete,
            reason="" if options.now >= 0 else options.keeping.impossible(),
        )

    # -- weeks --------------------------------------------------------------------------------------------

    def _week(self, monday: int) -> Week:
        options = self.options
        here = options.monday == monday
        able = np.unique(options.teams[here & options.possible])
        free = np.unique(options.teams[here & options.free])
        own = self._starts(monday)
        return Week(
            monday=options.base.problem.date_of(monday),
            starts=len(own),
            teams=len(able),
            free=len(free),
            sentence="" if len(able) else self._why_no_team(here, own),
        )

    def _why_no_team(self, here: Bools, starts: Ints) -> str:
        """What forbids every team on the first of some starts."""
        if not self.options.looked_at(starts):
            return NOT_LISTED
        if here.any():
            effect = self.options.effect(int(np.argmax(here)))
            locked = self.options.keeping.of_locked(int(starts[0])) if effect.rules == ("fixed",) else None
            return locked[1] if locked else effect.sentence
        return self.options.no_team(int(starts[0]))[1]

    # -- teams --------------------------------------------------------------------------------------------

    def _team(self, team: int) -> Team:
        first = int(np.argmax(self.options.teams == team))
        places = tuple(places_of(self.options.base, self.options.placements.people[first]))
        return Team(places=places, effects=tuple(self._effect(team, places, int(m)) for m in self.mondays))

    def _effect(self, team: int, places: tuple[tuple[str, str], ...], monday: int) -> Effect:
        """The best that a team comes to in a week."""
        here = self._cells.get((team, monday), [])
        effects = [self.options.effect(position) for position in here]
        if not effects:
            return self._barred(places, monday)
        best = best_of(effects)
        if best.verdict == "open":
            return replace(best, sentence=self.options.in_the_way(here[effects.index(best)]))
        listed = best.verdict != "impossible" or self.options.looked_at(self._starts(monday))
        return best if listed else Effect(verdict="open", sentence=NOT_LISTED)

    def _starts(self, monday: int) -> Ints:
        """The starts of a week."""
        starts = self.options.base.starts(self.options.request)
        found: Ints = starts[self.options.monday_of(starts) == monday]
        return found

    def _barred(self, places: tuple[tuple[str, str], ...], monday: int) -> Effect:
        """Why a team can go on no day of a week."""
        options, problem, starts = self.options, self.options.base.problem, self._starts(monday)
        if not options.looked_at(starts):
            return Effect(verdict="open", sentence=NOT_LISTED)
        day = problem.date_of(int(problem.start_day[starts[0]]))
        rules, sentence = options.why_barred(int(starts[0]), places)
        return Effect(verdict="impossible", start=day, rules=rules, sentence=sentence)
