"""Everybody for whom an allocation changes something, in words: `KEN-03 left: KEN-07 goes instead`."""

from typing import TYPE_CHECKING

from allocator.report.changes import (
    KEPT,
    NEW_DATE,
    NOT_SENT,
    NOT_SERVED,
    OTHER_PERSON,
    OTHER_SEAT,
    Change,
    changes_of,
    has_left,
)

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result


def disturbed(result: "Result") -> list[str]:
    """A sentence for each change, those who left first."""
    found = (change for change in changes_of(result) if change.kind != KEPT)
    return [f"{change.request}: {sentence(result.plan, change)}" for change in found]


def people_to_tell(result: "Result") -> tuple[str, ...]:
    """Codes of everybody for whom an allocation changes something."""
    codes = []
    for change in changes_of(result):
        if change.kind == KEPT:
            continue
        codes += [change.before.expert] if change.before else []
        codes += [change.stay.place.expert] if change.stay else []
    return tuple(dict.fromkeys(codes))


def sentence(plan: "Plan", change: Change) -> str:
    """What becomes of one person on one request; empty for what is kept."""
    before, stay = change.before, change.stay
    if change.kind == KEPT:
        return ""
    if before is None:
        return f"{stay.place.expert} goes on {stay.mission.start}, new" if stay else ""
    gone = before.expert
    if change.kind in (NOT_SERVED, OTHER_PERSON, NOT_SENT):
        return _of_one_who_goes_no_more(plan, change, gone, stay.place.expert if stay else "")
    assert stay is not None
    if change.kind == NEW_DATE:
        return f"{gone} goes on {stay.mission.start} instead of {before.start}"
    if change.kind == OTHER_SEAT:
        return f"{gone} goes in the seat {stay.place.seat} instead of {before.seat}"
    payer = stay.mission.agreement
    return f"{gone} is paid by {payer or 'nobody'} instead of {before.agreement}"


def _of_one_who_goes_no_more(plan: "Plan", change: Change, gone: str, now: str) -> str:
    assert change.before is not None
    left = has_left(plan, change.before)
    said = f"{gone} left" if left else f"{gone} no longer goes"
    if change.kind == NOT_SERVED:
        return f"{said}: {_what_became(plan, change.request)}"
    return f"{said}: {now} goes instead" if now else said


def _what_became(plan: "Plan", request: str) -> str:
    if request not in plan.requests:
        return "the request was called off"
    return "the mission is not served any more"
