"""The pictures of a result, drawn when they are first looked at, in a thread."""

from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import found_in

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
    drawn = await found_in(
        place, say("picture.drawing"), partial(_svg, result, picture, desk.position.language), say
    )
    if drawn is None:
        return
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
