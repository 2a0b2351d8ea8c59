"""The coordination model as a form: which rules hold and how hard, what comes first, and the file of it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from nicegui import ui

from allocator.app.desk import Desk
from allocator.app.elements import done, tell
from allocator.inputs.bundled import bundled_models
from allocator.inputs.model_file import parse_model, read_model, write_model
from allocator.plan.policy import CoordinationModel, Level
from allocator.rules import RULES
from allocator.rules.base import rule_name


def show_policy(desk: Desk, refresh: Callable[[], object]) -> None:
    """The model that the next search follows."""
    say = desk.say
    with ui.expansion(say("model.title", title=say.said(desk.model.title))).classes("w-full").props("dense"):

        def take(path: Path) -> None:
            desk.follow(read_model(path))

        with ui.row():
            for path in sorted(bundled_models().glob("*.toml")):
                taken = partial(done, say, partial(take, path), refresh)
                ui.button(path.name, on_click=taken).props("outline dense no-caps")
            ui.button(
                say("model.download"),
                on_click=lambda: ui.download(write_model(desk.model).encode(), "model.toml"),
            ).props("outline dense no-caps")
        with ui.element("div").classes("desk-rules"):
            for code, rule in RULES.items():
                _show_rule(desk, code, desk.say.said(rule_name(code)), rule.sentence, refresh)


def _show_rule(desk: Desk, code: str, name: str, sentence: str, refresh: Callable[[], object]) -> None:
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
        done(desk.say, lambda: desk.follow(_with_level(desk.model, code, Level(chosen.value))), refresh)

    chosen.on_value_change(change)


def _with_level(model: CoordinationModel, code: str, level: Level) -> CoordinationModel:
    """The model with another level of a rule, read again as a file of it would be. Raises InputError where
    it does not fit, such as a soft rule that stands in no goal."""
    changed = replace(model.with_levels(**{code: level}), title=f"{model.title}, {code} {level}")
    return parse_model(write_model(changed))
