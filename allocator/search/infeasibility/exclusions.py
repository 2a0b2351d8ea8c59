"""Exclusions as rows of the matrix, which a conflict can name, instead of candidates left out."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from allocator.matrix import Matrix, build_matrix
from allocator.matrix.matrix import Block, csr
from allocator.plan.entities import Decision
from allocator.problem import Ints, Problem, build_problem
from allocator.rules.columns import Columns

_RULE = "excluded"


def with_exclusions_as_rows(matrix: Matrix) -> Matrix:
    """The same problem with one row per exclusion: Σ of what it forbids = 0. Positions of decisions, requests
    and people stay those of `matrix`."""
    problem = matrix.columns.problem
    excluded = [
        (position, row)
        for position, row in enumerate(problem.plan.decisions)
        if row.excludes and row.request in problem.request_index
    ]
    if not excluded:
        return matrix
    lifted = tuple(
        replace(row, decision="", status="draft") if row.excludes else row for row in problem.plan.decisions
    )
    wide = build_matrix(build_problem(replace(problem.plan, decisions=lifted), problem.model))
    forbidden = [_forbidden(problem, wide.columns, row) for _, row in excluded]
    return _with_rows(wide, np.array([position for position, _ in excluded], dtype=np.int64), forbidden)


def _forbidden(problem: Problem, columns: Columns, row: Decision) -> Ints:
    """The columns that an exclusion shuts: the request's starts, or the person's seats in it."""
    request = problem.request_index[row.request]
    if not row.expert:
        return np.flatnonzero(problem.start_request == request)
    seated = (columns.z_request == request) & (columns.z_expert == problem.expert_index[row.expert])
    if row.seat and not row.shuts(""):
        named = [q for q, seat in enumerate(problem.seats) if seat.seat == row.seat]
        seated &= np.isin(columns.z_seat, named)
    forbidden: Ints = columns.z[seated]
    return forbidden


def _with_rows(matrix: Matrix, subject: Ints, members: list[Ints]) -> Matrix:
    """The matrix with one row per decision more: Σ of its columns = 0."""
    count, (first, width) = len(members), matrix.shape
    row = np.repeat(np.arange(count, dtype=np.int64), [len(columns) for columns in members])
    column = np.concatenate(members)
    added = csr(row, column, np.ones(len(row), dtype=np.int64), (count, width))
    zero = np.zeros(count, dtype=np.int64)
    return replace(
        matrix,
        rows=sparse.vstack([matrix.rows, added], format="csr"),
        lower=np.concatenate([matrix.lower, zero]),
        upper=np.concatenate([matrix.upper, zero]),
        blocks=(*matrix.blocks, Block(_RULE, "decision", first, subject)),
    )
