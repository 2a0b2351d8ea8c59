"""The page of the goals."""

from collections.abc import Iterator

import allocator
from allocator.goals import GOALS
from allocator.goals.base import GoalKind
from site_pages import examples
from site_pages.rules import MODELS, ROOT
from site_pages.words import page_of, plain, table

_SENSES = {"max": "the more, the better", "min": "the less, the better"}


_INTRO = """# Goals

Goals are sought one after the other: the second counts only among plans that are equally good in the first,
and so on. The table says at which place each goal stands in the bundled [coordination
models](../models/README.md); several at one place are traded by their weights."""


def page() -> str:
    """Every goal: its sentence, its unit, an example of three rows, and what it counts there."""
    models = [allocator.read_model(ROOT / "models" / f"{name}.toml") for name in MODELS]
    goals = [module.GOAL for module in GOALS]
    rows = [
        (
            f"[`{goal.code}`](#{goal.code})",
            plain(goal.sentence),
            *(_place(goal.code, model) for model in models),
        )
        for goal in goals
    ]
    parts = [
        _INTRO,
        table(("goal", "measures", *MODELS), rows),
    ]
    for goal in goals:
        parts += _section(goal)
    return page_of(parts)


def _place(code: str, model: allocator.CoordinationModel) -> str:
    places = [str(n) for n, tier in enumerate(model.tiers, 1) if code in {term.code for term in tier.terms}]
    return ", ".join(places)


def _section(goal: GoalKind) -> Iterator[str]:
    example = examples.known()["goals"][goal.code]
    yield f"## {goal.code} {{ #{goal.code} }}"
    yield f"{plain(goal.sentence)}: {_SENSES[goal.sense]}. Counted in {plain(goal.unit)}."
    if goal.compares:
        yield "It has something to say only where there is a previous allocation."
    yield examples.rows_shown(example["rows"])
    yield f"Value: **{examples.value(goal.code):,}**. {plain(example['words'])}"
