"""The result, looked at: headline and goals, calendars, tables; and what leaves with the planner."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

from allocator import report
from allocator.app.asking import show_unserved
from allocator.app.calendar_rows import monday_of, rows_of, weeks_of
from allocator.app.deciding import show_mission
from allocator.app.desk import Desk
from allocator.app.elements import CalendarGrid, table_of
from allocator.app.history import show_history
from allocator.app.leaving import downloaded
from allocator.report.goals_table import goals_table
from allocator.report.verdict import headline

if TYPE_CHECKING:
    from allocator.report.table import Table
    from allocator.results.result import Result

_TABLES = {
    "Missions": report.missions,
    "Experts": report.experts,
    "Administrations": report.administrations,
    "Agreements": report.agreements,
    "Regions": report.regions,
    "Checks": report.checks,
}


def show_result(desk: Desk, refresh: Callable[[], object]) -> None:
    """Everything about the result that is looked at."""
    assert desk.result is not None
    result = desk.result
    with ui.card().classes("w-full"):
        ui.label(headline(result)).classes("text-base font-bold").props('role="status"')
        ui.button("Download the workbook", on_click=lambda: downloaded(desk)).props("outline dense")
    with ui.tabs().props('align=left inline-label aria-label="Views of the result"') as tabs:
        for name in ("Goals", "Calendar by Member", "Calendar by expert", "Not served", *_TABLES, "History"):
            ui.tab(name)
    with ui.tab_panels(tabs, value="Calendar by Member", keep_alive=False).classes("w-full"):
        with ui.tab_panel("Goals"):
            table_of(goals_table(result))
        for who in ("Member", "Expert"):
            with ui.tab_panel("Calendar by Member" if who == "Member" else "Calendar by expert"):
                _show_calendar(desk, who, refresh)
        with ui.tab_panel("Not served"):
            show_unserved(desk, refresh)
        with ui.tab_panel("History"):
            show_history(desk, refresh)
        for name, table in _TABLES.items():
            with ui.tab_panel(name):
                _when_seen(tabs, name, partial(_show_table, result, table))


def _show_table(result: "Result", table: "Callable[[Result], Table]") -> None:
    table_of(table(result))


def _when_seen(tabs: ui.tabs, name: str, draw: Callable[[], object]) -> None:
    """Draw a panel when it is first looked at."""
    place = ui.column().classes("w-full")

    def look() -> None:
        if tabs.value == name and not place.default_slot.children:
            with place:
                draw()

    tabs.on_value_change(look)


def _show_calendar(desk: Desk, who: str, refresh: Callable[[], object]) -> None:
    assert desk.result is not None
    result = desk.result
    side = ui.column().classes("w-full")

    def pick(request: str, week: int | None = None) -> None:
        grid.pick(request)
        side.clear()
        with side:
            show_mission(desk, request, refresh, start=None if week is None else monday_of(result, week))

    grid = CalendarGrid(
        rows_of(result, who, desk.position.locked), weeks_of(result), corner=who, on_pick=pick, on_move=pick
    )
    grid.move(target_index=0)
    ui.label("Click a mission to change it; drag it, or Shift and an arrow, to another week.").classes(
        "text-sm"
    )
