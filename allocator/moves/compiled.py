"""The compiled code made ready beside the search: it takes some seconds once on a machine, then a fraction of
one from its cache."""

import threading

import numpy as np

_ready = threading.Event()
_begun = threading.Lock()


def prepare() -> None:
    """Begin to make the compiled code ready, on a thread of its own; does nothing the second time."""
    if _begun.acquire(blocking=False):
        threading.Thread(target=_compile, daemon=True).start()


def is_ready(*, wait: bool = False) -> bool:
    """Whether the compiled code can be called without a delay; `wait` waits until it can."""
    prepare()
    return _ready.wait() if wait else _ready.is_set()


def _compile() -> None:
    """Call everything once with arrays of the right kinds, and no moves to make."""
    from allocator.moves.arrays import Arrays
    from allocator.moves.state import State
    from allocator.moves.walk import seed_chance, walk

    whole, half = np.zeros(1, dtype=np.int64), np.zeros((1, 2), dtype=np.int64)
    arrays = Arrays(pool=whole, at=whole, cost=half)
    state = State(
        x=whole, activity=whole, value=whole, tally=whole, log=half, waiting=whole,
        waits=np.zeros(1, dtype=np.bool_),
    )  # fmt: skip
    try:
        seed_chance(0)
        walk(arrays, state, np.zeros(1, dtype=np.float64), 0.0, half, whole, whole, 0, 0)
    finally:
        _ready.set()
