"""A dask cluster that solves neighbourhoods. Only this module knows dask.

The workers run whatever pickles their scheduler passes on: to reach a scheduler is to run code there.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from allocator.errors import Fault, InputError

if TYPE_CHECKING:
    from distributed import Client

_CONNECT = 10.0  # seconds for the scheduler to answer, and again for a first worker
_RETRIES = 2  # of a task that failed; those of a worker that died are moved to another one anyway
_ALIKE = ("allocator", "ortools")  # of one version everywhere, or the same slice has two outcomes


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """The workers of the scheduler at an address such as `tcp://10.0.0.5:8786`, as an executor.

    Raises InputError where dask.distributed is not installed, nothing answers, no worker is there, or a
    worker has other versions of what the outcome depends on.
    """
    client = _client(address)
    try:
        _refuse_strangers(client, address)
        yield client.get_executor(pure=False, retries=_RETRIES)
    finally:
        client.close()


def _client(address: str) -> "Client":
    try:
        from distributed import Client
        from distributed.comm import resolve_address
    except ModuleNotFoundError:
        raise _refused(
            address, "dask.distributed is not installed: pip install 'allocator[cluster]'"
        ) from None
    try:
        resolve_address(address)  # a client that fails at a malformed address cannot be closed
        return Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise _refused(address, f"no scheduler can be reached: {error}") from None


def _refuse_strangers(client: "Client", address: str) -> None:
    """Raises InputError unless there are workers, all with the packages installed here."""
    try:
        client.wait_for_workers(1, timeout=_CONNECT)
    except TimeoutError:
        raise _refused(address, f"the scheduler has no worker after {_CONNECT:g} seconds") from None
    for package in _ALIKE:
        own = version(package)
        found = client.run(version, package, on_error="return")
        for worker, theirs in sorted(found.items()):
            if theirs != own:
                message = f"worker {worker} has {package} {theirs}, not {own}: install the same there"
                raise _refused(address, message)


def _refused(address: str, message: str) -> InputError:
    return InputError("--cluster", [Fault(place=address, message=message)])
