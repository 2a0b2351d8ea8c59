"""Requests that are not served: why, who would lose, and what to change, each to be tried with one click."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

import allocator
from allocator.app.calendar_rows import not_served
from allocator.app.desk import Desk
from allocator.app.elements import done, found_in, tell
from allocator.app.excluding import show_never, when_excluded
from allocator.app.serving import show_serving
from allocator.questions.explaining import traded_result
from allocator.report.explanation_words import explanation_lines
from allocator.report.words import PRIORITIES, member_name

if TYPE_CHECKING:
    from allocator.plan.entities import Request
    from allocator.results.explanation import CheapestChange, Explanation
    from allocator.results.result import Result

_SECONDS = 8.0  # for one request, as `allocator explain` has it
_AROUND = 20.0  # seconds for solving again with a change


def show_unserved(desk: Desk, refresh: Callable[[], object]) -> None:
    """A line for every open request without a mission, the most urgent first; more when it is asked."""
    assert desk.result is not None
    left = not_served(desk.result)
    if not left:
        ui.label(desk.say("unserved.none"))
    for request in left:
        _show_request(desk, request, refresh)


def _show_request(desk: Desk, request: "Request", refresh: Callable[[], object]) -> None:
    assert desk.result is not None
    say = desk.say
    title = say("mission.title", request=request.request, type=request.mission_type,
                member=member_name(desk.result.plan, request.member))  # fmt: skip
    head = f"{title}, {say('priority', words=say.said(PRIORITIES[request.priority]))}"
    with ui.expansion(head).classes("w-full desk-request") as opened:
        box = ui.column().classes("w-full gap-1")

    def ask() -> None:
        if opened.value and not box.default_slot.children:
            with box:
                _show_answers(desk, request.request, refresh)

    opened.on_value_change(ask)


def _show_answers(desk: Desk, request: str, refresh: Callable[[], object]) -> None:
    """Why it is not served, sought anew when others are excluded; below that, who could go."""
    say, place = desk.say, ui.column().classes("w-full gap-1")
    others = ui.column().classes("w-full gap-1")

    async def look() -> None:
        asked = desk.asked
        if asked is None:
            return
        found = await found_in(place, say("why.looking"), partial(_explained, asked, request), say)
        if found is None:
            return
        with place:
            _show_explanation(desk, asked, found, refresh)
        if not others.default_slot.children:
            with others:
                show_never(desk, request)
                ui.button(say("why.alternatives"), on_click=alternatives).props("outline no-caps dense")

    def alternatives() -> None:
        others.clear()
        with others:
            show_serving(desk, request, refresh)

    when_excluded(desk, look, first=True)


def _explained(result: "Result", code: str) -> "Explanation":
    return allocator.explain(result, code, time_limit=_SECONDS)


def _show_explanation(
    desk: Desk, asked: "Result", found: "Explanation", refresh: Callable[[], object]
) -> None:
    for line in explanation_lines(found):
        tell(line, desk.say).classes("whitespace-pre-line")
    with ui.row():
        if found.trade is not None:
            act = partial(_take_trade, desk, asked, found, refresh)
            serve = ui.button(desk.say("why.trade"), on_click=act)
            serve.props("outline no-caps dense")
        for change in found.changes:
            words = desk.say("why.change", what=desk.say.said(change.what))
            tried = ui.button(words, on_click=partial(_try_change, desk, change, refresh))
            tried.props("outline no-caps dense")


def _take_trade(desk: Desk, asked: "Result", found: "Explanation", refresh: Callable[[], object]) -> None:
    trade = found.trade
    if trade is None:
        return
    title = f"with {found.request}"

    def act() -> None:
        desk.require_here(asked)
        desk.take(traded_result(desk.asked or asked, trade), [trade.sentence], title)

    done(desk.say, act, refresh)


def _try_change(desk: Desk, change: "CheapestChange", refresh: Callable[[], object]) -> None:
    """Put the change into the plan, and solve around what there is."""

    def act() -> None:
        desk.change_plan(change.scenario)
        desk.begin(around=True, time_limit=_AROUND)

    done(desk.say, act, refresh)
