"""The goals of the coordination model in their order: moved, weighed, taken out, added."""

from functools import partial

from nicegui import ui

from allocator.app import model_changes
from allocator.app.model_form import ModelForm, heading, number_field
from allocator.goals import GOALS
from allocator.plan.policy import Level, Term, Tier
from allocator.report.words import goal_words, sentence_of
from allocator.rules import RULES

#: What may stand in a tier: every goal, and every rule that may be soft.
_CODES = (*(goal.GOAL.code for goal in GOALS),
          *(code for code, rule in RULES.items() if Level.SOFT in rule.levels))  # fmt: skip
_MOVES = {"up": -1, "down": 1}


def show_goals(form: ModelForm) -> None:
    """A place for every tier, the first before the second, and one more to add goals."""
    heading(form, "model.goals")
    for number, tier in enumerate(form.desk.model.tiers):
        _show_tier(form, number, tier)
    _show_adding(form)


def _show_tier(form: ModelForm, number: int, tier: Tier) -> None:
    say = form.desk.say
    with ui.element("div").classes("desk-tier").props('role="group"') as group:
        group.props["aria-label"] = say("model.tier", number=number + 1, goals=_name(form, tier))
        ui.label(f"{number + 1}.")
        with ui.element("div").classes("desk-terms"):
            for term in tier.terms:
                _show_term(form, term)
        with ui.row().classes("gap-0 no-wrap"):
            for way, by in _MOVES.items():
                _show_move(form, number, tier, way, by)


def _show_term(form: ModelForm, term: Term) -> None:
    desk, say, words = form.desk, form.desk.say, _words(form, term.code)
    label = ui.label(words)
    label.props["title"] = say.said(sentence_of(term.code))
    number_field(
        form, say("model.weight", goal=words), lambda: _weight(form, term.code),
        lambda weight: model_changes.with_weight(desk.model, term.code, weight),
    )  # fmt: skip

    def remove() -> None:
        form.change(lambda: model_changes.without_goal(desk.model, term.code))
        form.redraw()

    button = ui.button(icon="close", on_click=remove).props("flat dense")
    button.props["aria-label"] = say("model.remove", goal=words)


def _show_move(form: ModelForm, number: int, tier: Tier, way: str, by: int) -> None:
    """A button that moves a tier, by an arrow key as well; it is at hand again where the tier went. It moves
    what it stands beside, wherever that is by now: on another page it may have been moved as well."""
    desk, name = form.desk, _name(form, tier)

    def move(by: int) -> None:
        at = model_changes.place_of(desk.model, tier)
        if at is not None:
            form.change(lambda: model_changes.with_tier_moved(desk.model, at, by))
        form.redraw()
        form.focus(f".desk-move-{way}-{model_changes.place_of(desk.model, tier)}")

    button = ui.button(icon=f"arrow_{way}ward", on_click=partial(move, by)).props("flat dense")
    button.classes(f"desk-move-{way}-{number}").props["aria-label"] = desk.say(f"model.{way}", goals=name)
    for key, step in _MOVES.items():
        button.on(f"keydown.{key}.prevent", partial(move, step))


def _show_adding(form: ModelForm) -> None:
    """What is not sought yet, and the place that it shall have."""
    desk, say, tiers = form.desk, form.desk.say, form.desk.model.tiers
    asked = {term.code for tier in tiers for term in tier.terms}
    rest = {code: _words(form, code) for code in _CODES if code not in asked}
    places = {at: say("model.beside", number=at + 1) for at in range(len(tiers))}
    last = len(places)
    with ui.row().classes("items-end w-full gap-2"):
        what = ui.select(rest, label=say("model.goal"), with_input=True).props("dense outlined")
        where = ui.select({last: say("model.last"), **places}, value=last, label=say("model.place"))
        where.props("dense outlined").classes("w-44")

        def add() -> None:
            model, place = desk.model, int(where.value)
            at = len(model.tiers) if place == last else model_changes.place_of(model, tiers[place])
            if what.value is not None and at is not None:
                form.change(lambda: model_changes.with_goal(model, str(what.value), at))
            if what.value is not None:
                form.redraw()

        ui.button(say("model.add"), on_click=add).props("outline dense no-caps")


def _name(form: ModelForm, tier: Tier) -> str:
    return " + ".join(_words(form, term.code) for term in tier.terms)


def _words(form: ModelForm, code: str) -> str:
    return form.desk.say.said(goal_words(code))


def _weight(form: ModelForm, code: str) -> int | None:
    """The weight of a goal; None where it was taken out on another page."""
    terms = [term for tier in form.desk.model.tiers for term in tier.terms]
    return next((term.weight for term in terms if term.code == code), None)
