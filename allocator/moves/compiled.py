"""The compiled code made ready beside the search: it takes some seconds once on a machine, then a fraction of
one from its cache."""

import threading

import numpy as np

_ended = threading.Event()
_begun = threading.Lock()
_usable: list[bool] = []  # what the attempt came to


def prepare() -> None:
    """Begin to make the compiled code ready, on a thread of its own; does nothing the second time."""
    if _begun.acquire(blocking=False):
        threading.Thread(target=_compile, daemon=True).start()


def is_ready(*, wait: bool = False) -> bool:
    """Whether the compiled code can be called without a delay; `wait` waits until that is known.

    Never on a machine where it cannot be compiled or kept: the search then does without it.
    """
    prepare()
    if wait:
        _ended.wait()
    return _ended.is_set() and all(_usable)


def _compile() -> None:
    try:
        _call()
        _usable.append(True)
    except Exception:  # whatever keeps numba from working: no folder for its cache, an unknown processor
        _usable.append(False)
    finally:
        _ended.set()


def _call() -> None:
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
    seed_chance(0)
    walk(arrays, state, np.zeros(1, dtype=np.float64), 0.0, half, whole, whole, 0, 0)
