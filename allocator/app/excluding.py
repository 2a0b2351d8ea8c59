"""People who shall not go: on one request, or at all; where that is said, and all of it to be taken back."""

from collections.abc import Callable

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import told, when_changed
from allocator.app.locking import kept_words
from allocator.app.picks import show_picks
from allocator.app.position import EVERY, chosen, those_of
from allocator.report.words import person_words


def show_never(desk: Desk, request: str = EVERY) -> None:
    """Who shall not go on a request, whatever is offered, tried, mended or searched for around the result; on
    any that does not lock them, where none is named."""
    assert desk.result is not None
    plan = desk.result.plan
    people = {code: person_words(plan, code) for code in sorted(plan.experts)}
    label = desk.say("excluded.all" if request == EVERY else "mission.never")

    def said() -> tuple[str, ...]:
        return those_of(desk.position.excluded, request)

    def exclude(who: str, taken: bool) -> None:
        desk.exclude(request, chosen(said(), who, taken))

    with ui.column().classes("gap-1 max-w-full"):
        never = show_picks(desk, people, label, said, exclude)
        never.props("dense outlined use-chips").classes("max-w-full w-96" if request == EVERY else "w-64")
        kept = ui.column().classes("gap-1 max-w-xl")

    def warn() -> None:
        kept.clear()
        with kept:
            for words in kept_words(desk, request):
                ui.label(words).classes("desk-broken").props('role="alert"')

    warn()
    when_changed(lambda: (desk.position.excluded, desk.position.held, desk.position.locked), warn)


def show_excluded(desk: Desk, buttons: ui.row) -> None:
    """Everybody who shall not go, below the search for which it holds; a button beside those of the search
    opens it."""
    with ui.row().classes("items-start w-full") as place:
        show_never(desk)
        among = ui.row().classes("gap-2")
        ui.label(desk.say("excluded.says")).classes("text-sm")
    with buttons:
        opened = ui.button(on_click=lambda: show(not place.visible)).props("flat dense no-caps")

    def show(visible: bool) -> None:
        place.set_visibility(visible)
        opened.props(f"aria-expanded={str(visible).lower()}")

    def draw() -> None:
        opened.set_text(desk.say("excluded", number=len(desk.position.excluded)))
        among.clear()
        with among:
            for request, who in desk.position.excluded:
                _show_one(desk, request, who)

    show(False)
    draw()
    when_excluded(desk, draw)


def when_excluded(desk: Desk, draw: Callable[[], object], *, first: bool = False) -> None:
    """Draw something anew whenever others are excluded, and `first` now."""
    when_changed(lambda: desk.position.excluded, draw, first=first)


def _show_one(desk: Desk, request: str, who: str) -> None:
    """A button that takes it back."""
    said = "excluded.everywhere" if request == EVERY else "excluded.of"
    words = desk.say(said, who=who, request=request)

    def take_back() -> None:
        with told(desk.say):
            desk.exclude(request, chosen(those_of(desk.position.excluded, request), who, False))

    button = ui.button(words, on_click=take_back).props("outline dense no-caps icon-right=close")
    button.props["aria-label"] = desk.say("excluded.back", what=words)
