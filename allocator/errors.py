"""The errors a caller can meet, the located faults that an input error carries, how a command ends, and how
long lists are told in a message.

AllocatorError
├── InputError        the plan, the model or the scenario is wrong: every fault, located
├── InfeasibleError   locks and hard rules that cannot hold together: the smallest set
├── NothingFoundError the time ended before an allocation that keeps the locks was found
└── DefectError       the product broke its own promise; never the planner's fault
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import ClassVar, Final, Literal


class ExitCode(IntEnum):
    """How a command ends, for a script that called it. `MEANINGS` says each in words."""

    DONE = 0
    DEFECT = 1
    INPUT_WRONG = 2
    IMPOSSIBLE = 3
    INTERRUPTED = 4
    OUT_OF_TIME = 5
    OUT_OF_MEMORY = 6
    NOT_PRINTED = 7
    GAVE_UP = 130  # what shells use for a command that Ctrl-C ended
    NO_READER = 141  # what shells use for one whose reader went away, as in `allocator check plan | head`


#: The one list of the exit codes: the help of the commands and the documentation show it.
MEANINGS: Final[Mapping[ExitCode, str]] = MappingProxyType({
    ExitCode.DONE: "done",
    ExitCode.DEFECT: "a defect of the program",
    ExitCode.INPUT_WRONG: "the input is wrong, or the output cannot be written; every fault is listed",
    ExitCode.IMPOSSIBLE: "nothing can satisfy the locks and hard rules; those that collide are named",
    ExitCode.INTERRUPTED: "interrupted, with the best allocation so far written",
    ExitCode.OUT_OF_TIME: "the time ended before an allocation was found",
    ExitCode.OUT_OF_MEMORY: "the machine has too little memory",
    ExitCode.NOT_PRINTED: "all is done and written, but standard output took no more, as on a full disk",
    ExitCode.GAVE_UP: "interrupted before there was an allocation; nothing is written",
    ExitCode.NO_READER: "all is done and written, but the reader of standard output went away",
})  # fmt: skip

Severity = Literal["error", "warning"]

#: How many further places of one fault its text names.
_SHOWN_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in an input, where it is and what would be right.

    `place` is what a planner looks for on screen: `Requests!D4`, `Requests.csv line 4`, `national.toml`.
    `column` is the header as the planner wrote it, or empty where no single column is at fault. `also` are
    the other places of the same column with the same fault, in order.
    """

    place: str
    message: str
    column: str = ""
    severity: Severity = "error"
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        column = f" ({self.column})" if self.column else ""
        return f"{self.place}{column}: {self.message}{self._elsewhere()}"

    def _elsewhere(self) -> str:
        """The first few of the other places, and how many more."""
        if not self.also:
            return ""
        return f"; also in {enumerated(map(_inside, self.also), _SHOWN_PLACES)}"


def _inside(place: str) -> str:
    """A place without the name of its sheet: `D4` of `Requests!D4`, `line 4` of `Requests.csv line 4`."""
    _, mark, cell = place.rpartition("!")
    return cell if mark else " ".join(place.split(" ")[-3 if " added row " in place else -2 :])


class AllocatorError(Exception):
    """Base of every error that this package raises on purpose."""

    exit_code: ClassVar[ExitCode] = ExitCode.DEFECT


class InputError(AllocatorError):
    """The input cannot be used. Carries every fault found, not only the first."""

    exit_code: ClassVar[ExitCode] = ExitCode.INPUT_WRONG

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        self.source = source
        self.faults = tuple(faults)
        errors = [fault for fault in self.faults if fault.severity == "error"]
        warnings = [fault for fault in self.faults if fault.severity == "warning"]
        heading = f"{source}: {_counted(len(errors), 'fault')}"
        heading += f", {_counted(len(warnings), 'warning')}" if warnings else ""
        lines = [f"  {fault}" for fault in errors] + [f"  warning  {fault}" for fault in warnings]
        super().__init__("\n".join([heading, *lines]))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Locks and rules that cannot hold together.

    `locks` and `rules` are sentences in the workbook's words. `smallest` says that no smaller set of
    locks and rules collides (proven); `settled` that exact arithmetic shows it, or two solvers or settings
    do. `incidents` are sentences about solvers that died over it.
    """

    locks: tuple[str, ...]
    rules: tuple[str, ...]
    smallest: bool
    settled: bool
    incidents: tuple[str, ...] = ()

    def __str__(self) -> str:
        heading = "The smallest set" if self.smallest else "A set"
        verb = "cannot" if self.settled else "may not"
        lines = [f"{heading} of locks and rules that {verb} hold together:"]
        lines += [f"  lock  {lock}" for lock in self.locks]
        lines += [f"  rule  {rule}" for rule in self.rules]
        lines.append("Lift one of the locks, or relax one of the rules in the coordination model.")
        if not self.settled and self.incidents:
            lines.append("Not settled: a solver gave no answer about this set.")
        elif not self.settled:
            lines.append("Not settled: only one solver says so of this set, and nothing confirms it.")
        return "\n".join([*lines, *self.incidents])


class InfeasibleError(AllocatorError):
    """Nothing satisfies the locks and the hard rules; `conflict` names the ones that collide."""

    exit_code: ClassVar[ExitCode] = ExitCode.IMPOSSIBLE

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        super().__init__(str(conflict))


class NothingFoundError(AllocatorError):
    """The time ended before an allocation that keeps every lock was found, or surely shown not to exist."""

    exit_code: ClassVar[ExitCode] = ExitCode.OUT_OF_TIME


class DefectError(AllocatorError):
    """An allocation failed its independent verification, or a solver contradicted itself."""

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        self.details = tuple(details)
        super().__init__("\n".join([f"DEFECT: {message}", *(f"  {detail}" for detail in self.details)]))


def first_of(texts: Iterable[str], most: int, *, of: str = "") -> list[str]:
    """The first `most` texts; behind them `and 3 more`, with `of` after it, where there are others."""
    texts = list(texts)
    others = len(texts) - most
    return [*texts[:most], f"and {others:,} more{of}"] if others > 0 else texts


def enumerated(texts: Iterable[str], most: int) -> str:
    """The same as a part of a sentence: `KEN-01, KEN-02 and 3 more`."""
    texts = list(texts)
    shown = ", ".join(texts[:most])
    return " ".join([shown, *first_of(texts, most)[most:]])
