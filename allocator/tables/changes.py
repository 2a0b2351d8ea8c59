"""Changes to a plan as scenario files and programs write them, applied to its raw rows.

{"set": {"sheet": "Experts", "key": "KEN-03", "column": "missions", "value": 4}}
{"add": {"sheet": "Closures", "row": {"member": "ZMB", "from": "2026-10-12", "to": "2026-10-16"}}}
{"remove": {"sheet": "Agreements", "key": "WCA-VAL"}}
{"scale": {"sheet": "Agreements", "column": "budget", "by": 0.8}}
"""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from allocator.errors import Fault, InputError
from allocator.tables.raw import RawPlan
from allocator.tables.removal import without

#: What each verb takes. `key` of `scale` may be left out: then it speaks of every row.
VERBS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "set": ("sheet", "key", "column", "value"),
        "add": ("sheet", "row"),
        "remove": ("sheet", "key"),
        "scale": ("sheet", "key", "column", "by"),
    }
)
_OPTIONAL = frozenset({("scale", "key")})


def with_changes(raw: RawPlan, changes: Sequence[Any], name: str = "") -> RawPlan:
    """All changes applied, one after the other; `name` is that of the file in which they stand.

    Raises InputError with the faults of all, each with the number of its change.
    """
    faults: list[Fault] = []
    for number, change in enumerate(changes, 1):
        place = f"{name} change {number}".strip()
        try:
            raw = _changed(raw, place, change)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(name or raw.source, faults)
    return raw


def words_of(change: Any, place: str) -> tuple[str, Mapping[str, Any]]:
    """The verb of a change and what it takes. Raises InputError unless all of that is there, and no more."""
    verb = next(iter(change), "") if isinstance(change, Mapping) and len(change) == 1 else ""
    if verb not in VERBS or not isinstance(change[verb], Mapping):
        message = f"must hold exactly one of {', '.join(VERBS)}, each a table"
        raise InputError(place, [Fault(place=place, message=message)])
    words = change[verb]
    needed = {word for word in VERBS[verb] if (verb, word) not in _OPTIONAL}
    if not needed <= set(words) <= set(VERBS[verb]):
        optional = "".join(f", and perhaps {word}" for word in VERBS[verb] if word not in needed)
        takes = ", ".join(word for word in VERBS[verb] if word in needed)
        raise InputError(place, [Fault(place=place, message=f"{verb} takes {takes}{optional}")])
    wrong = [
        Fault(place=place, column=word, message=message)
        for word, (fits, message) in _KINDS.items()
        if word in words and not fits(words[word])
    ]
    if wrong:
        raise InputError(place, wrong)
    return verb, words


def _changed(raw: RawPlan, place: str, change: Any) -> RawPlan:
    """One change applied to the raw rows."""
    verb, words = words_of(change, place)
    try:
        if verb == "set":
            return raw.with_cell(words["sheet"], words["key"], words["column"], words["value"])
        if verb == "add":
            return raw.with_row(words["sheet"], words["row"])
        if verb == "scale":
            return raw.scaled(words["sheet"], words["column"], words["by"], words.get("key"))
        return without(raw, words["sheet"], words["key"])
    except InputError as error:
        faults = [
            Fault(place=f"{place}, {f.place}", column=f.column, message=f.message) for f in error.faults
        ]
        raise InputError(place, faults) from None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_row(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(isinstance(header, str) for header in value)


def _is_key(value: Any) -> bool:
    return not isinstance(value, Mapping) and value not in ("", [], ())


def _is_factor(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


def _is_cell(value: Any) -> bool:
    return not isinstance(value, Mapping)


_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = MappingProxyType(
    {
        "sheet": (_is_text, "must be the name of a sheet"),
        "column": (_is_text, "must be the header of a column"),
        "key": (_is_key, "must be the code of a row, or a list with one entry per key column"),
        "row": (_is_row, 'must be a table of cells by header: { expert = "CPV-02", ... }'),
        "value": (_is_cell, "must be one value, or a list of texts"),
        "by": (_is_factor, "must be a number that is not negative, such as 0.8"),
    }
)
