"""From the matrix to the interval formulation. No rule is known by name."""

from dataclasses import replace

import numpy as np

from allocator.matrix import Linear, Matrix, System, Tightened, activity_bounds, tighten
from allocator.matrix.intervals.activities import Owned, owned, resources
from allocator.matrix.intervals.energetic import demands
from allocator.matrix.intervals.formulation import Formulation, Occasion
from allocator.matrix.intervals.last_days import over_last_days
from allocator.matrix.intervals.precedence import precedences
from allocator.matrix.intervals.projection import aggregated
from allocator.matrix.intervals.single_start_rows import MatrixRows, SingleStart, find_single_start
from allocator.matrix.intervals.start_rows import Occasions, StartRows
from allocator.matrix.intervals.variables import Row, Space, Terms
from allocator.matrix.matrix import csr
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT


def formulate(
    matrix: Matrix,
    tightened: Tightened,
    cost: Linear | None,
    frozen: tuple[tuple[Linear, int], ...] = (),
) -> Formulation:
    """The interval formulation of minimising `cost` over the matrix within tightened bounds, each `frozen`
    form at its limit at most.

    Every allocation of the matrix is one of the formulation, and the other way round, with the same costs.
    """
    space = Space(matrix, tightened)
    spans, spanned = _spans(space)
    rows = _matrix_rows(space, spanned)
    forms = tuple(form for form, _ in frozen) + (() if cost is None else (cost,))
    local = find_single_start(space, rows, forms)
    occasions = Occasions(space)
    found = _start_rows(space, rows, local).merged(occasions)
    apart, rest = _apart(space, rows.of(local.start < 0))
    found += apart + _aggregated_rows(space, rest, frozen, local)
    busy = [part for part, capacity in spans if (capacity == 1).all()]
    shared = [resource for part, capacity in spans for resource in resources(part, capacity)]
    first_f = len(matrix.columns.y) + len(matrix.columns.z)
    lower, upper = _bounds(space, local, len(occasions.starts))
    lower, upper = _tightened(found, lower, upper, first_f)
    request_of = matrix.columns.problem.start_request
    return Formulation(
        space=space,
        lower=lower,
        upper=upper,
        rows=tuple(row for row in found if not _holds(row, lower, upper)),
        resources=(*shared, *(resource for part in busy for resource in demands(space, found, part))),
        occasions=tuple(
            Occasion(space.extra + i, int(request_of[starts[0]]), starts)
            for i, starts in enumerate(occasions.starts)
        ),
        cost=None if cost is None else _aggregated_form(space, cost, local),
        matrix_cost=cost,
        stands_for=local.stands_for,
    )


def _spans(space: Space) -> tuple[list[tuple[Owned, Ints]], Bools]:
    """The activities of all spans, with capacities, and the rows of the matrix that they stand for."""
    found: list[tuple[Owned, Ints]] = []
    spanned = np.zeros(space.matrix.shape[0], dtype=bool)
    for block in space.matrix.blocks:
        if block.spans is not None:
            part = owned(space, block.spans)
            found.append((part, block.spans.capacity))
            spanned[block.first : block.first + len(block.subject)] = ~part.left[block.subject]
    return found, spanned


def _matrix_rows(space: Space, spanned: Bools) -> MatrixRows:
    """The rows that are left and could be broken, over open columns."""
    matrix, tightened = space.matrix, space.tightened
    least, most = activity_bounds(matrix.rows, tightened.lower, tightened.upper)
    binding = (most > matrix.upper) | (least < matrix.lower)
    kept = np.flatnonzero(binding & ~spanned)
    entries = matrix.rows[kept].tocoo()
    own = space.open_column[entries.col]
    return MatrixRows(
        entries.row[own].astype(np.int64), entries.col[own].astype(np.int64), entries.data[own],
        matrix.lower[kept], matrix.upper[kept],
    )  # fmt: skip


def _start_rows(space: Space, rows: MatrixRows, local: SingleStart) -> StartRows:
    """The rows of single starts that whoever is taken there could break, over stand-ins."""
    first_z = len(space.matrix.columns.y)
    over_y = rows.column < first_z
    reach = rows.coefficient * np.where(over_y, 1, space.tightened.upper[rows.column])
    most, least = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    np.add.at(most, rows.row, np.where(over_y, reach, np.maximum(reach, 0)))
    np.add.at(least, rows.row, np.where(over_y, reach, np.minimum(reach, 0)))
    keep = (local.start >= 0) & ((most > rows.upper) | (least < rows.lower))
    part = rows.of(keep)
    return StartRows(space, replace(part, column=local.stands_for[part.column]), local.start[keep])


