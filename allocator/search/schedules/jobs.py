"""What list scheduling is given, read from a matrix: starts, seats and who may sit there, what comes first.

No rule is known by name: people are held by the spans of the matrix, and rows over starts alone are
precedences. Other rules are not looked at: the matrix says whether a timetable keeps them.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.matrix import Matrix, Tightened, complete
from allocator.problem import Doubles, Ints
from allocator.problem.start_ranges import spread
from allocator.search.local import timetable as part
from allocator.search.local.items import Items, items_of
from allocator.search.local.timetable import BITS, Jobs, Timetable
from allocator.search.schedules.order import Order

_Parts = dict[int, Ints]
_NOISE = 0.5  # how much more a person may seem to be in demand by chance
_EBBING = 0.9  # mean lengths of a request in which the pressure falls to a third


@dataclass(frozen=True)
class Schedules:
    """Requests as jobs for compiled code, and timetables of them as points of the matrix.

    `items` are the columns within bounds, `order` the precedences.
    """

    matrix: Matrix
    items: Items
    order: Order

    @classmethod
    def of(cls, matrix: Matrix, tightened: Tightened, order: Order) -> "Schedules":
        """Those of a matrix within tightened bounds."""
        return cls(matrix, items_of(matrix, tightened), order)

    @property
    def size(self) -> int:
        """How many words say who may take each seat at each start, and who is busy on each day."""
        return (len(self.items.places) + self._days) * self._words

    @cached_property
    def jobs(self) -> Jobs:
        """All that does not change."""
        parts = self._starts() | self._seats() | self._precedences()
        problem = self.matrix.columns.problem
        parts[part.WORTH] = np.maximum(1, problem.request_weight)
        parts[part.WANTED] = np.ceil(self._wanted * 64).astype(np.int64)
        parts[part.TAIL] = self.order.tails(self._lengths) - self._lengths
        parts[part.PRESSURE] = self._pressure
        at = np.zeros(part.NUMBERS, dtype=np.int64)
        at[[part.REQUESTS, part.WORDS, part.DAYS]] = len(problem.requests), self._words, self._days
        at[part.PRESSED] = len(self._pressure)
        for name, first in zip(sorted(parts), _firsts(parts), strict=True):
            at[name] = first
        for name, first in zip(self._sizes, np.cumsum([0, *self._sizes.values()]).tolist(), strict=False):
            at[name] = first
        pool = np.concatenate([parts[name] for name in sorted(parts)]).astype(np.int64)
        return Jobs(at, pool)

    def timetable(self, seed: int, *, pressed: bool = False) -> Timetable:
        """A timetable of nothing. Long chains are placed first; whom many seats want is asked last, more or
        less, as chance has it. `pressed` says by what it will be accepted."""
        jobs, random = self.jobs, np.random.default_rng(seed)
        pool = np.zeros(sum(self._sizes.values()), dtype=np.int64)
        tail = self.order.tails(self._lengths)
        pool[jobs.at[part.ORDER] :][: len(tail)] = np.argsort(-tail, kind="stable")
        request, person = self._able
        price = self._wanted[person] * (1 + _NOISE * random.random(len(person)))
        pool[jobs.at[part.CHOICE] :][: len(person)] = person[np.lexsort((price, request))]
        tally = np.zeros(part.TALLIES, dtype=np.int64)
        tally[part.RANDOM], tally[part.IS_PRESSED] = random.integers(1, 1 << 30), pressed
        return Timetable(pool, tally)

    def point(self, timetable: Timetable) -> Ints:
        """The best of a timetable as a point, its auxiliary columns completed."""
        items, at = self.items, self.jobs.at
        start = timetable.pool[at[part.BEST_AT] :][: len(items.request_start) - 1]
        served = np.flatnonzero(start >= 0)
        team = timetable.pool[at[part.BEST_TEAM] :][: items.team_start[-1]]
        point = np.zeros(self.matrix.shape[1], dtype=np.int64)
        point[items.column[items.first_start + start[served]]] = 1
        own, seat = spread(np.diff(items.start_group)[start[served]])
        group = items.start_group[start[served]][own] + seat
        which, place = spread(np.diff(items.team_start)[served])
        person = team[items.team_start[served][which] + place]
        key = self._keys
        wanted = np.repeat(group, items.places[group]) * self._experts + person
        point[items.column[np.searchsorted(key, wanted)]] = 1
        return complete(self.matrix, point)

    # -- starts -----------------------------------------------------------------------------------------

    def _starts(self) -> _Parts:
        items, problem = self.items, self.matrix.columns.problem
        start = items.column[items.first_start : items.first_payer]
        first, last = self._away
        return {
            part.START_FIRST: items.request_start,
            part.DAY: problem.start_day[start] - self.origin,
            part.LAST: problem.start_last[start] - self.origin,
            part.FROM: first - self.origin,
            part.UNTIL: last - self.origin,
            part.MASK_FIRST: items.start_group[:-1] * self._words,
            part.MASK: self._masks.ravel(),
        }

    @cached_property
    def _away(self) -> tuple[Ints, Ints]:
        """By start, from when to when any of its people are away, by the spans of the matrix; of none, the
        last day before the first."""
        items, problem = self.items, self.matrix.columns.problem
        start = items.column[items.first_start : items.first_payer]
        first, last = problem.start_day[start].copy(), problem.start_day[start] - 1
        of_column = np.full(self.matrix.shape[1], -1, dtype=np.int64)
        of_column[items.column[: items.first_start]] = self._start_of_person
        for block in self.matrix.blocks:
            if block.spans is not None and block.kind == "expert":
                own = np.flatnonzero(of_column[block.spans.column] >= 0)
                at = of_column[block.spans.column[own]]
                np.minimum.at(first, at, block.spans.first[own])
                np.maximum.at(last, at, block.spans.last[own])
        return first, last

    @cached_property
    def origin(self) -> int:
        """The first day on which anybody is away."""
        return int(self._away[0].min(initial=0))

    @property
    def _days(self) -> int:
        return int(self._away[1].max(initial=0)) - self.origin + 1

    @cached_property
    def _start_of_person(self) -> Ints:
        """By (start, seat, person) item, its start."""
        items = self.items
        owner = np.repeat(np.arange(len(items.start_request)), np.diff(items.start_group))
        found: Ints = owner[items.group[: items.first_start]]
        return found

    @cached_property
    def _pressure(self) -> Ints:
        """What a chain counts by how many days early it ends: falls exponentially from where all requests
        together stay below what one counts that is left out."""
        length = self._lengths[np.diff(self.items.request_start) > 0]
        most = part.NOT_SERVED / 2 / max(1, len(length))
        ebb = max(1.0, _EBBING * float(length.mean()) if len(length) else 1.0)
        days = np.arange(np.ceil(ebb * np.log(most)))
        return (most * np.exp(-days / ebb)).astype(np.int64)

    @cached_property
    def _lengths(self) -> Ints:
        """By request, how many days it takes at least."""
        items, problem = self.items, self.matrix.columns.problem
        start = items.column[items.first_start : items.first_payer]
        length = np.full(len(problem.requests), 1 << 20, dtype=np.int64)
        np.minimum.at(length, items.start_request, problem.start_last[start] - problem.start_day[start] + 1)
        return length

    # -- people -----------------------------------------------------------------------------------------

    @property
    def _experts(self) -> int:
        return max(1, len(self.matrix.columns.problem.experts))

    @property
    def _words(self) -> int:
        return -(-self._experts // BITS)

    @cached_property
    def _person(self) -> Ints:
        """By (start, seat, person) item, the person."""
        columns = self.matrix.columns
        found: Ints = columns.z_expert[self.items.column[: self.items.first_start] - len(columns.y)]
        return found

    @cached_property
    def _seat(self) -> Ints:
        """By (start, seat, person) item, the seat."""
        columns = self.matrix.columns
        found: Ints = columns.z_seat[self.items.column[: self.items.first_start] - len(columns.y)]
        return found

    @cached_property
    def _keys(self) -> Ints:
        """By (start, seat, person) item a number, rising: its group, then its person."""
        return self.items.group[: self.items.first_start] * self._experts + self._person

    @cached_property
    def _masks(self) -> Ints:
        """(groups x words): who may take each seat at each start."""
        return self._as_words(self.items.group[: self.items.first_start], len(self.items.places))

    def _as_words(self, owner: Ints, count: int) -> Ints:
        words = np.zeros((count, self._words), dtype=np.int64)
        np.bitwise_or.at(words, (owner, self._person // BITS), np.int64(1) << self._person % BITS)
        return words

    def _seats(self) -> _Parts:
        problem = self.matrix.columns.problem
        requests = np.arange(len(problem.requests) + 1)
        choices = np.bincount(self._able[0], minlength=len(problem.requests))
        return {
            part.SEAT_FIRST: np.searchsorted(problem.seat_request, requests),
            part.PLACES: problem.seat_count,
            part.TEAM_FIRST: np.concatenate([[0], np.cumsum(problem.seat_count)]),
            part.EVER: self._as_words(self._seat, len(problem.seats)).ravel(),
            part.CHOICE_FIRST: np.concatenate([[0], np.cumsum(choices)]),
        }

    @cached_property
    def _able(self) -> tuple[Ints, Ints]:
        """Who may go for which request: (request, person), by request."""
        problem = self.matrix.columns.problem
        pair = np.unique(problem.seat_request[self._seat] * self._experts + self._person)
        request, person = np.divmod(pair, self._experts)
        return request, person

    @cached_property
    def _wanted(self) -> Doubles:
        """By person, how many days all seats want of them, evenly of all who may take each."""
        problem = self.matrix.columns.problem
        pair = np.unique(self._seat * self._experts + self._person)
        seat, person = np.divmod(pair, self._experts)
        days = problem.seat_count * self._lengths[problem.seat_request]
        share = days / np.maximum(1, np.bincount(seat, minlength=len(problem.seats)))
        wanted = np.zeros(self._experts)
        np.add.at(wanted, person, share[seat])
        return wanted

    # -- the rest ---------------------------------------------------------------------------------------

    def _precedences(self) -> _Parts:
        order, requests = self.order, len(self.matrix.columns.problem.requests)
        found: _Parts = {}
        for names, owner, other in (
            ((part.BEFORE_FIRST, part.BEFORE, part.BEFORE_GAP), order.after, order.before),
            ((part.AFTER_FIRST, part.AFTER, part.AFTER_GAP), order.before, order.after),
        ):
            by_owner = np.argsort(owner, kind="stable")
            first = np.searchsorted(owner[by_owner], np.arange(requests + 1))
            found |= dict(zip(names, (first, other[by_owner], order.gap[by_owner]), strict=True))
        return found

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """How long each part of a timetable is, in order."""
        problem, choices = self.matrix.columns.problem, len(self._able[0])
        requests, seats = len(problem.requests), int(np.bincount(problem.seat_request, minlength=1).max())
        longest = int(np.bincount(self._able[0], minlength=1).max())
        places = int(self.items.team_start[-1])
        return {
            part.BUSY: self._days * self._words, part.AT: requests, part.TEAM: places,
            part.CHOICE: choices, part.KEPT: longest, part.KEYS: longest,
            part.ORDER: requests, part.TRIED: requests, part.TAKEN: self._words, part.FILLED: seats,
            part.REACHED: seats, part.SOURCE: seats, part.BY: seats, part.LINE: seats,
            part.BEST_AT: requests, part.BEST_TEAM: places,
        }  # fmt: skip


def _firsts(parts: _Parts) -> list[int]:
    """Where the parts begin, one after the other."""
    ends = np.cumsum([len(parts[name]) for name in sorted(parts)])
    return [0, *ends[:-1].tolist()]
