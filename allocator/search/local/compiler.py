"""The decorator of all compiled functions, and where they are kept."""

import pickle
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult as _CompileResult
from numba.core.registry import cpu_target
from numba.core.serialize import dumps as _dumps
from numba.misc.appdirs import AppDirs as _AppDirs

from allocator.search.local.shelf import Shelf

# what numba gives no types for
CompileResult: Any = _CompileResult
dumps: Any = _dumps
AppDirs: Any = _AppDirs
config: Any = numba.config

_Function = TypeVar("_Function", bound=Callable[..., Any])

_COMPILED: dict[Any, Callable[..., Any]] = {}  # the plain function of each compiled one


def compiled(function: _Function) -> _Function:
    """Compile a function that other compiled ones call, on first use, or take it from the shelf.

    It may make no arrays, and so counts no references to those it is given: that would take more time than
    the work itself. Python cannot call it, which saves a third of the time that compiling takes.
    """
    return _dispatcher(function, called_from_python=False)


def inlined(function: _Function) -> _Function:
    """The same for a function that is called in few places and often: the caller has all of it within. A call
    hands over some thirty numbers that say where arrays are."""
    return _dispatcher(function, called_from_python=False, inline=True)


def entry_point(function: _Function) -> _Function:
    """The same for a function that Python calls; it lets other threads run."""
    return _dispatcher(function, called_from_python=True)


def _dispatcher(function: _Function, *, called_from_python: bool, inline: bool = False) -> _Function:
    if config.DISABLE_JIT:  # to step through it, or to count lines
        return function
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, "forceinline": inline}
    options |= {"no_cfunc_wrapper": True, "no_cpython_wrapper": not called_from_python}
    dispatcher: Any = numba.njit(**options)(function)
    _COMPILED[dispatcher] = function
    return dispatcher  # type: ignore[no-any-return]


def keep_on(shelf: Shelf) -> None:
    """Take all compiled functions from a shelf from now on, and put there what has to be compiled."""
    for dispatcher, function in _COMPILED.items():
        dispatcher._cache = _Kept(shelf, _name_of(function))


def are_kept(functions: tuple[Callable[..., Any], ...], shelf: Shelf) -> bool:
    """Whether a shelf has all of some compiled functions: whatever they call is within them."""
    return bool(config.DISABLE_JIT) or all(
        shelf.read(_name_of(_COMPILED[function])) is not None for function in functions
    )


def usual_shelf() -> Shelf:
    """Where numba is told to keep things; else beside the sources, or in the user's folder for caches."""
    if config.CACHE_DIR:
        return Shelf([Path(config.CACHE_DIR)], _sources())
    beside, own = Path(__file__).with_name("__pycache__"), Path(AppDirs("allocator", False).user_cache_dir)
    return Shelf([beside, own], _sources())


class _Kept(_Cache):
    """What numba asks about one function: the code for the kinds of its arguments, where it is kept."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf, self._name = shelf, name

    @property
    def cache_path(self) -> str:
        return str(self._shelf.folders[0])

    def load_overload(self, kinds: Any, target: Any) -> Any:
        content = self._shelf.read(self._name)
        if content is None:
            return None
        target.refresh()
        kept, parts = pickle.loads(content)
        return CompileResult._rebuild(target, *parts) if kept == kinds else None

    def save_overload(self, kinds: Any, result: Any) -> None:
        self._shelf.write(self._name, dumps((kinds, result._reduce())))

    def enable(self) -> None:
        """It always is."""

    def disable(self) -> None:
        """Nobody asks for that."""

    def flush(self) -> None:
        """What is outdated is written over."""


def compile_below(function: Callable[..., Any], kinds: dict[Any, Any]) -> None:
    """Compile what a function calls, once each and for whole numbers of 64 bits.

    Left alone, numba would compile each of them anew for every mixture of 32 and 64 bits that it is called
    with. `kinds` gives numba's type for each annotation.
    """
    for callee in _callees(function):
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


def _name_of(function: Callable[..., Any]) -> str:
    """The name of a function's file: another Python, compiler or processor has files of its own."""
    target = cpu_target.target_context.codegen().magic_tuple()
    made_by = repr((sys.implementation.cache_tag, numba.__version__, target))
    module = function.__module__.rpartition(".")[2]
    return f"{module}.{function.__name__}-{sha256(made_by.encode()).hexdigest()[:12]}.compiled"


def _sources() -> bytes:
    """The digest of all sources in this folder: compiled functions are made of nothing else."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(source.read_bytes() for source in sources)).digest()
