"""Processes that work for this one, as an executor: one that dies costs only what it was at, and none of them
outlives this process."""

import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from allocator.outside.processes import begin

_GRACE = 3.0  # seconds for a search that is asked to end to hand over what it has

_Task = tuple["Future[Any]", Callable[[], Any]]


class WorkerDiedError(Exception):
    """The process that was at a task has ended without an answer."""


class Workers(Executor):
    """So many spawned processes, each begun when there is something to do.

    A program that uses them keeps what it runs below `if __name__ == "__main__":`, as with every spawned
    process.
    """

    def __init__(self, number: int) -> None:
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._desks = [_Desk(self._tasks, self._stopping) for _ in range(number)]

    def submit(self, task: Callable[..., Any], /, *given: Any, **options: Any) -> "Future[Any]":
        """Have a task done; it takes no arguments."""
        if given or options:
            raise TypeError("a task takes no arguments; bind them with functools.partial")
        future: Future[Any] = Future()
        self._tasks.put((future, task))
        return future

    def stop(self) -> None:
        """Begin nothing more, and ask what is at work to end with what it has."""
        self._stopping.set()
        for desk in self._desks:
            desk.interrupt()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once the tasks are done, or with `cancel_futures` now."""
        if cancel_futures:
            self.stop()
        for _ in self._desks:
            self._tasks.put(None)
        for desk in self._desks if wait else ():
            desk.join(None if not self._stopping.is_set() else _GRACE)
        if self._stopping.is_set():
            for desk in self._desks:
                desk.kill()


class _Desk(threading.Thread):
    """A thread that hands tasks to a process of its own."""

    def __init__(self, tasks: "queue.SimpleQueue[_Task | None]", stopping: threading.Event) -> None:
        super().__init__(daemon=True)
        self._tasks, self._stopping = tasks, stopping
        self._process: BaseProcess | None = None
        self._line: Connection[Any, Any] | None = None
        self.start()

    def run(self) -> None:
        while task := self._tasks.get():
            future, work = task
            if self._stopping.is_set() or not future.set_running_or_notify_cancel():
                future.cancel()
                continue
            try:
                future.set_result(self._answer(work))
            except BaseException as error:  # of the process or its line: whoever waits is told
                self.kill()
                future.set_exception(error)
        if self._line is not None:
            self._line.close()  # the process leaves when it hears no more

    def interrupt(self) -> None:
        """Ask the process to end what it is at; a search then answers with the best it has."""
        if self._process is not None and self._process.pid and self._process.is_alive():
            with suppress(OSError):
                os.kill(self._process.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._line = None

    def _answer(self, work: Callable[[], Any]) -> Any:
        if self._process is None or not self._process.is_alive():
            self._begin()
        assert self._process is not None
        assert self._line is not None
        self._line.send(work)
        wait([self._line, self._process.sentinel])
        try:
            if self._line.poll():
                return self._line.recv()
        except EOFError:
            pass
        raise WorkerDiedError(_last_words(self._process))

    def _begin(self) -> None:
        """A new process. Raises WorkerDiedError where it does not get as far as asking for work."""
        spawning = multiprocessing.get_context("spawn")
        self._line, theirs = spawning.Pipe()
        self._process = begin(spawning, _serve, theirs)
        theirs.close()
        wait([self._line, self._process.sentinel])
        try:
            self._line.recv()
        except EOFError:
            words = (
                'no process could be begun; a program that sweeps does so below if __name__ == "__main__":'
            )
            raise WorkerDiedError(words) from None


def _last_words(process: BaseProcess) -> str:
    process.join(_GRACE)
    code = process.exitcode
    how = f" (signal {-code})" if code is not None and code < 0 else ""
    return f"the process that was at it died{how}"


def _serve(line: "Connection[Any, Any]") -> None:
    """What a process does: tasks, one after the other, for as long as somebody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the whole terminal; a search hears it itself
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    line.send("ready")
    with suppress(EOFError, BrokenPipeError):
        while True:
            line.send(line.recv()())


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
