"""The result, looked at: headline, calendars, pictures, tables; each view is drawn when it is looked at."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from nicegui import ui

from allocator import report
from allocator.app.advising import show_advice
from allocator.app.asking import show_unserved
from allocator.app.calendar_rows import (
    calendar_words,
    legend_of,
    mondays_of,
    rows_of,
    shut_weeks,
    start_in,
    waiting,
    weeks_of,
)
from allocator.app.deciding import show_mission
from allocator.app.desk import Desk
from allocator.app.elements import CalendarGrid, table_of, told, when_changed
from allocator.app.excluding import when_excluded
from allocator.app.history import show_history
from allocator.app.kept_runs import show_runs
from allocator.app.leaving import show_leaving
from allocator.app.picturing import PICTURES, show_picture
from allocator.app.repairing import show_repair
from allocator.app.serving import show_serving
from allocator.report.goals_table import goals_table
from allocator.report.standing_marks import standing_marks
from allocator.report.verdict import headline
from allocator.tables.written_sheets import MODEL_FILE, RESULT_FILE

if TYPE_CHECKING:
    from allocator.app.texts import Texts
    from allocator.report.result import Result
    from allocator.report.table import Table

_TABLES: "dict[str, Callable[[Result], Table]]" = {
    "missions": report.missions,
    "experts": report.experts,
    "administrations": report.administrations,
    "agreements": report.agreements,
    "regions": report.regions,
    "checks": lambda result: without_files(report.checks(result)),
}
_FIRST = "members"  # the view of a result that was not looked at yet

Refresh = Callable[[], object]
View = Callable[[], Any]


@dataclass
class Looked:
    """The view of the result that a page has, whatever another page looks at."""

    view: str


def show_result(desk: Desk, looked: Looked, refresh: Refresh) -> None:
    """Everything about the result that is looked at; the view stays the same when it changes."""
    assert desk.result is not None
    say, views = desk.say, _views(desk, refresh)
    with ui.card().classes("w-full gap-1 py-2"):
        head = ui.label(headline_of(desk)).classes("text-base font-bold").props('role="status"')
        when_excluded(desk, lambda: head.set_text(headline_of(desk)))
        broken = standing_marks(desk.result)
        if broken:
            ui.label(say("marks.says", missions=say.counted("missions", len(broken)))).classes("text-sm")
    now = looked.view if looked.view in views else _FIRST
    names = {view: _name_of(desk, view) for view in views}
    with ui.tabs().props("align=left inline-label dense no-caps outside-arrows").classes("desk-tabs") as tabs:
        tabs.props["aria-label"] = say("views")
        for view, name in names.items():
            ui.tab(view, label=name)
    with ui.tab_panels(tabs, value=now, keep_alive=False, animated=False).classes("w-full desk-panels"):
        for view, draw in views.items():
            with ui.tab_panel(view):
                _when_seen(tabs, view, draw, at_once=view == now)

    def look() -> None:
        looked.view = str(tabs.value)
        with told(say):
            desk.look_through(looked.view)

    tabs.on_value_change(look)


def _name_of(desk: Desk, view: str) -> str:
    """What a view is called."""
    return desk.say(f"view.{view}")


def _views(desk: Desk, refresh: Refresh) -> dict[str, View]:
    """The views in the order of their tabs, and how each is drawn."""
    return {
        "goals": partial(_show_goals, desk),
        "members": partial(_show_calendar, desk, "Member", refresh),
        "people": partial(_show_calendar, desk, "Expert", refresh),
        **{picture: partial(show_picture, desk, picture) for picture in PICTURES},
        "unserved": partial(show_unserved, desk, refresh),
        "repair": partial(show_repair, desk, refresh),
        "advice": partial(show_advice, desk),
        **{name: partial(_show_table, desk, table) for name, table in _TABLES.items()},
        "leave": partial(show_leaving, desk, refresh),
        "history": partial(show_history, desk, refresh),
        "runs": partial(show_runs, desk, refresh),
    }


def headline_of(desk: Desk) -> str:
    """What is served and how sure it is that no more can be: for those who may go by now. Nothing is proven
    any more where somebody whom the search left out may go again."""
    return "" if desk.asked is None else desk.say.said(headline(desk.asked))


def _show_goals(desk: Desk) -> None:
    """Value and bound of each goal, the bounds for those who may go by now."""
    place = ui.column().classes("w-full")

    def draw() -> None:
        place.clear()
        if desk.asked is not None:
            with place:
                table_of(goals_table(desk.asked), desk.say)

    draw()
    when_excluded(desk, draw)


def without_files(table: "Table") -> "Table":
    """The checks without the lines that only a program reads."""
    return replace(table, rows=tuple(row for row in table.rows if row[0] not in (MODEL_FILE, RESULT_FILE)))


def _show_table(desk: Desk, table: "Callable[[Result], Table]") -> None:
    assert desk.result is not None
    table_of(table(desk.result), desk.say)


def _when_seen(tabs: ui.tabs, view: str, draw: View, *, at_once: bool) -> None:
    """Draw a panel when it is first looked at."""
    place = ui.column().classes("w-full")

    async def look() -> None:
        if tabs.value == view and not place.default_slot.children:
            with place:
                drawn = draw()
                if isawaitable(drawn):
                    await drawn

    if at_once:
        ui.timer(0, look, once=True)
    tabs.on_value_change(look)


def _show_calendar(desk: Desk, who: str, refresh: Refresh) -> None:
    assert desk.result is not None
    result, say = desk.result, desk.say
    with ui.element("div").classes("desk-board") as board:
        side = ui.column().classes("desk-side").props('role="region"')
    side.props["aria-label"] = say("calendar.side")

    def pick(request: str, week: int | None = None) -> None:
        if request not in result.plan.requests:
            return
        grid.pick(request)
        _cleared(side, say)
        start = None if week is None else start_in(result, request, week)
        with side:
            if request in result.allocation.by_request:
                show_mission(desk, request, refresh, start=start)
            else:
                show_serving(desk, request, refresh, start=start)

    def ask(request: str) -> None:
        if request in result.plan.requests:
            weeks = shut_weeks(result, request, say)
            grid.show_shut(request, weeks, say("shut.says", request=request, weeks=len(weeks)))

    def rows() -> list[dict[str, Any]]:
        return rows_of(result, who, desk.position.locked, say)

    def left() -> list[dict[str, Any]]:
        return waiting(result, desk.position.forced, say)

    grid = CalendarGrid(
        rows(), weeks_of(mondays_of(result), say), left(), legend_of(who, say),
        corner=say(f"corner.{who}"), label=say(f"calendar.by.{who}"),
        words=calendar_words(who, say),
    )  # fmt: skip
    grid.answer(pick=pick, move=pick, ask=ask)
    grid.move(board, target_index=0)
    when_changed(lambda: (desk.position.locked, desk.position.forced), lambda: grid.show(rows(), left()))
    ui.label(say("calendar.says")).classes("text-sm")


def _cleared(side: ui.column, say: "Texts") -> None:
    """Room for what is said of a mission beside the calendar, with a button that ends it."""
    side.clear()
    with side:
        close = ui.button(icon="close", on_click=side.clear).props("flat dense round").classes("self-end")
        close.props["aria-label"] = say("close")
