"""One activity: who pays, who goes, who receives, when, how much, and with which result."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from allocator.export.iati.elements import added, narrated, valued
from allocator.export.iati.shares import percentages, shared, years
from allocator.plan import Plan
from allocator.plan.entities import Agreement, Request
from allocator.plan.public_holidays import two_letters
from allocator.plan.reference import members

_FUNDING, _ACCOUNTABLE, _IMPLEMENTING = "1", "2", "4"  # OrganisationRole
_PIPELINE, _UNDER_WAY = "1", "2"  # ActivityStatus
_PLANNED_START, _ACTUAL_START, _PLANNED_END = "1", "2", "3"  # ActivityDateType
_TRADE_FACILITATION = "33120"  # Sector, of the OECD's committee for development
_OWN = "99"  # of every vocabulary: the reporting organisation's
_ORIGINAL, _INDICATIVE = "1", "1"  # BudgetType, BudgetStatus
_EXPENDITURE = "4"  # TransactionType
_OUTPUT, _QUALITATIVE = "1", "5"  # ResultType, IndicatorMeasure


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A mission, planned or `done`: where, when, what it costs in the plan's currency."""

    request: Request
    members: tuple[str, ...]
    first: date
    last: date
    cost: int
    experts: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """The organisation that reports: its identifier, its code in the list OrganisationType, its name."""

    identifier: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An agreement, or None for what nobody is asked to pay, with its missions."""

    identifier: str
    reporter: Reporter
    plan: Plan
    agreement: Agreement | None
    visits: tuple[Visit, ...]


def add_activity(root: Element, activity: Activity) -> None:
    """Add an activity, its elements in the order that the schema asks for."""
    plan, agreement = activity.plan, activity.agreement
    currency = plan.settings.currency
    element = added(root, "iati-activity", default_currency=currency, humanitarian="0")
    element.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    added(element, "iati-identifier", activity.identifier)
    own = activity.reporter
    narrated(element, "reporting-org", own.name, ref=own.identifier, type=own.kind)
    narrated(element, "title", (agreement and (agreement.name or agreement.agreement)) or plan.settings.title)
    narrated(element, "description", _described(activity), type="1")
    _add_organisations(element, activity)
    under_way = any(visit.done for visit in activity.visits)
    added(element, "activity-status", code=_UNDER_WAY if under_way else _PIPELINE)
    _add_dates(element, activity)
    _add_recipients(element, activity)
    narrated(element, "sector", "Customs: trade facilitation", vocabulary="1", code=_TRADE_FACILITATION)
    _add_budgets(element, activity)
    for visit in activity.visits:
        if not visit.done:
            _add_planned(element, plan, visit)
    for visit in activity.visits:
        if visit.done:
            _add_spent(element, plan, visit)
    for visit in activity.visits:
        _add_result(element, visit)


def _described(activity: Activity) -> str:
    done = sum(visit.done for visit in activity.visits)
    return (
        f"Capacity building for customs administrations in {activity.plan.settings.title}: "
        f"{len(activity.visits) - done} missions planned, {done} delivered."
    )


def _add_organisations(element: Element, activity: Activity) -> None:
    """Funders, who answers for it, and the administrations whose experts go."""
    plan = activity.plan
    for funder in activity.agreement.funders if activity.agreement else ():
        narrated(element, "participating-org", _named(plan, funder), role=_FUNDING)
    own = activity.reporter
    narrated(element, "participating-org", own.name, ref=own.identifier, type=own.kind, role=_ACCOUNTABLE)
    experts = (code for visit in activity.visits for code in visit.experts)
    for administration in sorted({plan.experts[code].administration for code in experts}):
        narrated(element, "participating-org", _named(plan, administration), role=_IMPLEMENTING)


def _named(plan: Plan, code: str) -> str:
    """The name of an administration or a funder; its code where nobody gives one."""
    known = plan.administrations.get(code)
    if known is not None and known.name:
        return known.name
    return members()[code].name if code in members() else code


def _add_dates(element: Element, activity: Activity) -> None:
    first, last = _days(activity)
    added(element, "activity-date", type=_PLANNED_START, iso_date=first.isoformat())
    begun = [visit.first for visit in activity.visits if visit.done]
    if begun:
        added(element, "activity-date", type=_ACTUAL_START, iso_date=min(begun).isoformat())
    added(element, "activity-date", type=_PLANNED_END, iso_date=last.isoformat())


def _days(activity: Activity) -> tuple[date, date]:
    """The days of the agreement, the plan's where it has none of its own; a day of its own beyond the plan is
    then both."""
    own, settings = activity.agreement, activity.plan.settings
    begins, ends = (own.first, own.last) if own else (None, None)
    first = begins or min(settings.start, ends or settings.start)
    return first, ends or max(settings.end, first)


def _add_recipients(element: Element, activity: Activity) -> None:
    """Countries, or what is none, in shares of the cost that add up to 100 percent; the cost of a regional
    activity falls evenly on its Members."""
    costs: Counter[str] = Counter()
    for visit in activity.visits:
        for member, part in zip(visit.members, shared(visit.cost, [1] * len(visit.members)), strict=True):
            costs[member] += part
    receivers = sorted(costs) or sorted(_beneficiaries(activity))
    if not receivers:
        narrated(
            element, "recipient-region", "World", vocabulary="1", code="998"
        )  # Region: developing countries, unspecified
        return
    parts = dict(zip(receivers, percentages([costs[code] for code in receivers]), strict=True))
    for code in (code for code in receivers if two_letters(code)):
        added(element, "recipient-country", code=two_letters(code), percentage=parts[code])
    for code in (code for code in receivers if not two_letters(code)):
        name = activity.plan.members[code].name or code
        narrated(element, "recipient-region", name, vocabulary=_OWN, code=code, percentage=parts[code])


def _beneficiaries(activity: Activity) -> Iterable[str]:
    """The Members that an agreement without missions names; regions of it name none."""
    named = activity.agreement.beneficiaries if activity.agreement else ()
    return [code for code in named if code in activity.plan.members]


def _add_budgets(element: Element, activity: Activity) -> None:
    """The budget over the agreement's days, a year at a time."""
    own = activity.agreement
    if own is None or own.budget is None:
        return
    periods = years(*_days(activity))
    parts = shared(own.budget, [(last - first).days + 1 for first, last in periods])
    for (first, last), part in zip(periods, parts, strict=True):
        budget = added(element, "budget", type=_ORIGINAL, status=_INDICATIVE)
        added(budget, "period-start", iso_date=first.isoformat())
        added(budget, "period-end", iso_date=last.isoformat())
        valued(budget, part, activity.plan.settings.currency, first)


