"""The coordination model as a form: what comes first, which rules hold and how hard, and the file of it."""

from collections.abc import Callable
from functools import partial

from nicegui import events, ui

from allocator.app import model_changes
from allocator.app.desk import Desk
from allocator.app.drafts import MODEL, MOST_MODEL_BYTES, model_of
from allocator.app.elements import chosen_from, tell
from allocator.app.model_form import ModelForm, heading, number_field
from allocator.app.policy_goals import show_goals
from allocator.inputs.bundled import bundled_models
from allocator.inputs.model_file import read_model, write_model
from allocator.plan.policy import NEGOTIABLE, CoordinationModel, Level
from allocator.report.words import PRIORITIES
from allocator.rules import RULES
from allocator.rules.base import rule_name


def show_policy(desk: Desk) -> None:
    """The model that the next search follows."""
    ModelForm(desk, _show)


def _show(form: ModelForm) -> None:
    _show_files(form)
    with ui.element("div").classes("desk-model"):
        with ui.column().classes("w-full gap-1"):
            show_goals(form)
        with ui.column().classes("w-full gap-1"):
            _show_priorities(form)
            _show_prices(form)
    heading(form, "model.rules")
    with ui.element("div").classes("desk-rules"):
        for code, rule in RULES.items():
            _show_rule(form, code, form.desk.say.said(rule_name(code)), rule.sentence)


def _show_files(form: ModelForm) -> None:
    """The title, the models that come with the program, and the file of this one."""
    say = form.desk.say
    title = ui.input(say("model.name"), value=form.desk.model.title).props("dense outlined").classes("w-full")

    def call() -> None:
        written = str(title.value or "")
        form.change(lambda: model_changes.with_title(form.desk.model, written))

    title.on("change", call)
    form.on_change(lambda: title.set_value(form.desk.model.title))
    _show_upload(form)
    with ui.row():
        for path in sorted(bundled_models().glob("*.toml")):
            taken = partial(read_model, path)
            ui.button(path.name, on_click=partial(_take, form, taken)).props("outline dense no-caps")
        ui.button(
            say("model.download"),
            on_click=lambda: ui.download(write_model(form.desk.model).encode(), "model.toml"),
        ).props("outline dense no-caps")


def _show_upload(form: ModelForm) -> None:
    """Room for a file with a model, to be dropped or chosen."""
    say = form.desk.say
    ui.label(say("model.drop")).classes("text-sm")

    async def taken(event: events.UploadEventArguments) -> None:
        content, name = await event.file.read(), event.file.name
        _take(form, lambda: model_of(content, name))

    upload = ui.upload(auto_upload=True, max_file_size=MOST_MODEL_BYTES, on_upload=taken)
    chosen_from(upload, say("model.choose"), (MODEL,), say("model.rejected"), say)


def _take(form: ModelForm, read: Callable[[], CoordinationModel]) -> None:
    before = form.desk.model
    form.change(read)
    if form.desk.model is not before:
        form.redraw()


def _show_rule(form: ModelForm, code: str, name: str, sentence: str) -> None:
    desk = form.desk
    now = desk.model.level(code)
    levels = [level for level in Level if level in RULES[code].levels or level in (Level.OFF, now)]
    ui.label(name).classes("font-bold")
    chosen = ui.select(
        {level.value: desk.say.said(level.value) for level in levels}, value=now.value,
        label=desk.say("model.level", rule=name),
    )  # fmt: skip
    chosen.props("dense outlined")
    tell(sentence, desk.say)

    def change() -> None:
        if chosen.value == desk.model.level(code).value:
            return  # what was refused is shown as it was
        form.change(lambda: model_changes.with_level(desk.model, code, Level(chosen.value)))
        chosen.set_value(desk.model.level(code).value)

    chosen.on_value_change(change)


def _show_priorities(form: ModelForm) -> None:
    """What a served request counts by its priority."""
    heading(form, "model.priorities")
    with ui.element("div").classes("desk-weights"):
        for priority in form.desk.model.priorities:
            _show_priority(form, priority)


def _show_priority(form: ModelForm, priority: int) -> None:
    say, desk = form.desk.say, form.desk
    words = say("priority", words=say.said(PRIORITIES[priority]))
    ui.label(words)
    number_field(
        form, say("model.weight", goal=words), lambda: desk.model.priorities[priority],
        lambda weight: model_changes.with_priority(desk.model, priority, weight),
    )  # fmt: skip


def _show_prices(form: ModelForm) -> None:
    """What may be changed so that a request is served, and what that counts; blank for what may not be."""
    say = form.desk.say
    heading(form, "model.prices")
    with ui.element("div").classes("desk-prices"):
        for head in ("model.prices.unit", "model.prices.price", "model.prices.most"):
            ui.label(say(head)).classes("text-sm")
        for kind, unit in NEGOTIABLE.items():
            _show_price(form, kind, say.said(unit))


def _show_price(form: ModelForm, kind: str, words: str) -> None:
    say, desk = form.desk.say, form.desk

    def now() -> tuple[int | None, int | None]:
        asked = desk.model.negotiable.get(kind)
        return (None, None) if asked is None else (asked.price, asked.most)

    def offered() -> bool:
        return kind in desk.model.negotiable

    def put(price: float | None, most: float | None) -> CoordinationModel:
        return model_changes.with_price(desk.model, kind, price, most)

    box = ui.checkbox(words, value=offered()).props("dense")
    price = number_field(
        form, say("model.price", what=words), lambda: now()[0], lambda value: put(value or 0, now()[1])
    )
    most = number_field(
        form, say("model.most", what=words), lambda: now()[1], lambda value: put(now()[0], value or 0)
    )

    def show() -> None:
        for field, value in zip((price, most), now(), strict=True):
            field.set_value(value)
            field.set_enabled(offered())

    def offer() -> None:
        if box.value != offered():
            form.change(lambda: put(1, 1) if box.value else put(None, None))
        show()

    show()
    box.on_value_change(offer)
