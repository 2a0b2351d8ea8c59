"""What leaves the desk with the planner, and what she takes in from administrations."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from nicegui import events, run, ui

from allocator.app import parcels
from allocator.app.desk import Desk
from allocator.app.elements import (
    chosen_from,
    done,
    found_in,
    refuse,
    table_of,
    told,
    warn,
    when_changed,
)
from allocator.app.texts import defect_words
from allocator.errors import AllocatorError
from allocator.inputs.plan_file import plan_from_raw
from allocator.report.phrases import LANGUAGES as REPORTS
from allocator.report.replies import TO_READ
from allocator.report.replies import replies as replies_table

if TYPE_CHECKING:
    from allocator.inputs.round.gathered import Gathered
    from allocator.report.result import Result


def show_leaving(desk: Desk, refresh: Callable[[], object]) -> None:
    """A button for everything that can be taken away, and the place where replies are dropped."""
    assert desk.result is not None and desk.plan is not None
    say, result, plan = desk.say, desk.result, desk.plan

    made: list[Result] = []

    def proposed() -> bytes:
        content, asked = parcels.proposals(result)
        made[:] = [asked]
        return content

    def go_on() -> None:
        with told(say):
            if not desk.take_proposed(made[0], result):
                warn(say("leave.elsewhere"), say)
        refresh()

    ui.label(say("leave.says"))
    with ui.row():
        _offer(desk, say("leave.workbook"), "allocation.xlsx", partial(parcels.workbook, result))
        for language in REPORTS:
            name = say("leave.report", language=say(f"language.{language}"))
            _offer(desk, name, f"report-{language}.html", partial(parcels.report_page, result, language))
    with ui.row():
        _offer(desk, say("leave.calendars"), "calendars.zip", partial(parcels.calendars, result))
        ask = _offer(desk, say("leave.proposals"), "proposals.zip", proposed, go_on)
        when_changed(lambda: desk.is_searching, lambda: ask.set_enabled(not desk.is_searching), first=True)
        _offer(desk, say("leave.forms"), "forms.zip",
               lambda: parcels.forms(plan, desk.model, desk.position.language))  # fmt: skip
        _offer(desk, say("leave.plan"), "plan.xlsx", partial(parcels.plan_workbook, plan))
    ui.label(say("replies.says"))
    came, digest = ui.column().classes("w-full"), desk.position.plan

    async def taken(event: events.MultiUploadEventArguments) -> None:
        given = [(file.name, await file.read()) for file in event.files]
        read = partial(parcels.gathered, plan, desk.model, given)
        client = upload.client
        found = await found_in(came, say("replies.reading"), read, say)
        if found is None:
            return
        if desk.position.plan == digest:
            desk.gathered = digest, found
        else:
            with client:
                warn(say("replies.elsewhere"), say)

    def draw() -> None:
        if desk.gathered is not None and desk.gathered[0] == digest:
            came.clear()
            with came:
                _show_gathered(desk, desk.gathered[1], refresh)

    when_changed(lambda: id(desk.gathered), draw, first=True)

    upload = ui.upload(
        multiple=True, auto_upload=True, max_files=parcels.MOST_REPLIES,
        max_file_size=parcels.MOST_REPLY_BYTES, on_multi_upload=taken,
    )  # fmt: skip
    chosen_from(upload, say("replies.choose"), parcels.REPLIES, say("replies.rejected"), say)
    came.move(target_index=-1)


def _offer(
    desk: Desk, words: str, name: str, make: Callable[[], bytes], after: Callable[[], object] = lambda: None
) -> ui.button:
    """A button that makes a file, in a thread, and hands it to the browser; `after` is done then."""

    async def give() -> None:
        client = button.client  # the button may be gone by the time that the file is there
        button.disable()
        try:
            content = await run.io_bound(make)
            if content is not None:
                client.download(content, name)
                with client:
                    after()
        except AllocatorError as error:
            with client:
                refuse(error, desk.say)
        except Exception as error:  # whatever it was, the page says it
            with client:
                warn(defect_words(error), desk.say)
        button.enable()

    button = ui.button(words, on_click=give).props("outline dense no-caps")
    return button


def _show_gathered(desk: Desk, found: "Gathered", refresh: Callable[[], object]) -> None:
    """What came, whom to chase first, what was not understood; then it becomes the plan, if she wants it."""
    say = desk.say
    ui.label(
        say("replies.came", files=say.counted("files", len(found.replies)), changes=len(found.changes),
            troubles=len(found.troubles))
    ).props('role="status"').classes("font-bold")  # fmt: skip

    def take() -> None:
        done(say, lambda: desk.take_plan(plan_from_raw(found.raw)), refresh)

    if found.changes:
        ui.button(say("replies.take"), on_click=take).props("no-caps")
    table_of(replies_table(found), say, quoted=lambda row: row[0] == TO_READ)
