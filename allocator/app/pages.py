"""The page: a plan is opened, searched, looked at, changed and taken away."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nicegui import Client, ui

from allocator.app.desk import Desk
from allocator.app.elements import LOOK, done, warn
from allocator.app.kept_runs import show_runs
from allocator.app.looking import Looked, show_result
from allocator.app.opening import show_plan
from allocator.app.policy import show_policy
from allocator.app.position import Position
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
    top, looked = ui.header().classes("desk-header items-center"), Looked(desk.position.view)
    with ui.column().classes("w-full gap-2"):
        asked, sought, found = (ui.column().classes("w-full gap-2") for _ in range(3))

    def draw() -> None:
        for part in parts:
            part.look()

    def draw_all() -> None:
        """The plan with its faults in any case."""
        plan.draw()
        draw()

    plan = _Part(desk, asked, _asked, lambda: _show_asked(desk, draw_all))
    parts = [
        _Part(desk, top, _language, lambda: _show_head(desk, draw)),
        plan,
        _Part(desk, sought, _sought, lambda: _show_sought(desk, draw)),
        _Part(desk, found, _found, lambda: _show_found(desk, looked, draw)),
    ]
    ui.timer(LOOK, draw)  # on another page, or by a search


class _Part:
    """A part of the page, drawn anew only where what it shows has changed: a press on what is drawn anew
    meanwhile would not be heard, and what is written there is gone."""

    def __init__(
        self, desk: Desk, place: ui.element, shown: Callable[[Desk], object], show: Callable[[], object]
    ) -> None:
        self._desk, self._place, self._shown, self._show = desk, place, shown, show
        self.draw()

    def look(self) -> None:
        """Draw it anew where something has changed."""
        if self._seen != self._shown(self._desk):
            self.draw()

    def draw(self) -> None:
        """Draw it anew."""
        self._seen = self._shown(self._desk)
        self._place.clear()
        with self._place:
            self._show()


def _show_asked(desk: Desk, refresh: Callable[[], object]) -> None:
    """The plan, and the model that is followed."""
    show_plan(desk, refresh)
    if desk.plan is not None:
        show_policy(desk)


def _show_sought(desk: Desk, refresh: Callable[[], object]) -> None:
    """The search."""
    if desk.plan is not None:
        show_search(desk, refresh)


def _show_found(desk: Desk, looked: Looked, draw: Callable[[], object]) -> None:
    """The result that is looked at, or what was solved before."""
    if desk.result is not None:
        show_result(desk, looked, draw)
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
    _speak(desk)
    say = desk.say
    ui.label("Allocator").classes("text-lg font-bold")
    ui.label().bind_text_from(desk, "position", backward=lambda position: position.source)
    ui.space()
    for words, steps in (("undo", -1), ("redo", 1)):
        button = ui.button(say(words), on_click=partial(done, say, partial(desk.move, steps), refresh))
        button.props("flat dense no-caps color=white")
        button.bind_enabled_from(desk, "position", backward=partial(_is_there, steps))
    for code, name in LANGUAGES.items():
        if code != say.language:
            change = partial(done, say, partial(desk.note, language=code), refresh)
            button = ui.button(name, on_click=change)
            button.props(f"flat dense no-caps color=white lang={code}")


def _is_there(steps: int, position: Position) -> bool:
    return position.moved(steps) is not None


def _language(desk: Desk) -> object:
    """What decides how the head of the page is drawn: the rest of it follows what lies there."""
    return desk.position.language


def _asked(desk: Desk) -> object:
    """What decides how the plan and the form of the model are drawn; the model is drawn in its form."""
    return desk.position.plan, desk.faults, desk.position.language, desk.draft is None


def _sought(desk: Desk) -> object:
    """What decides how the search is drawn: what it tells on its way only changes what is there."""
    position, trouble = desk.position, desk.search and desk.search.trouble
    return (
        position.plan,
        position.language,
        desk.plan is None,
        desk.result is None,
        desk.is_searching,
        trouble,
    )


def _found(desk: Desk) -> object:
    """What decides how the result is drawn: a view is drawn where it is looked at, names, locks and wishes
    are shown where they are made, and answers appear where they were asked: whoever is at work elsewhere on
    the page keeps it."""
    shown = replace(
        desk.position, view="", names=(), held=(), excluded=(), model="", locked=(), forced=(), source=""
    )
    return shown, desk.result is None
