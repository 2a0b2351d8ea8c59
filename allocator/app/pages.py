"""The page: a plan is opened, searched, looked at, changed and taken away."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import LOOK, done, warn
from allocator.app.kept_runs import show_runs
from allocator.app.looking import show_result
from allocator.app.opening import show_plan
from allocator.app.policy import show_policy
from allocator.app.style import ALARM, INK, STYLE
from allocator.app.texts import LANGUAGES
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
    seen: list[object] = [None]

    @ui.refreshable
    def drawn() -> None:
        seen[0] = _place(desk)
        top.clear()
        _speak(desk)
        with top:
            _show_head(desk, drawn.refresh)
        with ui.column().classes("w-full gap-2"):
            show_plan(desk, drawn.refresh)
            if desk.plan is not None:
                show_policy(desk)
                show_search(desk, drawn.refresh)
            if desk.result is not None:
                show_result(desk, drawn.refresh)
            else:
                with ui.expansion(desk.say("view.runs")).classes("w-full").props("dense"):
                    show_runs(desk, drawn.refresh)

    drawn()

    def look() -> None:
        if seen[0] != _place(desk):  # on another page, or by a search
            drawn.refresh()

    ui.timer(LOOK, look)


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


def _place(desk: Desk) -> tuple[object, ...]:
    """What decides how the page is built: a view is drawn where it is looked at, names where they are
    written, the model in its form, what a search tells on its way only changes what is there, and answers
    appear where they were asked: whoever is at work elsewhere on the page keeps it."""
    position = replace(desk.position, view="", names=(), held=(), excluded=(), model="")
    trouble = desk.search and desk.search.trouble
    return position, desk.faults, desk.is_searching, trouble
