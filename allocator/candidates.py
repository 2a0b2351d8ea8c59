"""Candidates: the (expert, seat) pairs that break no eligibility rule; the rule each other pair fell to."""

from collections.abc import Iterator
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

_PAIRS = 1 << 20  # looked at together


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
    fell_to = np.full((len(problem.seats), len(problem.experts)), STANDS, dtype=np.int8)
    soft = [rule for rule in ELIGIBILITY if problem.model.level(rule.RULE.code) is Level.SOFT]
    pairs: list[Ints] = [np.empty(0, dtype=np.int64)]
    rows: list[tuple[Ints, Ints, Ints]] = [(pairs[0], pairs[0], pairs[0])]
    charges: dict[str, list[Bools]] = {rule.RULE.code: [np.empty(0, dtype=bool)] for rule in soft}
    count = 0
    for seats in _portions(problem):
        ranges = _sifted(problem, all_pairs(problem, seats), fell_to)
        own, owner = np.unique(_flat(problem, ranges), return_inverse=True)
        pairs.append(own)
        rows.append((owner + count, ranges.lo, ranges.hi))
        count += len(own)
        for rule in soft:
            kept = _flat(problem, rule.eligible(problem, ranges))
            charges[rule.RULE.code].append(~np.isin(own, kept))
    seat, expert = np.divmod(np.concatenate(pairs), max(1, len(problem.experts)))
    owner, lo, hi = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    charged = {code: np.concatenate(parts) for code, parts in charges.items()}
    return Candidates(expert, seat, owner, lo, hi, fell_to, charged)


def _portions(problem: Problem) -> Iterator[range]:
    """Consecutive seats with so many pairs together that arrays over them stay small."""
    step = max(1, _PAIRS // max(1, len(problem.experts)))
    for first in range(0, len(problem.seats), step):
        yield range(first, min(first + step, len(problem.seats)))


def _sifted(problem: Problem, ranges: Ranges, fell_to: NDArray[np.int8]) -> Ranges:
    """What the hard rules leave; `fell_to` learns which rule each other pair fell to."""
    for position, rule in enumerate(ELIGIBILITY):
        if problem.model.level(rule.RULE.code) is Level.HARD:
            kept = rule.eligible(problem, ranges)
            fell_to[ranges.seat, ranges.expert] = position
            fell_to[kept.seat, kept.expert] = STANDS
            ranges = kept
    return ranges


def _flat(problem: Problem, ranges: Ranges) -> Ints:
    """The (seat, expert) of each row as one number."""
    return ranges.seat * max(1, len(problem.experts)) + ranges.expert
