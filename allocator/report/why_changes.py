"""Whether each change of a repair is needed, in words that the sheet Changes, terminal and JSON share."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from allocator.errors import enumerated, first_of
from allocator.questions.explaining.necessity import necessities
from allocator.report.alternatives_words import gives_way_words, losses_words
from allocator.report.changes import (
    KEPT,
    NEW,
    NEW_DATE,
    NOT_SERVED,
    OTHER_PAYER,
    OTHER_SEAT,
    Change,
    changes_of,
    departures,
    has_left,
    previous_rows,
)
from allocator.report.colours import Colours, Mark
from allocator.report.disturbed import disturbed, sentence
from allocator.report.table import Cell, Column, Table
from allocator.results.necessity import Necessity, Undoing
from allocator.results.result import Result
from allocator.rules.coupling.fixed import locks

if TYPE_CHECKING:
    import pandas as pd

_MEMO, _HEADER = "why changes", "necessity"
_NAMED = 4  # changes and losses that are named
_COLUMN = Column(
    _HEADER,
    note="Whether the change is needed; free, or at a cost, to undo; or not settled in the time given",
    width=44,
)
_COLOURS = Colours(
    _HEADER,
    "Blue, needed: nothing serves as much without it. Green, free: could be undone at no loss, or with a "
    "gain. Amber, costs: could be undone, and in the best that was found then the goals named lose",
    (Mark("begins", "needed", "firm"), Mark("begins", "free", "good"), Mark("begins", "costs", "wary")),
)


@dataclass(frozen=True, kw_only=True)
class WhyChanges:
    """Every change of a repair with what is known of its necessity, in the order of the sheet Changes."""

    result: Result
    changes: tuple[tuple[Change, Necessity], ...]

    @cached_property
    def table(self) -> "pd.DataFrame":
        """One row per change: what becomes of whom, the grade, and the reason."""
        columns = tuple(map(Column, ("request", "in words", "grade", _HEADER)))
        rows = tuple(
            (change.request, sentence(self.result.plan, change), found.grade, self.words()[change])
            for change, found in self.changes
        )
        return Table("Why changes", columns, rows).frame()

    def words(self) -> dict[Change, str]:
        """The necessity of each change as a sentence, its grade first."""
        return {change: words_of(self.result, change, found) for change, found in self.changes}


def why_changes(result: Result, *, time_limit: float = 10.0, workers: int = 2, seed: int = 0) -> WhyChanges:
    """Whether each change that a result makes to the previous allocation is needed (proven that nothing
    serves as much without it), free to undo (no goal is worse then), at a cost, or open after `time_limit`
    seconds.

    The result keeps the answer: the sheet Changes has a column with it. Raises InputError for a result that
    breaks hard rules.
    """
    compared = previous_rows(result.plan) or departures(result.plan)
    found = [change for change in changes_of(result) if compared and change.kind != KEPT]
    asked = map(_undoing, found)
    known = necessities(result, asked, time_limit=time_limit, workers=workers, seed=seed) if found else ()
    kept = WhyChanges(result=result, changes=tuple(zip(found, known, strict=True)))
    result.memo[_MEMO] = kept
    return kept


def known_of(result: Result) -> "WhyChanges | None":
    """What was found of a result's changes; None where that was not asked."""
    found = result.memo.get(_MEMO)
    return found if isinstance(found, WhyChanges) else None


def disturbed_with_necessity(result: Result) -> list[str]:
    """A sentence for each change, those who left first, with what is known of its necessity."""
    known = known_of(result)
    if known is None:
        return disturbed(result)
    said = known.words()
    return [
        f"{change.request}: {sentence(result.plan, change)} ({said[change]})" for change, _ in known.changes
    ]


def necessity_records(result: Result) -> list[dict[str, str]]:
    """What is known of the necessity of each change, for JSON; nothing where that was not asked."""
    known = known_of(result)
    return [
        {
            "request": change.request,
            "change": sentence(result.plan, change),
            "grade": found.grade,
            "necessity": words_of(result, change, found),
        }
        for change, found in (known.changes if known else ())
    ]


def with_necessity(table: Table, words: list[str]) -> Table:
    """The sheet Changes with what is known of each row's necessity."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (*row, said or None) for row, said in zip(table.rows, words, strict=True)
    )
    columns, colours = (*table.columns, _COLUMN), (*table.colours, _COLOURS)
    return replace(table, columns=columns, rows=rows, colours=colours)


def words_of(result: Result, change: Change, found: Necessity) -> str:
    """What is known of one change, its grade first."""
    if found.grade == "open":
        return "; ".join(["not settled in the time given", *_best_without(result, found)])
    if found.grade == "needed":
        return f"needed: {_needed(result, change, found)}"
    better = bool(found.losses) and found.losses[0].loss < 0  # in the first goal that differs
    first = "better undone" if better else "could be undone at no loss" if found.grade == "free" else ""
    losses = losses_words(result, found.losses)
    others = gives_way_words(each for each in found.changes if each.request != change.request)
    parts = [first, *first_of(losses, _NAMED), *first_of(others, _NAMED, of=" changes")]
    return f"{found.grade}: {'; '.join(part for part in parts if part)}"


def _best_without(result: Result, found: Necessity) -> Iterator[str]:
    """What the best allocation loses that was found with a change undone."""
    losses = losses_words(result, found.losses[:1])
    if losses:
        yield f"in the best found without it, {losses[0]}"
        yield from first_of(gives_way_words(each for each in found.changes if each.kind == "drops"), _NAMED)


def _needed(result: Result, change: Change, found: Necessity) -> str:
    code = change.request
    if not found.impossible:
        return "without it as much cannot be served"
    if change.kind == NEW:
        person = change.stay.place.expert if change.stay else ""
        locked = any(row.expert == person and row.request in ("", code) for row in locks(result.plan))
        return "somebody who is locked" if locked else "nothing keeps the locks and hard rules without it"
    if change.kind != NOT_SERVED:
        return f"without it {code} cannot be served"
    if code not in result.plan.requests:
        return "the request was called off"
    return f"{code} cannot be served by {enumerated(_who_left(result, change), _NAMED)} any more"


def _who_left(result: Result, change: Change) -> list[str]:
    """Whoever left of the team that was to go; the person of the change, where nobody did."""
    rows = (*previous_rows(result.plan), *(each.row for each in departures(result.plan)))
    left = [row.expert for row in rows if row.request == change.request and has_left(result.plan, row)]
    return list(dict.fromkeys(left)) or ([change.before.expert] if change.before else [])


def _undoing(change: Change) -> Undoing:
    """What it means that a change is undone."""
    before, stay, code = change.before, change.stay, change.request
    if before is None:
        return Undoing(request=code, expert=stay.place.expert if stay else "", stays_away=True)
    if change.kind == NEW_DATE:
        return Undoing(request=code, start=before.start)
    if change.kind == OTHER_PAYER:
        return Undoing(request=code, payer=before.agreement)
    seat = before.seat if change.kind == OTHER_SEAT else None
    return Undoing(request=code, expert=before.expert, seat=seat)
