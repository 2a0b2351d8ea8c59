"""The three things to know first: of all that may matter, what matters most."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from allocator.report.changes import KEPT
from allocator.report.changes_sheet import change_counts, has_changes
from allocator.report.findings import (
    administration_loads,
    busiest_month,
    nearly_used,
    payments,
    rule_label,
)
from allocator.report.stays import rests_on_tentative, stays
from allocator.report.words import pair_check

if TYPE_CHECKING:
    from allocator.report.phrases import Phrases
    from allocator.results.result import Result

_SHOWN = 3
URGENT = 2  # the lowest priority that is called urgent
_NAMED = 5


def points(result: "Result", say: "Phrases") -> tuple[str, ...]:
    """The first three that apply, the weightiest first."""
    return tuple(islice(_all_points(result, say), _SHOWN))


def _all_points(result: "Result", say: "Phrases") -> Iterator[str]:
    if result.status == "broken":
        yield say("point.broken")
    if result.doubts:
        yield say("point.doubts")
    yield from _unserved(result, say)
    yield from _changes(result, say)
    yield from _tentative(result, say)
    yield from _budgets(result, say)
    yield from _same_country(result, say)
    yield from _busy(result, say)
    yield from _loads(result, say)
    if len(result.allocation.missions) == len(result.plan.open_requests):
        yield say("point.all_served")
    yield say("point.checked") if result.status != "broken" else say("point.repair")


def _unserved(result: "Result", say: "Phrases") -> Iterator[str]:
    """The urgent ones by name, and what stands in the way of most."""
    from allocator.questions.explaining import explain_all

    served, requests = result.allocation.by_request, result.plan.open_requests
    waiting = [request for request in requests if request.request not in served]
    if not waiting:
        return
    urgent = sorted((r for r in waiting if r.priority <= URGENT), key=lambda r: r.priority)
    rules: Counter[str] = Counter()
    for each in explain_all(result):
        found = each.rules[:1] or tuple(obstacle.rule for obstacle in each.obstacles[:1])
        rules.update(found)
    way: list[str] = []
    if rules:
        code, number = rules.most_common(1)[0]
        of = say.number(len(waiting))
        way = [say("point.way", rule=rule_label(code, say), n=say.number(number), of=of)]
    if urgent:
        names = say.listed((r.request for r in urgent), _NAMED)
        told = say("point.urgent", requests=say.counted("requests", len(urgent)), names=names)
    else:
        told = say("point.waiting", requests=say.counted("requests", len(waiting)))
    yield " ".join([told, *way])


def _changes(result: "Result", say: "Phrases") -> Iterator[str]:
    if has_changes(result.plan):
        told = sum(people for kind, people, _ in change_counts(result) if kind != KEPT)
        if told:
            yield say("point.changes", n=say.number(told))


def _tentative(result: "Result", say: "Phrases") -> Iterator[str]:
    found = [stay for stay in stays(result) if rests_on_tentative(result.plan, stay)]
    if found:
        names = say.listed((f"{stay.place.expert} ({stay.place.request})" for stay in found), _NAMED)
        yield say("point.tentative", n=say.number(len(found)), names=names)


def _budgets(result: "Result", say: "Phrases") -> Iterator[str]:
    near = [each for each in payments(result) if nearly_used(each.spent, each.budget)]
    if near:
        codes = say.listed((each.code for each in near), _NAMED)
        yield say("point.budgets", budgets=say.counted("budgets", len(near)), names=codes)


def _same_country(result: "Result", say: "Phrases") -> Iterator[str]:
    same = [
        mission.request
        for mission in result.allocation.missions
        if pair_check(result.plan, mission.experts).startswith("same")
    ]
    if same:
        yield say("point.same", missions=say.counted("missions", len(same)), names=say.listed(same, _NAMED))


def _busy(result: "Result", say: "Phrases") -> Iterator[str]:
    found = busiest_month(result)
    if found is not None and found[1] > 1:
        month, missions = found
        yield say("point.busy", month=say.month(month), missions=say.counted("missions", missions))


def _loads(result: "Result", say: "Phrases") -> Iterator[str]:
    loads = administration_loads(result, say)
    if loads:
        first = loads[0]
        yield say("point.load", who=first.name, days=say.counted("mission days", first.days))
