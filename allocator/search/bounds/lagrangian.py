"""The Lagrangian dual over whole missions: multipliers on the rows that join them (Geoffrion, Mathematical
Programming Study 2, 1974).

Relaxed are all rows that join missions, and those of one mission that its seats, its payer and its single
start do not imply. Under multipliers of these rows the least cost separates: per request the best start with
the best people for every seat and the best payer, or no mission; per auxiliary item one end of its bounds.
Locks are among the rows; bounds that ask for a base item are ignored, which only makes more possible.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from allocator.matrix import Linear, Matrix, System, Tightened
from allocator.problem import Bools, Doubles, Ints
from allocator.search.bounds.joining_rows import (
    FloatRows,
    charged,
    joining_rows,
    largest,
    most_in_a_column,
    root_mean_squares,
)
from allocator.search.local.items import Items, items_of
from allocator.search.local.row_entries import positions_of

_EXACT = 2.0**52  # whole numbers below are exact as floats
_WORTH = 2.0**44  # of all requests together, in multipliers: leaves room for what rows charge
_COLD = 40.0  # times the temperature above the best: not worth an exponential


@dataclass(frozen=True)
class LagrangianDual:
    """Minimise cost over whole missions, `rows` x <= `limit`; columns are items.

    Requests that are `wanted` have to be served. `lower` and `upper` bound the auxiliary items. `scale`: for
    a bound, multipliers are rounded to whole multiples of 1 / scale, so that floats hold whole numbers and
    the bound is exact.
    """

    items: Items
    rows: FloatRows
    limit: Doubles
    cost: Doubles
    lower: Doubles
    upper: Doubles
    constant: int
    step: int  # every cost differs from the constant by a multiple of it
    wanted: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # requests that must be served

    def bound(self, multipliers: Doubles) -> int | None:
        """A lower bound on the cost under multipliers >= 0; None where they are too large."""
        whole = np.rint(multipliers * self.scale)
        reduced = self.cost * self.scale + charged(self.rows, whole)
        people = self._cheapest_people(reduced[: self.items.first_start])
        missions = self._missions(reduced, people, self._payers(reduced, _least))
        first = self.items.first_auxiliary
        ends = np.minimum(reduced[first:] * self.lower, reduced[first:] * self.upper)
        served = _least(missions, self._served)
        parts = [np.where(self._idle, np.minimum(0.0, served), served), ends, -whole * self.limit]
        reach = float((whole * self._largest).max(initial=0.0)) * self._longest
        reach += float(np.abs(self.cost).max(initial=0.0)) * self.scale
        most = max(sum(float(np.abs(part).sum()) for part in parts), reach * self._team)
        if not most < _EXACT:
            return None
        total, unit = int(sum(float(part.sum()) for part in parts)), int(self.scale) * self.step
        return -(-total // unit) * self.step + self.constant

    def regret(self, multipliers: Doubles) -> Doubles:
        """What each item costs under multipliers beyond what would do instead (its reduced cost within the
        request): somebody beyond those who fill the seat, a start with its people beyond the request's best,
        a payer beyond the cheapest. Auxiliary items count for nothing."""
        items = self.items
        reduced = self.cost + charged(self.rows, multipliers)
        people, first = reduced[: items.first_start], items.group_first[:-1]
        group = items.group[: items.first_start]
        order = np.lexsort((people, group))
        last = order[first + np.minimum(items.places, np.diff(items.group_first)) - 1]
        payers = reduced[items.first_payer : items.first_auxiliary]
        missions = self._missions(reduced, self._cheapest_people(people), self._payers(reduced, _least))
        return np.concatenate([
            np.maximum(0.0, people - people[last][group]),
            missions - self._served.spread(_least(missions, self._served)),
            payers - self._paying.spread(_least(payers, self._paying)),
            np.zeros(len(self.cost) - items.first_auxiliary),
        ])  # fmt: skip

    def activity(self, multipliers: Doubles, temperature: float) -> Doubles:
        """What each row counts of missions that are drawn, the cheaper the likelier.

        That is the gradient of the bound with every minimum taken softly, -t log Σ exp(-cost / t) (Nesterov,
        Mathematical Programming 103, 2005), and limits added back. At a seat of several places each is drawn
        by itself.
        """
        items, places, kind = self.items, self.items.places, self.rows.dtype
        reduced = self.cost.astype(kind, copy=False) + self.rows.T @ multipliers.astype(kind, copy=False)
        least, person = _soft(reduced[: items.first_start], self._people, temperature)
        paid, payer = _soft(reduced[items.first_payer : items.first_auxiliary], self._paying, temperature)
        payers = np.zeros(len(items.request_start) - 1)
        payers[self._paying.owner] = paid
        missions = self._missions(reduced, least * places, payers)
        _, start = _soft(missions, self._served, temperature, idle=self._idle)
        x = np.empty(len(self.cost), dtype=kind)
        taken = (start[self._group_start] * places).astype(kind, copy=False)
        x[: items.first_start] = person * taken[items.group[: items.first_start]]
        x[items.first_start : items.first_payer] = start
        served = np.bincount(items.start_request, weights=start, minlength=len(payers))
        paying: Doubles = np.asarray(served[self._paying.owner], dtype=np.float64)
        x[items.first_payer : items.first_auxiliary] = payer * self._paying.spread(paying)
        width = self.upper - self.lower
        warm = np.clip(reduced[items.first_auxiliary :] * width / temperature, -_COLD, _COLD)
        x[items.first_auxiliary :] = self.lower + width / (1.0 + np.exp(warm))
        return np.asarray(self.rows @ x, dtype=np.float64)

    @cached_property
    def unit(self) -> Doubles:
        """Of each row: what an item takes of it, as a root mean square; auxiliary ones by their width."""
        width = np.concatenate(
            [np.ones(self.items.first_auxiliary), np.maximum(1.0, self.upper - self.lower)]
        )
        return root_mean_squares(self.rows, width)

    @cached_property
    def worth(self) -> float:
        """What a request saves or costs at best, on average over those that do either."""
        size = np.abs(_least(self._missions(self.cost, *self._free), self._served))
        return float(size[size > 0].mean()) if size.any() else 1.0

    @cached_property
    def scale(self) -> float:
        """A power of two."""
        saved = np.abs(_least(self._missions(self.cost, *self._free), self._served)).sum()
        return float(2.0 ** np.floor(np.log2(max(1.0, _WORTH / max(1.0, float(saved))))))

    # -- parts of the minimum ---------------------------------------------------------------------------

    def _missions(self, reduced: Doubles, people: Doubles, payers: Doubles) -> Doubles:
        """What a mission costs at each start."""
        items = self.items
        starts = len(items.start_request)
        team = np.bincount(self._group_start, weights=people, minlength=starts)
        found: Doubles = reduced[items.first_start : items.first_payer] + team + payers[items.start_request]
        return found

    def _payers(self, reduced: Doubles, least: Any) -> Doubles:
        items = self.items
        found = np.zeros(len(items.request_start) - 1)
        found[self._paying.owner] = least(reduced[items.first_payer : items.first_auxiliary], self._paying)
        return found

    def _cheapest_people(self, reduced: Doubles) -> Doubles:
        """What the cheapest people cost at each (start, seat): as many as it has places."""
        found = _least(reduced, self._people)
        several = np.flatnonzero(self.items.places > 1)
        if len(several):
            own = np.flatnonzero((self.items.places > 1)[self.items.group[: self.items.first_start]])
            group = self.items.group[own]
            order = np.lexsort((reduced[own], group))
            rank = np.arange(len(own)) - np.searchsorted(group, group)
            taken = rank < self.items.places[group]
            sums = np.bincount(group[taken], weights=reduced[own[order]][taken], minlength=len(found))
            found[several] = sums[several]
        return found

    @cached_property
    def _free(self) -> tuple[Doubles, Doubles]:
        return self._cheapest_people(self.cost[: self.items.first_start]), self._payers(self.cost, _least)

    @cached_property
    def _people(self) -> "_Sets":
        return _Sets.of(self.items.group_first)

    @cached_property
    def _paying(self) -> "_Sets":
        return _Sets.of(self.items.payer_start)

    @cached_property
    def _served(self) -> "_Sets":
        return _Sets.of(self.items.request_start)

    @cached_property
    def _idle(self) -> Bools:
        """Which of the requests that have starts need not be served."""
        idle: Bools = ~np.isin(self._served.owner, self.wanted)
        return idle

    @cached_property
    def _group_start(self) -> Ints:
        return np.repeat(np.arange(len(self.items.start_request)), np.diff(self.items.start_group))

    @cached_property
    def _largest(self) -> Doubles:
        """Of each row: its largest entry."""
        return largest(self.rows)

    @cached_property
    def _longest(self) -> int:
        """How many rows an item stands in, at most."""
        return most_in_a_column(self.rows)

    @cached_property
    def _team(self) -> int:
        """How many items a mission has, at most."""
        return int(np.diff(self.items.team_start).max(initial=0)) + 2


@dataclass(frozen=True)
class _Sets:
    """Consecutive items in sets, empty ones left out: where each begins, its size, and its number."""

    first: Ints
    size: Ints
    owner: Ints

    @classmethod
    def of(cls, start: Ints) -> "_Sets":
        size = np.diff(start)
        owner = np.flatnonzero(size)
        return cls(start[owner], size[owner], owner)

    def spread(self, value: Doubles) -> Doubles:
        """A value of every set, for each of its items."""
        return np.repeat(value, self.size)


def _least(cost: Doubles, sets: _Sets) -> Doubles:
    """The least cost in each set."""
    return np.minimum.reduceat(cost, sets.first) if len(sets.first) else np.empty(0)


def _soft(
    cost: Doubles, sets: _Sets, temperature: float, *, idle: Bools | None = None
) -> tuple[Doubles, Doubles]:
    """The soft minimum of each set, and how likely each item is; `idle`: of which sets none at all is
    possible, for 0."""
    if not len(sets.first):
        return np.empty(0), np.empty(0)
    least = _least(cost, sets)
    if idle is not None:
        least = np.where(idle, np.minimum(0.0, least), least)
    chance = np.exp(np.maximum((sets.spread(least) - cost) / temperature, -_COLD))
    total = np.add.reduceat(chance, sets.first)
    if idle is not None:
        total += np.where(idle, np.exp(np.minimum(0.0, np.maximum(least / temperature, -_COLD))), 0.0)
    return least - temperature * np.log(total), chance / sets.spread(total)


def lagrangian_dual_of(
    matrix: Matrix,
    system: System,
    tightened: Tightened,
    cost: Linear,
    chosen: Ints | None = None,
    frozen: System | None = None,
    items: Items | None = None,
) -> LagrangianDual:
    """The dual of some rows over a matrix's columns within tightened bounds, under a cost: of all rows of the
    system, or of those chosen, their numbers rising, and of `frozen` below them. `items` are those within the
    bounds, where somebody has them already."""
    items = items_of(matrix, tightened) if items is None else items
    lower, upper = tightened.lower[items.column], tightened.upper[items.column]
    lower[: items.first_auxiliary] = 0
    parts = [(system, np.arange(system.shape[0]) if chosen is None else chosen)]
    if frozen is not None:
        parts.append((frozen, np.arange(frozen.shape[0])))
    rows, limit = joining_rows(parts, positions_of(matrix, items), lower, upper)
    price = np.zeros(matrix.shape[1])
    price[cost.column] = cost.coefficient
    first = items.first_auxiliary
    return LagrangianDual(
        items=items,
        rows=rows,
        limit=limit,
        cost=price[items.column],
        lower=lower[first:].astype(np.float64),
        upper=upper[first:].astype(np.float64),
        constant=cost.constant,
        step=int(np.gcd.reduce(cost.coefficient)) if len(cost.coefficient) else 1,
    )
