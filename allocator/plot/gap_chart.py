"""How good each goal is, and how much better it can be: the value found and how far the bound is from it."""

from typing import TYPE_CHECKING, Any

import altair as alt

from allocator.plot.style import ALARM, GROUND, INK, PLAIN, empty, finished, rows_of
from allocator.report.goal_findings import gap_finding, goal_name, goal_state
from allocator.report.phrases import Phrases, phrases
from allocator.report.verdict import shown_goals

if TYPE_CHECKING:
    from allocator.results.result import Goal, Result

_BARS = 430
_MOST = 200  # percent of the value found; a bar that goes further is cut there


def gap(result: "Result", *, language: str = "en") -> Any:
    """A row for each goal in the model's order: the value found is 100 %, the bar reaches to the bound, and
    the best plan lies somewhere on it. A goal that is proven has no bar."""
    say = phrases(language)
    goals = shown_goals(result)
    title = gap_finding(result, say)
    if not goals:
        return empty(title)
    currency = result.plan.settings.currency
    records = [_record(result, number, goal, currency, say) for number, goal in goals]
    end = max(110, *(record["to"] for record in records))
    data = rows_of({**record, "zero": 0, "end": end} for record in records)
    order = [record["goal"] for record in records]
    y = alt.Y("goal:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
    scale = alt.Scale(domain=[0, end], nice=False)
    x = alt.X("found:Q", title=say("axis.of_found"), scale=scale, axis=alt.Axis(tickCount=6))
    colour = alt.condition("datum.proven", alt.value(PLAIN), alt.value(ALARM))
    shape = alt.condition("datum.proven", alt.value("circle"), alt.value("diamond"))
    base = alt.Chart(data).encode(y=y)
    layers = [
        base.mark_bar(color=GROUND, height=20).encode(x=alt.X("zero:Q"), x2="end:Q"),
        base.mark_bar(height=7, opacity=0.55, color=ALARM).encode(x="from:Q", x2="to:Q"),
        base.mark_point(filled=True, size=110, opacity=1).encode(x=x, color=colour, shape=shape),
        base.mark_text(align="left", dx=8, fontSize=10.5, color=INK).encode(x="end:Q", text="words:N"),
    ]
    picture = alt.layer(*layers).properties(width=_BARS, height=30 * len(order))
    return finished(picture, title, [say("gap.reading")])


def _record(result: "Result", number: int, goal: "Goal", currency: str, say: Phrases) -> dict[str, Any]:
    far = _percent(goal)
    return {
        "goal": f"{number + 1}. {goal_name(goal.name, say)}",
        "found": 100,
        "from": min(100, far),
        "to": max(100, far),
        "proven": goal.proven,
        "words": goal_state(goal, currency, say),
    }


def _percent(goal: "Goal") -> int:
    """The bound in percent of the value found, cut at the end of the picture."""
    if goal.bound is None or goal.gap == 0:
        return 100
    if goal.value <= 0:
        return _MOST if goal.bound > goal.value else 0
    return max(0, min(_MOST, round(100 * goal.bound / goal.value)))
