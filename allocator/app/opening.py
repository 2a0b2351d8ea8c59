"""A plan, opened: dropped, corrected, and what it asks for against what it offers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from nicegui import events, ui

import allocator
from allocator.app.desk import SAMPLES, Desk
from allocator.app.drafts import MOST_BYTES, WORKBOOK
from allocator.app.elements import chosen_from, done, refuse, table_of, tell, told, when_changed
from allocator.app.faults import show_faults
from allocator.errors import InputError
from allocator.report.supply_sheets import check_tables

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
            content, name, before = await event.file.read(), event.file.name, desk.draft
            try:
                desk.take_in(content, name)
            except InputError as error:
                if desk.draft is before:  # nothing whose faults could be shown beside their cells
                    refuse(error, say)
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
    """What the plan asks for against what it offers under the model, when somebody looks."""
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

    def draw() -> None:
        if not expansion.value or drawn[0] is desk.model:
            return
        drawn[0] = desk.model
        place.clear()
        with place, told(say):
            for table in check_tables(plan.warnings, allocator.supply_against_demand(plan, desk.model)):
                if table.rows:
                    tell(table.name, say).classes("font-bold")
                    table_of(table, say)

    expansion.on_value_change(draw)
    when_changed(lambda: desk.model, draw)
