"""What is wrong with a workbook, each fault beside its cell, to be corrected there or taken away marked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import table_of, tell
from allocator.errors import InputError
from allocator.report.supply_sheets import findings
from allocator.tables.excel.marked import marked

if TYPE_CHECKING:
    from allocator.errors import Fault

_SHOWN = 50  # faults with a cell to write into


def show_faults(desk: Desk, refresh: Callable[[], object]) -> None:
    """The faults of a workbook that cannot be used yet, then the warnings of one that can."""
    faults, draft, say = desk.faults, desk.draft, desk.say
    if not faults:
        return
    errors = [fault for fault in faults if fault.severity == "error"]
    counts = (say.counted("errors", len(errors)), say.counted("warnings", len(faults) - len(errors)))
    ui.label(", ".join(counts)).classes("font-bold")
    if draft is None:
        table_of(findings(faults), say)
        return
    ui.label(say("faults.says", name=draft.source))
    if draft.content:
        ui.button(
            say("faults.marked"),
            on_click=lambda: ui.download(marked(draft.content, faults, draft.corrected), "marked.xlsx"),
        ).props("outline no-caps")
    for fault in errors[:_SHOWN]:
        _show_fault(desk, fault, refresh)
    rest = (*errors[_SHOWN:], *(fault for fault in faults if fault.severity != "error"))
    if rest:
        table_of(findings(rest), say)


def _show_fault(desk: Desk, fault: "Fault", refresh: Callable[[], object]) -> None:
    assert desk.draft is not None
    with ui.row().classes("items-center w-full"):
        ui.label(desk.say.place(fault)).classes("w-40 font-bold")
        with ui.row().classes("grow gap-1"):
            if fault.column:
                ui.label(fault.column).classes("font-bold")
            tell(fault.message, desk.say)
        if "!" not in fault.place:
            return
        cell = desk.draft.raw.cell_at(fault.place)
        there = "" if cell is None else str(cell)
        value = ui.input(value=desk.typed.get(fault.place, there))

        def keep() -> None:
            """With every letter: the page may be built anew for whatever else happens on it."""
            desk.typed.pop(fault.place, None)
            if (written := str(value.value or "")) != there:
                desk.typed[fault.place] = written

        value.on_value_change(keep)
        value.props("dense outlined").props["aria-label"] = desk.say("faults.value", place=fault.place)
        ui.button(
            desk.say("faults.correct"),
            on_click=lambda: _correct(desk, fault.place, str(value.value or ""), refresh),
        ).props("no-caps")


def _correct(desk: Desk, place: str, value: str, refresh: Callable[[], object]) -> None:
    """Correct a cell, and with it all others that something else was typed into."""
    try:
        desk.correct({**desk.typed, place: value})
    except InputError as error:
        if place in {fault.place for fault in error.faults}:
            found = next(fault for fault in error.faults if fault.place == place)
            words = desk.say.of_fault(found) or str(found)
            ui.notify(words, type="negative", close_button=desk.say("close"), timeout=8000)
    refresh()
