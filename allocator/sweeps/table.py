"""What came of many runs, as a table."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from allocator.report.table import Cell, Column, Table
from allocator.report.words import goal_headers
from allocator.store.jobs import Outcome
from allocator.store.packing import BrokenDocumentError
from allocator.store.records import plain, record

NAME = "Sweep"

#: Statuses in the words of a planner; the others are words already.
_WORDS = {
    "optimal": "every goal proven",
    "feasible": "not every goal proven",
    "infeasible": "nothing can satisfy it",
}
_HEAD = (
    Column("scenario", note="Its title, and what tells it from the others of its grid"),
    Column("outcome", note="Whether there is an allocation, and whether a better one is possible"),
    Column("requests served", "whole", "Requests that are served"),
    Column("requests asked", "whole", "Requests that are asked for and not delivered before"),
)
_TAIL = (
    Column("seconds", "whole", "How long it was solved; of one that was known before, how long it was then"),
    Column("known before", note="Whether the run store had it, so that nothing was solved"),
    Column("run", note="Its id: allocator runs export ID --output FILE opens it"),
    Column("reason", note="Why there is no allocation"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalTold:
    """A goal as a summary tells it."""

    name: str
    value: int
    bound: int | None
    unit: str
    sense: Literal["max", "min"]
    asked: bool

    @property
    def side(self) -> str:
        """On which side of the value the bound lies."""
        return "at most" if self.sense == "max" else "at least"

    def __str__(self) -> str:
        if self.bound == self.value:
            return f"{self.value:,}"
        return f"{self.value:,} ({'no bound' if self.bound is None else f'{self.side} {self.bound:,}'})"


def status_words(status: str) -> str:
    """What came of a run, in words."""
    return _WORDS.get(status, status)


def table_of(runs: Sequence[Outcome]) -> Table:
    """One row per run; every goal that any of them has is a column, with its bound beside it. A goal that a
    run's model does not seek, as that of a rule that is off, is blank."""
    names = _names(runs)
    headers = goal_headers(names)
    goals = tuple(column for name in names for column in _goal_columns(name, headers[name], runs))
    rows = tuple((*_head(run), *_cells(run, names), *_tail(run)) for run in runs)
    return Table(NAME, (*_HEAD, *goals, *_TAIL), rows)


def short_rows(runs: Sequence[Outcome]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headers and rows of the same in few columns: a goal with its bound behind it where that is another."""
    names = _names(runs)
    rows = []
    for run in runs:
        served, asked = (_whole(run.told.summary, name) for name in ("served", "requests"))
        requests = "" if served is None else f"{served} of {asked}"
        goals = (str(_goals(run).get(name, "")) for name in names)
        outcome = status_words(run.told.status)
        rows.append((run.title, outcome, requests, *goals, f"{run.seconds:.0f}", run.id[:10]))
    return ("scenario", "outcome", "requests", *goal_headers(names).values(), "seconds", "run"), rows


def _names(runs: Sequence[Outcome]) -> list[str]:
    """The goals that any run seeks, in the order in which the models name them."""
    named = dict.fromkeys(goal.name for run in runs for goal in goals_in(run.told.summary))
    return [name for name in named if any(name in _goals(run) for run in runs)]


def goals_in(summary: Mapping[str, Any]) -> Iterator[GoalTold]:
    """The goals that a summary tells. It may come from a file that is anybody's: what is none is left out."""
    found = summary.get("goals", ())
    for values in found if isinstance(found, list | tuple) else ():
        with suppress(BrokenDocumentError):
            yield record(GoalTold, plain(values))


def _goals(run: Outcome) -> Mapping[str, GoalTold]:
    """What a run's model seeks, by name."""
    return {goal.name: goal for goal in goals_in(run.told.summary) if goal.asked}


def _goal_columns(name: str, header: str, runs: Sequence[Outcome]) -> tuple[Column, Column]:
    goal = next(own[name] for run in runs if name in (own := _goals(run)))
    note = "What no allocation can pass that is as good in the goals before; blank where nothing is known"
    return Column(header, "whole", f"In {goal.unit}"), Column(f"{header}, {goal.side}", "whole", note)


def _head(run: Outcome) -> tuple[Cell, ...]:
    summary = run.told.summary
    return run.title, status_words(run.told.status), _whole(summary, "served"), _whole(summary, "requests")


def _cells(run: Outcome, names: Sequence[str]) -> tuple[Cell, ...]:
    own = _goals(run)
    found = (own.get(name) for name in names)
    return tuple(part for goal in found for part in ((goal.value, goal.bound) if goal else (None, None)))


def _tail(run: Outcome) -> tuple[Cell, ...]:
    return round(run.seconds), "yes" if run.known else "no", run.id[:10] or None, run.told.reason or None


def _whole(values: Mapping[str, Any], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) else None
