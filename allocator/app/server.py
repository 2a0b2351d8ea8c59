"""The page's server: on this machine alone unless told otherwise, and for whoever has the token."""

import asyncio
import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from allocator.app.access import Access
from allocator.app.desk import Desk
from allocator.app.texts import defect_words
from allocator.errors import Fault, InputError
from allocator.store import RunStore
from allocator.store.alone import alone

LOOPBACK = "127.0.0.1"
_ANY = ("0.0.0.0", "::")  # all addresses of the machine, of which its own is one
_PUMP = 0.2  # seconds after which the server hears what a search tells
_QUIET = 5.0  # seconds without a defect after which it is said again
_SERVED = "is held by another `allocator serve` at work on this desk; go on there, or end it"
_RECONNECT = 30.0  # seconds in which a page that lost its connection finds its state again


def free_port(host: str, wanted: int) -> int:
    """The port that is asked for, or with 0 one that is free. Raises InputError where it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError as error:
            message = f"cannot be used on {host}: {error.strerror}; choose another, or 0 for any that is free"
            raise InputError("--port", [Fault(place=str(wanted), message=message)]) from None
        port: int = probe.getsockname()[1]
        return port


def serve(
    path: Path | None,
    store: Path | None,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    on_ready: Callable[[str], object],
) -> None:
    """Serve the desk until the process is ended. `on_ready` is called with its address, the token in it.

    `path` is a plan or a result to open; without one, or with the plan that was opened last and is the same,
    the desk is as it was left. Raises InputError where the plan, the store or the port is not to be had, and
    where another process serves the desk of this store: each would keep its own over the other's.
    """
    runs = RunStore(store)
    runs.runs()  # refused where the file is none, before anything is made beside it
    with alone(runs.path.with_name(f"{runs.path.name}.desk"), _SERVED):
        desk = Desk.opened(runs)
        if path is not None:
            desk.open(path, anew=False)
        _serve(desk, host, free_port(host, port), on_ready)


def _serve(desk: Desk, host: str, port: int, on_ready: Callable[[str], object]) -> None:
    """The page of a desk, until the process is ended."""
    from nicegui import app, ui

    from allocator.app.pages import say_everywhere, show_desk

    token = secrets.token_urlsafe(24)
    app.add_middleware(Access, token=token, port=port, names=("localhost", host))

    @ui.page("/")
    def page() -> None:
        show_desk(desk)

    async def pump() -> None:
        while True:
            try:
                desk.listen()
            except Exception as error:  # whatever it was, later searches are heard
                app.handle_exception(error)
            await asyncio.sleep(_PUMP)

    async def announce() -> None:
        await _listening(host, port)
        on_ready(f"http://{host}:{port}/?token={token}")

    said: dict[str, float] = {}  # when each defect came last: one that comes again and again is said once

    def tell(error: Exception) -> None:
        words, now = defect_words(error), time.monotonic()
        if now - said.get(words, -_QUIET) >= _QUIET:
            say_everywhere(words, desk.say)
        said[words] = now

    app.on_exception(tell)
    app.on_startup(announce)
    app.on_startup(pump)
    app.on_shutdown(desk.close)
    ui.run(
        host=host, port=port, title="Allocator", reload=False, show=False, show_welcome_message=False,
        reconnect_timeout=_RECONNECT, tailwind=True, language="en-GB", uvicorn_logging_level="warning",
    )  # fmt: skip


async def _listening(host: str, port: int) -> None:
    """Wait until the server accepts connections: a start-up ends before it does."""
    while True:
        with suppress(OSError):
            _, line = await asyncio.open_connection(LOOPBACK if host in _ANY else host, port)
            line.close()
            return
        await asyncio.sleep(0.02)
