"""The pictures of a result, drawn when they are first looked at, in a thread."""

from typing import TYPE_CHECKING

from nicegui import run, ui

from allocator.app.desk import Desk
from allocator.errors import AllocatorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.results.result import Result

#: Which pictures there are, as `allocator.plot` and the texts of the page call them.
PICTURES = ("map", "load", "budget")


async def show_picture(desk: Desk, picture: str) -> None:
    """One picture, in the language of the page."""
    say, result = desk.say, desk.result
    if result is None:
        return
    place = ui.column().classes("w-full desk-picture")
    with place:
        ui.label(say("picture.drawing")).props('role="status"')
    try:
        drawn = await run.io_bound(_svg, result, picture, desk.position.language)
    except AllocatorError as error:
        place.clear()
        with place:
            ui.label(f"{say('picture.missing')} {error}").classes("whitespace-pre-line").props('role="alert"')
        return
    if drawn is None:  # the server is going
        return
    place.clear()
    with place:
        title, svg = drawn
        box = ui.html(svg, sanitize=False)  # made here, from texts that are escaped
        box.props('role="img" tabindex="0"').classes("w-full overflow-auto")
        box.props["aria-label"] = title


def _svg(result: "Result", picture: str, language: str) -> tuple[str, str]:
    """The title of a picture, and the picture."""
    from allocator import plot

    draw: Callable[..., object] = getattr(plot, picture)
    chart = draw(result, language=language)
    return " ".join(chart.title.text), plot.svg_of(chart, prefix=picture)  # type: ignore[attr-defined,arg-type]
