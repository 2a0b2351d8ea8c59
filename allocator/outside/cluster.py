"""A dask cluster that solves neighbourhoods. Only this module knows dask.

The workers run whatever pickles their scheduler passes on: to reach a scheduler is to run code there.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from allocator.errors import Fault, InputError

if TYPE_CHECKING:
    from distributed import Client

_CONNECT = 10.0  # seconds, in all, for a scheduler to answer, to have a worker, and for all workers to answer
_CLOSING = 3.0  # seconds to close the connection
_RETRIES = 2  # of a task that failed; those of a worker that died are moved to another one anyway
_ALIKE = ("allocator", "ortools")  # of one version everywhere, or the same slice has two outcomes
_LOGS = ("distributed", "tornado", "asyncio")  # what they have to say of a connection is said here
_NOT_INSTALLED = "dask.distributed is not installed: pip install 'allocator[cluster]'"
_NO_DASK = "something answers there, but no dask scheduler of a version that is understood here"

_T = TypeVar("_T")


class _LateError(Exception):
    """There was no answer in time."""


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """The workers of the scheduler at an address such as `tcp://10.0.0.5:8786`, as an executor.

    Raises InputError, after ten seconds at the latest, where dask.distributed is not installed, nothing or
    something else answers, no worker is there, or a worker has other versions of what the outcome depends on.
    """
    try:
        import distributed  # noqa: F401  # it takes its time, which is not the scheduler's
    except ModuleNotFoundError:
        raise _refused(address, _NOT_INSTALLED) from None
    for name in [*_LOGS, *logging.root.manager.loggerDict]:  # dask gives some of its own a level
        if name.partition(".")[0] in _LOGS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    until = time.monotonic() + _CONNECT
    client = _client(address, until)
    try:
        _check_workers(client, address, until)
        yield client.get_executor(pure=False, retries=_RETRIES)
    finally:
        with suppress(Exception):  # whatever it says now, the search is over
            _bounded(lambda: client.close(timeout=_CLOSING), time.monotonic() + _CLOSING)


def _client(address: str, until: float) -> "Client":
    from distributed import Client
    from distributed.comm import resolve_address

    try:
        resolve_address(address)  # a client that fails at a malformed address cannot be closed
        _bounded(lambda: asyncio.run(_introduced(address, until)), until)
        left = max(0.1, until - time.monotonic())
        return _bounded(lambda: Client(address, timeout=left, set_as_default=False), until)
    except (TimeoutError, _LateError):
        message = f"no scheduler can be reached: no answer of one after {_CONNECT:g} seconds"
        raise _refused(address, message) from None
    except (OSError, ValueError) as error:
        raise _refused(address, f"no scheduler can be reached: {error}") from None
    except Exception as error:  # whatever the bytes of another program are taken for
        raise _refused(address, f"{_NO_DASK} ({type(error).__name__})") from None


async def _introduced(address: str, until: float) -> None:
    """Ask who is there: a client would wait for ever for one that speaks another language. Raises whatever
    the answer leads to."""
    from distributed.comm import connect
    from distributed.security import Security

    async with asyncio.timeout(until - time.monotonic()):
        arguments = Security().get_connection_args("client")
        comm = await connect(address, timeout=until - time.monotonic(), **arguments)
        try:
            await comm.write({"op": "identity", "reply": True})
            answer: Any = await comm.read()
        finally:
            comm.abort()
    if not isinstance(answer, dict) or answer.get("type") != "Scheduler":
        raise LookupError(answer)


def _check_workers(client: "Client", address: str, until: float) -> None:
    """Raises InputError unless there are workers, all with the packages installed here."""
    try:
        left = max(0.1, until - time.monotonic())
        _bounded(lambda: client.wait_for_workers(1, timeout=left), until)
    except (TimeoutError, _LateError):
        raise _refused(address, f"the scheduler has no worker after {_CONNECT:g} seconds") from None
    for package in _ALIKE:
        own = version(package)
        try:
            found = _bounded(lambda asked=package: client.run(version, asked, on_error="return"), until)  # type: ignore[misc]
        except _LateError:
            message = f"not every worker answers within {_CONNECT:g} seconds"
            raise _refused(address, message) from None
        for worker, theirs in sorted(found.items()):
            if theirs != own:
                message = f"worker {worker} has {package} {theirs}, not {own}: install the same there"
                raise _refused(address, message)


def _bounded(work: Callable[[], _T], until: float) -> _T:
    """What `work` returns or raises, done on a thread that is left alone once the time is up: then it raises
    _LateError. An interrupt ends the waiting at once."""
    answers: queue.SimpleQueue[tuple[_T | None, BaseException | None]] = queue.SimpleQueue()

    def working() -> None:
        try:
            answers.put((work(), None))
        except BaseException as error:  # carried over to the calling thread
            answers.put((None, error))

    threading.Thread(target=working, daemon=True).start()
    try:
        answer, error = answers.get(timeout=max(0.0, until - time.monotonic()))
    except queue.Empty:
        raise _LateError from None
    if error is not None:
        raise error
    return answer  # type: ignore[return-value]


def _refused(address: str, message: str) -> InputError:
    return InputError("--cluster", [Fault(place=address, message=message)])
