"""Results held against each other, as a section of a page."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from allocator.export.page.parts import Grid, Heading, PageCell, Section, lines, picture
from allocator.questions.comparison import compare
from allocator.questions.comparison.differences import SERVED
from allocator.report.goal_findings import goal_name, unit_name

if TYPE_CHECKING:
    from allocator.questions.comparison import Comparison, GoalComparison
    from allocator.questions.comparison.differences import Difference, Seating
    from allocator.report.phrases import Phrases
    from allocator.results.result import Result

_MOST = 150  # differences


def comparison_section(results: "Sequence[Result]", names: Sequence[str] | None, say: "Phrases") -> Section:
    """What the bounds settle between results, and who goes otherwise."""
    from allocator.plot.compare_chart import comparison_chart

    comparison = compare(*results, names=names)
    drawn = picture(comparison_chart(comparison, say), "compare")
    differences = comparison.differences[:_MOST]
    left = len(comparison.differences) - len(differences)
    blocks = (
        drawn,
        _goals(comparison, say),
        *((_differences(comparison, differences, say),) if differences else ()),
        lines(
            say("compare.left_out", n=say.number(left)) if left else "",
            "" if differences else say("compare.no_difference"),
        ),
    )
    return Section(key="comparison", title=say("section.comparison"), blocks=blocks)


def _goals(comparison: "Comparison", say: "Phrases") -> Grid:
    first, *others = (entry.name for entry in comparison.entries)
    heads = [
        Heading(words=say("col.goal")),
        Heading(words=say("col.unit")),
        *(Heading(words=entry.name, number=True) for entry in comparison.entries),
        *(Heading(words=say("compare.against", name=name, first=first)) for name in others),
    ]
    rows = tuple(tuple(_goal_row(comparison, goal, say)) for goal in comparison.goals)
    return Grid(caption=say("grid.comparison"), headings=tuple(heads), rows=rows)


def _goal_row(comparison: "Comparison", goal: "GoalComparison", say: "Phrases") -> Iterator[PageCell]:
    yield goal_name(goal.name, say)
    unit = unit_name(goal.unit, comparison.entries[0].best.plan.settings.currency, say)
    yield f"{unit} ({say(f'sense.{goal.sense}')})"
    for standing in goal.standings:
        if standing is None:
            yield say("compare.not_sought")
        elif standing.bound is None or standing.bound == standing.value:
            yield say.number(standing.value)
        else:
            yield (say.number(standing.value), say("compare.bound", bound=say.number(standing.bound)))
    for verdict in goal.verdicts:
        yield say(f"verdict.{verdict.grade}")


def _differences(comparison: "Comparison", differences: "Sequence[Difference]", say: "Phrases") -> Grid:
    heads = [Heading(words=say(f"col.{name}")) for name in ("request", "member", "seat")]
    heads += [Heading(words=entry.name) for entry in comparison.entries]
    rows = tuple(
        (each.request, each.member, each.seat or "–", *(_seating(seating, say) for seating in each.seatings))
        for each in differences
    )
    return Grid(caption=say("grid.differences"), headings=tuple(heads), rows=rows)


def _seating(seating: "Seating", say: "Phrases") -> str:
    """Who, when and at whose expense; or what becomes of the request."""
    if seating.fate != SERVED:
        return say.get(f"fate.{seating.fate}", seating.fate)
    day = say.day(seating.start) if seating.start else ""
    return ", ".join(filter(None, (seating.expert or say("nobody"), day, seating.agreement)))
