"""Rows and costs cut into parts with small numbers, which carries tie together."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Linear
from allocator.matrix.matrix import csr
from allocator.matrix.sparse_rows import SparseRows
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers.program import Program


@dataclass(frozen=True)
class Room:
    """The largest coefficient that a solver is given, and the largest sum over a row of coefficients times
    the greatest sizes of their columns."""

    coefficient: int
    reach: int


@dataclass(frozen=True)
class Carry:
    """A column that is (form - rest) / base rounded up."""

    column: int
    form: Linear
    base: int
    rest: int


@dataclass(frozen=True)
class Digit:
    """A digit of the cost, which counts `base` of its units as one of the digit above it."""

    form: Linear
    base: int


@dataclass
class Cutting:
    """A program in the making: `lower` and `upper` bound its columns, those of carries at the end.

    `origin` says of each row added which one it is a part of.
    """

    lower: Ints
    upper: Ints
    room: Room
    carries: list[Carry] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    _added: list[tuple[Linear, int]] = field(default_factory=list)  # form <= limit

    def fits(self, rows: SparseRows) -> Bools:
        """Which rows have room as they are."""
        size = abs(rows)
        largest = size.max(axis=1).toarray().reshape(-1) if rows.nnz else np.zeros(rows.shape[0])
        reach = np.asarray(size.astype(np.float64) @ self._size()[: rows.shape[1]])
        fits: Bools = (largest <= self.room.coefficient) & (reach <= self.room.reach)
        return fits

    def cut(self, rows: SparseRows, lower: Ints, upper: Ints, chosen: Ints) -> None:
        """Add chosen rows in parts."""
        for i in chosen.tolist():
            own = slice(rows.indptr[i], rows.indptr[i + 1])
            form = Linear(rows.indices[own].astype(np.int64), rows.data[own])
            if upper[i] < NO_LIMIT:
                self.at_most(form, int(upper[i]), i)
            if lower[i] > -NO_LIMIT:
                self.at_most(Linear(form.column, -form.coefficient), -int(lower[i]), i)

    def at_most(self, form: Linear, limit: int, origin: int) -> None:
        """Add form <= limit."""
        least, most = self._between(form)
        if limit >= most:
            return
        limit = max(limit, least - 1)
        while not self._has_room(form):
            base = self._base(form)
            rest = limit % base
            high, low = self._split(form, base, rest)
            self._add(low, rest, origin)
            form, limit = high, limit // base
        self._add(form, limit, origin)

    def digits(self, form: Linear) -> list[Digit]:
        """The digits of a form that is not negative where it counts, the highest first."""
        found: list[Digit] = []
        while not self._has_room(form):
            base = self._base(form)
            form, low = self._split(form, base, base - 1)
            self._add(low, base - 1, -1)
            found.insert(0, Digit(low, base))
        return [Digit(form, 1), *found]

    def program(self, rows: SparseRows, lower: Ints, upper: Ints) -> Program:
        """The program of rows that had room and of those added."""
        kept = rows.tocoo()
        length = [len(form.column) for form, _ in self._added]
        first = rows.shape[0]
        row = np.concatenate([kept.row, first + np.repeat(np.arange(len(length)), length)])
        column = np.concatenate([kept.col, *(form.column for form, _ in self._added)])
        data = np.concatenate([kept.data, *(form.coefficient for form, _ in self._added)])
        limit = np.array([limit for _, limit in self._added], dtype=np.int64)
        return Program(
            rows=csr(row, column, data, (first + len(length), len(self.lower))),
            lower=np.concatenate([lower, np.full(len(limit), -NO_LIMIT, dtype=np.int64)]),
            upper=np.concatenate([upper, limit]),
            column_lower=self.lower,
            column_upper=self.upper,
            cost=None,
        )

    def _add(self, form: Linear, limit: int, origin: int) -> None:
        self._added.append((form, limit))
        self.origin.append(origin)

    def _split(self, form: Linear, base: int, rest: int) -> tuple[Linear, Linear]:
        """`high` and `low` with form = base · high + low, the carry being in both; low <= rest is what makes
        it a carry."""
        quotient, remainder = np.divmod(form.coefficient, base)
        some, own = quotient != 0, remainder != 0
        high = Linear(form.column[some], quotient[some])
        low = Linear(form.column[own], remainder[own])
        if not len(low.column):
            return high, low
        least, most = self._between(low)
        column = len(self.lower)
        self.lower = np.append(self.lower, -(-(least - rest) // base))
        self.upper = np.append(self.upper, -(-(most - rest) // base))
        self.carries.append(Carry(column, low, base, rest))
        return (
            Linear(np.append(high.column, column), np.append(high.coefficient, 1)),
            Linear(np.append(low.column, column), np.append(low.coefficient, -base)),
        )

    def _base(self, form: Linear) -> int:
        """The greatest power of two that leaves room for what is below it, with its carry."""
        size, base = self._size()[form.column], 1 << (self.room.coefficient.bit_length() - 1)
        while base > 2 and (form.coefficient % base) @ size > self.room.reach / 4:
            base >>= 1
        return base

    def _has_room(self, form: Linear) -> bool:
        """Whether a form may stay; one of ones cannot be made smaller."""
        size = np.abs(form.coefficient).astype(np.float64)
        largest, reach = float(size.max(initial=0.0)), float(size @ self._size()[form.column])
        return largest <= 1 or (largest <= self.room.coefficient and reach <= self.room.reach)

    def _between(self, form: Linear) -> tuple[int, int]:
        """The least and the greatest value of a form."""
        low = form.coefficient * self.lower[form.column]
        high = form.coefficient * self.upper[form.column]
        return int(np.minimum(low, high).sum()), int(np.maximum(low, high).sum())

    def _size(self) -> NDArray[np.float64]:
        """The greatest size of each column."""
        return np.maximum(np.abs(self.lower), np.abs(self.upper)).astype(np.float64)
