"""The page of a whole result, for planners and steering committees."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from allocator.export.page.comparing import comparison_section
from allocator.export.page.method import method_section
from allocator.export.page.missions import mission_grid
from allocator.export.page.parts import FEW, Grid, Page, Paper, Section, in_parts, paper_for, picture
from allocator.export.page.points import URGENT, points
from allocator.export.page.shares import (
    administration_grid,
    agreement_grid,
    expert_grid,
    goal_grid,
    priority_grid,
    region_grid,
)
from allocator.export.page.unserved import unserved_section
from allocator.report.findings import administration_loads, payments, served_words, sure_words
from allocator.report.stays import stays

if TYPE_CHECKING:
    from allocator.plot.calendar_chart import By
    from allocator.report.phrases import Phrases
    from allocator.results.result import Result

_ROWS = 32  # of a calendar, that fit a sheet of paper


def whole_page(results: "Sequence[Result]", names: Sequence[str] | None, say: "Phrases") -> Page:
    """Everything about the first result, and how the others differ."""
    result = results[0]
    plan = result.plan
    asking = {code for request in plan.open_requests for code in plan.members_of(request)}
    asked = say(
        "asked", requests=say.counted("requests", len(plan.open_requests)),
        members=say.counted("members", len(asking)), experts=say.counted("experts", len(plan.experts)),
    )  # fmt: skip
    policy = say("policy", model=result.model.title)
    scenario = say("scenario", title=result.provenance.scenario) if result.provenance.scenario else ""
    return Page(
        language=say.language,
        title=plan.settings.title,
        above=say("report.of", span=say.span(plan.settings.start, plan.settings.end)),
        lead=f"{served_words(result, say)}.",
        sure=sure_words(result, say),
        asked=tuple(filter(None, (asked, policy, scenario))),
        figures=tuple(_figures(result, say)),
        points_title=say("points.title"),
        points=points(result, say),
        contents_title=say("contents"),
        sections=tuple(_sections(results, names, say)),
        foot=say("foot"),
    )


def _figures(result: "Result", say: "Phrases") -> "Iterator[tuple[str, str]]":
    plan, team = result.plan, stays(result)
    urgent = [request.request for request in plan.open_requests if request.priority <= URGENT]
    served = sum(code in result.allocation.by_request for code in urgent)
    people = {stay.place.expert for stay in team}
    bodies = {plan.experts[code].administration for code in people}
    hosts = {code for m in result.allocation.missions for code in plan.members_of(plan.requests[m.request])}
    cost = sum(stay.cost for stay in team)
    if urgent:
        yield say("figure.of", part=say.number(served), whole=say.number(len(urgent))), say("figure.urgent")
    yield say.number(len(people)), say("figure.experts", bodies=say.counted("bodies", len(bodies)))
    yield say.number(len(hosts)), say("figure.members")
    yield f"{say.number(cost)} {plan.settings.currency}", say("figure.cost")


def _sections(results: "Sequence[Result]", names: Sequence[str] | None, say: "Phrases") -> Iterator[Section]:
    result = results[0]
    yield _goals(result, say)
    yield _calendar(result, "member", say)
    if result.allocation.missions:
        yield _table("missions", mission_grid(result, say, say("section.missions")))
        yield _calendar(result, "expert", say)
        yield _table("people", expert_grid(result, say))
        yield _map(result, say)
        yield _loads(result, say)
    if result.plan.agreements is not None:
        yield _budgets(result, say)
    yield Section(
        key="regions", title=say("section.regions"),
        blocks=(priority_grid(result, say), region_grid(result, say)),
        paper="follows",
    )  # fmt: skip
    if len(result.allocation.missions) < len(result.plan.open_requests):
        yield unserved_section(result, say)
    if len(results) > 1:
        yield comparison_section(results, names, say)
    yield method_section(result, say)


def _table(key: str, grid: Grid) -> Section:
    """A section that is one table."""
    return Section(key=key, title=grid.caption, blocks=(grid,), paper=paper_for(grid))


def _goals(result: "Result", say: "Phrases") -> Section:
    from allocator import plot

    drawn = picture(plot.gap(result, language=say.language), "gap")
    return Section(
        key="goals", title=say("section.goals"), blocks=(drawn, goal_grid(result, say)), paper="follows"
    )


def _calendar(result: "Result", by: "By", say: "Phrases") -> Section:
    """The calendar; in parts where it has more rows than a sheet of paper."""
    from allocator.plot.calendar_chart import calendar_part, rows_by

    codes = list(rows_by(result, by, say))
    parts = in_parts(codes, _ROWS) or [[]]
    key = "calendar" if by == "member" else "experts"
    charts = [calendar_part(result, by, part, say, weeks=part is parts[0]) for part in parts]
    drawn = tuple(picture(chart, f"{key}{number}") for number, chart in enumerate(charts))
    paper: Paper = "wide" if len(codes) > FEW else "follows"
    return Section(key=key, title=say(f"section.{key}"), blocks=drawn, paper=paper)


def _map(result: "Result", say: "Phrases") -> Section:
    from allocator import plot

    drawn = picture(plot.map(result, language=say.language), "map")
    return Section(key="map", title=say("section.map"), blocks=(drawn,), paper="wide")


def _loads(result: "Result", say: "Phrases") -> Section:
    from allocator import plot

    found = administration_loads(result, say)
    drawn = picture(plot.load(result, language=say.language), "load")
    grid = administration_grid(found, say)
    return Section(key="load", title=say("section.load"), blocks=(drawn, grid), paper=paper_for(grid))


def _budgets(result: "Result", say: "Phrases") -> Section:
    from allocator import plot

    paid = payments(result)
    drawn = picture(plot.budget(result, language=say.language), "budget")
    grid = agreement_grid(result, paid, say)
    return Section(key="budget", title=say("section.budget"), blocks=(drawn, grid), paper=paper_for(grid))
