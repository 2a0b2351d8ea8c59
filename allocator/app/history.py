"""The steps that were made, each to be named, looked at again, and held against the one that is looked at."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

import allocator
from allocator.app.comparing import show_differences
from allocator.app.desk import Desk
from allocator.app.elements import alert, done, table_of, tell
from allocator.errors import AllocatorError
from allocator.report.comparison_sheets import DIFFERENCES, comparison_tables

if TYPE_CHECKING:
    from allocator.store import Entry


def show_history(desk: Desk, refresh: Callable[[], object]) -> None:
    """A line for each step; what is chosen is compared with the result that is looked at."""
    say, kept = desk.say, {entry.id: entry for entry in desk.store.runs()}
    side = ui.column().classes("w-full")
    ui.label(say("history.says"))
    for number, (run, _) in enumerate(desk.position.steps):
        with ui.row().classes("items-center"):
            here = number == desk.position.at
            words = _words(kept.get(run)) or say("history.gone")
            ui.label(f"{number + 1}. {words}").classes("font-bold" if here else "")
            _show_name(desk, number, run)
            if here:
                ui.label(say("history.here")).classes("text-sm")
            else:
                look = partial(done, say, partial(desk.look_at, number), refresh)
                for text, act in (
                    ("history.look", look),
                    ("history.compare", partial(compare_with, desk, run, side)),
                ):
                    ui.button(say(text), on_click=act).props("outline dense no-caps")
    side.move(target_index=-1)


def _show_name(desk: Desk, number: int, run: str) -> None:
    """What the planner calls a step, kept when she leaves the field."""
    name = ui.input(value=desk.position.name_of(run), placeholder=desk.say("history.name"))
    name.props("dense outlined maxlength=80").classes("w-48")
    name.props["aria-label"] = desk.say("history.name.of", number=number + 1)
    name.on("change", lambda: desk.call(run, str(name.value or "")))


def _words(entry: "Entry | None") -> str:
    return "" if entry is None else f"{entry.created[11:16]}  {entry.title}"


def compare_with(desk: Desk, run: str, side: ui.column) -> None:
    """Hold a run against the result that is looked at, under the names that they have by then."""
    assert desk.result is not None
    say, own = desk.say, desk.position
    that = own.name_of(run) or say("history.that")
    this = own.name_of(own.run) or say("history.this")
    side.clear()
    with side:
        try:
            names = (that, this) if that != this else (say("history.that"), say("history.this"))
            compared = allocator.compare(desk.store.open(run), desk.result, names=names)
        except AllocatorError as error:
            alert(error, say)
            return
        for table in comparison_tables(compared):
            if table.name == DIFFERENCES:
                show_differences(compared, say)
            if table.rows:
                tell(table.name, say).classes("font-bold")
                table_of(table, say)
