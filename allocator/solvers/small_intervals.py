"""The interval formulation in small numbers: its rows and cost are those of a program like any other."""

from dataclasses import replace

import numpy as np

from allocator.matrix import grains
from allocator.matrix.intervals import Formulation
from allocator.matrix.intervals.variables import Row
from allocator.matrix.matrix import csr
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.solvers.carries import Room
from allocator.solvers.program import Program
from allocator.solvers.small import Small, in_small_numbers


def rows_in_small_numbers(formulation: Formulation, room: Room) -> Small:
    """Rows, bounds and cost of a formulation as a program in small numbers, variables being its columns."""
    rows, none = formulation.rows, np.empty(0, dtype=np.int64)
    number = np.repeat(np.arange(len(rows)), [len(row.variable) for row in rows])
    program = Program(
        rows=csr(
            number,
            np.concatenate([none, *(row.variable for row in rows)]),
            np.concatenate([none, *(row.coefficient for row in rows)]),
            (len(rows), len(formulation.upper)),
        ),
        lower=np.array([row.lower for row in rows], dtype=np.int64),
        upper=np.array([row.upper for row in rows], dtype=np.int64),
        column_lower=formulation.lower,
        column_upper=formulation.upper,
        cost=formulation.cost,
        grain=_grain(formulation),
    )
    return in_small_numbers(program, room)


def formulation_of(formulation: Formulation, small: Small, stage: Program) -> Formulation:
    """The formulation of a stage of its rows in small numbers; a row in parts holds where the whole did."""
    rows, indptr = stage.rows, stage.rows.indptr
    found = [
        Row(
            rows.indices[indptr[i] : indptr[i + 1]].astype(np.int64),
            rows.data[indptr[i] : indptr[i + 1]],
            int(stage.lower[i]),
            int(stage.upper[i]),
            *_when(formulation, origin),
        )
        for i, origin in enumerate(small.origin.tolist())
    ]
    frozen = [Row(form.column, form.coefficient, -NO_LIMIT, limit) for form, limit in stage.frozen]
    return replace(
        formulation,
        lower=stage.column_lower,
        upper=stage.column_upper,
        rows=(*found, *frozen),
        cost=stage.cost,
    )


def _when(formulation: Formulation, origin: int) -> tuple[int, bool]:
    """On what a row depends."""
    if origin < 0:
        return -1, True
    row = formulation.rows[origin]
    return row.when, row.value


def _grain(formulation: Formulation) -> Ints:
    """What each variable is a multiple of: those that stand for several columns, of what all of them are."""
    matrix = formulation.space.matrix
    grain = np.zeros(len(formulation.upper), dtype=np.int64)
    np.gcd.at(grain, formulation.stands_for, grains(matrix))
    return np.maximum(1, grain)
