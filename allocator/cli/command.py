"""What a command declares about itself. Each is `COMMAND` of a module that `allocator.cli.app` lists."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from allocator.cli.exits import USUAL, ends_in_words
from allocator.errors import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of the program: its parameters are those of `run`.

    `says` is its help, one sentence and, behind a blank line, more; `example` a command line that works;
    `ends` the exit codes that it may end with.
    """

    name: str
    run: Callable[..., Any]
    says: str
    example: str
    ends: Iterable[ExitCode] = USUAL

    @property
    def help(self) -> str:
        """The whole help, exit codes included."""
        return f"{self.says}\n\n{ends_in_words(self.ends)}.\n"

    @property
    def epilog(self) -> str:
        """What stands below the options."""
        return f"Example: {self.example}"
