"""What a solver is given stays small: the same whole-number program in small numbers, and the way back.

CP-SAT 9.15 adds up the coefficients of a row's booleans in 32 bits in one of its presolve steps, and then
says INFEASIBLE, or OPTIMAL, of what is not (google/or-tools#5293). HiGHS keeps rows and whole numbers within
1e-6, which means nothing beside a coefficient of 1e9. So, before either sees a program:

* a column that needs multiples of its grain only is counted in them; one that is very wide is cut into
  digits;
* a row is divided by the greatest common divisor of its coefficients, its bounds rounded inwards;
* a row a x <= b that is still too large is written as two. With a = B h + l, b = B b' + b'', 0 <= b'' < B,

      a x <= b   if and only if   h x + q <= b'   and   l x - B q <= b''   for some whole number q (a carry),

  and the first of them again, as often as it takes. B times the first and the second add up to the row, so
  that relaxations lose nothing;
* a cost that is too large is minimised digit by digit, the highest first: see `Small.stage`.

All of it is exact: the same points at the same costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from allocator.matrix import Linear
from allocator.matrix.matrix import csr
from allocator.matrix.sparse_rows import SparseRows, times
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers.carries import Carry, Cutting, Digit, Room
from allocator.solvers.program import Program, frozen_as_rows

#: Values beyond which a column is cut into digits.
WIDE = 1 << 24
_DIGIT = 1 << 14  # values of a digit


@dataclass(frozen=True)
class Digits:
    """Further digits, one of each column at most: column `of` gains `weight` per unit of `column`."""

    of: Ints
    weight: Ints
    column: Ints


@dataclass(frozen=True)
class Small:
    """A program in small numbers. Its first columns are those of the original, counted in `weight` from
    `offset` on; then come further digits and carries.

    `origin[i]` is the row of the original (or frozen tier, behind the rows) that row i speaks for; -1 where
    it is about a column or the cost. The cost of the original is `unit` times the digits' number, plus
    `constant`.
    """

    program: Program
    offset: Ints
    weight: Ints
    digits: tuple[Digits, ...]  # the lowest first
    carries: tuple[Carry, ...]
    origin: Ints
    cost: tuple[Digit, ...]  # the highest first
    unit: int
    constant: int

    def back(self, point: Ints) -> Ints:
        """The point of the original."""
        whole: Ints = self.offset + self.weight * point[: len(self.offset)]
        for digits in self.digits:
            whole[digits.of] += digits.weight * point[digits.column]
        return whole

    def there(self, point: Ints) -> Ints:
        """A point of the original in small numbers; columns that need multiples only are rounded down."""
        values = np.zeros(self.program.shape[1], dtype=np.int64)
        left = point - self.offset
        for digits in reversed(self.digits):
            values[digits.column], left[digits.of] = np.divmod(left[digits.of], digits.weight)
        values[: len(left)] = left // self.weight
        for carry in self.carries:
            values[carry.column] = -(-(carry.form.value(values) - carry.rest) // carry.base)
        return values

    def stage(self, found: Sequence[int]) -> Program:
        """The program of the next digit of the cost, those above it being at most what was found for them."""
        program = self.program
        for digit, value in zip(self.cost, found, strict=False):
            program = program.with_frozen(digit.form, value)
        return program.with_cost(self.cost[len(found)].form if self.cost else None)

    def bound(self, found: Sequence[int], value: int) -> int:
        """What the original costs at least where the digits found are the least possible, and the next one is
        `value` at least."""
        total = 0
        for digit, known in zip(self.cost, [*found, value], strict=False):
            total = total * digit.base + known
        for digit in self.cost[len(found) + 1 :]:
            total *= digit.base
        return total * self.unit + self.constant


def in_small_numbers(program: Program, room: Room) -> Small:
    """The same program in numbers for which there is room."""
    offset, weight, top = _counted(program)
    digits, lower, upper = _digits(program, weight, top)
    rows, low, high = frozen_as_rows(program)
    rows, low, high = _divided(_spread(rows, weight, digits), *limits_less(low, high, times(rows, offset)))
    cutting = Cutting(lower, upper, room)
    for j in np.flatnonzero(top).tolist():
        cutting.at_most(_number(j, digits), int(top[j]), -1)
    fits = cutting.fits(rows)
    cutting.cut(rows, low, high, np.flatnonzero(~fits))
    cost, unit, constant = _cost(cutting, program.cost, offset, weight, digits)
    return Small(
        cutting.program(rows[fits], low[fits], high[fits]), offset, weight, digits, tuple(cutting.carries),
        np.concatenate([np.flatnonzero(fits), np.array(cutting.origin, dtype=np.int64)]), cost, unit,
        constant,
    )  # fmt: skip


def limits_less(lower: Ints, upper: Ints, taken: Ints) -> tuple[Ints, Ints]:
    """Limits of rows less what is taken of each."""
    return (
        np.where(lower > -NO_LIMIT, lower - taken, lower),
        np.where(upper < NO_LIMIT, upper - taken, upper),
    )


def _counted(program: Program) -> tuple[Ints, Ints, Ints]:
    """Per column from where and in what it is counted, and how far, where that is far; 0 elsewhere."""
    lower, upper = program.column_lower, program.column_upper
    offset, weight = np.zeros(len(lower), dtype=np.int64), np.ones(len(lower), dtype=np.int64)
    if program.grain is not None:
        whole = (lower % program.grain == 0) & (upper > lower)
        weight[whole] = program.grain[whole]
    top = (upper - lower) // weight
    top[top < WIDE] = 0
    offset[top > 0] = lower[top > 0]
    return offset, weight, top


def _digits(program: Program, weight: Ints, top: Ints) -> tuple[tuple[Digits, ...], Ints, Ints]:
    """The further digits of the columns that reach far, and the bounds of all columns."""
    lower, upper = -(-program.column_lower // weight), program.column_upper // weight
    of = np.flatnonzero(top)
    lower[of], upper[of] = 0, np.minimum(top[of], _DIGIT - 1)
    found, bounds, width = [], [upper], len(upper)
    left, size = top[of] // _DIGIT, weight[of]
    while len(of):
        size = size * _DIGIT
        found.append(Digits(of, size, width + np.arange(len(of), dtype=np.int64)))
        bounds.append(np.minimum(left, _DIGIT - 1))
        width += len(of)
        more = left >= _DIGIT
        left, of, size = left[more] // _DIGIT, of[more], size[more]
    zeros = np.zeros(width - len(lower), dtype=np.int64)
    return tuple(found), np.concatenate([lower, zeros]), np.concatenate(bounds)


def _number(j: int, digits: tuple[Digits, ...]) -> Linear:
    """A column that is written in digits, in units of the lowest."""
    column = [j, *(int(c) for part in digits for c in part.column[part.of == j])]
    size = _DIGIT ** np.arange(len(column), dtype=np.int64)
    return Linear(np.array(column, dtype=np.int64), size)


def _spread(rows: SparseRows, weight: Ints, digits: tuple[Digits, ...]) -> SparseRows:
    """The rows over all digits."""
    if not digits and (weight == 1).all():
        return rows
    each = np.arange(len(weight), dtype=np.int64)
    of = np.concatenate([each, *(part.of for part in digits)])
    column = np.concatenate([each, *(part.column for part in digits)])
    size = np.concatenate([weight, *(part.weight for part in digits)])
    made = rows @ csr(of, column, size, (len(weight), len(column)))
    made.sort_indices()
    return made


def _divided(rows: SparseRows, lower: Ints, upper: Ints) -> tuple[SparseRows, Ints, Ints]:
    """Every row by the greatest common divisor of its coefficients, its bounds rounded inwards."""
    common = np.ones(rows.shape[0], dtype=np.int64)
    filled = np.flatnonzero(np.diff(rows.indptr))
    if len(filled):
        common[filled] = np.gcd.reduceat(np.abs(rows.data), rows.indptr[filled])
    if (common == 1).all():
        return rows, lower, upper
    data = rows.data // np.repeat(common, np.diff(rows.indptr))
    return (
        sparse.csr_array((data, rows.indices, rows.indptr), shape=rows.shape),
        np.where(lower > -NO_LIMIT, -(-lower // common), lower),
        np.where(upper < NO_LIMIT, upper // common, upper),
    )


def _cost(
    cutting: Cutting, cost: Linear | None, offset: Ints, weight: Ints, digits: tuple[Digits, ...]
) -> tuple[tuple[Digit, ...], int, int]:
    """The digits of a cost, its unit, and its constant."""
    if cost is None:
        return (), 1, 0
    row = np.zeros(len(cost.column), dtype=np.int64)
    spread = _spread(csr(row, cost.column, cost.coefficient, (1, len(offset))), weight, digits)
    unit = max(1, int(np.gcd.reduce(spread.data))) if spread.nnz else 1
    form = Linear(spread.indices.astype(np.int64), spread.data // unit)
    return tuple(cutting.digits(form)), unit, cost.constant + int(cost.coefficient @ offset[cost.column])
