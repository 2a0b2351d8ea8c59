"""People who shall not go: on one request, or at all; where that is said, and all of it to be taken back."""

from collections.abc import Callable

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import when_changed
from allocator.app.locking import kept_words
from allocator.app.position import EVERY
from allocator.report.words import person_words


def show_never(desk: Desk, request: str = EVERY) -> None:
    """Who shall not go on a request, whatever is offered, tried, mended or searched for around the result; on
    any that does not lock them, where none is named."""
    assert desk.result is not None
    plan = desk.result.plan
    people = {code: person_words(plan, code) for code in sorted(plan.experts)}
    label = desk.say("excluded.all" if request == EVERY else "mission.never")

    def said() -> list[str]:
        return [who for code, who in desk.position.excluded if code == request and who in people]

    with ui.column().classes("gap-1 max-w-full"):
        never = ui.select(people, value=said(), label=label, multiple=True, with_input=True)
        never.props("dense outlined use-chips").classes("max-w-full w-96" if request == EVERY else "w-64")
        kept = ui.column().classes("gap-1 max-w-xl")
    # What is taken back elsewhere, or on another page, is taken back here.
    never.bind_value_from(desk, "position", backward=lambda position: said())

    def exclude() -> None:
        if never.value != said():
            desk.exclude(request, never.value)

    never.on_value_change(exclude)

    def warn() -> None:
        kept.clear()
        with kept:
            for words in kept_words(desk, request):
                ui.label(words).classes("desk-broken").props('role="alert"')

    warn()
    when_changed(lambda: (desk.position.excluded, desk.position.held), warn)


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
        desk.exclude(request, [other for code, other in desk.position.excluded
                               if code == request and other != who])  # fmt: skip

    button = ui.button(words, on_click=take_back).props("outline dense no-caps icon-right=close")
    button.props["aria-label"] = desk.say("excluded.back", what=words)
