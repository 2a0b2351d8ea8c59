"""Who is excluded and yet locked: said when they are excluded, with what would free their places."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.app.desk import Desk
from allocator.app.position import EVERY, with_locks
from allocator.errors import Fault
from allocator.plan.entities import FIXED
from allocator.rules.coupling.fixed import locks

if TYPE_CHECKING:
    from allocator.plan.entities import Decision


def kept_words(desk: Desk, request: str) -> list[str]:
    """A sentence for everybody who is excluded from a request (from EVERY one) and yet locked on it (on one),
    and for each lock what would undo it."""
    people = {who for code, who in desk.position.excluded if code == request}
    if not people or desk.plan is None or desk.result is None:
        return []
    head = "excluded.kept" if request == EVERY else "excluded.against"
    return list(dict.fromkeys(
        f"{desk.say(head, who=row.expert, request=row.request)} {why}"
        for row in locks(with_locks(desk.plan, desk.result, desk.position))
        if row.expert in people and request in (EVERY, row.request)
        for why in _undone(desk, row)
    ))  # fmt: skip


def _undone(desk: Desk, row: "Decision") -> Iterator[str]:
    """What would undo a lock."""
    assert desk.plan is not None
    say, code, position = desk.say, row.request, desk.position
    if row in desk.plan.decisions and row.decision == FIXED:
        place = say.place(Fault(place=row.at("decision") or "Assignments", message=""))
        yield say("excluded.unlock.plan", place=place)
    elif code in position.locked or (code, "people") in position.held:
        yield say("excluded.unlock.desk", request=code)
    else:
        until = desk.plan.settings.frozen_until
        assert until is not None
        yield say("excluded.unlock.frozen", day=say.day(until))
