"""A slice of the matrix: the program of a neighbourhood, and how it is solved, here or far away."""

from dataclasses import dataclass, replace

from allocator.problem import Ints
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Outcome, Program, Watch


@dataclass(frozen=True)
class Slice:
    """A neighbourhood as plain arrays, which travel: its program, the incumbent there, and its limits.

    It holds its own rows and columns only, never the matrix they were taken from.
    """

    program: Program
    incumbent: Ints
    limits: Limits


def solve_slice(part: Slice, watch: Watch | None = None) -> Outcome:
    """The best values of a slice's columns. Without a watch, far away, what went wrong comes back with them.

    Limited by work alone, the same slice has the same outcome on every machine with the same OR-Tools.
    """
    if watch is not None:
        return cp_sat.minimise(part.program, part.limits, hint=part.incumbent, watch=watch)
    alone = Watch(task="neighbourhoods")
    outcome = cp_sat.minimise(part.program, part.limits, hint=part.incumbent, watch=alone)
    return replace(outcome, mishaps=tuple(alone.mishaps.sentences))
