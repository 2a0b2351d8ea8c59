"""Assembling the matrix: asks every rule for its rows, gives the soft ones their slacks, adds the goals."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from allocator.errors import Fault, InputError
from allocator.goals import GOALS
from allocator.goals.tiers import tier_kind
from allocator.matrix.matrix import (
    Block,
    Linear,
    Matrix,
    TierObjective,
    csr,
    stacked,
)
from allocator.matrix.portions import activity_bounds
from allocator.matrix.sparse_rows import SparseRows
from allocator.plan.policy import Tier
from allocator.problem import Ints, Problem
from allocator.problem.rows import NO_LIMIT, Costs, Rows, Spans, as_rows
from allocator.rules.candidates import Candidates, find_candidates
from allocator.rules.columns import Columns, build_columns
from allocator.rules.coupling import COUPLING

_GOALS = {goal.GOAL.code: goal for goal in GOALS}
_NONE: Ints = np.empty(0, dtype=np.int64)
_ROOM = 2.0**62  # of sums in 64 bits, with room for their differences


@dataclass
class _Assembly:
    """Rows collected so far, block by block, with the columns that slacks and goals add as they come."""

    columns: Columns
    blocks: list[Block] = field(default_factory=list)
    parts: list[SparseRows] = field(default_factory=list)  # a sparse array per block
    lower: list[Ints] = field(default_factory=lambda: [_NONE])
    upper: list[Ints] = field(default_factory=lambda: [_NONE])
    slack_of: dict[str, list[Ints]] = field(default_factory=dict)
    count: int = 0

    def add(self, part: Rows | Spans) -> None:
        """Append rows, with slack columns where they are soft."""
        spans = part if isinstance(part, Spans) else None
        rows = as_rows(part) if isinstance(part, Spans) else part
        if not len(rows):
            return
        kept = None if spans is None else spans.compact()
        self.blocks.append(Block(rows.code, rows.kind, self.count, rows.subject, kept, rows.implied))
        row, column, coefficient = rows.row, rows.column, rows.coefficient
        if rows.soft.any():
            entries = (row, column, coefficient), self._soften(rows)
            row, column, coefficient = (np.concatenate(arrays) for arrays in zip(*entries, strict=True))
        self.parts.append(csr(row, column, coefficient, (len(rows), self.columns.count)))
        self.lower.append(rows.lower)
        self.upper.append(rows.upper)
        self.count += len(rows)

    def _soften(self, rows: Rows) -> tuple[Ints, Ints, Ints]:
        """One slack column per slack number among the soft rows, wide enough for the worst of its rows."""
        soft = np.flatnonzero(rows.soft)
        numbers, own = np.unique(rows.slack[soft], return_inverse=True)
        worst = _worst_excess(rows, self.columns)[soft]
        width = np.zeros(len(numbers), dtype=np.int64)
        np.maximum.at(width, own, worst)
        slack = self.columns.add(rows.code, np.zeros(len(numbers), dtype=np.int64), width)
        self.slack_of.setdefault(rows.code, []).append(slack)
        return soft, slack[own], np.where(rows.upper[soft] < NO_LIMIT, -1, 1)

    def rows(self) -> SparseRows:
        """All rows, in CSR."""
        return stacked(self.parts, self.columns.count)


def _worst_excess(rows: Rows, columns: Columns) -> Ints:
    """How far each row can be broken at most, by the bounds of its columns."""
    lower, upper = columns.bounds()
    matrix = csr(rows.row, rows.column, rows.coefficient, (len(rows), len(lower)))
    least, most = activity_bounds(matrix, lower, upper)
    over = np.where(rows.upper < NO_LIMIT, most - rows.upper, 0)
    under = np.where(rows.lower > -NO_LIMIT, rows.lower - least, 0)
    return np.maximum(0, np.maximum(over, under)).astype(np.int64)


def build_matrix(problem: Problem, candidates: Candidates | None = None) -> Matrix:
    """The matrix of a problem under its model: every rule's rows, then the goals of its tiers."""
    found = find_candidates(problem) if candidates is None else candidates
    assembly = _Assembly(build_columns(problem, found))
    for rule in COUPLING:
        for part in rule.rows(problem, assembly.columns):
            assembly.add(part)
    terms = {
        term.code: _term(problem, assembly, term.code) for tier in problem.model.tiers for term in tier.terms
    }
    column_lower, column_upper = assembly.columns.bounds()
    _check_room(problem, terms, np.maximum(np.abs(column_lower), np.abs(column_upper)))
    tiers = tuple(_tier(problem, tier, terms) for tier in problem.model.tiers)
    assembly.columns.forget()
    return Matrix(
        columns=assembly.columns,
        rows=assembly.rows(),
        lower=np.concatenate(assembly.lower),
        upper=np.concatenate(assembly.upper),
        column_lower=column_lower,
        column_upper=column_upper,
        blocks=tuple(assembly.blocks),
        tiers=tiers,
    )


