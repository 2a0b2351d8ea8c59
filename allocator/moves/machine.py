"""The decorator of all compiled functions."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _digest() -> str:
    """Of all the sources that compiled functions are made of."""
    names = ("arrays", "exchanges", "machine", "missions", "pushing", "squeeze", "state", "walk")
    sources = [Path(__file__).with_name(f"{name}.py") for name in names]
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


_SOURCES = _digest()


_COMPILED: dict[Any, Callable[..., Any]] = {}  # the plain function of each compiled one


def compiled(function: _Function) -> _Function:
    """Compile a function on first use, or take it from numba's cache; it lets other threads run.

    It may make no arrays, and so counts no references to those it is given: that would take more time than
    the work itself. The cache holds as long as nothing in this package changes; numba itself looks at the
    file of the function alone, and would keep what has changed in another.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    dispatcher: Any = njit(**options)(function)
    file = dispatcher._cache._cache_file
    file._source_stamp = (file._source_stamp, _SOURCES)
    _COMPILED[dispatcher] = function
    return dispatcher  # type: ignore[no-any-return]


def compile_below(function: Callable[..., Any], kinds: dict[Any, Any]) -> None:
    """Compile what a function calls, once each and for whole numbers of 64 bits, unless it is cached itself.

    Left alone, numba would compile each of them anew for every mixture of 32 and 64 bits that it is called
    with. `kinds` gives numba's type for each annotation.
    """
    dispatcher: Any = function
    if not dispatcher._cache._cache_file._load_index():
        for callee in _callees(dispatcher):
            _compile(callee, kinds)


def _compile(dispatcher: Any, kinds: dict[Any, Any]) -> None:
    if dispatcher.signatures:
        return
    for callee in _callees(dispatcher):
        _compile(callee, kinds)
    annotations = dict(_COMPILED[dispatcher].__annotations__)
    annotations.pop("return")
    dispatcher.compile(tuple(kinds[kind] for kind in annotations.values()))
    dispatcher.disable_compile()


def _callees(dispatcher: Any) -> list[Any]:
    """The compiled functions that one calls."""
    function = _COMPILED[dispatcher]
    named = (function.__globals__.get(name) for name in function.__code__.co_names)
    return [other for other in named if isinstance(other, type(dispatcher)) and other in _COMPILED]
