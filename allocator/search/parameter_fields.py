"""Numbers declared with their range, unit and meaning, checked whenever they are set."""

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from math import inf, isfinite
from typing import Any

from allocator.errors import Fault, InputError
from allocator.outside.toml_file import shown

NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Number:
    """What a parameter means, its unit, its range (both ends included), and where its value was measured."""

    meaning: str
    unit: str
    least: float
    most: float
    measured: str


def number(
    default: float,
    meaning: str,
    *,
    unit: str = "",
    least: float = 0,
    most: float = inf,
    measured: str = NOT_MEASURED,
) -> Any:
    """A field of a `Group`. A whole default admits whole numbers only."""
    return field(default=default, metadata={"number": Number(meaning, unit, least, most, measured)})


def share(default: float, meaning: str, *, measured: str = NOT_MEASURED) -> Any:
    """A field of a `Group` between 0 and 1."""
    return number(default, meaning, unit="share", most=1.0, measured=measured)


@dataclass(frozen=True)
class Group:
    """Parameters of one part of the search; raises InputError for every value out of its range."""

    def __post_init__(self) -> None:
        faults = [
            Fault(place=type(self).__name__, column=name, message=text) for name, text in self._faults()
        ]
        if faults:
            raise InputError("search parameters", faults)

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """(name, what is wrong) of values that each are possible, but not together."""
        yield from ()

    def _faults(self) -> Iterator[tuple[str, str]]:
        found = False
        for parameter in fields(self):
            wrong = fault_of(parameter, getattr(self, parameter.name))
            if wrong:
                found = True
                yield parameter.name, wrong
        if not found:
            yield from self.contradictions()


def fault_of(parameter: "Field[Any]", value: object) -> str:
    """What is wrong with a value of a parameter; empty where nothing is."""
    known: Number = parameter.metadata["number"]
    whole = isinstance(parameter.default, int)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float) or not isfinite(value):
        return f"{shown(value)} is not a {'whole ' if whole else ''}number"
    if not known.least <= value <= known.most:
        return f"{shown(value)} is out of range: {_range(known)}"
    return ""


def _range(known: Number) -> str:
    if known.most == inf:
        return f"at least {known.least:,}"
    return f"{known.least:,} to {known.most:,}"


def faults_of_table(name: str, table: object, kinds: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(where, what is wrong) in one table of a file."""
    if name not in kinds:
        yield name, f"there is no such group of parameters{_hint(name, kinds)}"
        return
    if not isinstance(table, dict):
        yield name, f"must be a table: [{name}], and below it one line per parameter"
        return
    known = {each.name: each for each in fields(kinds[name])}
    wrong = False
    for key, value in table.items():
        message = (
            fault_of(known[key], value) if key in known else f"there is no such parameter{_hint(key, known)}"
        )
        if message:
            wrong = True
            yield f"{name}.{key}", message
    if not wrong:
        try:
            kinds[name](**table)
        except InputError as error:
            yield from ((f"{name}.{fault.column}", fault.message) for fault in error.faults)


def _hint(word: str, known: dict[str, Any]) -> str:
    close = get_close_matches(word, known, n=1)
    return f", did you mean {close[0]}?" if close else f"; there are {', '.join(known)}"
