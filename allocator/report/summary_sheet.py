"""Sheet `Summary`: is it good, and can it be better?"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.errors import first_of
from allocator.report.changes import NEW
from allocator.report.changes_sheet import change_counts, has_changes
from allocator.report.colours import Colours, Mark
from allocator.report.output_sheet import OutputSheet
from allocator.report.stays import Stay, delivered_stays, rests_on_tentative, stays
from allocator.report.table import Cell, Column, Table
from allocator.report.verdict import gap_words, headline, shown_goals, status_words
from allocator.report.words import PRIORITIES, counted, pair_check, sentence_of, unit_of, unit_words

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

_COLUMNS = (
    Column("part", width=13),
    Column("what", width=48),
    Column("value", "whole", width=11),
    Column(
        "bound or limit",
        "whole",
        "Of goals, what no plan can pass; of requests, how many were asked; of agreements, the budget",
        width=15,
    ),
    Column("unit", width=19),
    Column("in words", width=48),
)
_COLOURS = (Colours("in words", "Green: proven to be the best", (Mark("begins", "Proven", "good"),)),)

_SHOWN_CHANGES = 5

_Row = tuple[Cell, ...]


def summary(result: "Result") -> Table:
    """The answer in words, the goals with their bounds, the main figures."""
    team = stays(result)
    rows = (
        ("Answer", "Headline", None, None, None, headline(result)),
        ("Answer", "Status", None, None, None, status_words(result)),
        *_policy(result),
        *_goals(result),
        *_requests(result),
        *_people(result, team),
        *_changes(result),
        *_agreements(result, team),
    )
    return Table("Summary", _COLUMNS, rows, _COLOURS)


SHEET = OutputSheet(table=summary, layout="summary")


def _policy(result: "Result") -> Iterator[_Row]:
    """Under which model the plan was solved, and in which scenario: what two printouts may differ in."""
    origin = result.provenance
    if origin.scenario:
        yield "Answer", "Scenario", None, None, None, origin.scenario
    if origin.changes:
        words = "; ".join(first_of(origin.changes, _SHOWN_CHANGES, of=": see Checks"))
        yield "Answer", "Changes of the scenario", None, None, None, words
    yield "Answer", "Coordination model", None, None, None, result.model.title


def _goals(result: "Result") -> Iterator[_Row]:
    """One row per goal; where a tier weighs several, one below for each of them."""
    currency = result.plan.settings.currency
    for number, goal in shown_goals(result):
        codes = [term.code for term in result.model.tiers[number].terms]
        sentence = "; ".join(sentence_of(code) for code in codes)
        unit = unit_words(goal.unit, currency)
        yield f"Goal {number + 1}", sentence, goal.value, goal.bound, unit, gap_words(result, number)
        if len(codes) > 1:
            for term in result.model.tiers[number].terms:
                own = unit_words(unit_of(term.code), currency)
                weight = f"Counts {term.weight} times in goal {number + 1}" if term.weight > 1 else None
                value = goal.parts.get(term.code)
                yield f"Goal {number + 1}, part", sentence_of(term.code), value, None, own, weight


def _requests(result: "Result") -> Iterator[_Row]:
    plan = result.plan
    asked = Counter(request.priority for request in plan.open_requests)
    served = Counter(plan.requests[code].priority for code in result.allocation.by_request)
    yield _share("Requests served", served.total(), asked.total())
    for priority in sorted(asked):
        yield _share(f"Priority {PRIORITIES[priority]}", served[priority], asked[priority])


def _share(what: str, served: int, asked: int) -> _Row:
    words = f"{served} of {asked} served, {asked - served} not served"
    return "Requests", what, served, asked, "requests", words


def _people(result: "Result", team: list[Stay]) -> Iterator[_Row]:
    plan = result.plan
    sent = {stay.place.expert for stay in team}
    tentative = [stay for stay in team if rests_on_tentative(plan, stay)]
    same = {
        mission.request: words
        for mission in result.allocation.missions
        if (words := pair_check(plan, mission.experts)).startswith("same")
    }
    shared = sum(_same_places(plan, mission.experts) for mission in result.allocation.missions)
    currency = plan.settings.currency
    yield _figure("Experts sent", len(sent), "experts", f"of {len(plan.experts)} in the plan")
    for gender, number in sorted(_genders(plan, sent).items()):
        yield _figure(f"Experts sent, gender {gender}", number, "experts", None)
    yield _figure("Missions", len(result.allocation.missions), "missions", f"with {len(team)} seats taken")
    yield _figure("Cost", sum(stay.cost for stay in team), currency, _free(plan))
    yield _figure("Teams with a country twice", len(same), "missions", ", ".join(same) or None)
    yield _figure("Same-country places", shared, "places", "Team sizes less distinct countries, added up")
    names = sorted({f"{stay.place.expert} on {stay.place.request}" for stay in tentative})
    yield _figure("Tentative releases used", len(tentative), "assignments", ", ".join(names) or None)


def _figure(what: str, value: int, unit: str, words: str | None) -> _Row:
    return "Figures", what, value, None, unit, words


def _genders(plan: "Plan", sent: set[str]) -> Counter[str]:
    """Experts sent by gender; nothing where the plan gives none."""
    genders = Counter(plan.experts[expert].gender for expert in sent)
    if set(genders) <= {""}:
        return Counter()
    return Counter({gender or "not given": number for gender, number in genders.items()})


def _free(plan: "Plan") -> str | None:
    return "Without a Travel sheet travel costs nothing" if plan.travel is None else None


def _same_places(plan: "Plan", experts: tuple[str, ...]) -> int:
    countries = [plan.administration_of(expert).country or expert for expert in experts]
    return len(countries) - len(set(countries))


def _changes(result: "Result") -> Iterator[_Row]:
    """What becomes of the previous allocation, where there is one."""
    if has_changes(result.plan):
        for kind, people, firm in change_counts(result):
            words = None if kind == NEW else firm
            yield "Changes", f"Against the previous allocation: {kind}", people, None, "assignments", words


def _agreements(result: "Result", team: list[Stay]) -> Iterator[_Row]:
    """What each agreement pays, for what is delivered too, against its budget."""
    plan = result.plan
    currency = plan.settings.currency
    missions = Counter(mission.agreement for mission in result.allocation.missions)
    before: Counter[str | None] = Counter()
    for stay in delivered_stays(plan):
        before[stay.mission.agreement] += stay.cost
    spent = before.copy()
    for stay in team:
        spent[stay.mission.agreement] += stay.cost
    for code, agreement in (plan.agreements or {}).items():
        left = "no limit" if agreement.budget is None else f"{agreement.budget - spent[code]:,} left"
        done = f", {before[code]:,} for what is delivered" if before[code] else ""
        words = f"pays for {counted(missions[code], 'missions')}{done}, {left}"
        yield "Agreements", agreement.name or code, spent[code], agreement.budget, currency, words
