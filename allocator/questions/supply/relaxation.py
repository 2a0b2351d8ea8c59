"""An upper bound on what can be served, from a linear program over candidates and their spells of release.

The matrix has a column per candidate and start. This program has one per candidate and *stretch* (the starts
of one spell of release), so it is small enough to be solved before anything is searched.

Columns: `y[r]`, request r is served; `x[g]`, stretch g is used; `f[r, a]`, agreement a pays for request r.
All lie between 0 and 1.

Why the bound holds. Take any allocation that keeps the hard rules. Set y[r] = 1 for the requests it serves,
x[g] = 1 where the candidate of g takes its seat on a start of g, f[r, a] = 1 for who pays. Every start used
is left open by propagation (see `filtered`), and the stretches of a candidate share no start, so each
place taken is exactly one x. The rows below say of these numbers only what the rules say of the allocation:

* a seat of a served request has as many people as places; nobody sits twice; whoever goes belongs to a
  provider of an agreement that pays; on a mission whose countries must differ each country stands once;
* nobody has more missions or mission days, no administration gives more days, than allowed; so nobody has
  more missions than the days hold of the shortest of them;
* the days from departure to the end of the rest of two missions of one expert never meet. So within one
  spell they add up to no more than its days, and their number to no more than its days divided by the
  shortest of them. And if every start of a stretch keeps the expert busy on some day, no two such stretches
  of that day stand together. The same holds for an administration's people away at once, and for the
  missions at one Member;
* a follow-up is served only where its predecessor is; one agreement pays for a served request, and its budget
  holds the cost of the cheapest people for it (of the people who go, where no other agreement may pay).

So the allocation is a point of the program, with the same value. The greatest value of the program, which
`relax` bounds in exact arithmetic, is at least that of the allocation. Soft rules and locks are left out,
which only makes more possible.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT, Rows
from allocator.questions.supply.filtering import Filtered
from allocator.questions.supply.picture import ServedBound
from allocator.questions.supply.relaxed_rows import RelaxedColumns, relaxed_rows
from allocator.solvers.highs import Relaxed, relax
from allocator.solvers.program import Limits, Program, Watch

_SECONDS = 10.0  # for each of the two bounds; where it ends early the bound is weaker, not wrong
_MARGIN = 0.01  # weight units by which another solve of nearly the same program may come out higher


@dataclass(frozen=True)
class ServedRelaxation:
    """The bound, per expert how far the bound on the weight falls, at least, without the person, and in
    sentences what went wrong with the solver."""

    bound: ServedBound
    falls: Ints
    incidents: tuple[str, ...]


@dataclass(frozen=True)
class _Most:
    """The greatest value of the served requests, rounded down to what requests can add up to, and what the
    relaxation that showed it says; None where none was solved."""

    value: int
    relaxed: Relaxed | None = None


def bound_served(found: Filtered) -> ServedRelaxation:
    """How many requests, and how many weight units, any allocation serves at most."""
    problem = found.problem
    layout = RelaxedColumns.of(found)
    blocks = relaxed_rows(layout)
    one = np.ones(len(problem.requests), dtype=np.int64)
    watch = Watch(task="what can be served at most")
    weight = _most(layout, blocks, problem.request_weight, watch)
    bound = ServedBound(
        requests_asked=len(one),
        weight_asked=int(problem.request_weight.sum()),
        requests=_most(layout, blocks, one, watch).value,
        weight=weight.value,
    )
    falls = _falls(layout, blocks, weight)
    return ServedRelaxation(bound, falls, tuple(watch.mishaps.sentences))


def _most(layout: RelaxedColumns, blocks: list[Rows], value: Ints, watch: Watch) -> _Most:
    """The greatest value of the served requests."""
    possible = int(value[layout.found.open_requests].sum())
    if not possible:
        return _Most(0)
    relaxed = relax(_program(layout, blocks, value), Limits(seconds=_SECONDS), watch)
    if relaxed is None:
        return _Most(possible)
    return _Most(min(possible, -relaxed.bound), relaxed)


def _program(layout: RelaxedColumns, blocks: list[Rows], value: Ints) -> Program:
    """Minimise the value left unserved, as -Σ value · y."""
    above = np.concatenate([[0], np.cumsum([len(block) for block in blocks])])
    entries = [(block.coefficient, block.row + above[i], block.column) for i, block in enumerate(blocks)]
    coefficient, row, column = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    shape = (int(above[-1]), layout.width)
    return Program(
        rows=sparse.coo_array((coefficient, (row, column)), shape=shape).tocsr(),
        lower=np.concatenate([block.lower for block in blocks]),
        upper=np.concatenate([block.upper for block in blocks]),
        column_lower=np.zeros(layout.width, dtype=np.int64),
        column_upper=layout.column_upper,
        cost=Linear(layout.y, -value),
    )


def _falls(layout: RelaxedColumns, blocks: list[Rows], most: _Most) -> Ints:
    """Per expert, how far the bound as it is told falls without the person, at least.

    The prices of all other rows are a solution of the dual of the program that the plan without the person
    has, so the value of that program is at most the dual value less what the person holds of it: the prices
    of the own rows, and the reduced costs of the own columns. The bound that is told of that plan is this
    value rounded down as every bound is; what a solver may come out higher is given away before. Where
    somebody must go on some mission, leaving may open what that shuts: then nothing is claimed.
    """
    experts = layout.problem.experts
    none = np.zeros(len(experts), dtype=np.int64)
    if most.relaxed is None or not most.relaxed.solved or layout.found.broken:
        return none
    held = _held(layout, blocks, most.relaxed)
    step = int(np.gcd.reduce(layout.problem.request_weight))
    value = -most.relaxed.priced.bound / most.relaxed.priced.scale
    left = np.floor((value - held + _MARGIN) / step).astype(np.int64) * step
    free = np.array([layout.problem.plan.experts[code].minimum_missions == 0 for code in experts], dtype=bool)
    return np.where(free, np.maximum(0, most.value - np.maximum(0, left)), none)


def _held(layout: RelaxedColumns, blocks: list[Rows], relaxed: Relaxed) -> NDArray[np.float64]:
    """Per expert, what the own rows and columns hold of the dual value."""
    held = np.zeros(len(layout.problem.experts))
    first = 0
    for block in blocks:
        if block.kind == "expert":
            price = np.maximum(0.0, -relaxed.prices[first : first + len(block)])
            np.add.at(held, block.subject, price * np.where(block.upper < NO_LIMIT, block.upper, 0))
        first += len(block)
    np.add.at(held, layout.stretches.expert, np.maximum(0.0, -relaxed.priced.rates[layout.x]))
    return held
