"""The steps that were made, each to be looked at again, and two of them side by side."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

import allocator
from allocator.app.desk import Desk
from allocator.app.elements import table_of
from allocator.errors import AllocatorError
from allocator.report.comparison_sheets import comparison_tables

if TYPE_CHECKING:
    from allocator.store import Entry


def show_history(desk: Desk, refresh: Callable[[], object]) -> None:
    """A line for each step; what is chosen is compared with the result that is looked at."""
    kept = {entry.id: entry for entry in desk.store.runs()}
    side = ui.column().classes("w-full")
    for number, (run, _) in enumerate(desk.position.steps):
        with ui.row().classes("items-center"):
            here = number == desk.position.at
            ui.label(f"{number + 1}. {_words(kept.get(run))}").classes("font-bold" if here else "")
            if not here:
                look = ui.button("Look at it", on_click=partial(_look, desk, number, refresh))
                compare = ui.button("Compare", on_click=partial(_compare, desk, run, side))
                for button in (look, compare):
                    button.props("outline dense no-caps")
    side.move(target_index=-1)


def _words(entry: "Entry | None") -> str:
    return "no longer in the store" if entry is None else f"{entry.created[11:16]}  {entry.title}"


def _look(desk: Desk, number: int, refresh: Callable[[], object]) -> None:
    try:
        desk.look_at(number)
    except AllocatorError as error:
        ui.notify(str(error), type="negative", multi_line=True, close_button="Close", timeout=0)
    refresh()


def _compare(desk: Desk, run: str, side: ui.column) -> None:
    assert desk.result is not None
    side.clear()
    with side:
        try:
            compared = allocator.compare(desk.store.open(run), desk.result, names=("that step", "this one"))
        except AllocatorError as error:
            ui.label(str(error)).classes("desk-broken").props('role="alert"')
            return
        for table in comparison_tables(compared):
            if table.rows:
                ui.label(table.name).classes("font-bold")
                table_of(table)
