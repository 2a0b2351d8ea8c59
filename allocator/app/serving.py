"""A request that is not served, served by hand: when and by whom it could be, and who would give way."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

import allocator
from allocator.app.deciding import judge
from allocator.app.desk import Desk
from allocator.app.elements import alert, done, found_in, tell
from allocator.app.excluding import show_never, when_excluded
from allocator.app.picks import show_tick
from allocator.report.alternatives_words import cell_words
from allocator.report.words import member_name
from allocator.results.alternatives import ORDER
from allocator.whatif.change import Change

if TYPE_CHECKING:
    from allocator.report.answers import Alternatives
    from allocator.report.result import Result
    from allocator.results.alternatives import Effect, Team

Refresh = Callable[[], object]

_SECONDS = 6.0  # to find out what gives way, for one request
_FILLS = {
    "now": "desk-now", "free": "desk-free", "costs": "desk-costs", "open": "desk-open",
    "impossible": "desk-no",
}  # fmt: skip


def best_change(found: "Alternatives", start: date) -> Change | None:
    """The best way to have a request start in the week of a day; None where nothing is possible in it."""
    monday = start - timedelta(days=start.weekday())
    weeks = [week.monday for week in found.weeks_of_start]
    if monday not in weeks:
        return None
    at = weeks.index(monday)
    possible = [(team, team.effects[at]) for team in found.teams]
    possible = [each for each in possible if each[1].verdict != "impossible"]
    if not possible:
        return None
    team, effect = min(possible, key=lambda each: (ORDER.index(each[1].verdict), each[1].least.high or 0))
    return change_to(found.request, team, effect, start)


def change_to(request: str, team: "Team", effect: "Effect", start: date) -> Change:
    """A request with a team, on the day on which that was judged."""
    seats: dict[str, list[str]] = {}
    for seat, expert in team.places:
        seats.setdefault(seat, []).append(expert)
    return Change(
        request=request, start=effect.start or start, team={seat: tuple(who) for seat, who in seats.items()},
        agreement=effect.payer or None,
    )  # fmt: skip


def show_serving(desk: Desk, request: str, refresh: Refresh, start: date | None = None) -> None:
    """A request that is not served; with `start`, that it shall be in the week of that day. Who could go is
    sought anew when others are excluded."""
    result = desk.result
    if result is None:
        return
    plan, say = result.plan, desk.say
    asked = plan.requests[request]
    with ui.card().classes("w-full"):
        title = say("mission.title", request=request, type=asked.mission_type,
                    member=member_name(plan, asked.member))  # fmt: skip
        ui.label(title).classes("font-bold")
        ui.label(say("serve.says"))
        show_tick(desk, say("serve.force"), lambda: request in desk.position.forced,
                  lambda taken: desk.force(request, taken))  # fmt: skip
        show_never(desk, request)
        place = ui.column().classes("w-full gap-1")
        when_excluded(desk, partial(_look, desk, request, place, refresh, start), first=True)


async def _look(desk: Desk, request: str, place: ui.column, refresh: Refresh, start: date | None) -> None:
    asked, say = desk.asked, desk.say
    if asked is None:
        return
    found = await found_in(place, say("serve.looking"), partial(_found, asked, request), say)
    if found is None:
        return
    with place:
        said = ui.column().classes("w-full gap-1")
        if start is not None:
            change = best_change(found, start)
            with said:
                if change is None:
                    alert(say("serve.nobody", day=say.day(start)), say)
                else:
                    _try(desk, change, said, refresh)
        show_alternatives(desk, found, said, refresh)


def _found(result: "Result", request: str) -> "Alternatives":
    return allocator.alternatives(result, request, time_limit=_SECONDS)


def show_alternatives(desk: Desk, found: "Alternatives", said: ui.column, refresh: Refresh) -> None:
    """Teams down, weeks across; a cell is tried by a click."""
    say = desk.say
    if not found.teams:
        tell(found.reason or say("alternatives.none"), say)
        return
    ui.label(say("alternatives.says", teams=found.possible))
    weeks = found.weeks_of_start
    with (
        ui.element("div").classes("desk-scroll").props('tabindex="0"'),
        ui.element("table").classes("desk-alternatives"),
    ):
        with ui.element("tr"):
            _cell("th", say("alternatives.team"))
            for week in weeks:
                _cell("th", say.day(week.monday))
        for team in found.teams:
            with ui.element("tr"):
                _cell("th", ", ".join(team.experts))
                for week, effect in zip(weeks, team.effects, strict=True):
                    _offer(desk, change_to(found.request, team, effect, week.monday), effect, said, refresh)


def _cell(kind: str, text: str) -> None:
    with ui.element(kind):
        ui.label(text)


def _offer(desk: Desk, change: Change, effect: "Effect", said: ui.column, refresh: Refresh) -> None:
    words = desk.say.said(cell_words(effect))
    with ui.element("td").classes(_FILLS[effect.verdict]):
        if effect.verdict in ("impossible", "now"):
            shown: ui.label | ui.button = ui.label(words)
        else:
            shown = ui.button(words, on_click=partial(_try, desk, change, said, refresh))
            shown.props("flat dense no-caps").classes("desk-try")
        if effect.sentence:
            shown.props["title"] = desk.say.said(effect.sentence)


def _try(desk: Desk, change: Change, said: ui.column, refresh: Refresh) -> None:
    """What a cell does as it stands; where others would have to give way, how to have that searched for."""
    say = desk.say
    trial = judge(desk, [change], said, refresh)
    if trial is None or trial.possible or change.request in trial.result.allocation.by_request:
        return

    def force() -> None:
        desk.force(change.request, True)
        desk.begin(around=True, time_limit=desk.time_limit)

    with said:
        again = ui.button(say("serve.again"), on_click=partial(done, say, force, refresh))
        again.props("no-caps outline")
