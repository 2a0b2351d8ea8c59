"""A mission, changed by hand: before anything is done the page says which rules it breaks."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from nicegui import ui

from allocator.app.asked import who_may_go
from allocator.app.desk import Desk
from allocator.app.elements import alert, done, table_of, tell
from allocator.app.excluding import show_never, when_excluded
from allocator.app.picks import show_picks, show_tick
from allocator.app.position import PARTS, chosen, those_of
from allocator.errors import AllocatorError
from allocator.report.standing_marks import standing_marks
from allocator.report.trial_tables import trial_goals, trial_sentences
from allocator.report.words import member_name, person_words
from allocator.rules.base import rule_name
from allocator.whatif.change import Change
from allocator.whatif.trial import Trial

if TYPE_CHECKING:
    from allocator.plan.allocation import Mission

Refresh = Callable[[], object]


def show_mission(desk: Desk, request: str, refresh: Refresh, start: date | None = None) -> None:
    """One mission with what may be changed about it; with `start`, that it shall begin then."""
    assert desk.result is not None
    plan, mission, say = desk.result.plan, desk.result.allocation.by_request.get(request), desk.say
    if mission is None:
        return
    asked = plan.requests[request]
    with ui.column().classes("w-full gap-2 p-2"):
        ui.label(
            say("mission.title", request=request, type=asked.mission_type,
                member=member_name(plan, asked.member))
        ).classes("font-bold")  # fmt: skip
        for sentence in standing_marks(desk.result).get(request, ()):
            tell(sentence, say).classes("desk-broken")
        ask = _Judge(desk, refresh)  # what is asked for comes before what may be asked
        with ui.row().classes("items-end"):
            form = _Form(desk, mission, start)
            show_tick(desk, say("mission.lock"), lambda: request in desk.position.locked,
                      lambda taken: desk.lock(request, taken))  # fmt: skip
        _show_wishes(desk, request)
        with ui.row():
            ui.button(say("mission.ask"), on_click=lambda: ask(form.changes())).props("outline dense no-caps")
            drop = [Change(request=request, drop=True)]
            ui.button(say("mission.drop"), on_click=lambda: ask(drop)).props(
                "outline dense no-caps color=negative"
            )
        if start is not None and start != mission.start:
            ask(form.changes())


class _Judge:
    """A place of the page for what changes would do, said anew when others are excluded."""

    def __init__(self, desk: Desk, refresh: Refresh) -> None:
        self._desk, self._refresh, self._said = desk, refresh, ui.column().classes("w-full gap-1")
        self._last: list[Change] | None = None
        when_excluded(desk, self._again)

    def __call__(self, changes: list[Change]) -> None:
        self._last = changes
        judge(self._desk, changes, self._said, self._refresh)

    def _again(self) -> None:
        if self._last is not None and self._desk.result is not None:
            self(self._last)


def _show_wishes(desk: Desk, request: str) -> None:
    """What the next search around the result has to keep of a mission, and whom it may not send."""
    assert desk.result is not None
    say = desk.say
    parts = {part: say(f"mission.hold.{part}") for part in PARTS}

    def held() -> tuple[str, ...]:
        return those_of(desk.position.held, request)

    def hold(part: str, taken: bool) -> None:
        desk.hold(request, chosen(held(), part, taken))

    with ui.row().classes("items-end"):
        field = show_picks(desk, parts, say("mission.hold"), held, hold)
        field.props("dense outlined use-chips").classes("w-56")
        show_never(desk, request)


class _Form:
    """First day, people and payer of a mission, as they are and as they shall be."""

    def __init__(self, desk: Desk, mission: "Mission", start: date | None) -> None:
        assert desk.result is not None
        plan, say, self._mission = desk.result.plan, desk.say, mission
        first = (start or mission.start).isoformat()
        self._when = ui.input(say("mission.first"), value=first).props("dense outlined type=date")
        self._seats = [
            ui.select([place.expert], value=place.expert, label=place.seat, with_input=True)
            .props("dense outlined").classes("w-56")
            for place in mission.team
        ]  # fmt: skip
        self._desk = desk
        self._offer()
        when_excluded(desk, self._offer)
        payers = {code: each.name or code for code, each in (plan.agreements or {}).items()}
        self._payer = (
            ui.select(payers, value=mission.agreement, label=say("mission.payer")).props("dense outlined")
            if payers
            else None
        )

    def _offer(self) -> None:
        """For each seat whoever is there, whoever was chosen, and all who are not excluded."""
        asked = self._desk.asked
        if asked is None:  # a plan was opened on another page
            return
        for place, field in zip(self._mission.team, self._seats, strict=True):
            able = who_may_go(asked.plan, place.request, place.seat)
            codes = sorted({*able, place.expert, str(field.value)})
            field.set_options({code: person_words(asked.plan, code) for code in codes}, value=field.value)

    def changes(self) -> list[Change]:
        """What differs from the mission as it is."""
        code, payer = self._mission.request, self._payer
        paid = payer.value if payer is not None and payer.value != self._mission.agreement else None
        start = self._when.value if self._when.value != self._mission.start.isoformat() else None
        others = [
            Change(request=code, seat=place.seat, instead_of=place.expert, expert=str(field.value))
            for place, field in zip(self._mission.team, self._seats, strict=True)
            if field.value != place.expert
        ]
        return [*([Change(request=code, start=start, agreement=paid)] if start or paid else []), *others]


def judge(desk: Desk, changes: list[Change], said: ui.column, refresh: Refresh) -> Trial | None:
    """Say what changes would do, and let them be done where they break nothing. None where they cannot be
    tried."""
    said.clear()
    with said:
        if not changes:
            ui.label(desk.say("trial.nothing"))
            return None
        try:
            trial = desk.tried(changes)
        except AllocatorError as error:
            alert(error, desk.say)
            return None
        _show_trial(desk, trial, refresh)
        return trial


def _show_trial(desk: Desk, trial: Trial, refresh: Refresh) -> None:
    """What changes break and what each goal loses; a button where they can be done."""
    for sentence in trial_sentences(trial):
        tell(sentence, desk.say).classes("desk-broken" if not trial.possible and "breaks" in sentence else "")
    for violation in (*trial.broken, *trial.standing):
        alert(f"{rule_name(violation.rule)}: {violation.message}", desk.say)
    changed = trial_goals(trial)
    if changed.rows:
        table_of(changed, desk.say)
    if trial.possible:
        accept = ui.button(
            desk.say("trial.do"), on_click=lambda: done(desk.say, lambda: desk.accept(trial), refresh)
        )
        accept.props("no-caps")
