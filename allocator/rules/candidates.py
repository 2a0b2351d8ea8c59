"""Candidates: the (expert, seat) pairs that break no eligibility rule; the rule each other pair fell to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from allocator.plan.policy import Level
from allocator.problem import Bools, Ints, Problem
from allocator.problem.start_ranges import Ranges, Sieve, all_pairs, holding_pairs
from allocator.rules.eligibility import ELIGIBILITY

#: In `Candidates.fell_to`: the pair is a candidate.
STANDS = -1

_PAIRS = 1 << 20  # looked at together


@dataclass(frozen=True)
class Candidates:
    """Candidates of a problem with the starts at which they hold.

    `expert[c]`, `seat[c]` describe candidate c, seat by seat; row i of `lo`, `hi` is a stretch of starts of
    candidate `owner[i]`; each candidate has one at least, and none is empty. `charges[code]` marks the
    candidates that break the soft rule `code`.
    """

    problem: Problem
    expert: Ints
    seat: Ints
    owner: Ints
    lo: Ints
    hi: Ints
    charges: dict[str, Bools]

    @cached_property
    def fell_to(self) -> NDArray[np.int8]:
        """(seats x experts): the position in ELIGIBILITY of the first rule that the pair fell to, or STANDS.

        Only explanations ask for it; who stands is known far sooner, and to `standing`."""
        problem = self.problem
        fell_to = np.full((len(problem.seats), len(problem.experts)), STANDS, dtype=np.int8)
        sieves = _sieves(problem, Level.HARD)
        for seats in _portions(problem, len(problem.experts)):
            ranges = all_pairs(problem, seats)
            for position, sieve in sieves.items():
                kept = sieve(ranges)
                fell_to[ranges.seat, ranges.expert] = position
                fell_to[kept.seat, kept.expert] = STANDS
                ranges = kept
        return fell_to

    def standing(self, seats: Ints) -> Bools:
        """(seats x experts): who are candidates for some seats."""
        first, last = (np.searchsorted(self.seat, seats, side=side) for side in ("left", "right"))
        stands = np.zeros((len(seats), len(self.problem.experts)), dtype=bool)
        for i in range(len(seats)):
            stands[i, self.expert[first[i] : last[i]]] = True
        return stands

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
        return np.bincount(self.seat, minlength=len(self.problem.seats)).astype(np.int64)


def find_candidates(problem: Problem) -> Candidates:
    """All candidates of a problem: hard rules drop pairs, soft ones mark them."""
    hard = _sieves(problem, Level.HARD).values()
    soft = _sieves(problem, Level.SOFT)
    pairs: list[Ints] = [np.empty(0, dtype=np.int64)]
    rows: list[tuple[Ints, Ints, Ints]] = [(pairs[0], pairs[0], pairs[0])]
    charges: dict[int, list[Bools]] = {position: [np.empty(0, dtype=bool)] for position in soft}
    count = 0
    holders = int((problem.held.status > 0).sum(axis=0).max(initial=1))
    for seats in _portions(problem, holders):
        ranges = holding_pairs(problem, seats)
        for sieve in hard:
            ranges = sieve(ranges)
        own, owner = np.unique(_flat(problem, ranges), return_inverse=True)
        pairs.append(own)
        rows.append((owner + count, ranges.lo, ranges.hi))
        count += len(own)
        for position, sieve in soft.items():
            charges[position].append(~np.isin(own, _flat(problem, sieve(ranges))))
    seat, expert = np.divmod(np.concatenate(pairs), max(1, len(problem.experts)))
    owner, lo, hi = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    charged = {ELIGIBILITY[position].RULE.code: np.concatenate(parts) for position, parts in charges.items()}
    return Candidates(problem, expert, seat, owner, lo, hi, charged)


def _sieves(problem: Problem, level: Level) -> dict[int, Sieve]:
    """What the rules of a level keep, by their position in ELIGIBILITY."""
    codes = [rule.RULE.code for rule in ELIGIBILITY]
    makers: list[Callable[[Problem], Sieve]] = [rule.eligible for rule in ELIGIBILITY]
    return {i: makers[i](problem) for i, code in enumerate(codes) if problem.model.level(code) is level}


def _portions(problem: Problem, experts: int) -> Iterator[range]:
    """Consecutive seats with so many pairs together, at so many experts each, that arrays stay small."""
    step = max(1, _PAIRS // max(1, experts))
    for first in range(0, len(problem.seats), step):
        yield range(first, min(first + step, len(problem.seats)))


def _flat(problem: Problem, ranges: Ranges) -> Ints:
    """The (seat, expert) of each row as one number."""
    return ranges.seat * max(1, len(problem.experts)) + ranges.expert
