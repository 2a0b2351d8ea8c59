"""Candidates: the (expert, seat) pairs that break no eligibility rule; the rule each other pair fell to."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from allocator.policy import Level
from allocator.problem import Bools, Ints, Problem
from allocator.problem.ranges import Ranges, all_pairs
from allocator.rules.eligibility import ELIGIBILITY

#: In `Candidates.fell_to`: the pair is a candidate.
STANDS = -1


@dataclass(frozen=True)
class Candidates:
    """Candidates of a problem with the starts at which they hold.

    `expert[c]`, `seat[c]` describe candidate c; row i of `lo`, `hi` is a stretch of starts of candidate
    `owner[i]`. `fell_to[q, e]` is the position in ELIGIBILITY of the first rule that the pair (e, q) fell
    to, or STANDS. `charges[code]` marks the candidates that break the soft rule `code`.
    """

    expert: Ints
    seat: Ints
    owner: Ints
    lo: Ints
    hi: Ints
    fell_to: NDArray[np.int8]
    charges: dict[str, Bools]

    @cached_property
    def funnel(self) -> Ints:
        """(seats x rules): how many experts fell to each eligibility rule first."""
        rules = len(ELIGIBILITY)
        seats = len(self.fell_to)
        seat, expert = np.nonzero(self.fell_to != STANDS)
        flat = seat * rules + self.fell_to[seat, expert]
        return np.bincount(flat, minlength=seats * rules).reshape(seats, rules).astype(np.int64)

    @cached_property
    def per_seat(self) -> Ints:
        """How many candidates each seat has."""
        return np.bincount(self.seat, minlength=len(self.fell_to)).astype(np.int64)


def find_candidates(problem: Problem) -> Candidates:
    """All candidates of a problem. Hard rules drop pairs in the order of ELIGIBILITY; soft ones mark them."""
    ranges = all_pairs(problem)
    fell_to = np.full((len(problem.seats), len(problem.experts)), STANDS, dtype=np.int8)
    for position, rule in enumerate(ELIGIBILITY):
        if problem.model.level(rule.RULE.code) is Level.HARD:
            kept = rule.eligible(problem, ranges)
            fell_to[_dropped(problem, ranges, kept)] = position
            ranges = kept
    expert, seat, owner = _pairs(problem, ranges)
    charges = {}
    for rule in ELIGIBILITY:
        if problem.model.level(rule.RULE.code) is Level.SOFT:
            dropped = _dropped(problem, ranges, rule.eligible(problem, ranges))
            charges[rule.RULE.code] = dropped[seat, expert]
    return Candidates(expert, seat, owner, ranges.lo, ranges.hi, fell_to, charges)


def _dropped(problem: Problem, before: Ranges, after: Ranges) -> Bools:
    """(seats x experts): pairs with a row in `before` and none in `after`."""
    dropped = np.zeros((len(problem.seats), len(problem.experts)), dtype=bool)
    dropped[before.seat, before.expert] = True
    dropped[after.seat, after.expert] = False
    return dropped


def _pairs(problem: Problem, ranges: Ranges) -> tuple[Ints, Ints, Ints]:
    """The distinct pairs among the rows, and the pair of each row."""
    flat = ranges.seat * max(1, len(problem.experts)) + ranges.expert
    pairs, owner = np.unique(flat, return_inverse=True)
    seat, expert = np.divmod(pairs, max(1, len(problem.experts)))
    return expert, seat, owner.astype(np.int64)