def _apart(space: Space, rows: MatrixRows) -> tuple[list[Row], MatrixRows]:
    """Rows that are precedences or bound last days, and the others."""
    before, replaced = precedences(space, rows)
    rest = rows.of(~replaced)
    ends, replaced = over_last_days(space, rest)
    return before + ends, rest.of(~replaced)


def _aggregated_rows(
    space: Space, rows: MatrixRows, frozen: tuple[tuple[Linear, int], ...], local: SingleStart
) -> list[Row]:
    """The remaining rows, and the tiers already decided, over `taken` and `served`."""
    entries = aggregated(space, Terms(rows.row, rows.column, rows.coefficient))
    order = np.argsort(entries.row, kind="stable")
    begin = np.searchsorted(entries.row[order], np.arange(len(rows) + 1))
    found = []
    for row in range(len(rows)):
        own = order[begin[row] : begin[row + 1]]
        bounds = int(rows.lower[row]), int(rows.upper[row])
        found.append(Row(entries.variable[own], entries.coefficient[own], *bounds))
    for form, limit in frozen:
        made = _aggregated_form(space, form, local)
        found.append(Row(made.column, made.coefficient, -NO_LIMIT, limit - made.constant))
    return found


def _aggregated_form(space: Space, form: Linear, local: SingleStart) -> Linear:
    """A form over the variables; of slacks that one stands for, that one only."""
    own = local.stands_for[form.column] == form.column
    row = np.zeros(int(own.sum()), dtype=np.int64)
    made = aggregated(space, Terms(row, form.column[own], form.coefficient[own]))
    return Linear(made.variable, made.coefficient, form.constant)


def _bounds(space: Space, local: SingleStart, occasions: int) -> tuple[Ints, Ints]:
    """Bounds of all variables; of days, those of all open starts and of not being served."""
    columns, tightened = space.matrix.columns, space.tightened
    problem = columns.problem
    lower = np.zeros(space.extra + occasions, dtype=np.int64)
    upper = np.ones(space.extra + occasions, dtype=np.int64)
    lower[: space.width], upper[: space.width] = tightened.lower, tightened.upper
    np.maximum.at(upper, local.stands_for, tightened.upper)
    upper[space.served] = space.starts_left > 0
    upper[space.taken] = space.starts_of_candidate > 0
    z = np.flatnonzero(tightened.lower[columns.z])
    lower[space.taken[columns.z_candidate[z]]] = 1
    begun = np.union1d(np.flatnonzero(tightened.lower[columns.y]), columns.z_start[z])
    lower[space.served[problem.start_request[begun]]] = 1
    start = np.flatnonzero(space.open_start)
    for variable, day, unserved in zip(
        (space.day, space.last), (problem.start_day, problem.start_last), space.unserved, strict=True
    ):
        upper[variable] = lower[variable] = unserved
        np.minimum.at(lower, variable[problem.start_request[start]], day[start])
        np.maximum.at(upper, variable[problem.start_request[start]], day[start])
    return lower, upper


def _tightened(rows: list[Row], lower: Ints, upper: Ints, first_f: int) -> tuple[Ints, Ints]:
    """The bounds within what the rows that always hold imply: a request that must be served, for one. Columns
    of y and z keep theirs, because only rows over them tie them to days and people."""
    always = [row for row in rows if row.when < 0]
    number = np.repeat(np.arange(len(always)), [len(row.variable) for row in always])
    none = [np.empty(0, dtype=np.int64)]
    system = System(
        rows=csr(
            number, np.concatenate(none + [row.variable for row in always]),
            np.concatenate(none + [row.coefficient for row in always]), (len(always), len(lower)),
        ),
        lower=np.array([row.lower for row in always], dtype=np.int64),
        upper=np.array([row.upper for row in always], dtype=np.int64),
        column_lower=lower,
        column_upper=upper,
    )  # fmt: skip
    implied = tighten(system)
    if implied.broken >= 0:
        return lower, upper
    return (
        np.concatenate([lower[:first_f], implied.lower[first_f:]]),
        np.concatenate([upper[:first_f], implied.upper[first_f:]]),
    )


def _holds(row: Row, lower: Ints, upper: Ints) -> bool:
    """Whether bounds alone satisfy a row."""
    low, high = row.coefficient * lower[row.variable], row.coefficient * upper[row.variable]
    return bool(np.minimum(low, high).sum() >= row.lower and np.maximum(low, high).sum() <= row.upper)
