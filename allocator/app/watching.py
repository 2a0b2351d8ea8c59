"""The search, watched: how good the allocation is, how much better it could be, and how long it takes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import LOOK, alert, done
from allocator.app.excluding import show_excluded
from allocator.report.words import goal_words, unit_words

if TYPE_CHECKING:
    from allocator.app.texts import Texts
    from allocator.search.progress import Progress


def show_search(desk: Desk, refresh: Callable[[], object]) -> None:
    """Start, watch and stop a search."""
    say = desk.say
    with ui.card().classes("w-full py-2"):
        with ui.row().classes("items-end w-full gap-2") as buttons:
            seconds = (
                ui.number(say("search.seconds"), value=desk.time_limit, min=1, max=36_000)
                .props("dense outlined")
                .classes("w-28")
            )
            seconds.on("change", lambda: desk.allow(seconds.value))
            start = ui.button(say("search.solve"), on_click=lambda: begin(False)).props("no-caps")
            around = ui.button(say("search.around"), on_click=lambda: begin(True)).props("outline no-caps")
            around.set_visibility(desk.result is not None)
            stop = ui.button(say("search.stop"), on_click=desk.stop)
            stop.props("color=negative outline no-caps")
            for button in (start, around):
                button.set_enabled(not desk.is_searching)
            stop.set_visibility(desk.is_searching)
        if desk.result is not None:
            show_excluded(desk, buttons)
        if desk.search is not None and desk.search.trouble:
            alert(desk.search.trouble, say)
        if desk.is_searching:
            _watch(desk)

    def begin(held: bool) -> None:
        desk.allow(seconds.value)
        done(say, lambda: desk.begin(time_limit=desk.time_limit, around=held), refresh)


def _watch(desk: Desk) -> None:
    """What is known by now, in place: the page is not built again while a search tells."""
    assert desk.plan is not None
    currency = desk.plan.settings.currency
    words = ui.label(desk.say("search.starting")).props('role="status" aria-live="polite"')
    place = ui.column().classes("w-full")
    drawn = [0]  # how much was told when the lines were drawn

    def look() -> None:
        search = desk.search
        if search is None or not search.progress:
            return
        left = max(0.0, search.asked.time_limit - search.seconds)
        clock = desk.say("search.clock", seconds=f"{search.seconds:.0f}", left=f"{left:.0f}")
        words.set_text(f"{clock} {_told(search.progress[-1], currency, desk.say)}")
        if len(search.progress) == drawn[0]:
            return
        drawn[0] = len(search.progress)
        if not place.default_slot.children:  # not before there is something: many searches end at once
            with place:
                ui.echart(_chart(search.progress, desk.say)).classes("w-full h-48")
        else:
            for chart in place.default_slot.children:
                assert isinstance(chart, ui.echart)
                chart.options.update(_chart(search.progress, desk.say))
                chart.update()

    ui.timer(LOOK, look)


def _told(progress: "Progress", currency: str, say: "Texts") -> str:
    unit = say.said(unit_words(progress.unit, currency))
    goal = say.said(goal_words(progress.goal))
    head = say("search.goal", number=progress.tier, of=progress.tiers, goal=goal)
    if progress.value is None:
        return f"{head} {say('search.nothing')}"
    if progress.bound is None:
        return f"{head} {say('search.no_bound', value=say.number(progress.value), unit=unit)}"
    found = say(
        f"search.found.{progress.sense}", value=say.number(progress.value), unit=unit,
        bound=say.number(progress.bound), gap=say.number(abs(progress.bound - progress.value)),
    )  # fmt: skip
    return f"{head} {found}"


def _chart(progress: "list[Progress]", say: "Texts") -> dict[str, Any]:
    """Value and bound of the first goal over time: where the lines meet, nothing is better."""
    first = [each for each in progress if each.tier == 1]
    sense = first[0].sense if first else "max"
    goal = say.said(goal_words(first[0].goal)) if first else ""
    lines = {
        say("search.line.found"): [[round(p.seconds, 2), p.value] for p in first if p.value is not None],
        say(f"search.line.{sense}"): [[round(p.seconds, 2), p.bound] for p in first if p.bound is not None],
    }
    return {
        "animation": False,
        "grid": {"left": 60, "right": 20, "top": 30, "bottom": 30},
        "legend": {"top": 0},
        "xAxis": {"type": "value", "name": "s"},
        "yAxis": {"type": "value", "scale": True, "name": goal},
        "series": [
            {"name": name, "type": "line", "step": "end", "showSymbol": False, "data": data}
            for name, data in lines.items()
        ],
    }
