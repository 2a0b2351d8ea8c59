"""The compiled code made ready beside the search: it takes some seconds once on a machine, then a fraction of
one from its cache."""

import threading
import warnings
from contextlib import suppress
from typing import Any

import numpy as np

from allocator.problem import Ints
from allocator.problem.ranges import Smalls

_ended = threading.Event()
_begun = threading.Lock()
_usable: list[bool] = []  # what the attempt came to
_untold: list[str] = []  # why it came to nothing, as long as nobody was told


def prepare() -> None:
    """Begin to make the compiled code ready, on a thread of its own; does nothing the second time."""
    if _begun.acquire(blocking=False):
        threading.Thread(target=_compile, daemon=True).start()


def is_ready(*, wait: bool = False) -> bool:
    """Whether the compiled code can be called without a delay; `wait` waits until that is known.

    Never on a machine where it cannot be compiled or kept: the search then does without it, and a
    RuntimeWarning says so once.
    """
    prepare()
    if wait:
        _ended.wait()
    with suppress(IndexError):  # nothing to tell, or told already
        message = f"the fast search over missions cannot be compiled here and is left out: {_untold.pop()}"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
    return _ended.is_set() and all(_usable)


def _compile() -> None:
    try:
        _call()
        _usable.append(True)
    except Exception as error:  # what keeps numba from working: no folder for its cache, an old processor
        _untold.append(f"{type(error).__name__}: {error}")
        _usable.append(False)
    finally:
        _ended.set()


def _call() -> None:
    """Call everything once with arrays of the right kinds, and nothing to do."""
    import numba
    from numba import boolean, float64, int64

    from allocator.moves.arrays import Arrays
    from allocator.moves.exchanges import stir
    from allocator.moves.machine import compile_below
    from allocator.moves.squeeze import close, restore, vacate
    from allocator.moves.state import State
    from allocator.moves.walk import fill, walk

    whole, half = np.zeros(1, dtype=np.int64), np.zeros((1, 2), dtype=np.int64)
    small, real = np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.float32)
    arrays = Arrays(at=whole, fixed=small, exact=whole, cost=half, price=real, worth=real)
    state = State(small=small, exact=whole, value=whole, tally=whole, log=half, notes=small)
    typeof: Any = numba.typeof
    kinds: dict[Any, Any] = {
        Arrays: typeof(arrays), State: typeof(state), Ints: typeof(whole), Smalls: typeof(small),
        int: int64, float: float64, bool: boolean,
    }  # fmt: skip
    for function in (fill, walk, vacate, close, restore, stir):
        compile_below(function, kinds)
    fill(arrays, state, whole[:0], 0.0)
    walk(arrays, state, 0.0, 0.0, half, whole, whole, whole, small, 0, 0)
    vacate(arrays, state, small[:0])
    close(arrays, state, small[:0], False)
    restore(arrays, state, whole, whole, whole, small, 0, 0)
    stir(arrays, state, whole, small, 0)
