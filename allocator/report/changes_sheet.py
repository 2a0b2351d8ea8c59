"""Sheet `Changes`: against the previous allocation, who is disturbed and why."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.report.change_reasons import ChangeReasons
from allocator.report.changes import (
    KEPT,
    KINDS,
    NEW,
    NEW_DATE,
    NOT_SENT,
    NOT_SERVED,
    OTHER_PAYER,
    OTHER_PERSON,
    OTHER_SEAT,
    Change,
    changes_of,
    departures,
    previous_rows,
)
from allocator.report.colours import AGREED_MARKS, Colours, Mark
from allocator.report.disturbed import sentence
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.why_changes import known_of, with_necessity
from allocator.report.words import member_name, person_words

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.entities import Decision
    from allocator.results.result import Result

TAKE, YES, NO = "take", "yes", "no"
_COLUMNS = (
    Column(TAKE, "choice", "yes: this change is made by `allocator take`, the rest stays", (YES, NO)),
    Column("change", note=f"One of: {', '.join(KINDS)}"),
    Column("agreed", note="How far the previous row was agreed"),
    Column("request"),
    Column("member name"),
    Column("seat"),
    Column("expert before"),
    Column("expert now"),
    Column("start before", "date", "First mission day in the previous allocation"),
    Column("start now", "date"),
    Column("agreement before"),
    Column("agreement now"),
    Column("who must be told", "list", "People with their administration, Members, and who pays"),
    Column("in words", width=34, note="What becomes of whom"),
    Column("why", note="What forbids to keep it, where a rule does"),
)
_COLOURS = (
    Colours(
        "change",
        "Red: somebody goes no more. Amber: another date, payer or seat. Green: new",
        (
            Mark("is", NOT_SERVED, "bad"),
            Mark("is", OTHER_PERSON, "bad"),
            Mark("is", NOT_SENT, "bad"),
            Mark("is", NEW_DATE, "wary"),
            Mark("is", OTHER_PAYER, "wary"),
            Mark("is", OTHER_SEAT, "wary"),
            Mark("is", NEW, "good"),
        ),
    ),
    Colours("agreed", "Amber: proposed. Green: accepted. Blue: ticketed", AGREED_MARKS),
)


def has_changes(plan: "Plan") -> bool:
    """Whether there is a previous allocation to compare with."""
    return bool(previous_rows(plan) or departures(plan))


def changes(result: "Result") -> Table:
    """One row per person and request, before or now; the furthest agreed first. No rows where the plan has no
    previous allocation."""
    reasons = ChangeReasons(result)
    found = changes_of(result) if has_changes(result.plan) else []
    rows = tuple(_row(result.plan, reasons, each) for each in found)
    table = Table("Changes", _COLUMNS, rows, _COLOURS)
    known = known_of(result)
    if known is None:
        return table
    said = known.words()
    return with_necessity(table, [said.get(change, "") for change in found])


SHEET = OutputSheet(table=changes, applies=has_changes)


def change_counts(result: "Result") -> Iterator[tuple[str, int, str]]:
    """(kind, people, how many of them were accepted or ticketed) for the sheet `Summary`."""
    found = changes_of(result)
    total = Counter(each.kind for each in found)
    firm = Counter(each.kind for each in found if each.agreed in ("accepted", "ticketed"))
    for kind in KINDS:
        if total[kind]:
            yield kind, total[kind], f"{firm[kind]} of them had been accepted or ticketed"


def _row(plan: "Plan", reasons: ChangeReasons, change: Change) -> tuple[Cell, ...]:
    before, stay = change.before, change.stay
    return (
        None,
        change.kind,
        change.agreed or None,
        change.request,
        next(_members(plan, change), None),
        stay.place.seat if stay else before.seat if before else None,
        _person_before(plan, before)[0] if before else None,
        person_words(plan, stay.place.expert) if stay else None,
        before.start if before else None,
        stay.mission.start if stay else None,
        (before.agreement or None) if before else None,
        stay.mission.agreement if stay else None,
        () if change.kind == KEPT else tuple(dict.fromkeys(_concerned(plan, change))),
        sentence(plan, change) or None,
        reasons.of(change) or None,
    )


def _concerned(plan: "Plan", change: Change) -> Iterator[str]:
    """Whom a change concerns: the people with their employers; Members where the date or the help itself
    changes."""
    if change.before:
        yield " of ".join(_person_before(plan, change.before))
    if change.stay:
        code = change.stay.place.expert
        yield f"{person_words(plan, code)} of {plan.experts[code].administration}"
    if change.kind == OTHER_PAYER:
        yield from _payers(plan, change)
    if change.before is None or change.kind in (NEW_DATE, NOT_SERVED) or _moved(change):
        yield from _members(plan, change)


def _payers(plan: "Plan", change: Change) -> Iterator[str]:
    """The agreements that paid and that pay, with who stands behind them."""
    codes = change.before and change.before.agreement, change.stay and change.stay.mission.agreement
    for code in codes:
        if not code:
            continue
        known = (plan.agreements or {}).get(code)
        yield f"{code} ({', '.join(known.funders)})" if known else code


def _person_before(plan: "Plan", before: "Decision") -> tuple[str, str]:
    """Somebody of the previous allocation and the employer, in the words of the plan that knows them."""
    expert = plan.experts.get(before.expert)
    if expert is not None:
        return person_words(plan, before.expert), expert.administration
    left = next(each for each in plan.departures if each.row.expert == before.expert)
    return left.person, left.administration


def _members(plan: "Plan", change: Change) -> Iterator[str]:
    """The names of the Members that a request is for, the one that asks first."""
    request = plan.requests.get(change.request)
    if request is None:
        yield from next(each.members for each in plan.departures if each.row.request == change.request)
    else:
        yield from (member_name(plan, code) for code in plan.members_of(request))


def _moved(change: Change) -> bool:
    return bool(
        change.before and change.stay and change.before.start not in (None, change.stay.mission.start)
    )
