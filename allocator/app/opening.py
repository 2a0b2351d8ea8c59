"""A plan, opened: dropped, corrected, and what it asks for against what it offers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nicegui import events, ui

import allocator
from allocator.app.desk import SAMPLES, Desk
from allocator.app.drafts import MOST_BYTES, WORKBOOK
from allocator.app.elements import chosen_from, done, found_in, refuse, table_of, tell, when_changed
from allocator.app.faults import show_faults
from allocator.errors import InputError
from allocator.report.supply_sheets import check_tables

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.policy import CoordinationModel
    from allocator.report.table import Table

Refresh = Callable[[], object]


def show_plan(desk: Desk, refresh: Refresh) -> None:
    """Open a plan; its faults beside their cells; supply against demand."""
    say = desk.say
    with (
        ui.expansion(say("plan"), value=desk.plan is None or desk.draft is not None)
        .classes("w-full")
        .props("dense")
    ):
        ui.label(say("plan.drop"))

        async def taken(event: events.UploadEventArguments) -> None:
            client, name, content = upload.client, event.file.name, await event.file.read()
            with client:  # the upload may be gone by now: the page was built anew
                try:
                    desk.take_in(content, name)
                except InputError as error:
                    if desk.draft is None or desk.faults is not error.faults:  # not shown beside their cells
                        refuse(error, say)
                        return
            refresh()

        upload = ui.upload(auto_upload=True, max_file_size=MOST_BYTES, on_upload=taken)
        chosen_from(upload, say("plan.choose"), (WORKBOOK,), say("plan.rejected"), say)
        with ui.row():
            for key, place in SAMPLES.items():
                title = say(f"sample.{key}")
                opened = partial(_open, desk, place, title)
                ui.button(title, on_click=partial(done, say, opened, refresh)).props("outline dense no-caps")
        show_faults(desk, refresh)
        if desk.plan is not None:
            _show_supply(desk)


def _open(desk: Desk, place: Callable[[], Path], title: str) -> None:
    desk.open(place(), title)


def _show_supply(desk: Desk) -> None:
    """What the plan asks for against what it offers under the model, when somebody looks: worked
    out in a thread, for it takes a second for a year."""
    assert desk.plan is not None
    say, plan = desk.say, desk.plan
    counts = (
        say.counted("requests", len(list(plan.open_requests))),
        say.counted("experts", len(plan.experts)),
        say.counted("agreements", len(plan.agreements or {})),
    )
    ui.label(", ".join(counts))
    with ui.expansion(say("supply")).classes("w-full").props("dense") as expansion:
        place = ui.column().classes("w-full")
    drawn: list[object] = [None]

    async def draw() -> None:
        model = desk.model
        if not expansion.value or drawn[0] == model:
            return
        drawn[0] = model
        place.clear()
        with place:
            own = ui.column().classes("w-full")
        found = await found_in(own, say("supply.looking"), partial(_supply, plan, model), say)
        if found is None or own.is_deleted or desk.model != model:
            return  # what the model is by now is drawn in its place
        with own:
            for table in found:
                tell(table.name, say).classes("font-bold")
                table_of(table, say)

    expansion.on_value_change(draw)
    when_changed(lambda: desk.model, draw)


def _supply(plan: "Plan", model: "CoordinationModel") -> "list[Table]":
    tables = check_tables(plan.warnings, allocator.supply_against_demand(plan, model))
    return [table for table in tables if table.rows]
