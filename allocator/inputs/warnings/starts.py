"""The days on which each request can start, whoever goes, and what is in the way where there is none.

The problem has the same starts once closures and the frozen days are taken away (a test holds that they
agree), but not what is in the way where none is left. And where the plan's own dates could not be read, it
would lay out centuries for every request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from allocator.plan.calendar import working_days
from allocator.plan.entities import FIXED, PREVIOUS, Request
from allocator.plan.plan import Plan
from allocator.problem import Bools, Ints


@dataclass(frozen=True, slots=True)
class Starts:
    """First and last days of every mission that a request allows, as ordinals, in order.

    Where there is none, `obstacle` is what leaves none: "days", "grid", "closures", "notice" or "frozen";
    `count` are then the working days inside the window, and `latest` the last start before that obstacle.
    """

    first: Ints
    last: Ints
    obstacle: str = ""
    count: int = 0
    latest: date | None = None


@dataclass(frozen=True)
class Calendar:
    """The days of a plan as arrays, each computed once for all requests that share it."""

    plan: Plan
    _weeks: dict[frozenset[int], tuple[Ints, Bools]] = field(default_factory=dict)
    _met: dict[tuple[frozenset[int], tuple[str, ...]], Ints] = field(default_factory=dict)

    @cached_property
    def _days(self) -> Ints:
        settings = self.plan.settings
        return np.arange(settings.start.toordinal(), settings.end.toordinal() + 1, dtype=np.int64)

    @cached_property
    def _closed(self) -> Mapping[str, Bools]:
        """Per Member with closures: the days of the plan on which it receives nobody."""
        closed: dict[str, Bools] = {}
        origin = self.plan.settings.start.toordinal()
        for row in self.plan.closures:
            days = closed.setdefault(row.member, np.zeros(len(self._days), dtype=bool))
            days[max(0, row.first.toordinal() - origin) : max(0, row.last.toordinal() - origin + 1)] = True
        return closed

    @cached_property
    def _kept(self) -> frozenset[str]:
        """Requests whose dates are agreed, so that they may start before the frozen date."""
        until = self.plan.settings.frozen_until or date.max
        return frozenset(
            row.request
            for row in self.plan.decisions
            if row.start and (row.decision == FIXED or (row.decision == PREVIOUS and row.start < until))
        )

    @cached_property
    def _travel(self) -> Mapping[str, int]:
        """Per region of a Member: the fewest travel days that the sheet Travel gives for anyone."""
        fewest: dict[str, int] = {}
        for row in self.plan.travel or ():
            if row.days is not None:
                fewest[row.to_region] = min(row.days, fewest.get(row.to_region, row.days))
        return fewest

    def starts_of(self, request: Request) -> Starts:
        """Every start that the week, the window, closures, notice and the frozen date allow."""
        plan, n = self.plan, request.days or 1
        workdays, on_grid = self._week(working_days(plan, request.member))
        earliest, latest = _window(plan, request)
        lo = int(np.searchsorted(workdays, earliest))
        hi = int(np.searchsorted(workdays, latest, side="right"))
        if hi - lo < n:
            return _none("days", hi - lo)
        at = np.arange(lo, hi - n + 1)
        at = at[on_grid[at]]
        if not len(at):
            return _none("grid", hi - lo)
        first, last = workdays[at], workdays[at + n - 1]
        for obstacle, allows in (
            ("closures", self._open), ("notice", self._in_time), ("frozen", self._thawed),
        ):  # fmt: skip
            allowed = allows(request, first, last)
            if not allowed.any():
                return _none(obstacle, hi - lo, date.fromordinal(int(first[-1])))
            first, last = first[allowed], last[allowed]
        return Starts(first, last)

    def _open(self, request: Request, first: Ints, last: Ints) -> Bools:
        """Which missions work on no closed day of a Member that takes part."""
        closed = tuple(code for code in self.plan.members_of(request) if code in self._closed)
        if not closed:
            return np.ones(len(first), dtype=bool)
        key = working_days(self.plan, request.member), closed
        if key not in self._met:
            shut = np.logical_or.reduce([self._closed[code] for code in closed])
            works = np.isin(self._weekday, list(key[0]))
            self._met[key] = np.concatenate([[0], np.cumsum(shut & works)])
        origin = self.plan.settings.start.toordinal()
        met: Ints = self._met[key]
        free: Bools = met[last - origin + 1] == met[first - origin]
        return free

    def _in_time(self, request: Request, first: Ints, last: Ints) -> Bools:
        """Which missions somebody can leave for with due notice."""
        usual = self.plan.mission_types[request.mission_type].travel_days
        travel = min(usual, self._travel.get(self.plan.members[request.member].region, usual))
        notice = self.plan.settings.notice_days + travel
        return first >= request.requested_on.toordinal() + notice

    def _thawed(self, request: Request, first: Ints, last: Ints) -> Bools:
        """Which missions start after the frozen days, or are agreed already."""
        until = self.plan.settings.frozen_until
        if until is None or request.request in self._kept:
            return np.ones(len(first), dtype=bool)
        return first >= until.toordinal()

    @cached_property
    def _weekday(self) -> Ints:
        return (self._days - 1) % 7  # ordinal 1 is a Monday

    def _week(self, weekdays: frozenset[int]) -> tuple[Ints, Bools]:
        """The days of the plan that are worked, and which of them are start days."""
        if weekdays not in self._weeks:
            works = np.isin(self._weekday, list(weekdays))
            on_grid = np.isin(self._weekday[works], list(self.plan.settings.start_days))
            self._weeks[weekdays] = self._days[works], on_grid
        return self._weeks[weekdays]


def _window(plan: Plan, request: Request) -> tuple[int, int]:
    first, last = request.earliest_start or plan.settings.start, request.latest_end or plan.settings.end
    return first.toordinal(), last.toordinal()


def _none(obstacle: str, count: int, latest: date | None = None) -> Starts:
    nothing = np.empty(0, dtype=np.int64)
    return Starts(nothing, nothing, obstacle, count, latest)
