"""Pages for one reader: a donor, an administration, a Member. They hold what concerns this reader, and
nothing about others: no other expert, no other amount, no other agreement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from allocator.errors import Fault, InputError
from allocator.export.page.missions import (
    dates_words,
    members_words,
    mission_cost,
    result_grids,
    team_words,
    what_words,
)
from allocator.export.page.parts import Grid, Page, PageCell, Section, headings, lines, picture
from allocator.export.page.unserved import request_line, why
from allocator.plan.allocation import Allocation, Mission
from allocator.plan.reference import UnknownMember, resolve_member
from allocator.report.place_names import administration_label, member_label
from allocator.report.stays import Stay, delivered_stays, missions_in_order, stays
from allocator.report.words import person_words
from allocator.tables.cells.suggest import did_you_mean

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plot.calendar_chart import By
    from allocator.report.phrases import Phrases
    from allocator.results.result import Result


@dataclass(frozen=True, slots=True)
class _Reader:
    """One reader: the part of the result that concerns it, and how it is told."""

    result: "Result"
    code: str
    say: "Phrases"

    @property
    def plan(self) -> "Plan":
        return self.result.plan

    def amount(self, number: int) -> str:
        return f"{self.say.number(number)} {self.plan.settings.currency}"


def reader_page(result: "Result", reader: tuple[str, str], say: "Phrases") -> Page:
    """The page of one reader: `("donor", agreement)`, `("administration", code)` or `("member", code)`.

    Raises InputError for another kind, and for a code that the plan does not have.
    """
    kind, code = reader
    if kind not in _PAGES:
        _refuse(kind, f"is no reader{did_you_mean(kind, _PAGES) or '; take ' + ', '.join(_PAGES)}")
    return _PAGES[kind](result, code, say)


def _donor(result: "Result", code: str, say: "Phrases") -> Page:
    known = result.plan.agreements or {}
    code = _known(code, known, "agreement")
    agreement = known[code]
    own = tuple(m for m in missions_in_order(result) if m.agreement == code)
    reader = _Reader(_concerned(result, own), code, say)
    spent = sum(mission_cost(result.plan, mission) for mission in own)
    before = sum(stay.cost for stay in delivered_stays(result.plan) if stay.mission.agreement == code)
    money = [(say("money.planned"), reader.amount(spent)), (say("money.delivered"), reader.amount(before))]
    if agreement.budget is not None:
        money.insert(0, (say("money.budget"), reader.amount(agreement.budget)))
        money.append((say("money.left"), reader.amount(agreement.budget - spent - before)))
    terms = lines(
        say("donor.funders", names=", ".join(agreement.funders)),
        say("donor.for", names=", ".join(agreement.beneficiaries)) if agreement.beneficiaries else "",
        say("donor.topics", names=", ".join(agreement.topics)) if agreement.topics else "",
    )
    waiting = [
        request
        for request in result.plan.open_requests
        if code in request.agreements and request.request not in result.allocation.by_request
    ]
    sections = _sections(reader, "member", _missions_with_cost(reader), _money_grid(money, say))
    told = tuple(request_line(each, say) for each in waiting)
    title = f"{code} {agreement.name}".strip()
    return _page(reader, title, terms.lines, (*sections, *_waiting(told, say)), len(own))


def _administration(result: "Result", code: str, say: "Phrases") -> Page:
    plan = result.plan
    bodies = plan.administrations
    code = _known(code if code in bodies else _resolved(code), bodies, "administration")
    own = tuple(
        replace(mission, team=team)
        for mission in missions_in_order(result)
        if (team := tuple(p for p in mission.team if plan.experts[p.expert].administration == code))
    )
    reader = _Reader(_concerned(result, own), code, say)
    sizes = {mission.request: len(mission.team) for mission in result.allocation.missions}
    own_stays = stays(reader.result)
    days = sum(stay.request.days or 0 for stay in own_stays)
    limit = bodies[code].days
    money = [
        (say("money.days"), say.number(days)),
        (say("money.limit"), say("no_limit") if limit is None else say.number(limit)),
        (say("money.own_cost"), reader.amount(sum(stay.cost for stay in own_stays))),
    ]
    grid = Grid(
        caption=say("reader.missions"),
        headings=headings(say, "expert away_from mission_days member what team_size request", ["team_size"]),
        rows=tuple(_stay_row(reader, stay, sizes) for stay in own_stays),
    )
    sections = _sections(reader, "expert", grid, _money_grid(money, say))
    return _page(reader, administration_label(plan, code, say), (), sections, len(own))


def _member(result: "Result", code: str, say: "Phrases") -> Page:
    from allocator.questions.explaining import explain_all

    plan = result.plan
    code = _known(code if code in plan.members else _resolved(code), plan.members, "Member")
    own = tuple(m for m in missions_in_order(result) if code in plan.members_of(plan.requests[m.request]))
    reader = _Reader(_concerned(result, own), code, say)
    cost = sum(mission_cost(plan, mission) for mission in own)
    waiting = {
        request.request: request
        for request in plan.open_requests
        if code in plan.members_of(request) and request.request not in result.allocation.by_request
    }
    told = tuple(
        f"{request_line(waiting[each.request], say)}: {say(f'grade.{each.grade.value}')}. "
        + " ".join(why(each, say, detailed=False))
        for each in explain_all(result)
        if each.request in waiting
    )
    grid = _missions_with_cost(reader)
    sections = _sections(
        reader, "member", grid, _money_grid([(say("money.worth"), reader.amount(cost))], say)
    )
    return _page(reader, member_label(plan, code, say), (), (*sections, *_waiting(told, say)), len(own))


_PAGES: "Mapping[str, Callable[[Result, str, Phrases], Page]]" = MappingProxyType(
    {"donor": _donor, "administration": _administration, "member": _member}
)


def _concerned(result: "Result", missions: tuple[Mission, ...]) -> "Result":
    """The result with these missions alone, so that nothing else can be told of it."""
    return replace(result, allocation=Allocation(missions), goals=(), doubts=())


def _page(
    reader: _Reader, title: str, asked: tuple[str, ...], sections: tuple[Section, ...], missions: int
) -> Page:
    say, plan = reader.say, reader.plan
    span = say.span(plan.settings.start, plan.settings.end)
    return Page(
        language=say.language,
        title=title,
        above=say("reader.of", plan=plan.settings.title, span=span),
        lead=say("reader.lead", missions=say.counted("missions", missions)),
        sure=_when(reader),
        asked=asked,
        figures=(),
        points_title="",
        points=(),
        contents_title="",
        sections=sections,
        foot=say("reader.foot"),
    )


def _when(reader: _Reader) -> str:
    """When the first departs and the last is back."""
    team = stays(reader.result)
    if not team:
        return reader.say("reader.nothing")
    first, last = min(stay.departure for stay in team), max(stay.back for stay in team)
    return reader.say("reader.when", span=reader.say.span(first, last))


def _sections(reader: _Reader, by: "By", missions: Grid, money: Grid) -> tuple[Section, ...]:
    from allocator import plot

    say, result = reader.say, reader.result
    if not result.allocation.missions:
        return (Section(key="money", title=say("reader.money"), blocks=(money,), paper="follows"),)
    people = dict.fromkeys(place.expert for _, place in result.allocation.assignments())
    rows = list(people) if by == "expert" else _hosts(reader)
    drawn = picture(plot.calendar(result, by=by, only=rows, language=say.language), "calendar")
    goals = result_grids(result, say)
    return (
        Section(key="money", title=say("reader.money"), blocks=(money,), paper="follows"),
        Section(key="missions", title=say("reader.missions"), blocks=(drawn, missions), paper="follows"),
        Section(key="results", title=say("reader.results"), blocks=goals, paper="follows"),
    )


def _waiting(told: tuple[str, ...], say: "Phrases") -> tuple[Section, ...]:
    """A section of what is asked for and not served; none where there is nothing."""
    block = lines(*told, listed=True)
    section = Section(key="waiting", title=say("reader.waiting"), blocks=(block,), paper="follows")
    return (section,) if told else ()


def _hosts(reader: _Reader) -> list[str]:
    """The Members of the missions in alphabetical order; of a Member's own page itself alone."""
    plan = reader.plan
    if reader.code in plan.members:
        return [reader.code]
    codes = {c for m in reader.result.allocation.missions for c in plan.members_of(plan.requests[m.request])}
    return sorted(codes, key=lambda code: member_label(plan, code, reader.say).casefold())


