"""What a scenario changes of its plan and model, in words, one sentence part for each change."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from allocator.tables.cells.cells import text_of

if TYPE_CHECKING:
    from allocator.tables.raw import RawPlan


def changes_in_words(
    scenario: Mapping[str, Any], model: Mapping[str, Any], raw: "RawPlan"
) -> tuple[str, ...]:
    """The levels and rows that a scenario changes: `Experts GHA-01: missions 4 instead of 3`.

    All three as they were read, and found to be free of faults; `raw` and `model` before the changes.
    """
    levels = _levels(scenario.get("rules", {}), model.get("rules", {}))
    return *levels, *(_change(raw, change) for change in scenario.get("change", ()))


def _levels(own: Mapping[str, Any], usual: Mapping[str, Any]) -> Iterator[str]:
    for code, entry in own.items():
        before, level = usual.get(code, {}).get("level"), entry["level"]
        yield f"rule {code}: {level} instead of {before}" if before != level else f"rule {code}: {level}"


def _change(raw: "RawPlan", change: Mapping[str, Any]) -> str:
    ((verb, words),) = change.items()
    sheet = words["sheet"]
    if verb == "add":
        cells = ", ".join(f"{header} {_shown(value)}" for header, value in words["row"].items())
        return f"{sheet}: one row more ({cells})"
    if verb == "scale":
        rows = _shown(words["key"]) if "key" in words else "every row"
        return f"{sheet} {rows}: {words['column']} × {words['by']}"
    row = f"{sheet} {_shown(words['key'])}"
    if verb == "remove":
        return f"{row}: taken out"
    before = raw.cells_with(sheet, words["key"], words["column"])
    was = ", ".join(dict.fromkeys(map(_shown, before))) or "a new row's"
    return f"{row}: {words['column']} {_shown(words['value'])} instead of {was}"


def _shown(value: Any) -> str:
    """A cell, or a key of several cells, as it reads in a sentence."""
    if isinstance(value, list | tuple):
        return " ".join(map(_shown, value))
    try:
        return "blank" if value is None else text_of(value) or "blank"
    except ValueError:
        return str(value)
