"""The decorator of all compiled functions."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _digest() -> str:
    """Of all the sources that compiled functions are made of."""
    names = ("arrays", "machine", "missions", "squeeze", "state", "walk")
    sources = [Path(__file__).with_name(f"{name}.py") for name in names]
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


_SOURCES = _digest()


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
    return dispatcher  # type: ignore[no-any-return]
