"""A search in a process of its own, which the page watches, ends, and outlives."""

import signal
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING

from allocator.app.tasks import Task
from allocator.app.texts import defect_words
from allocator.errors import AllocatorError
from allocator.outside.processes import begin, copies_of, nothing_beside
from allocator.outside.signals import handling

if TYPE_CHECKING:
    from allocator.search.progress import Progress

IMPORTED_BEFORE = ("allocator.app.searching", "allocator.app.tasks", "allocator.search.solve")
#: No copies of this process: threads of the page would be copied in the middle of what they do.
_CONTEXT = copies_of(*IMPORTED_BEFORE)
_PATIENCE = 10.0  # seconds that a search may take to die
_LOOK = 0.2  # seconds after which a search looks whether it is to stop
_STOPPED = "The search was stopped before it had anything to keep."


@dataclass
class Search:
    """A search at work, and what it has told: its progress by goal, the ids under which the outcome is kept,
    or why there is none."""

    asked: Task
    progress: "list[Progress]" = field(default_factory=list)
    kept: tuple[str, ...] | None = None
    trouble: str | None = None
    stopping: bool = False

    def __post_init__(self) -> None:
        self._heard, told = _CONTEXT.Pipe(duplex=False)
        self._began = time.monotonic()
        with nothing_beside():
            self._stop: Event = _CONTEXT.Event()
        self._process = begin(_CONTEXT, _search, self.asked, told, self._stop)
        told.close()

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    @property
    def process_id(self) -> int:
        """Of the process that searches."""
        return self._process.pid or 0

    @property
    def is_done(self) -> bool:
        """Whether it has ended, in one way or another."""
        return self.kept is not None or self.trouble is not None

    def listen(self) -> bool:
        """Take in what it has told since; whether that is anything new."""
        news = False
        while not self.is_done and self._poll():
            try:
                kind, what = self._heard.recv()
            except (EOFError, OSError):
                self._died()
                return True
            news = True
            if kind == "progress":
                self.progress.append(what)
            elif kind == "kept":
                self.kept = what
            else:
                self.trouble = what
        if self.is_done:
            self._process.join(timeout=0)  # it has handed over everything, and ends by itself
        return news

    def _poll(self) -> bool:
        try:
            return self._heard.poll()
        except (EOFError, OSError):
            return True

    def _died(self) -> None:
        self._process.join(timeout=_PATIENCE)
        code = self._process.exitcode
        self.trouble = (
            f"The search was ended from outside (exit code {code}) before it had a result to keep. "
            "Nothing of the plan is lost: start it again."
        )

    def stop(self) -> None:
        """Ask it to end with what it has."""
        self.stopping = True
        if not self.is_done:
            self._stop.set()

    def kill(self) -> None:
        """End it at once, without a result."""
        self._process.kill()
        self._process.join(timeout=_PATIENCE)


def _search(asked: Task, told: Connection, stop: Event) -> None:
    """In the process of its own: do what is asked, keep the outcome, tell where it is. Where the page is
    gone, what there is is kept: it stands among all runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the page, which says stop

    def follow(progress: object) -> bool:
        return _hears(told, ("progress", progress)) and not stop.is_set()

    with handling(lambda *_: stop.set()):  # where nothing is at work that hears a signal by itself
        threading.Thread(target=_pass_on, args=(stop,), daemon=True).start()
        try:
            _hears(told, ("kept", asked.run(follow)))
        except KeyboardInterrupt:
            _hears(told, ("trouble", _STOPPED))
        except AllocatorError as error:
            _hears(told, ("trouble", str(error)))
        except Exception as error:  # whatever it was, the page says it
            _hears(told, ("trouble", defect_words(error)))


def _pass_on(stop: Event) -> None:
    """Have what is at work hear a stop at once, as it hears a polite kill: questions tell nothing on their
    way, and a search does not tell something every second. Nobody sleeps on the event: where a sleeper is
    killed, whoever sets it waits for ever."""
    while not stop.is_set():
        time.sleep(_LOOK)
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    else:
        signal.raise_signal(signal.SIGTERM)


def _hears(told: Connection, what: tuple[str, object]) -> bool:
    """Tell the page; whether there is anybody to hear it."""
    try:
        told.send(what)
    except OSError:
        return False
    return True
