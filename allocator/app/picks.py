"""What is ticked, and what is picked of a list: it shows what holds, whoever has changed it."""

from collections.abc import Callable, Mapping

from nicegui import events, ui

from allocator.app.desk import Desk
from allocator.app.elements import FEW, told


def show_picks(
    desk: Desk,
    options: Mapping[str, str],
    label: str,
    now: Callable[[], tuple[str, ...]],
    pick: Callable[[str, bool], object],
) -> ui.select:
    """A field that shows which of the options hold `now`, whoever has changed it; `pick` is told of the one
    that is picked, or taken back.

    The list that a browser sends is made of the one that it was sent last: of two that are picked quickly, or
    on two pages, it would lose one.
    """
    codes = list(options)

    def shown() -> list[str]:
        return [code for code in now() if code in options]

    field = ui.select(dict(options), value=shown(), label=label, multiple=True, with_input=len(options) > FEW)
    field.bind_value_from(desk, "position", backward=lambda position: shown())

    def hear(event: events.GenericEventArguments, picked: bool) -> None:
        with told(desk.say):
            pick(codes[event.args["value"]["value"]], picked)
        field.set_value(shown())

    field.on("add", lambda event: hear(event, True))
    field.on("remove", lambda event: hear(event, False))
    return field


def show_tick(desk: Desk, label: str, now: Callable[[], bool], take: Callable[[bool], object]) -> None:
    """A box that is ticked where something holds `now`; `take` is told when that shall be otherwise."""
    box = ui.checkbox(label, value=now())
    box.bind_value_from(desk, "position", backward=lambda position: now())

    def hear(event: events.ValueChangeEventArguments[bool | None]) -> None:
        if bool(event.value) != now():
            with told(desk.say):
                take(bool(event.value))
            box.set_value(now())

    box.on_value_change(hear)