def _missions_with_cost(reader: _Reader) -> Grid:
    """One row per mission: when, where, what, who, and what it costs."""
    say, plan = reader.say, reader.plan
    return Grid(
        caption=say("reader.missions"),
        headings=headings(say, "dates member what level team cost request", ["cost"]),
        rows=tuple(
            (
                dates_words(plan, mission, say),
                members_words(plan, request, say),
                what_words(request),
                say(f"level.{plan.mission_types[request.mission_type].level}"),
                team_words(plan, mission, say),
                say.number(mission_cost(plan, mission)),
                request.request,
            )
            for mission in missions_in_order(reader.result)
            for request in [plan.requests[mission.request]]
        ),
    )


def _stay_row(reader: _Reader, stay: Stay, sizes: Mapping[str, int]) -> tuple[PageCell, ...]:
    say, plan = reader.say, reader.plan
    return (
        person_words(plan, stay.place.expert),
        say.span(stay.departure, stay.back),
        say.span(stay.mission.start, stay.last),
        members_words(plan, stay.request, say),
        what_words(stay.request),
        say.number(sizes[stay.request.request]),
        stay.request.request,
    )


def _money_grid(rows: list[tuple[str, str]], say: "Phrases") -> Grid:
    return Grid(
        caption=say("reader.money"), headings=headings(say, "fact amount", ["amount"]), rows=tuple(rows)
    )


def _resolved(code: str) -> str:
    """The code of a Member that is named; the text itself where it names none."""
    try:
        return resolve_member(code)
    except UnknownMember:
        return code


def _known(code: str, known: "Mapping[str, object]", what: str) -> str:
    if code not in known:
        _refuse(code, f"is no {what} of this plan{did_you_mean(code, known)}")
    return code


def _refuse(place: str, message: str) -> NoReturn:
    raise InputError("--for", [Fault(place=place, message=message)])
