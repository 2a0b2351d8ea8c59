"""What differs between two results, as a calendar that is only read."""

from typing import TYPE_CHECKING

from nicegui import ui

from allocator.app.calendar_rows import weeks_of
from allocator.app.compared_days import legend_of_days
from allocator.app.compared_rows import compared_words, legend_compared, rows_compared, weeks_compared
from allocator.app.elements import CalendarGrid

if TYPE_CHECKING:
    from allocator.app.texts import Texts
    from allocator.questions.comparison import Comparison


def show_differences(comparison: "Comparison", say: "Texts") -> None:
    """Where the missions of the first result are in the second, by Member or by expert."""
    legend = legend_compared(comparison, say)
    if not legend:
        ui.label(say("differs.none"))
        return
    before, now = (entry.name for entry in comparison.entries)
    ui.label(say("differs.says", was=before, now=now)).classes("text-sm")
    kinds = {who: say(f"calendar.by.{who}") for who in ("Member", "Expert")}
    chosen = ui.toggle(kinds, value="Member").props("dense no-caps unelevated")
    place = ui.element("div").classes("w-full")

    def draw() -> None:
        who = str(chosen.value)
        place.clear()
        with place:
            rows = rows_compared(comparison, who, say)
            CalendarGrid(
                rows, weeks_of(weeks_compared(comparison), say), [], [*legend, *legend_of_days(rows, say)],
                corner=say(f"corner.{who}"), label=say(f"differs.by.{who}"), words=compared_words(say),
            )  # fmt: skip

    chosen.on_value_change(draw)
    draw()
