"""The page: a plan is opened, searched, looked at, changed and taken away."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nicegui import events, ui

from allocator.app.desk import SAMPLES, Desk
from allocator.app.elements import table_of
from allocator.app.faults import show_faults
from allocator.app.looking import show_result
from allocator.app.policy import show_policy
from allocator.app.style import ALARM, INK, STYLE
from allocator.app.watching import show_search
from allocator.errors import AllocatorError, InputError
from allocator.report.supply_sheets import check_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOK = 0.4  # seconds after which a page looks whether something is new
_MOST_BYTES = 50 << 20


def show_desk(desk: Desk) -> None:
    """The whole page. It is built from what lies on the desk, so that a reload shows the same."""
    ui.add_css(STYLE)
    ui.colors(primary=INK, negative=ALARM)
    ui.page_title("Allocator")
    with ui.header().classes("desk-header items-center"):
        ui.label("Allocator").classes("text-lg font-bold")
        source = ui.label()
        ui.space()
        undo = ui.button("Undo", on_click=lambda: _do(lambda: desk.move(-1), drawn.refresh))
        redo = ui.button("Redo", on_click=lambda: _do(lambda: desk.move(1), drawn.refresh))
        for button in (undo, redo):
            button.props("flat dense color=white")

    seen: list[object] = [None]

    @ui.refreshable
    def drawn() -> None:
        seen[0] = _place(desk)
        source.set_text(desk.position.source)
        undo.set_enabled(desk.can_undo)
        redo.set_enabled(desk.can_redo)
        with ui.column().classes("w-full"):
            _show_plan(desk, drawn.refresh)
            if desk.plan is not None:
                show_policy(desk, drawn.refresh)
                show_search(desk, drawn.refresh)
            if desk.result is not None:
                show_result(desk, drawn.refresh)

    drawn()

    def look() -> None:
        if seen[0] != _place(desk):  # on another page, or by a search
            drawn.refresh()

    ui.timer(_LOOK, look)


def _place(desk: Desk) -> tuple[object, ...]:
    """What decides how the page is built; what a search tells on its way only changes what is there."""
    return desk.position, desk.faults, desk.is_searching, desk.search and desk.search.trouble


@contextmanager
def _told() -> "Iterator[None]":
    """Errors are sentences on the page."""
    try:
        yield
    except AllocatorError as error:
        ui.notify(str(error), type="negative", multi_line=True, close_button="Close", timeout=0)


def _do(act: Callable[[], object], after: Callable[[], object]) -> None:
    with _told():
        act()
    after()


def _show_plan(desk: Desk, refresh: Callable[[], object]) -> None:
    """Open a plan; its faults beside their cells; supply against demand."""
    with ui.expansion("Plan", value=desk.plan is None or desk.draft is not None).classes("w-full"):
        ui.label("Drop a workbook here, or choose one. It stays on this machine.")

        async def taken(event: events.UploadEventArguments) -> None:
            content, name = await event.file.read(), event.file.name
            try:
                desk.take_in(content, name)
            except InputError as error:
                if desk.draft is None:
                    ui.notify(str(error), type="negative", close_button="Close", timeout=0)
            refresh()

        ui.upload(label="Workbook", auto_upload=True, max_file_size=_MOST_BYTES, on_upload=taken).props(
            'accept=.xlsx flat bordered aria-label="Workbook"'
        ).classes("w-full")
        with ui.row():
            for title, place in SAMPLES.items():
                ui.button(
                    title,
                    on_click=lambda place=place, title=title: _do(lambda: desk.open(place(), title), refresh),
                ).props("outline dense")
        show_faults(desk, refresh)
        if desk.plan is not None:
            _show_supply(desk)


def _show_supply(desk: Desk) -> None:
    """What the plan asks for against what it offers, when somebody looks."""
    assert desk.plan is not None
    plan, model = desk.plan, desk.model
    ui.label(
        f"{len(list(plan.open_requests))} requests, {len(plan.experts)} experts, "
        f"{len(plan.agreements or {})} agreements"
    )
    with ui.expansion("Supply against demand").classes("w-full") as expansion:
        place = ui.column().classes("w-full")

    def shown() -> None:
        import allocator

        if place.default_slot.children or not expansion.value:
            return
        with place, _told():
            for table in check_tables(plan.warnings, allocator.supply_against_demand(plan, model)):
                if table.rows:
                    ui.label(table.name).classes("font-bold")
                    table_of(table)

    expansion.on_value_change(shown)
