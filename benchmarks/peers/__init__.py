"""What Allocator is held against: each peer is given the same candidates, start grid, time and cores.

Every peer is a module with `NAME`, `solve` and `NOTE`, what a reader of the table must know of it.
"""

from types import ModuleType

from benchmarks.peers import first_fit, highs_mip, pyjobshop_modes, textbook

#: Peers in the order of the tables, by the name that the command takes.
PEERS: dict[str, ModuleType] = {
    "first-fit": first_fit,
    "textbook": textbook,
    "highs": highs_mip,
    "pyjobshop": pyjobshop_modes,
}

__all__ = ["PEERS"]
