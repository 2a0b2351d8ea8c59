"""Tables of what is used, reached and shared out: goals, experts, administrations, agreements, regions."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from allocator.export.page.parts import Grid, PageCell, Share, headings
from allocator.report.expert_sheet import experts
from allocator.report.findings import AdministrationLoad, Payment
from allocator.report.goal_findings import goal_name, goal_state, unit_name
from allocator.report.place_names import administration_label
from allocator.report.region_sheet import regions
from allocator.report.verdict import shown_goals
from allocator.report.words import person_words

if TYPE_CHECKING:
    from allocator.report.phrases import Phrases
    from allocator.results.result import Result


def goal_grid(result: "Result", say: "Phrases") -> Grid:
    """One row per goal in the model's order."""
    currency = result.plan.settings.currency
    rows = tuple(
        (
            f"{number + 1}. {goal_name(goal.name, say)}",
            say.number(goal.value),
            "–" if goal.bound is None else say.number(goal.bound),
            f"{unit_name(goal.unit, currency, say)} ({say(f'sense.{goal.sense}')})",
            goal_state(goal, currency, say),
        )
        for number, goal in shown_goals(result)
    )
    return Grid(
        caption=say("grid.goals"), headings=headings(say, "goal value bound unit state", ["value", "bound"]),
        rows=rows,
    )  # fmt: skip


def expert_grid(result: "Result", say: "Phrases") -> Grid:
    """One row per expert who is sent."""
    plan = result.plan
    return Grid(
        caption=say("grid.experts"),
        headings=headings(say, "expert administration missions days requests", ["missions", "days"]),
        rows=tuple(
            (
                person_words(plan, code := row["expert"]),
                administration_label(plan, plan.experts[code].administration, say),
                _of(row["planned missions"], plan.experts[code].missions, say),
                _of(row["planned days"], plan.experts[code].days, say),
                ", ".join(row["requests"]),
            )
            for row in experts(result).records()
            if row["planned missions"]
        ),
    )


def administration_grid(loads: Sequence[AdministrationLoad], say: "Phrases") -> Grid:
    """One row per administration that sends somebody."""
    return Grid(
        caption=say("grid.load"),
        headings=headings(
            say, "administration experts missions days away", ["experts", "missions", "days", "away"]
        ),
        rows=tuple(
            (
                f"{each.name} ({each.code})" if each.name != each.code else each.code,
                say.number(each.experts),
                say.number(each.missions),
                _share(each.days, each.limit, say),
                say.number(each.most_away),
            )
            for each in loads
        ),
    )


def agreement_grid(result: "Result", paid: Sequence[Payment], say: "Phrases") -> Grid:
    """One row per agreement: who funds it, what it pays, what is left."""
    known = result.plan.agreements or {}
    return Grid(
        caption=say("grid.budget", currency=result.plan.settings.currency),
        headings=headings(say, "agreement funders missions spent left", ["missions", "spent", "left"]),
        rows=tuple(
            (
                each.label,
                ", ".join(known[each.code].funders),
                say.number(each.missions),
                _share(each.spent, each.budget, say),
                say("no_limit") if each.budget is None else say.number(each.budget - each.spent),
            )
            for each in paid
        ),
    )


def priority_grid(result: "Result", say: "Phrases") -> Grid:
    """Served against asked, by priority."""
    asked = Counter(request.priority for request in result.plan.open_requests)
    served = Counter(result.plan.requests[code].priority for code in result.allocation.by_request)
    rows = tuple(
        (say(f"priority.{each}"), say.number(asked[each]), _share(served[each], asked[each], say))
        for each in sorted(asked)
    )
    heads = headings(say, "priority asked served", ["asked", "served"])
    return Grid(caption=say("grid.priorities"), headings=heads, rows=rows)


def region_grid(result: "Result", say: "Phrases") -> Grid:
    """Served against asked, by region; and who is sent from where."""
    cells: tuple[tuple[PageCell, ...], ...] = tuple(
        (
            say.get(f"region.{row['region']}", row["region"]),
            say.number(row["asked"]),
            _share(row["served"], row["asked"], say),
            say.number(row["experts sent"]),
        )
        for row in regions(result).records()
    )
    numbers = ["asked", "served", "sent"]
    heads = headings(say, "region asked served sent", numbers)
    return Grid(caption=say("grid.regions"), headings=heads, rows=cells)


def _share(used: int, limit: int | None, say: "Phrases") -> PageCell:
    """A number, and the share that it is of a limit."""
    if not limit:
        return say.number(used)
    words = say("figure.of", part=say.number(used), whole=say.number(limit))
    return Share(words=f"{words} ({say.percent(used / limit)})", share=used / limit)


def _of(used: int, limit: int | None, say: "Phrases") -> str:
    number = say.number(used)
    return number if limit is None else say("figure.of", part=number, whole=say.number(limit))