def _term(problem: Problem, assembly: _Assembly, code: str) -> Linear:
    """A goal, or the amount of a rule, as a linear form in its own sense and unit."""
    if code in _GOALS:
        costs: Costs = _GOALS[code].costs(problem, assembly.columns)
        for rows in costs.rows:
            assembly.add(rows)
        return _linear([costs.column], [costs.coefficient], costs.constant)
    columns = list(assembly.slack_of.get(code, []))
    charged = assembly.columns.candidates.charges.get(code)
    if charged is not None:
        columns.append(assembly.columns.z[charged[assembly.columns.z_candidate]])
    return _linear(columns, [np.ones(len(part), dtype=np.int64) for part in columns], 0)


def _check_room(problem: Problem, terms: Mapping[str, Linear], most: Ints) -> None:
    """Refuse weights under which the sum of a tier over all columns leaves the whole numbers of 64 bits."""
    faults = []
    for number, tier in enumerate(problem.model.tiers, 1):
        sums = [term.weight * terms[term.code].reach(most) for term in tier.terms]
        if sum(sums) >= _ROOM:
            code = tier.terms[sums.index(max(sums))].code
            message = f"{tier.name} adds up to more than can be counted exactly; weigh {code} less"
            faults.append(Fault(place=f"tier {number}", message=message))
    if faults:
        raise InputError(problem.model.title, faults)


def _tier(problem: Problem, tier: Tier, terms: dict[str, Linear]) -> TierObjective:
    """The weighted sum of a tier's terms, minimised."""
    kind = tier_kind(tier, problem.plan.settings.currency)
    parts = {term.code: terms[term.code] for term in tier.terms}
    weighted = [(parts[code], weight) for code, weight in kind.cost_weights.items()]
    cost = _linear(
        [linear.column for linear, _ in weighted],
        [linear.coefficient if weight == 1 else linear.coefficient * weight for linear, weight in weighted],
        sum(linear.constant * weight for linear, weight in weighted),
    )
    return TierObjective(tier.name, kind, cost, parts)


def _linear(columns: list[Ints], coefficients: list[Ints], constant: int) -> Linear:
    """The sum of several forms: distinct columns in order, zeros left out. One that is so already stays what
    it is: a cost has an entry for every person at every start."""
    if len(columns) == 1 and _is_plain(columns[0], coefficients[0]):
        return Linear(columns[0], coefficients[0], constant)
    empty = np.empty(0, dtype=np.int64)
    column, place = np.unique(np.concatenate([empty, *columns]), return_inverse=True)
    coefficient = np.zeros(len(column), dtype=np.int64)
    np.add.at(coefficient, place, np.concatenate([empty, *coefficients]))
    keep = coefficient != 0
    return Linear(column[keep], coefficient[keep], constant)


def _is_plain(column: Ints, coefficient: Ints) -> bool:
    """Whether a form has distinct columns in order, no zeros, and whole numbers of 64 bits."""
    wide = column.dtype == coefficient.dtype == np.int64
    return bool(wide and coefficient.all() and (np.diff(column) > 0).all())
