"""Grids: scenario files in which lists stand for several values, and the scenarios that they stand for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from allocator.errors import Fault, InputError
from allocator.outside.toml_file import shown

#: More scenarios than anybody compares, and fewer than fill a memory.
MOST_SCENARIOS = 1_000

#: Keys of the file of which each may be a list, one value for each scenario.
_PLAIN = ("plan", "model", "time_limit", "workers", "seed", "effort")
#: What a verb takes several of, and what each scenario then says instead.
_PLURALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"set": ("values", "value"), "add": ("rows", "row"), "remove": ("keys", "key"), "scale": ("by", "by")}
)


@dataclass(frozen=True, slots=True)
class Point:
    """One scenario of a grid: the tables of the file as if it said this alone, and what tells it from the
    others, such as `pairing hard` and `Agreements budget × 0.8`."""

    table: Mapping[str, Any]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    """One list of a file: where it stands, its values, and each of them in words."""

    way: tuple[str | int, ...]
    singular: str
    values: Sequence[Any]
    words: tuple[str, ...]

    @property
    def place(self) -> str:
        """The key of the list as a planner finds it."""
        number = self.way[1] if len(self.way) > 1 else 0
        if isinstance(number, int) and self.way[0] == "change":
            return f"change {number + 1}"
        return ".".join(str(step) for step in self.way)


def points_of(table: Mapping[str, Any], name: str) -> tuple[Point, ...]:
    """The scenarios that the tables of a file stand for, in the order of its lists, the last one changing
    fastest; one where it has no list. `name` is the file's, for faults.

    Raises InputError for a list that is empty or says something twice, and for more than a thousand
    scenarios.
    """
    axes = tuple(_axes(table))
    faults = [
        Fault(place=name, column=axis.place, message=message)
        for axis in axes
        if (message := _trouble(axis.values))
    ]
    number = prod(len(axis.values) for axis in axes)
    if not faults and number > MOST_SCENARIOS:
        message = f"its lists make {number:,} scenarios; {MOST_SCENARIOS:,} are the most"
        faults.append(Fault(place=name, message=message))
    if faults:
        raise InputError(name, faults)
    return tuple(_point(table, axes, chosen) for chosen in product(*(range(len(a.values)) for a in axes)))


def _axes(table: Mapping[str, Any]) -> Iterator[_Axis]:
    """The lists of a file, in its order. What is of another kind than it should be is left to the reader."""
    for key, value in table.items():
        if key in _PLAIN and isinstance(value, list):
            yield _axis((key,), key, value, _plain_words(key))
        elif key == "rules" and isinstance(value, dict):
            for code, entry in value.items():
                if isinstance(entry, dict) and isinstance(entry.get("level"), list):
                    yield _axis(("rules", code, "level"), "level", entry["level"], f"{code} {{}}".format)
        elif key == "change" and isinstance(value, list):
            for number, change in enumerate(value):
                yield from _axes_of_change(number, change)


def _axes_of_change(number: int, change: Any) -> Iterator[_Axis]:
    for verb, words in change.items() if isinstance(change, dict) else ():
        plural, singular = _PLURALS.get(verb, ("", ""))
        values = words.get(plural) if isinstance(words, dict) else None
        if isinstance(values, list) and (plural == singular or singular not in words):
            yield _axis(("change", number, verb, plural), singular, values, _change_words(verb, words))


def _axis(way: tuple[str | int, ...], singular: str, values: list[Any], words: Callable[[Any], str]) -> _Axis:
    return _Axis(way, singular, values, tuple(words(value) for value in values))


def _plain_words(key: str) -> Callable[[Any], str]:
    called = key.replace("_", " ")
    return lambda value: f"{called} {PurePath(value).stem if isinstance(value, str) else value}"


def _change_words(verb: str, words: Mapping[str, Any]) -> Callable[[Any], str]:
    """One value of a change in words."""
    sheet, column, key = (words.get(word, "") for word in ("sheet", "column", "key"))
    subject = f"{_listed(key) or sheet} {column}"
    if verb == "set":
        return lambda value: f"{subject} {_listed(value)}"
    if verb == "scale":
        return lambda value: f"{subject} × {value}"
    if verb == "remove":
        return lambda value: f"without {_listed(value)}"
    return lambda value: (
        f"with {_listed(next(iter(value.values()), '')) if isinstance(value, dict) else value}"
    )


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _trouble(values: Sequence[Any]) -> str:
    """What is wrong with a list as such."""
    if not values:
        return "is an empty list, which stands for no scenario; write one value, or several"
    twice = next((value for i, value in enumerate(values) if value in values[:i]), None)
    return "" if twice is None else f"has {shown(twice)} twice; write each value once"


def _point(table: Mapping[str, Any], axes: Sequence[_Axis], chosen: Sequence[int]) -> Point:
    made: Any = dict(table)
    for axis, number in zip(axes, chosen, strict=True):
        made = _with(made, axis.way, axis.singular, axis.values[number])
    return Point(MappingProxyType(made), tuple(axis.words[i] for axis, i in zip(axes, chosen, strict=True)))


def _with(part: Any, way: tuple[str | int, ...], singular: str, value: Any) -> Any:
    """A copy of a table or a list in which one value stands in the place of the list at `way`."""
    step, *rest = way
    if not rest:
        kept = {key: own for key, own in part.items() if key != step}
        return {**kept, singular: value}
    inner = _with(part[step], tuple(rest), singular, value)
    if isinstance(part, list):
        return [inner if number == step else own for number, own in enumerate(part)]
    return {**part, step: inner}
