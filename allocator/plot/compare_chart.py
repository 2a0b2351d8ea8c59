"""Results side by side: every goal in its own unit, with what each found and where its best value may lie."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from allocator.plot.style import ALARM, INK, PLAIN, finished, rows_of
from allocator.report.goal_findings import compare_finding, goal_name, unit_name
from allocator.report.phrases import Phrases, phrases

if TYPE_CHECKING:
    from allocator.questions.comparison import Comparison, GoalComparison
    from allocator.results.result import Result

_BARS = 520
_ROW = 20


def compare(*results: "Result", names: Sequence[str] | None = None, language: str = "en") -> Any:
    """A small picture for each goal: a point for what each result found, a line over the values between which
    the best one lies, as far as the bounds tell. Raises InputError for fewer than two results."""
    from allocator.questions.comparison import compare as compared

    return comparison_chart(compared(*results, names=names), phrases(language))


def comparison_chart(comparison: "Comparison", say: Phrases) -> Any:
    """The picture of a comparison that is at hand."""
    panels = [_panel(comparison, goal, say) for goal in comparison.goals if _differs(goal)]
    picture = alt.vconcat(_requests(comparison, say), *panels, spacing=14)
    return finished(picture, compare_finding(comparison, say), [say("compare.reading")])


def _differs(goal: "GoalComparison") -> bool:
    """Whether there is anything to see: a goal that is 0 everywhere shows nothing."""
    return any(each is not None and (each.value, each.bound) != (0, 0) for each in goal.standings)


def _requests(comparison: "Comparison", say: Phrases) -> Any:
    """How many requests each serves of those asked."""
    records = []
    for entry in comparison.entries:
        served, asked = len(entry.best.allocation.missions), len(entry.best.plan.open_requests)
        words = say("compare.of_asked", served=say.number(served), asked=say.number(asked))
        records.append({"name": entry.name, "value": served, "end": asked, "words": words})
    order = [entry.name for entry in comparison.entries]
    base = alt.Chart(rows_of(records)).encode(y=_names(order))
    layers = [
        base.mark_bar(height=11, color=PLAIN).encode(
            x=alt.X("value:Q", title=say("axis.requests"), axis=alt.Axis(tickCount=5, grid=False))
        ),
        base.mark_tick(thickness=2, size=14, color=INK).encode(x="end:Q"),
        _words(base),
    ]
    return _boxed(alt.layer(*layers), say("compare.requests"), len(order))


def _panel(comparison: "Comparison", goal: "GoalComparison", say: Phrases) -> Any:
    records = list(_records(comparison, goal, say))
    order = [entry.name for entry in comparison.entries]
    unit = unit_name(goal.unit, comparison.entries[0].best.plan.settings.currency, say)
    sense = say(f"sense.{goal.sense}")
    x = alt.X(
        "value:Q",
        title=f"{unit} ({sense})",
        scale=alt.Scale(zero=False, padding=12),
        axis=alt.Axis(tickCount=5, tickMinStep=1, format=",d", grid=False),
    )
    base = alt.Chart(rows_of(records)).encode(y=_names(order))
    layers = [
        base.mark_rule(strokeWidth=5, opacity=0.45, color=ALARM).encode(x="low:Q", x2="high:Q"),
        base.mark_point(filled=True, size=90, opacity=1, color=PLAIN).encode(x=x),
        _words(base),
    ]
    return _boxed(alt.layer(*layers), goal_name(goal.name, say), len(order))


def _records(comparison: "Comparison", goal: "GoalComparison", say: Phrases) -> Iterator[dict[str, Any]]:
    for entry, standing in zip(comparison.entries, goal.standings, strict=True):
        if standing is None:
            yield {"name": entry.name, "words": say("compare.not_sought")}
            continue
        best, value = standing.best, standing.value
        low, high = (value if end is None else end for end in (best.low, best.high))
        sure = "proven" if best.exact else "open" if None in (best.low, best.high) else "range"
        words = say(f"compare.{sure}", value=say.number(value), low=say.number(low), high=say.number(high))
        yield {
            "name": entry.name, "value": value, "low": min(low, value), "high": max(high, value),
            "words": words,
        }  # fmt: skip


def _names(order: list[str]) -> alt.Y:
    axis = alt.Axis(ticks=False, domain=False, labelPadding=6, labelLimit=260)
    return alt.Y("name:N", sort=order, title=None, axis=axis)


def _words(base: Any) -> Any:
    return base.mark_text(align="left", dx=9, fontSize=10.5, color=INK).encode(
        x=alt.value(_BARS), text="words:N"
    )


def _boxed(picture: Any, title: str, rows: int) -> Any:
    heading = alt.TitleParams(title, anchor="start", frame="group", fontSize=12, fontWeight="bold", offset=4)
    return picture.properties(width=_BARS, height=_ROW * rows + 4, title=heading)
