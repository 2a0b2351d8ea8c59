"""What solving a variation found: an allocation, or a proof that there is none, and what is lost."""

from dataclasses import dataclass
from typing import Literal

from allocator.plan.allocation import Allocation
from allocator.problem import Ints
from allocator.results.interval import Interval
from allocator.results.result import Proof

#: found: an allocation with what is wanted. impossible: proven that there is none. open: neither.
Status = Literal["found", "impossible", "open"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What solving a variation found.

    `point` and `allocation` are the best found, None unless `status` is "found". `losses` has, for every
    objective in order, an interval for the least that the variation costs there against the base's
    allocation, in the objective's unit (a loss is positive whatever the sense; it may be negative where the
    base was not the best). An interval beyond the first holds among allocations that lose no more in the
    objectives before than the one found. `proof` is what the status, or the first interval's lower end,
    rests on; `proofs` has for every interval what its lower end rests on. `incidents` are sentences about
    what went wrong and was survived.
    """

    status: Status
    point: Ints | None = None
    allocation: Allocation | None = None
    losses: tuple[Interval, ...] = ()
    proof: Proof | None = None
    proofs: tuple[Proof | None, ...] = ()
    incidents: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the first loss is known exactly, or the variation is proven impossible."""
        return self.status == "impossible" or (bool(self.losses) and self.losses[0].settled)
