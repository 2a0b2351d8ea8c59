"""What there is to see in a result, counted and said in a sentence each: the titles of pictures, and what
stands first in a report."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from allocator.report.administration_load_sheet import administrations
from allocator.report.agreement_sheet import agreements
from allocator.report.phrases import Phrases
from allocator.report.place_names import administration_label
from allocator.report.stays import stays
from allocator.results.explanation import Grade

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Goal, Result


def nearly_used(used: int, limit: int | None) -> bool:
    """Whether nine tenths of a limit or more are used; False where there is none, or nothing is used."""
    return limit is not None and used > 0 and 10 * used >= 9 * limit


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrationLoad:
    """Mission days of an administration's experts, delivered ones included, and the days it gives."""

    code: str
    name: str
    days: int
    limit: int | None
    experts: int
    missions: int
    most_away: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What an agreement pays, delivered missions included, of which budget."""

    code: str
    label: str
    spent: int
    budget: int | None
    missions: int


# -- what is served -----------------------------------------------------------------------------------------


def served_words(result: "Result", say: Phrases) -> str:
    """`115 of 118 requests served`."""
    served, asked = len(result.allocation.missions), len(result.plan.open_requests)
    return say("served", served=say.number(served), requests=say.counted("requests", asked))


def sure_words(result: "Result", say: Phrases) -> str:
    """How sure it is that no more can be served; no more is claimed than bounds and filtering prove."""
    goal = _served_first(result)
    if goal is None:
        return say("sure.not_first")
    if goal.bound is None:
        return say("sure.unknown")
    impossible = impossible_alone(result)
    further = most_further(result, goal, impossible)
    if goal.proven or goal.gap == 0:  # of the weight; more requests that are lighter may be possible
        all_served = len(result.allocation.missions) == len(result.plan.open_requests) - len(impossible)
        of = "" if all_served or further == 0 else "_weight"
        return say(f"sure.proven{of}" if goal.proven else f"sure.equal{of}")
    gap = say.counted("weight units", goal.gap or 0)
    if further is None:
        return say("sure.weight", gap=gap)
    if further == 0:
        return say("sure.heavier", gap=gap)
    return say("sure.requests", further=say.counted("further requests", further), gap=gap)


def _served_first(result: "Result") -> "Goal | None":
    """The goal that counts requests served, in weight units; None where anything else comes before it, or
    counts beside it."""
    first, goal = result.model.tiers[0], result.goals[0]
    if [term.code for term in first.terms] != ["served"]:
        return None
    each = first.terms[0].weight
    return replace(goal, value=goal.value // each, bound=None if goal.bound is None else goal.bound // each)


def impossible_alone(result: "Result") -> frozenset[str]:
    """The requests that no plan can serve, whatever else is decided; exact."""
    from allocator.questions.explaining import explain_all

    return frozenset(each.request for each in explain_all(result) if each.grade is Grade.IMPOSSIBLE_ALONE)


def most_further(result: "Result", goal: "Goal", impossible: Container[str] = ()) -> int | None:
    """How many requests more any plan can serve at most; None where that says nothing.

    No plan serves an impossible request, or more weight than the bound of the goal `served`: so none serves
    more requests than the lightest of the others whose weights add up to it.
    """
    if goal.bound is None:
        return None
    asked = result.plan.open_requests
    weights = sorted(
        result.model.priorities[request.priority] for request in asked if request.request not in impossible
    )
    left, number = goal.bound, 0
    for weight in weights:
        if weight > left:
            break
        left, number = left - weight, number + 1
    served = len(result.allocation.missions)
    return number - served if 0 <= number - served < len(asked) - served else None


# -- calendar -----------------------------------------------------------------------------------------------


def busiest_month(result: "Result") -> tuple[date, int] | None:
    """The first day of the month in which most missions run, and how many."""
    runs: Counter[date] = Counter()
    spans = {stay.place.request: (stay.mission.start, stay.last) for stay in stays(result)}
    for first, last in spans.values():
        month = first.replace(day=1)
        while month <= last:
            runs[month] += 1
            month = (month + timedelta(days=31)).replace(day=1)
    if not runs:
        return None
    return max(runs.items(), key=lambda each: (each[1], -each[0].toordinal()))


def calendar_finding(result: "Result", say: Phrases) -> str:
    """What is served, and which month is the fullest."""
    found = busiest_month(result)
    if found is None:
        return say("calendar.nothing", requests=say.counted("requests", len(result.plan.open_requests)))
    month, missions = found
    busy = say("calendar.busiest", month=say.month(month), missions=say.counted("missions", missions))
    return f"{served_words(result, say)}; {busy}" if missions > 1 else served_words(result, say)


def calendar_lines(by: str, say: Phrases) -> list[str]:
    """How the picture is to be read."""
    return [say(f"calendar.reading.{by}")]


def part_words(rows: Sequence[str], say: Phrases) -> str:
    """Which rows a part of the calendar has: `Angola to Kenya`."""
    if len(rows) < 2:
        return "".join(rows) or say("calendar.no_row")
    return say("calendar.part", first=rows[0], last=rows[-1])


# -- places -------------------------------------------------------------------------------------------------


def map_finding(result: "Result", say: Phrases) -> str:
    """How many people go to how many Members, and who sends and receives most."""
    plan, team = result.plan, stays(result)
    if not team:
        return say("map.nothing")
    hosts = Counter(
        code for m in result.allocation.missions for code in plan.members_of(plan.requests[m.request])
    )
    sent = Counter(plan.experts[stay.place.expert].administration for stay in team)
    people = {stay.place.expert for stay in team}
    sender, number = sent.most_common(1)[0]
    said = say(
        "map.finding", experts=say.counted("experts", len(people)), bodies=say.counted("bodies", len(sent)),
        members=say.counted("members", len(hosts)),
    )  # fmt: skip
    if len(sent) < 2:
        return said
    who = administration_label(plan, sender, say)
    return f"{said}; {say('map.most', who=who, places=say.counted('places', number))}"


# -- loads and money ----------------------------------------------------------------------------------------


def administration_loads(result: "Result", say: Phrases) -> list[AdministrationLoad]:
    """Administrations of which somebody is or was sent, those with most days first."""
    found = [
        AdministrationLoad(
            code=(code := row["administration"]),
            name=administration_label(result.plan, code, say),
            days=row["planned days"] + row["delivered days"],
            limit=result.plan.administrations[code].days,
            experts=row["experts sent"],
            missions=row["planned missions"],
            most_away=row["most away"],
        )
        for row in administrations(result).records()
    ]
    return sorted((each for each in found if each.days), key=lambda each: (-each.days, each.name))


def load_finding(loads: Sequence[AdministrationLoad], say: Phrases) -> str:
    """Who carries most, and how many are near their limit."""
    if not loads:
        return say("load.nothing")
    first = loads[0]
    most = say("load.finding", who=first.name, days=say.counted("mission days", first.days))
    limited = [each for each in loads if each.limit is not None]
    if not limited:
        return most
    near = sum(nearly_used(each.days, each.limit) for each in limited)
    all_ = say.number(len(loads))
    if not near:
        return f"{most}; {say('load.none_near', all=all_)}"
    return f"{most}; {say('load.near', bodies=say.counted('bodies', near), all=all_)}"


def payments(result: "Result") -> list[Payment]:
    """Every agreement with what it pays."""
    known = result.plan.agreements or {}
    return [
        Payment(
            code=(code := row["agreement"]),
            label=f"{code} {known[code].name}".strip(),
            spent=row["spent"],
            budget=known[code].budget,
            missions=row["planned missions"],
        )
        for row in agreements(result).records()
    ]


def budget_finding(result: "Result", paid: Sequence[Payment], say: Phrases) -> str:
    """How much is spent of how much, and how many budgets are nearly used up."""
    if not paid:
        return say("budget.nothing")
    currency = result.plan.settings.currency
    spent = say("budget.finding", spent=say.number(sum(each.spent for each in paid)), currency=currency)
    limited = [each for each in paid if each.budget is not None]
    if not limited:
        return spent
    near = sum(nearly_used(each.spent, each.budget) for each in limited)
    return (
        f"{spent}; {say('budget.near', budgets=say.counted('budgets', len(limited)), near=say.number(near))}"
    )


# -- names -------------------------------------------------------------------------------------------------


def rule_label(code: str, say: Phrases) -> str:
    """The name of a rule in the words of the language."""
    return say.get(f"rule.{code}", code.replace("_", " "))


def payer_label(plan: "Plan", code: str, say: Phrases) -> str:
    """An agreement's code and name; words for no payer."""
    agreement = (plan.agreements or {}).get(code)
    return say("nobody_pays") if agreement is None else f"{code} {agreement.name}".strip()
