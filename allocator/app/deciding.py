"""A mission, changed by hand: before anything is done the page says which rules it breaks."""

from collections.abc import Callable
from datetime import date

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import table_of
from allocator.errors import AllocatorError
from allocator.report.trial_tables import trial_goals, trial_sentences
from allocator.report.words import member_name, person_words
from allocator.whatif.change import Change
from allocator.whatif.trial import Trial


def show_mission(desk: Desk, request: str, refresh: Callable[[], object], start: date | None = None) -> None:
    """One mission with what may be changed about it; with `start`, that it shall begin then."""
    assert desk.result is not None
    plan, mission = desk.result.plan, desk.result.allocation.by_request.get(request)
    if mission is None:
        return
    asked = plan.requests[request]
    with ui.card().classes("w-full"):
        ui.label(f"{request}: {asked.mission_type} for {member_name(plan, asked.member)}").classes(
            "font-bold"
        )
        with ui.row().classes("items-end"):
            when = ui.input("First day", value=(start or mission.start).isoformat()).props(
                "dense outlined type=date"
            )
            seats = [
                ui.select(
                    {code: person_words(plan, code) for code in sorted(plan.experts)},
                    value=place.expert, label=place.seat, with_input=True,
                ).props("dense outlined").classes("w-56")
                for place in mission.team
            ]  # fmt: skip
            payers = {code: each.name or code for code, each in (plan.agreements or {}).items()}
            payer = (
                ui.select(payers, value=mission.agreement, label="Who pays").props("dense outlined")
                if payers
                else None
            )
            locked = ui.checkbox("Locked", value=request in desk.position.locked)
            locked.on_value_change(lambda event: _do(lambda: desk.lock(request, bool(event.value)), refresh))
        said = ui.column().classes("w-full gap-1")

        def changes() -> list[Change]:
            first = Change(
                request=request,
                start=when.value if when.value != mission.start.isoformat() else None,
                agreement=payer.value if payer is not None and payer.value != mission.agreement else None,
            )
            others = [
                Change(request=request, seat=place.seat, instead_of=place.expert, expert=str(chosen.value))
                for place, chosen in zip(mission.team, seats, strict=True)
                if chosen.value != place.expert
            ]
            moved = [first] if first.start or first.agreement else []
            return [*moved, *others]

        with ui.row():
            ui.button("What would it do?", on_click=lambda: _ask(desk, changes(), said, refresh)).props(
                "outline dense"
            )
            ui.button(
                "Not serve it",
                on_click=lambda: _ask(desk, [Change(request=request, drop=True)], said, refresh),
            ).props("outline dense color=negative")
        if start is not None and start != mission.start:
            _ask(desk, changes(), said, refresh)


def _ask(desk: Desk, changes: list[Change], said: ui.column, refresh: Callable[[], object]) -> None:
    """Say what changes would do, and let them be done where they break nothing."""
    said.clear()
    with said:
        if not changes:
            ui.label("Nothing is changed.")
            return
        try:
            trial = desk.tried(changes)
        except AllocatorError as error:
            ui.label(str(error)).classes("desk-broken whitespace-pre-line").props('role="alert"')
            return
        _show(desk, trial, refresh)


def _show(desk: Desk, trial: Trial, refresh: Callable[[], object]) -> None:
    for sentence in trial_sentences(trial):
        ui.label(sentence).classes("desk-broken" if trial.broken and "breaks" in sentence else "")
    for violation in trial.broken:
        ui.label(f"{violation.rule}: {violation.message}").classes("desk-broken").props('role="alert"')
    table_of(trial_goals(trial))
    if not trial.broken:
        ui.button("Do it", on_click=lambda: _do(lambda: desk.accept(trial), refresh))


def _do(act: Callable[[], object], after: Callable[[], object]) -> None:
    try:
        act()
    except AllocatorError as error:
        ui.notify(str(error), type="negative", multi_line=True, close_button="Close", timeout=0)
    after()
