"""A result on the desk, mended after an event: three repairs side by side, one of them accepted wholly or in
part. Until then the plan stays as it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import allocator
from allocator.app.asked import refuse_excluded
from allocator.app.desk import Desk
from allocator.app.position import fed_back
from allocator.app.searching import Search
from allocator.app.tasks import Mending
from allocator.errors import AllocatorError, Fault, InputError
from allocator.inputs.plan_file import content_digest
from allocator.report.result import Result
from allocator.results import result as records
from allocator.store.documents import plan_document, plan_of
from allocator.whatif.repairs import Repair

Changes = Sequence[Mapping[str, Any]]


def begin_repairs(desk: Desk, changes: Changes, event: str, time_limit: float) -> None:
    """Start to mend the result after an event: changes of the plan as a scenario writes them; `event` says it
    in words. Raises InputError where the plan cannot be changed so, and below a search."""
    if desk.plan is None or desk.result is None:
        return
    desk.require_no_search()
    plan = desk.plan.with_changes([dict(change) for change in changes])
    key = content_digest(plan)
    plans = {**desk.position.plans, key: plan_document(plan)}
    desk.note(event=event, mended=key, mends=desk.position.run, repairs=(), plans=plans)
    desk.search = Search(
        Mending(
            plan=fed_back(plan, desk.result, desk.position),
            agreed=desk.result,
            time_limit=time_limit,
            title=f"{plan.settings.title}, {event}",
            store=desk.store.path,
        )
    )


def repairs_on(desk: Desk) -> tuple[Repair, ...]:
    """The repairs that lie on the desk; none where their runs are gone."""
    try:
        return tuple(Repair(order, desk.store.open(run)) for order, run in desk.position.repairs)
    except AllocatorError:
        return ()


def accept_repair(desk: Desk, order: str, rows: Iterable[tuple[str, str]] | None = None) -> None:
    """Take a repair as the result that is looked at, and the plan as the event has left it; of `rows`
    (request and expert) only these changes, everything else staying as it was agreed.

    Raises InputError where the part breaks a rule, with the rows that would have to come along, and where
    somebody would go who is excluded since.
    """
    run = dict(desk.position.repairs).get(order)
    if run is None:
        message = "lie on the desk no more: they were accepted, or put away"
        raise InputError("change", [Fault(place="the repairs", message=message)])
    whole = Result.of(desk.store.open(run))
    taken = whole if rows is None else allocator.take(whole, list(rows)).accept()
    refuse_repair(desk, taken)  # once, as the search judges: who is locked may go
    title, event = Repair(order, whole).words, desk.position.event
    desk.work_on(plan_of(desk.position.plans[desk.position.mended]))
    # The repairs were sought in the order of their own model; what is planned on follows the desk's.
    desk.position = replace(desk.position, event="", mended="", mends="", repairs=())
    words = title if rows is None else f"{title}, in part"
    desk.put(taken, [event, words, run], f"{event}: {words}")


def refuse_repair(desk: Desk, repaired: records.Result) -> None:
    """Raises InputError where a repair, or a part of one, sends somebody who is excluded by now, as none
    would that were sought now: excluded from EVERY request, they go where they are locked."""
    if desk.result is None or not desk.position.mended or not desk.position.excluded:
        return  # nobody is excluded, or the repairs were put away on another page
    plan = plan_of(desk.position.plans[desk.position.mended])
    refuse_excluded(fed_back(plan, desk.result, desk.position), repaired)


def drop_repairs(desk: Desk) -> None:
    """Put the repairs away: the plan and the result stay as they are."""
    desk.note(event="", mended="", mends="", repairs=())


def are_of_another(desk: Desk) -> bool:
    """Whether the repairs mend another result than the one that is looked at: to accept one takes back
    whatever was changed since."""
    return desk.position.mends not in ("", desk.position.run)  # not known of a desk of the version before
