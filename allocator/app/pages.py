"""The page: a plan is opened, searched, looked at, changed and taken away."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nicegui import Client, ui

from allocator.app.desk import Desk
from allocator.app.elements import LOOK, done, warn
from allocator.app.kept_runs import show_runs
from allocator.app.looking import show_result
from allocator.app.opening import show_plan
from allocator.app.policy import show_policy
from allocator.app.style import ALARM, INK, STYLE
from allocator.app.texts import LANGUAGES, Texts
from allocator.app.watching import show_search

#: A browser would leave the page for a file that is dropped beside an upload; an upload keeps its own.
_DROPPED = """<script>
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, event => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  if (kind === "drop") emitEvent("missed");
});
</script>"""


def show_desk(desk: Desk) -> None:
    """The whole page. It is built from what lies on the desk, so that a reload shows the same."""
    ui.add_css(STYLE)
    ui.colors(primary=INK, negative=ALARM)
    ui.page_title("Allocator")
    ui.add_body_html(_DROPPED)
    ui.on("missed", lambda: warn(desk.say("plan.missed"), desk.say))
    top = ui.header().classes("desk-header items-center")
    seen: dict[str, object] = {}

    @ui.refreshable
    def asked() -> None:
        seen["asked"] = _asked(desk)
        with ui.column().classes("w-full gap-2"):
            show_plan(desk, draw_all)
            if desk.plan is not None:
                show_policy(desk)

    @ui.refreshable
    def found() -> None:
        seen["found"] = _found(desk)
        top.clear()
        _speak(desk)
        with top:
            _show_head(desk, draw)
        _show_found(desk, draw)

    def draw() -> None:
        """What is written into the model's form stays there while a search begins or ends."""
        if seen["asked"] != _asked(desk):
            asked.refresh()
        found.refresh()

    def draw_all() -> None:
        asked.refresh()
        found.refresh()

    asked()
    found()

    def look() -> None:
        if seen != {"asked": _asked(desk), "found": _found(desk)}:  # on another page, or by a search
            draw()

    ui.timer(LOOK, look)


def _show_found(desk: Desk, draw: Callable[[], object]) -> None:
    """The search, and what came of it."""
    with ui.column().classes("w-full gap-2"):
        if desk.plan is not None:
            show_search(desk, draw)
        if desk.result is not None:
            show_result(desk, draw)
        else:
            with ui.expansion(desk.say("view.runs")).classes("w-full").props("dense"):
                show_runs(desk, draw)


def say_everywhere(words: str, say: Texts) -> None:
    """Say on every page that is open what is wrong."""
    for client in list(Client.instances.values()):
        if client.has_socket_connection:
            with client:
                warn(words, say)


def _speak(desk: Desk) -> None:
    """Tell the browser the language, and what it says while there is no server to say it."""
    keys = ("lost", "lost.again", "too_long", "too_long.says")
    ui.run_javascript(
        f"document.documentElement.lang = {json.dumps(desk.say.language)};"
        f"const said = {json.dumps([desk.say(key) for key in keys])};"
        'document.querySelectorAll(".nicegui-error-popup span").forEach((e, n) => e.textContent = said[n]);'
    )


def _show_head(desk: Desk, refresh: Callable[[], object]) -> None:
    """What lies on the desk, undo and redo, and the language."""
    say = desk.say
    ui.label("Allocator").classes("text-lg font-bold")
    ui.label(desk.position.source)
    ui.space()
    for words, steps in (("undo", -1), ("redo", 1)):
        button = ui.button(say(words), on_click=partial(done, say, partial(desk.move, steps), refresh))
        button.props("flat dense no-caps color=white").set_enabled(desk.position.moved(steps) is not None)
    for code, name in LANGUAGES.items():
        if code != say.language:
            change = partial(done, say, partial(desk.note, language=code), refresh)
            button = ui.button(name, on_click=change)
            button.props(f"flat dense no-caps color=white lang={code}")


def _asked(desk: Desk) -> tuple[object, ...]:
    """What decides how the plan and the form of the model are drawn; the model is drawn in its form."""
    return desk.position.plan, desk.faults, desk.position.language, desk.draft is None


def _found(desk: Desk) -> tuple[object, ...]:
    """What decides how the rest is built: a view is drawn where it is looked at, names where they are
    written, what a search tells on its way only changes what is there, and answers appear where they were
    asked: whoever is at work elsewhere on the page keeps it."""
    position = replace(desk.position, view="", names=(), held=(), excluded=(), model="")
    trouble = desk.search and desk.search.trouble
    return position, desk.is_searching, trouble
