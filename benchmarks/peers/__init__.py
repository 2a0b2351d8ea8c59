"""What Allocator is held against: each peer is given the same candidates, start grid, time and cores.

Every peer is a module with one function, `solve(plan, model, seconds, workers, seed) -> Answer`. Peers seek
coverage alone, the first goal, but for Timefold, which seeks all of them; Allocator works on all its goals in
the same time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from benchmarks.peers.case import Answer


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer by its module, its name in the tables, and what a reader of them must know of it."""

    module: str
    name: str
    note: str = ""

    def solve(self, plan: Plan, model: CoordinationModel, seconds: float, workers: int, seed: int) -> Answer:
        """What the peer finds in the time, which includes building its model."""
        answer: Answer = import_module(f"benchmarks.peers.{self.module}").solve(
            plan, model, seconds, workers, seed
        )
        return answer


TIMEFOLD = "timefold"  # the peer that knows plain plans, and no others

#: Peers in the order of the tables, by the word that the command takes.
PEERS: Mapping[str, Peer] = MappingProxyType(
    {
        "first-fit": Peer("first_fit", "first-fit by hand", "it has no bound, so it proves nothing"),
        "textbook": Peer("textbook", "textbook CP-SAT"),
        "highs": Peer("highs_mip", "HiGHS on the time-indexed MIP"),
        "pyjobshop": Peer(
            "pyjobshop_modes", "PyJobShop",
            "it knows neither a grid of starts nor windows of a mode, so that every start is a task",
        ),
        TIMEFOLD: Peer("timefold", "Timefold", "it proves nothing"),
    }
)  # fmt: skip

__all__ = ["PEERS", "TIMEFOLD", "Answer", "Peer"]
