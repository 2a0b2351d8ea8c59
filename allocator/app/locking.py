"""Who is excluded and yet locked: said when they are excluded, with what would free their places."""

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.app.desk import Desk
from allocator.app.position import EVERY, with_locks
from allocator.errors import Fault
from allocator.plan.entities import PREVIOUS
from allocator.rules.coupling.fixed import locks

if TYPE_CHECKING:
    from allocator.plan.entities import Decision


def kept_words(desk: Desk, request: str) -> list[str]:
    """A sentence for everybody who is excluded from a request (from EVERY one) and yet locked on it (on one),
    and for each lock what would undo it."""
    people = {who for code, who in desk.position.excluded if code == request}
    if not people or desk.plan is None or desk.result is None:
        return []
    bare = replace(desk.position, locked=(), held=())
    # What the desk locks besides is frozen all the same.
    held = [*locks(with_locks(desk.plan, desk.result, desk.position)),
            *locks(with_locks(desk.plan, desk.result, bare))]  # fmt: skip
    head = "excluded.kept" if request == EVERY else "excluded.against"
    return list(dict.fromkeys(
        f"{desk.say(head, who=row.expert, request=row.request)} {_undone(desk, row)}"
        for row in held
        if row.expert in people and request in (EVERY, row.request)
    ))  # fmt: skip


def _undone(desk: Desk, row: "Decision") -> str:
    """What would undo a lock."""
    assert desk.plan is not None
    say, until = desk.say, desk.plan.settings.frozen_until
    if row.decision == PREVIOUS:
        assert until is not None
        return say("excluded.unlock.frozen", day=say.day(until))
    if any(row is own for own in desk.plan.decisions):  # one that the desk holds may say the same
        place = say.place(Fault(place=row.at("decision") or "Assignments", message=""))
        return say("excluded.unlock.plan", place=place)
    return say("excluded.unlock.desk", request=row.request)
