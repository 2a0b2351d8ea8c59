"""Consoles that show text as it stands: nothing is markup, and a pipe gets neither colours nor folds."""

import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

#: Columns of a console that is no terminal: wider than any line, so that none is folded.
_UNFOLDED = 10_000
_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def console(*, stderr: bool = False) -> Console:
    """A console on standard output or standard error. Nothing in a text is markup to it."""
    made = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not made.is_terminal:
        made.width = _UNFOLDED
    return made


def say(text: str, *, stderr: bool = False) -> None:
    """Print a text; a terminal folds it between words."""
    console(stderr=stderr).print(printable(text))


@contextmanager
def warnings_printed() -> Iterator[None]:
    """While inside, a Python warning is one line on standard error, without its place in the code. Ours are
    never errors, whatever Python was told: they are about something that the run has survived."""

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        say(f"warning  {message}", stderr=True)

    with warnings.catch_warnings():
        warnings.showwarning = show
        warnings.filterwarnings("default", category=RuntimeWarning, module="allocator")
        yield


def printable(text: str) -> str:
    """The text with every control character but the line's end replaced, and those that turn the direction
    of writing: a cell can neither steer the terminal nor reorder a message."""
    return "".join("�" if _steers(character) else character for character in text)


def _steers(character: str) -> bool:
    if unicodedata.bidirectional(character) in _TURNS:
        return True
    return unicodedata.category(character) == "Cc" and character != "\n"


def show_table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[str], *, tight: bool = False
) -> None:
    """Print a table to standard output; the columns named in `numbers` are set flush right. A `tight` one has
    a single space between its columns."""
    screen = console()
    box = SIMPLE_HEAD if screen.is_terminal else None
    space = (0, 1) if not tight else (0, 0) if screen.is_terminal else (0, 0, 0, 1)
    table = Table(box=box, padding=space, pad_edge=False)
    for header in headers:
        table.add_column(header, justify="right" if header in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(printable, row))
    with screen.capture() as drawn:
        screen.print(table)
    # Cells are padded to the width of their column; behind the last one that is nothing but spaces.
    screen.out("\n".join(line.rstrip() for line in drawn.get().split("\n")), end="", highlight=False)