def _add_planned(element: Element, plan: Plan, visit: Visit) -> None:
    planned = added(element, "planned-disbursement", type=_ORIGINAL)
    added(planned, "period-start", iso_date=visit.first.isoformat())
    added(planned, "period-end", iso_date=visit.last.isoformat())
    valued(planned, visit.cost, plan.settings.currency, visit.first)
    narrated(planned, "receiver-org", _member(plan, visit.request))


def _add_spent(element: Element, plan: Plan, visit: Visit) -> None:
    spent = added(element, "transaction", ref=visit.request.request)
    added(spent, "transaction-type", code=_EXPENDITURE)
    added(spent, "transaction-date", iso_date=visit.last.isoformat())
    valued(spent, visit.cost, plan.settings.currency, visit.last)
    narrated(spent, "description", _titled(visit.request))
    narrated(spent, "receiver-org", _member(plan, visit.request))


def _member(plan: Plan, request: Request) -> str:
    return plan.members[request.member].name or request.member


def _titled(request: Request) -> str:
    topic = f", {request.topic}" if request.topic else ""
    return f"{request.request}: {request.mission_type}{topic}"


def _add_result(element: Element, visit: Visit) -> None:
    """What the mission is to achieve and how it will be seen; nothing where the request says neither."""
    said: Sequence[str] = [text for text in (visit.request.expected_result, visit.request.indicator) if text]
    if not said:
        return
    result = added(element, "result", type=_OUTPUT, aggregation_status="0")
    narrated(result, "title", _titled(visit.request))
    narrated(result, "description", said[0])
    indicator = added(result, "indicator", measure=_QUALITATIVE)
    narrated(indicator, "title", said[-1])
