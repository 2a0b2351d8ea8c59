"""The form of the coordination model, of which other modules draw the parts.

What it shows is the model that the next search follows, and the file that can be downloaded. A value that the
model cannot hold is refused in words, and the field shows again what holds.
"""

import json
from collections.abc import Callable

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import LOOK, told
from allocator.inputs.model_file import write_model
from allocator.plan.policy import CoordinationModel


class ModelForm:
    """The form of the model on the desk, drawn when it is first opened. It is drawn anew where its parts
    change their places, and where the model changes on another page; a field that was written into stays,
    for somebody goes on from there."""

    def __init__(self, desk: Desk, draw: "Callable[[ModelForm], None]") -> None:
        self.desk, self._draw, self._drawn = desk, draw, ""
        self._follow: Callable[[], object] = lambda: None
        self._box = ui.expansion().classes("w-full").props("dense")
        with self._box:
            self._place = ui.column().classes("w-full gap-2")
        self._note()
        self._box.on_value_change(self._open)
        ui.timer(LOOK, self._look)

    def change(self, change: Callable[[], CoordinationModel]) -> None:
        """Follow a changed model, or say why that cannot be; what else the form shows stays drawn."""
        elsewhere = self._drawn != write_model(self.desk.model)  # changed on another page meanwhile
        with told(self.desk.say):
            self.desk.follow(change())
        if elsewhere:
            self.redraw()
        else:
            self._note()

    def redraw(self) -> None:
        """Show the model as it is."""
        self._note()
        self._clear()
        with self._place:
            self._draw(self)

    def on_change(self, show: Callable[[], object]) -> None:
        """Have a part follow whatever change of the model leaves the form drawn, together with the heading:
        what came a moment later could overwrite what somebody has begun to write."""
        self._follow = show

    def focus(self, selector: str) -> None:
        """Give the keyboard to what a selector finds, once it is drawn."""
        words = f"setTimeout(() => document.querySelector({json.dumps(selector)})?.focus())"
        self._box.client.run_javascript(words)

    def _open(self) -> None:
        if self._box.value and not self._place.default_slot.children:
            self.redraw()

    def _look(self) -> None:
        if self._drawn == write_model(self.desk.model):
            return
        self._note()
        self._clear()
        self._open()

    def _clear(self) -> None:
        self._follow = lambda: None  # who followed is gone with the rest
        self._place.clear()

    def _note(self) -> None:
        self._drawn = write_model(self.desk.model)
        self._box.set_text(self.desk.say("model.title", title=self.desk.say.said(self.desk.model.title)))
        self._follow()


def heading(form: ModelForm, key: str) -> None:
    """The heading of a part of the form, and what the part is for."""
    ui.label(form.desk.say(key)).classes("font-bold pt-2").props('role="heading" aria-level="2"')
    ui.label(form.desk.say(f"{key}.says")).classes("text-sm")


def number_field(
    form: ModelForm,
    label: str,
    now: Callable[[], int | None],
    changed: Callable[[float | None], CoordinationModel],
) -> ui.number:
    """A field for a whole number of the model, which shows what holds."""
    field = ui.number(value=now()).props("dense outlined").classes("desk-number")
    field.props["aria-label"] = label

    def change() -> None:
        form.change(lambda: changed(field.value))
        field.set_value(now())

    field.on("change", change)
    return field
