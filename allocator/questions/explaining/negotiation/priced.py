"""The widened matrix with a price on everything that is asked for: what is cheapest is a program over it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from allocator.matrix import (
    Linear,
    Matrix,
    System,
    activity_bounds,
    part_of,
    point_of,
    relevant_rows,
    slice_of,
    with_dependents,
)
from allocator.matrix.matrix import csr
from allocator.matrix.sparse_rows import times
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.questions.explaining.negotiation.cells import Cell, speakers
from allocator.questions.explaining.negotiation.widened import Widened
from allocator.whatif.base import Base

_Row = tuple[list[tuple[Ints, Ints]], int, int]  # forms, lower, upper
_COUNTED = 1 << 58  # of a cost, at most


@dataclass(frozen=True)
class Priced:
    """The system over the columns of the widened matrix, then the amount of each cell, then the loss in each
    coverage tier.

    The request is served. A loss is by how much a tier is worse than the base; in the last one it is what all
    others lose. `cost` counts the price of what is asked for, and one unit of a loss (`weights`) more than
    all of that and of the losses in later tiers. `changes` counts what is given up of the base. `point` is
    the base, which asks for nothing and does not serve the request. `neighbours` are the missions of the base
    that leave the request no room, those that do so in most rows first.
    """

    widened: Widened
    cells: list[Cell]
    system: System
    cost: Linear
    weights: tuple[int, ...]
    point: Ints
    neighbours: Ints

    @property
    def width(self) -> int:
        """How many columns the widened matrix has: amounts begin there."""
        return self.widened.matrix.shape[1]

    @property
    def first_loss(self) -> int:
        """The column of the loss in the first tier; those of later tiers follow."""
        return self.width + len(self.cells)

    def losses(self, point: Ints) -> tuple[int, ...]:
        """What is lost in every coverage tier."""
        return tuple(point[self.first_loss :].tolist())

    def amounts(self, point: Ints) -> Ints:
        """How far each cell is moved."""
        return point[self.width : self.width + len(self.cells)]

    def price(self, amounts: Ints) -> int:
        """What amounts come to."""
        return int(self._prices @ amounts)

    @cached_property
    def _prices(self) -> Ints:
        negotiable = self.widened.model.negotiable
        return np.array([negotiable[cell.kind].price for cell in self.cells], dtype=np.int64)

    @cached_property
    def owner(self) -> Ints:
        """The request of every base column."""
        columns = self.widened.matrix.columns
        return np.concatenate([columns.problem.start_request, columns.z_request, columns.payer_request])

    # -- programs ---------------------------------------------------------------------------------------

    def within(self, part: System, free: Ints, budget: int) -> System:
        """A part of the system, over the columns `free`, with no amount and no loss that costs more than the
        budget by itself: most columns of the request then ask for too much."""
        upper = part.column_upper.copy()
        place = np.searchsorted(free, self.cost.column)
        inside = place < len(free)
        inside[inside] = free[place[inside]] == self.cost.column[inside]
        place = place[inside]
        most = budget // np.maximum(1, self.cost.coefficient[inside])
        upper[place] = np.maximum(part.column_lower[place], np.minimum(upper[place], most))
        return replace(part, column_upper=upper)

    def without(self, cells: Sequence[int]) -> "Priced":
        """The same with nothing asked for of some cells."""
        upper = self.system.column_upper.copy()
        upper[self.width + np.array(cells, dtype=np.int64)] = 0
        return replace(self, system=replace(self.system, column_upper=upper))

    def dearest_of(self, amounts: Ints) -> int:
        """The cell that most of the price is for."""
        return int(np.argmax(self._prices * amounts))

    def part(self, missions: Ints) -> tuple[System, Ints]:
        """The system in which only the request and some missions of the base may be decided anew, and its
        columns."""
        free = self._columns_of(np.append(missions, self.widened.request))
        return slice_of(self.system, free, self.point)[0], free

    def droppable(self) -> tuple[System, Ints]:
        """The system in which only the request may be decided anew, and every mission of the base dropped."""
        kept = np.flatnonzero(self.point[: len(self.owner)])
        free = self._columns_of(np.array([self.widened.request]), kept)
        return slice_of(self.system, free, self.point)[0], free

    def dropped(self, point: Ints) -> Ints:
        """The requests of the base that a point does not serve."""
        starts = len(self.widened.problem.start_request)
        was, now = (np.unique(self.owner[:starts][x[:starts] > 0]) for x in (self.point, point))
        return np.setdiff1d(was, now)

    def relaxed(self) -> tuple[System, Ints]:
        """The request by itself: whatever others could leave it at best is left to it. No change that serves
        it beside them is cheaper."""
        free = self._columns_of(np.array([self.widened.request]))
        inside = np.zeros(self.system.shape[1], dtype=bool)
        inside[free] = True
        touched = np.unique(self.system.by_column[:, free].indices)
        others = np.flatnonzero(~inside)
        rows = self.system.rows[touched]
        lower, upper = self.system.column_lower, self.system.column_upper
        least, most = activity_bounds(rows[:, others], lower[others], upper[others])
        limits = self.system.lower[touched], self.system.upper[touched]
        part = System(
            rows=rows[:, free],
            lower=np.where(limits[0] > -NO_LIMIT, limits[0] - most, limits[0]),
            upper=np.where(limits[1] < NO_LIMIT, limits[1] - least, limits[1]),
            column_lower=lower[free],
            column_upper=upper[free],
        )
        return part, free

    def _columns_of(self, requests: Ints, others: Ints | None = None) -> Ints:
        own = np.isin(self.owner, requests)
        own[others if others is not None else slice(0, 0)] = True
        losses = np.arange(self.first_loss, self.system.shape[1])
        return with_dependents(self.system, np.append(np.flatnonzero(own), losses), len(self.owner))

    @cached_property
    def changes(self) -> Linear:
        """How much of the base is given up: dates, persons on their dates, and payers, one each."""
        taken = np.flatnonzero(self.point[: len(self.owner)])
        return Linear(taken, np.full(len(taken), -1, dtype=np.int64))


def over(linear: Linear, free: Ints) -> Linear:
    """The part of a form over some columns, which rise, by their place among them."""
    place = np.minimum(np.searchsorted(free, linear.column), len(free) - 1)
    inside = free[place] == linear.column
    return Linear(place[inside], linear.coefficient[inside])


def priced(base: Base, widened: Widened, cells: list[Cell], most: Sequence[int | None]) -> Priced:
    """The priced system of a request that a base does not serve. In each coverage tier no more may be lost
    than `most`; None: whatever it is."""
    matrix = widened.matrix
    relevant = relevant_rows(matrix, base.coverage)
    hard = part_of(matrix, relevant)
    numbers = np.full(matrix.shape[0], -1, dtype=np.int64)
    numbers[relevant] = np.arange(len(relevant))
    width, count = matrix.shape[1], len(cells)
    added = count + base.coverage
    prices = [widened.model.negotiable[cell.kind].price for cell in cells]
    dearest = 1 + sum(price * cell.most for price, cell in zip(prices, cells, strict=True))
    limits, weights = _in_order(matrix, most, dearest)
    rows = sparse.hstack([hard.rows, _easing(cells, numbers, (hard.shape[0], added))], format="csr")
    system = System(
        rows=rows,
        lower=hard.lower,
        upper=hard.upper,
        column_lower=np.append(hard.column_lower, np.zeros(added, dtype=np.int64)),
        column_upper=np.concatenate([hard.column_upper, [cell.most for cell in cells], limits]).astype(
            np.int64
        ),
    )
    system = _with_rows(system, [*_ties(widened, cells), *_wanted(base, widened, width + count)])
    cost = Linear(np.arange(width, width + added), np.array([*prices, *weights], dtype=np.int64))
    start = point_of(matrix, base.result.allocation)
    point = np.append(start, np.zeros(added, dtype=np.int64))
    return Priced(widened, cells, system, cost, weights, point, _neighbours(widened, hard, start))


def _in_order(matrix: Matrix, most: Sequence[int | None], dearest: int) -> tuple[list[int], tuple[int, ...]]:
    """How much may be lost in each tier, and what a unit of it costs: more than all that comes after. Less
    may be lost where the numbers would be too large."""
    limits, weights, unit = list[int](), list[int](), dearest
    for tier, given in reversed(list(zip(matrix.tiers, most, strict=False))):
        width = (matrix.column_upper - matrix.column_lower)[tier.cost.column]
        reach = np.abs(tier.cost.coefficient).astype(np.float64) @ width
        limit = int(np.minimum(reach, _COUNTED)) if given is None else given
        limits.append(min(limit, max(0, _COUNTED // unit - 1)))
        weights.append(unit)
        unit *= 1 + limits[-1]
    return limits[::-1], tuple(weights[::-1])


def _easing(cells: list[Cell], numbers: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    """What amounts of cells move in the rows that they ease."""
    entries = [(row, c, -step) for c, cell in enumerate(cells) for row, step in (cell.eases or {}).items()]
    row, column, step = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    known = numbers[row] >= 0
    return csr(numbers[row][known], column[known], step[known], shape)


def _ties(widened: Widened, cells: list[Cell]) -> list[_Row]:
    """What must be asked for before the columns of the request may be used."""
    width = widened.matrix.shape[1]
    rows: list[_Row] = []
    for c, cell in enumerate(cells):
        amount = (np.array([width + c]), np.array([-1]))
        for tie in cell.ties:
            if tie.reverse:
                rows.append(([tie.form, amount], 0, NO_LIMIT))
            else:
                rows.append(([tie.form, amount], -NO_LIMIT, 0))
    language = {cell.subject[1]: width + c for c, cell in enumerate(cells) if cell.kind == "language"}
    if language:
        for z, names in speakers(widened):
            needed = np.array([language[name] for name in names if name in language], dtype=np.int64)
            forms = [(z, np.ones_like(z)), (needed, -np.ones_like(needed))]
            rows.append((forms, -NO_LIMIT, 0))
        every = np.array(list(language.values()), dtype=np.int64)
        rows.append(([(every, np.ones_like(every))], -NO_LIMIT, widened.most("language")))
    return rows


def _wanted(base: Base, widened: Widened, first_loss: int) -> list[_Row]:
    """The request is served, and every coverage tier is worse than the base's by no more than its loss; of
    the last one, what the others have of it."""
    matrix, problem = widened.matrix, widened.problem
    own = np.arange(*problem.start_offset[widened.request : widened.request + 2], dtype=np.int64)
    rows: list[_Row] = [([(own, np.ones_like(own))], 1, 1)]
    for t in range(base.coverage):
        cost, loss = matrix.tiers[t].cost, (np.array([first_loss + t]), np.array([-1]))
        counts = np.ones(len(cost.column), dtype=bool)
        if t == base.coverage - 1:
            counts = ~np.isin(cost.column, own)
        forms = [(cost.column[counts], cost.coefficient[counts]), loss]
        rows.append((forms, -NO_LIMIT, base.costs[t] - cost.constant))
    return rows


def _with_rows(system: System, rows: list[_Row]) -> System:
    """The system with rows more."""
    row = np.concatenate([np.full(len(c), i) for i, (forms, _, _) in enumerate(rows) for c, _ in forms])
    column = np.concatenate([c for forms, _, _ in rows for c, _ in forms])
    coefficient = np.concatenate([v for forms, _, _ in rows for _, v in forms])
    added = csr(row, column, coefficient.astype(np.int64), (len(rows), system.shape[1]))
    return replace(
        system,
        rows=sparse.vstack([system.rows, added], format="csr"),
        lower=np.append(system.lower, [low for _, low, _ in rows]).astype(np.int64),
        upper=np.append(system.upper, [high for _, _, high in rows]).astype(np.int64),
    )


def _neighbours(widened: Widened, hard: System, start: Ints) -> Ints:
    """The requests served by the base, those first that stand in most rows that leave the request no room."""
    columns = widened.matrix.columns
    owner = np.concatenate([columns.problem.start_request, columns.z_request, columns.payer_request])
    mine = np.flatnonzero(owner == widened.request)
    if not len(mine):
        return mine
    needs = hard.by_column[:, mine].max(axis=1).toarray().ravel()
    full = (needs > 0) & (hard.upper < NO_LIMIT) & (times(hard.rows, start) + needs > hard.upper)
    taken = np.flatnonzero(start[: len(owner)])
    holds = (hard.by_column[:, taken] > 0).T.astype(np.int64)
    shared: Ints = holds @ full.astype(np.int64)
    score = np.bincount(owner[taken], weights=shared, minlength=len(columns.problem.requests))
    order = np.argsort(-score, kind="stable")
    near: Ints = order[(score[order] > 0) & (order != widened.request)]
    return near
