"""The page of the rules."""

from collections.abc import Iterator
from pathlib import Path

import allocator
from allocator.plan.policy import Level
from allocator.rules import RULES
from allocator.rules.base import Rule
from site_pages import examples
from site_pages.words import page_of, plain, table

ROOT = Path(__file__).parents[2]
MODELS = ("national", "regional", "tripartite", "multipartite")
_MEANT = {
    Level.HARD: "never broken",
    Level.SOFT: "may be broken; how much is counted",
    Level.OFF: "not asked",
}


_INTRO = """# Rules

A rule is *hard* (never broken), *soft* (may be broken; how much is counted and kept small where a goal says
so) or *off*; the [coordination model](../models/README.md) says which. The examples are rows of the plan
`first-steps`, changed where need be; what is said of them is what the program says."""


def page() -> str:
    """Every rule: its sentence, its levels, an example of three rows that break it, and what is said of "
    "that."""
    models = {name: allocator.read_model(ROOT / "models" / f"{name}.toml") for name in MODELS}
    rows = [
        (f"[`{code}`](#{code})", plain(rule.sentence), *(str(model.level(code)) for model in models.values()))
        for code, rule in RULES.items()
    ]
    parts = [
        _INTRO,
        table(("rule", "says", *MODELS), rows),
    ]
    for rule in RULES.values():
        parts += _section(rule)
    return page_of(parts)


def _section(rule: Rule) -> Iterator[str]:
    example = examples.known()["rules"][rule.code]
    yield f"## {rule.code} {{ #{rule.code} }}"
    yield f"{plain(rule.sentence)}."
    levels = [f"**{level}**: {_MEANT[level]}" for level in Level if level in rule.levels]
    counted = f" When soft it is counted in {plain(rule.unit)}." if Level.SOFT in rule.levels else ""
    yield "; ".join(levels) + "." + counted
    yield "These three rows break it:"
    yield examples.rows_shown(example["rows"])
    said = [f"> {plain(each.subject)}: {plain(each.message)}" for each in examples.violations(rule.code)]
    yield "What the program says:"
    yield "\n>\n".join(said)
