"""All that was ever solved, from the run store: each run to be compared with what lies on the desk, or to be
worked on from."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import done, tell
from allocator.app.history import compare_with
from allocator.report.words import goal_words, unit_words
from allocator.store.solved import SOLVE
from allocator.sweeps.table import goals_in, status_words

if TYPE_CHECKING:
    from allocator.app.texts import Texts
    from allocator.store import Entry

_SHOWN = 30  # runs drawn at once, the newest that match what is sought

Refresh = Callable[[], object]


def show_runs(desk: Desk, refresh: Refresh) -> None:
    """The runs, the newest first, to be searched by what they are called and how they ended."""
    say = desk.say
    runs = [entry for entry in desk.store.runs() if entry.kind == SOLVE and "served" in entry.summary]
    if not runs:
        ui.label(say("runs.none"))
        return
    ui.label(say("runs.says"))
    search = ui.input(placeholder=say("runs.search")).props("dense clearable outlined").classes("w-64")
    search.props["aria-label"] = say("runs.search")
    side = ui.column().classes("w-full")
    place = ui.column().classes("w-full gap-1")

    def draw() -> None:
        place.clear()
        sought = str(search.value or "").lower()
        found = [entry for entry in runs if sought in " ".join(_lines(desk, entry)).lower()]
        with place:
            for entry in found[:_SHOWN]:
                _show_run(desk, entry, side, refresh)
            if len(found) != len(runs) or len(found) > _SHOWN:
                ui.label(say("runs.shown", shown=min(_SHOWN, len(found)), of=len(runs))).classes("text-sm")

    search.on_value_change(draw)
    draw()


def _show_run(desk: Desk, entry: "Entry", side: ui.column, refresh: Refresh) -> None:
    say, here = desk.say, entry.id == desk.position.run
    title, *lines = _lines(desk, entry)
    with ui.row().classes("items-center w-full desk-run").props('role="group"') as row:
        row.props["aria-label"] = title
        with ui.column().classes("gap-0 grow"):
            tell(title, say).classes("font-bold" if here else "")
            for line in lines:
                ui.label(line).classes("text-sm")
        if here:
            ui.label(say("history.here")).classes("text-sm")
            return
        if desk.result is not None:
            against = partial(compare_with, desk, entry.id, side, say("history.that"))
            ui.button(say("history.compare"), on_click=against).props("outline dense no-caps")
        act = partial(done, say, partial(desk.promote, entry.id), refresh)
        ui.button(say("runs.promote"), on_click=act).props("outline dense no-caps")


def _lines(desk: Desk, entry: "Entry") -> list[str]:
    """What was solved and what the planner calls it; when, how it ended; how good the first goal is."""
    say, name = desk.say, desk.position.name_of(entry.id)
    title, ended = say.said(entry.title), say.said(status_words(entry.status))
    how = f"{entry.created[:16].replace('T', ' ')} UTC, {entry.seconds:.0f} s, {ended}"
    served = say("served", served=entry.summary.get("served"),
                 requests=say.counted("requests", int(entry.summary.get("requests") or 0)))  # fmt: skip
    return [f"{name} ({title})" if name else title, how, "; ".join([served, *_first_goal(entry, say)])]


def _first_goal(entry: "Entry", say: "Texts") -> list[str]:
    goal = next((goal for goal in goals_in(entry.summary) if goal.asked), None)
    if goal is None:
        return []
    unit = say.said(unit_words(goal.unit, goal.unit))
    found = f"{say.said(goal_words(goal.name))}: {say.number(goal.value)} {unit}"
    if goal.bound is None or goal.bound == goal.value:
        return [found]
    return [f"{found}, {say(f'search.line.{goal.sense}')} {say.number(goal.bound)}"]
