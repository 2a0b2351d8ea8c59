"""A search in a process of its own, which the page watches, ends, and outlives."""

import multiprocessing
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.errors import AllocatorError
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel

if TYPE_CHECKING:
    from allocator.search.progress import Progress

#: Started anew, not forked: threads of the page would be copied in the middle of what they do.
_CONTEXT = multiprocessing.get_context("spawn")
_PATIENCE = 10.0  # seconds that a search may take to hand over what it has


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a search is asked: the options are those of `allocator.solve`; the outcome is kept in `store`.
    `after` is the run that was looked at: what is found later is another step, and has a run of its own."""

    plan: Plan
    model: CoordinationModel
    options: Mapping[str, Any]
    title: str
    store: Path
    after: str = ""

    def question(self) -> dict[str, Any]:
        """What the outcome answers; a desk's first search is one as any other."""
        from allocator.store import question_of

        known = {name: value for name, value in self.options.items() if name != "start"}
        asked = question_of(self.plan, self.model, known)
        return {**asked, "after": self.after} if self.after else asked


@dataclass
class Search:
    """A search at work, and what it has told: its progress by goal, the run under which the outcome is kept,
    or why there is none."""

    asked: Asked
    progress: "list[Progress]" = field(default_factory=list)
    run: str | None = None
    trouble: str | None = None
    stopping: bool = False

    def __post_init__(self) -> None:
        self._heard, told = _CONTEXT.Pipe(duplex=False)
        self._stop: Event = _CONTEXT.Event()
        self._began = time.monotonic()
        self._process = _CONTEXT.Process(target=_search, args=(self.asked, told, self._stop))
        self._process.start()
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
        return self.run is not None or self.trouble is not None

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
            elif kind == "run":
                self.run = what
            else:
                self.trouble = what
        if self.is_done:
            self._process.join(timeout=_PATIENCE)
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
        """Ask it to end with the best allocation that it has."""
        self.stopping = True
        self._stop.set()

    def kill(self) -> None:
        """End it at once, without a result."""
        self._process.kill()
        self._process.join(timeout=_PATIENCE)


def _search(asked: Asked, told: Connection, stop: Event) -> None:
    """In the process of its own: solve, keep the outcome, tell where it is."""
    import signal

    from allocator.search import solve
    from allocator.store import RunStore
    from allocator.store.solved import entry_of

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the page, which says stop

    def follow(progress: "Progress") -> bool:
        told.send(("progress", progress))
        return not stop.is_set()

    try:
        result = solve(asked.plan, asked.model, on_progress=follow, **asked.options)
        entry = entry_of(result, asked.question(), asked.title)
        RunStore(asked.store).keep(entry, instead=entry.settled)  # what was stopped replaces no answer
        told.send(("run", entry.id))
    except AllocatorError as error:
        told.send(("trouble", str(error)))
    except Exception as error:  # whatever it was, the page says it
        told.send(("trouble", f"A defect of the program: {type(error).__name__}: {error}"))
