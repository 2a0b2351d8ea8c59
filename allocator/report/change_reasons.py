"""Why something is not as it was in the previous allocation: put back, it is verified again."""

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.plan.allocation import Assignment, Mission
from allocator.plan.entities import DECLINED, OPEN
from allocator.report.changes import KEPT, NEW, OTHER_PAYER, Change, departures, payers_gone, previous_rows
from allocator.rules.base import because, rule_name
from allocator.rules.sharing import Sharing
from allocator.verification import verify_beside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.plan.entities import Decision
    from allocator.results.result import Result
    from allocator.rules.base import Violation

_OTHERWISE = "no rule forbids to keep it: the search came to another plan, which need not be a better one"


class ChangeReasons:
    """Reasons for the changes of one result; a request is looked at once."""

    def __init__(self, result: "Result") -> None:
        self._result = result
        self._before: dict[str, list[Decision]] = defaultdict(list)
        for row in previous_rows(result.plan):
            self._before[row.request].append(row)
        self._missing: dict[str, dict[Decision, str]] = defaultdict(dict)
        for each in departures(result.plan):
            self._missing[each.row.request][each.row] = f"the plan has no {each.missing} any more"
        self._payers_gone = payers_gone(result.plan)
        self._sharing = Sharing(result.plan, result.allocation.missions)
        self._broken: dict[str, list[Violation] | None] = {}

    def of(self, change: Change) -> str:
        """Why, in a sentence; nothing for what is kept or new."""
        if change.kind in (KEPT, NEW) or change.before is None:
            return ""
        missing = self._missing.get(change.request, {})
        if change.before in missing:
            return missing[change.before]
        if change.kind == OTHER_PAYER and change.before.agreement in self._payers_gone:
            return f"the plan has no agreement {change.before.agreement} any more"
        excluded = self._excluded(change)
        if excluded:
            return excluded
        if change.kind == OTHER_PAYER:
            return self._of_payer(change)
        if change.request not in self._broken:
            self._broken[change.request] = self._if_put_back(change.request)
        broken = self._broken[change.request]
        if broken is None:
            return "the previous rows say too little to tell (seat or date is blank)"
        if not broken:
            return _OTHERWISE
        nearest = _nearest(broken, change)
        if nearest.rule == "full_team" and missing:  # it lacks those who left
            return "; ".join(dict.fromkeys(missing.values()))
        return _sentence(nearest)

    def _of_payer(self, change: Change) -> str:
        """Why another agreement pays for a mission that is otherwise as it was: its own is asked again."""
        now = self._result.allocation.by_request[change.request]
        as_before = replace(now, agreement=change.before.agreement if change.before else None)
        plan, model = self._result.plan, self._result.model
        broken = verify_beside(plan, model, as_before, self._sharing.near(as_before))
        return _sentence(broken[0]) if broken else _OTHERWISE

    def _excluded(self, change: Change) -> str:
        before = change.before
        request = self._result.plan.requests.get(change.request)
        if request is not None and request.status != OPEN:
            return f"{change.request} is {request.status}{because(request.status_reason)}"
        for row in self._result.plan.decisions:
            person = before and row.expert == before.expert and row.shuts(before.seat)
            if row.excludes and row.request == change.request and (person or not row.expert):
                if row.status == DECLINED:
                    return f"{row.expert} has declined{because(row.status_reason)}"
                what = "this person" if row.expert else "the request"
                return f"the planner excluded {what}" + (
                    f" ({row.at('decision')} of the input)" if row.place else ""
                )
        return ""

    def _if_put_back(self, code: str) -> "list[Violation] | None":
        """The hard rules that the previous mission would break beside the rest of this allocation; None
        where the rows do not make up a mission."""
        old = _mission(self._before[code])
        if old is None:
            return None
        return verify_beside(self._result.plan, self._result.model, old, self._sharing.near(old))


def _mission(rows: "Iterable[Decision]") -> Mission | None:
    """The mission that previous rows make up; None where a seat or the date is missing."""
    rows = list(rows)
    start = rows[0].start
    if start is None or not all(row.seat for row in rows):
        return None
    team = tuple(Assignment(row.request, row.seat, row.expert) for row in rows)
    payer = next((row.agreement for row in rows if row.agreement), None)
    return Mission(request=rows[0].request, start=start, team=team, agreement=payer)


def _nearest(broken: "list[Violation]", change: Change) -> "Violation":
    """The violation that names the person, else the first."""
    person = change.before.expert if change.before else ""
    own = [each for each in broken if person in each.subject.split(", ") or person in each.message.split()]
    return (own or broken)[0]


def _sentence(violation: "Violation") -> str:
    return f"{rule_name(violation.rule)} forbids it now: {violation.message} ({violation.subject})"
