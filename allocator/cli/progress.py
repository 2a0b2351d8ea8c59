"""Progress of a search on standard error: a live line on a terminal, plain lines in a pipe."""

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.live import Live
from rich.text import Text

from allocator.cli.consoles import console, printable
from allocator.report.words import counted, goal_words, unit_words

if TYPE_CHECKING:
    from allocator.search.progress import Progress


class ProgressLine:
    """Shows every `Progress` that a search tells, for as long as it is a context.

    On a terminal the line shows the newest event and the seconds go on; in a pipe the first allocation,
    every improvement and every end of a tier is a line.
    """

    def __init__(self) -> None:
        self._console = console(stderr=True)
        self._newest = "building the problem"
        self._found = False
        self._began = time.monotonic()
        self._live: Live | None = None

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        if self._console.is_terminal:
            self._live = Live(
                get_renderable=self._line, console=self._console, refresh_per_second=5, transient=True
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, progress: "Progress") -> None:
        """Show an event."""
        self._newest = describe(progress)
        first = progress.value is not None and not self._found
        self._found = self._found or first
        if self._live is None and (first or progress.event in ("improved", "tier")):
            self._console.print(f"{progress.seconds:7.1f} s  {self._newest}", soft_wrap=True)

    def _line(self) -> Text:
        elapsed = time.monotonic() - self._began
        return Text(f"{elapsed:7.1f} s  {self._newest}", no_wrap=True, overflow="ellipsis")


def describe(progress: "Progress") -> str:
    """One event in words: `tier 1 of 6 served: 212 weight units, at most 215, gap 3`."""
    words = f"tier {progress.tier} of {progress.tiers} {goal_words(progress.goal)}: "
    if progress.value is None:
        words += "nothing found yet"
    else:
        words += counted(progress.value, unit_words(progress.unit, currency=progress.unit))
    if progress.bound is not None:
        words += f", {'at most' if progress.sense == 'max' else 'at least'} {progress.bound:,}"
        if progress.value is not None:
            words += f", gap {abs(progress.bound - progress.value):,}"
    return printable(words)
