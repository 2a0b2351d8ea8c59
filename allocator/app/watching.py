"""The search, watched: how good the allocation is, how much better it could be, and how long it takes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nicegui import ui

from allocator.app.desk import Desk
from allocator.report.words import unit_words

if TYPE_CHECKING:
    from allocator.search.progress import Progress

_LOOK = 0.4  # seconds


def show_search(desk: Desk, refresh: Callable[[], object]) -> None:
    """Start, watch and stop a search."""
    with ui.card().classes("w-full"):
        with ui.row().classes("items-end w-full"):
            seconds = (
                ui.number("Seconds", value=desk.time_limit, min=1, max=36_000)
                .props("dense outlined")
                .classes("w-28")
            )
            start = ui.button("Solve", on_click=lambda: begin(False))
            around = ui.button("Solve again around my changes", on_click=lambda: begin(True)).props("outline")
            around.set_visibility(desk.result is not None)
            stop = ui.button("Stop and keep the best", on_click=desk.stop)
            stop.props("color=negative outline")
            for button in (start, around):
                button.set_enabled(not desk.is_searching)
            stop.set_visibility(desk.is_searching)
        if desk.search is not None and desk.search.trouble:
            ui.label(desk.search.trouble).classes("text-negative whitespace-pre-line").props('role="alert"')
        if desk.is_searching:
            _watch(desk)

    def begin(held: bool) -> None:
        desk.time_limit = float(seconds.value or desk.time_limit)
        desk.begin(time_limit=desk.time_limit, around=held)
        refresh()


def _watch(desk: Desk) -> None:
    """What is known by now, in place: the page is not built again while a search tells."""
    assert desk.plan is not None
    currency = desk.plan.settings.currency
    words = ui.label("Starting").props('role="status" aria-live="polite"')
    place = ui.column().classes("w-full")

    def look() -> None:
        search = desk.search
        if search is None or not search.progress:
            return
        words.set_text(f"{search.seconds:.0f} s  {_told(search.progress[-1], currency)}")
        if not place.default_slot.children:  # not before there is something: many searches end at once
            with place:
                ui.echart(_chart(search.progress)).classes("w-full h-48")
        else:
            for chart in place.default_slot.children:
                assert isinstance(chart, ui.echart)
                chart.options.update(_chart(search.progress))
                chart.update()

    ui.timer(_LOOK, look)


def _told(progress: "Progress", currency: str) -> str:
    unit = unit_words(progress.unit, currency)
    head = f"Goal {progress.tier} of {progress.tiers}, {progress.goal}: "
    if progress.value is None:
        return f"{head}nothing found yet"
    if progress.bound is None:
        return f"{head}{progress.value:,} {unit}, no bound yet"
    reach = "at most" if progress.sense == "max" else "at least"
    gap = abs(progress.bound - progress.value)
    return f"{head}{progress.value:,} {unit}, {reach} {progress.bound:,}, gap {gap:,}"


def _chart(progress: "list[Progress]") -> dict[str, Any]:
    """Value and bound of the first goal over time: where the lines meet, nothing is better."""
    first = [each for each in progress if each.tier == 1]
    lines = {
        "found": [[round(p.seconds, 2), p.value] for p in first if p.value is not None],
        "at most" if not first or first[0].sense == "max" else "at least": [
            [round(p.seconds, 2), p.bound] for p in first if p.bound is not None
        ],
    }
    return {
        "animation": False,
        "grid": {"left": 60, "right": 20, "top": 30, "bottom": 30},
        "legend": {"top": 0},
        "xAxis": {"type": "value", "name": "s"},
        "yAxis": {"type": "value", "scale": True, "name": first[0].goal if first else ""},
        "series": [
            {"name": name, "type": "line", "step": "end", "showSymbol": False, "data": data}
            for name, data in lines.items()
        ],
    }
