"""An event, and three ways to mend the plan after it: one is accepted, wholly or in part."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from nicegui import ui

from allocator.app import events
from allocator.app.desk import Desk
from allocator.app.elements import alert, done, table_of, tell, when_changed
from allocator.app.excluding import when_excluded
from allocator.app.mending import (
    accept_repair,
    are_of_another,
    begin_repairs,
    drop_repairs,
    refuse_repair,
    repairs_on,
)
from allocator.errors import AllocatorError, InputError
from allocator.report.changes import KEPT, changes_of
from allocator.report.disturbed import sentence
from allocator.report.repair_menu import LIMITS, repair_menu
from allocator.report.words import person_words

if TYPE_CHECKING:
    from allocator.report.changes import Change
    from allocator.whatif.repairs import Repair

Refresh = Callable[[], object]

_SECONDS = 10.0
_ANY_DAY = date.min.isoformat()  # of an event that has none
_KINDS = ("withdrawn", "cancelled", "postponed", "window", "budget")


def show_repair(desk: Desk, refresh: Refresh) -> None:
    """The form for an event; once it is searched for, the repairs beside each other."""
    assert desk.result is not None and desk.plan is not None
    found = repairs_on(desk)
    if found:
        _show_repairs(desk, found, refresh)
    else:
        _show_form(desk, refresh)


def _show_form(desk: Desk, refresh: Refresh) -> None:
    assert desk.plan is not None
    say, plan = desk.say, desk.plan
    ui.label(say("repair.says"))
    kinds = {kind: say(f"event.{kind}") for kind in _KINDS if kind != "budget" or plan.agreements}
    with ui.row().classes("items-end"):
        kind = ui.select(kinds, value="withdrawn", label=say("repair.event")).props("dense outlined")
        kind.classes("w-64")
        fields = ui.row().classes("items-end")
    form: dict[str, Any] = {}

    def draw() -> None:
        fields.clear()
        form.clear()
        with fields:
            _fields(desk, str(kind.value), form)

    kind.on_value_change(draw)
    draw()
    with ui.row().classes("items-end"):
        seconds = ui.number(say("search.seconds"), value=_SECONDS, min=1, max=3600)
        seconds.props("dense outlined").classes("w-28")
        start = ui.button(say("repair.begin"), on_click=lambda: begin()).props("no-caps")
        when_changed(lambda: desk.is_searching, lambda: start.set_enabled(not desk.is_searching), first=True)

    def begin() -> None:
        values = {name: each.value for name, each in form.items()}
        if not values.get("subject"):
            ui.notify(say("repair.whom"), type="negative")
            return
        if _day_of(values) is None:
            ui.notify(say("repair.when"), type="negative")
            return
        changes, words = _event(desk, str(kind.value), values)
        done(say, lambda: begin_repairs(desk, changes, words, float(seconds.value or _SECONDS)), refresh)


def _day_of(values: dict[str, Any]) -> date | None:
    """The day of an event, and any where it has none; None where there is no such day."""
    try:
        return date.fromisoformat(values.get("day", _ANY_DAY) or "")
    except ValueError:
        return None


def _fields(desk: Desk, kind: str, form: dict[str, Any]) -> None:
    """What is asked about an event."""
    assert desk.plan is not None and desk.result is not None
    say, plan, result = desk.say, desk.plan, desk.result
    if kind == "withdrawn":
        sent = {place.expert for _, place in result.allocation.assignments()}
        people = {
            code: person_words(plan, code) for code in sorted(plan.experts, key=lambda c: c not in sent)
        }
        form["subject"] = ui.select(people, label=say("repair.expert"), with_input=True)
        form["day"] = ui.input(say("repair.from"), value=plan.settings.start.isoformat()).props("type=date")
    elif kind == "budget":
        payers = {code: each.name or code for code, each in (plan.agreements or {}).items()}
        form["subject"] = ui.select(payers, label=say("mission.payer"))
        form["amount"] = ui.number(say("repair.budget"), value=0, min=0)
    else:
        codes = {each.request: f"{each.request}: {each.mission_type}, {each.member}"
                 for each in plan.open_requests}  # fmt: skip
        form["subject"] = ui.select(codes, label=say("repair.request"), with_input=True)
        if kind == "window":
            for side in ("earliest", "latest"):
                form[side] = ui.input(say(f"repair.{side}")).props("type=date stack-label")
    for each in form.values():
        each.props("dense outlined").classes("w-56")


def _event(desk: Desk, kind: str, values: dict[str, Any]) -> tuple[events.Changes, str]:
    """The changes of the plan, and the event in words."""
    say, subject = desk.say, str(values["subject"])
    if kind == "withdrawn":
        day = date.fromisoformat(values["day"])
        return events.withdrawn(subject, day), say("event.withdrawn.of", who=subject, day=say.day(day))
    if kind == "budget":
        amount = int(values["amount"] or 0)
        words = say("event.budget.of", who=subject, amount=say.number(amount))
        return events.budget(subject, amount), words
    words = say(f"event.{kind}.of", who=subject)
    if kind == "window":
        return events.window(subject, values["earliest"] or "", values["latest"] or ""), words
    return (events.cancelled if kind == "cancelled" else events.postponed)(subject), words


def _show_repairs(desk: Desk, found: "tuple[Repair, ...]", refresh: Refresh) -> None:
    say = desk.say
    ui.label(desk.position.event).classes("font-bold").props('role="status"')
    if are_of_another(desk):
        ui.label(say("repair.another")).classes("desk-broken").props('role="alert"')
    table_of(repair_menu(found), say)
    tell(LIMITS, say).classes("text-sm")
    place = ui.element("div").classes("desk-repairs")

    def draw() -> None:
        place.clear()
        with place:
            for each in found:
                with ui.card():
                    _show_one(desk, each, refresh)

    draw()
    when_excluded(desk, draw)
    put_away = ui.button(say("repair.drop"), on_click=lambda: done(say, lambda: drop_repairs(desk), refresh))
    put_away.props("outline dense no-caps")


def _show_one(desk: Desk, repair: "Repair", refresh: Refresh) -> None:
    """One repair: a row for everybody who must be told, to be taken along or left."""
    say, plan = desk.say, repair.result.plan
    tell(repair.words, say).classes("font-bold")
    changes = [change for change in changes_of(repair.result) if change.kind != KEPT]
    if not changes:
        ui.label(say("repair.nobody"))
    ticked: dict[tuple[str, str], ui.checkbox] = {}
    for change in changes:
        words = say.said(f"{change.request}: {sentence(plan, change)}")
        ticked[_row(change)] = ui.checkbox(words, value=True).props("dense")
    said = ui.column().classes("w-full")
    try:
        refuse_repair(desk, repair.result)
    except InputError as error:
        ui.label(say("repair.excluded"))
        for fault in error.faults:
            ui.label(say.of_fault(fault) or str(fault)).classes("desk-broken").props('role="alert"')
        return
    with ui.row():
        whole = partial(accept_repair, desk, repair.order)
        ui.button(say("repair.accept"), on_click=lambda: _accept(desk, whole, said, refresh)).props(
            "dense no-caps"
        )

        def part() -> None:
            rows = [row for row, box in ticked.items() if box.value]
            _accept(desk, lambda: accept_repair(desk, repair.order, rows), said, refresh)

        if len(changes) > 1:
            ui.button(say("repair.part"), on_click=part).props("outline dense no-caps")


def _row(change: "Change") -> tuple[str, str]:
    """What names a change: request and expert, the one before or the one who comes new."""
    expert = change.before.expert if change.before else change.stay.place.expert if change.stay else ""
    return change.request, expert


def _accept(desk: Desk, act: Callable[[], object], said: ui.column, refresh: Refresh) -> None:
    """Accept it; where a part breaks a rule, say which, and what would have to come along."""
    try:
        act()
    except AllocatorError as error:
        said.clear()
        with said:
            alert(error, desk.say)
        return
    refresh()
