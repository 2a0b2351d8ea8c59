"""The compiled code made ready beside the search: loaded within a second where it was compiled before, else
compiled for half a minute, once on a machine."""

import math
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from allocator.problem import Ints
from allocator.problem.start_ranges import Smalls

_ended = threading.Event()
_known = threading.Event()  # that it ended, or that it takes long
_begun = threading.Lock()
_usable: list[bool] = []  # what the attempt came to
_compiles = threading.Event()  # that nothing of it could be loaded
_moments: list[float] = []  # when it ended
_untold: list[str] = []  # what is wrong with it, as long as nobody was told
_noted: list[str] = []  # of that, what is known to keep it from being kept

_LEFT_OUT = "the fast search over missions cannot be compiled here and is left out"
_NOT_KEPT = (
    "the fast search over missions is compiled for this run alone, which takes half a minute each time: it "
    "cannot be kept in {}. Let that folder be written, or name another in NUMBA_CACHE_DIR"
)


def prepare() -> None:
    """Begin to make the compiled code ready, on a thread of its own; does nothing the second time."""
    if _begun.acquire(blocking=False):
        threading.Thread(target=_make_ready, daemon=True).start()


def is_ready(*, wait: bool = False) -> bool:
    """Whether the compiled code can be called. Waits while it is being loaded, which takes less than a second
    and pays at once; while it is being compiled only with `wait`.

    Never on a machine where it cannot be compiled. A RuntimeWarning says so once, and also where it cannot be
    kept for the next run.
    """
    prepare()
    (_ended if wait else _known).wait()
    with suppress(IndexError):  # nothing to tell, or told already
        warnings.warn(_untold.pop(), RuntimeWarning, stacklevel=2)
    return _ended.is_set() and all(_usable)


def compiled_after(moment: float) -> float | None:
    """Seconds after a moment of `time.perf_counter` at which compiling ended, infinite while it goes on; None
    where it ended before, or there was nothing to compile, or it was in vain."""
    if not _compiles.is_set() or not all(_usable):
        return None
    after = _moments[-1] - moment if _ended.is_set() else math.inf
    return after if after > 0 else None


def _make_ready() -> None:
    try:
        _call(_say_it_takes_long)
        _usable.append(True)
    except Exception as error:  # what keeps numba from working: an old processor, a broken installation
        _untold.append(f"{_LEFT_OUT}: {type(error).__name__}: {error}")
        _usable.append(False)
    finally:
        _moments.append(time.perf_counter())
        _ended.set()
        _known.set()


def _say_it_takes_long() -> None:
    _compiles.set()
    _known.set()


def _call(takes_long: Callable[[], None]) -> None:
    """Call everything once with arrays of the right kinds, and nothing to do. Says when it has to compile."""
    from allocator.search.local.changes import close_items
    from allocator.search.local.compiler import are_kept, compile_below, keep_on, usual_shelf
    from allocator.search.local.guided_ejection import guided_ejection, remove_missions_of
    from allocator.search.local.late_acceptance import insert_all, late_acceptance
    from allocator.search.local.layout import Arrays
    from allocator.search.local.order_search import place_in_order, search_orders
    from allocator.search.local.perturbation import perturb
    from allocator.search.local.state import State
    from allocator.search.local.timetable import nothing_to_place

    whole, half = np.zeros(1, dtype=np.int64), np.zeros((1, 2), dtype=np.int64)
    small, real = np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.float32)
    arrays = Arrays(at=whole, fixed=small, exact=whole, cost=half, price=real, worth=real)
    state = State(small=small, exact=whole, value=whole, tally=whole, log=half, notes=small)
    walks = (insert_all, late_acceptance, remove_missions_of, close_items, guided_ejection, perturb)
    functions = (*walks, place_in_order, search_orders)
    jobs, timetable = nothing_to_place()
    shelf = usual_shelf()
    keep_on(shelf)
    if not are_kept(functions, shelf):
        shelf.try_out()
        _note_refusal(shelf.refused)  # before the first allocation: the run may end before the compiling does
        takes_long()
        kinds = _kinds(arrays, state, jobs, timetable)
        for function in functions:
            compile_below(function, kinds)
    insert_all(arrays, state, whole[:0], 0.0)
    late_acceptance(arrays, state, 0.0, 0.0, 0.0, half, whole, whole, whole, small, 0, 0)
    remove_missions_of(arrays, state, small[:0])
    close_items(arrays, state, small[:0], False)
    guided_ejection(arrays, state, whole, whole, whole, small, 0, 0)
    perturb(arrays, state, whole, small, 0)
    place_in_order(jobs, timetable)
    search_orders(jobs, timetable, whole, 0, 0)
    _note_refusal(shelf.refused)


def _note_refusal(refused: str) -> None:
    """Have it told, once, that compiled code cannot be kept."""
    message = _NOT_KEPT.format(refused)
    if refused and message not in _noted:
        _noted.append(message)
        _untold.append(message)


def _kinds(arrays: Any, state: Any, jobs: Any, timetable: Any) -> dict[Any, Any]:
    """What numba calls the annotations of compiled functions."""
    from numba import boolean, float64, int64, typeof

    typed: Any = typeof
    return {
        type(arrays): typed(arrays), type(state): typed(state), type(jobs): typed(jobs),
        type(timetable): typed(timetable), Ints: typed(state.value),
        Smalls: typed(state.small), int: int64, float: float64, bool: boolean,
    }  # fmt: skip
