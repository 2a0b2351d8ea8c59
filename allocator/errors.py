"""The errors a caller can meet, and the located faults that an input error carries.

AllocatorError
├── InputError        the plan, the model or the scenario is wrong: every fault, located   (exit code 2)
├── InfeasibleError   locks and hard rules that cannot hold together: the smallest set     (exit code 3)
├── NothingFoundError the time ended before an allocation that keeps the locks was found   (exit code 3)
└── DefectError       the product broke its own promise; never the planner's fault         (exit code 1)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

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
        shown = [_inside(place) for place in self.also[:_SHOWN_PLACES]]
        more = len(self.also) - len(shown)
        listed = ", ".join(shown) + (f" and {more} more" if more else "")
        return f"; also in {listed}"


def _inside(place: str) -> str:
    """A place without the name of its sheet: `D4` of `Requests!D4`, `line 4` of `Requests.csv line 4`."""
    _, mark, cell = place.rpartition("!")
    return cell if mark else " ".join(place.split(" ")[-3 if " added row " in place else -2 :])


class AllocatorError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(AllocatorError):
    """The input cannot be used. Carries every fault found, not only the first."""

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
    do.
    """

    locks: tuple[str, ...]
    rules: tuple[str, ...]
    smallest: bool
    settled: bool

    def __str__(self) -> str:
        heading = "The smallest set" if self.smallest else "A set"
        fate = "cannot" if self.settled else "may not"
        lines = [f"{heading} of locks and rules that {fate} hold together:"]
        lines += [f"  lock  {lock}" for lock in self.locks]
        lines += [f"  rule  {rule}" for rule in self.rules]
        lines.append("Lift one of the locks, or relax one of the rules in the coordination model.")
        if not self.settled:
            lines.append("Not settled: only one solver says so of this set, and nothing confirms it.")
        return "\n".join(lines)


class InfeasibleError(AllocatorError):
    """Nothing satisfies the locks and the hard rules; `conflict` names the ones that collide."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        super().__init__(str(conflict))


class NothingFoundError(AllocatorError):
    """The time ended before an allocation that keeps every lock was found, or surely shown not to exist."""


class DefectError(AllocatorError):
    """An allocation failed its independent verification, or a solver contradicted itself."""

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        self.details = tuple(details)
        super().__init__("\n".join([f"DEFECT: {message}", *(f"  {detail}" for detail in self.details)]))
