"""Changes of an allocation as they are typed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from allocator.errors import Fault, InputError
from allocator.tables.cells.suggest import did_you_mean
from allocator.whatif.change import Change

_WORDS = ("expert", "seat", "instead_of", "start", "agreement", "team")


def changes_of(given: Mapping[str, Any], also: Iterable[str]) -> tuple[Change, ...]:
    """The change that options give, and others that are texts such as `R031 start=2027-04-05`.

    Raises InputError with every word that cannot be understood.
    """
    faults: list[Fault] = []
    asked = [dict(given), *(_parsed(text, faults) for text in also)]
    changes = []
    for each in asked:
        team = each.pop("team", None)
        people = None if team is None else _team(team, faults)
        changes.append(Change(**each, team=people))
    if faults:
        raise InputError("change", faults)
    return tuple(changes)


def _parsed(text: str, faults: list[Fault]) -> dict[str, Any]:
    """What a text gives: a request, then words such as `drop` and `start=2027-04-05`."""
    request, *words = text.split() or [""]
    found: dict[str, Any] = {"request": request}
    for word in words:
        name, sign, value = word.partition("=")
        name = name.replace("-", "_")
        if word == "drop":
            found["drop"] = True
        elif sign and name in _WORDS:
            found[name] = value
        else:
            known = [f"{each}=" for each in _WORDS]
            meant = did_you_mean(f"{name}=", known) or f"; write {', '.join(known)} or drop"
            faults.append(Fault(place=f"--also {text}", message=f"{word} is not understood{meant}"))
    return found


def _team(text: str, faults: list[Fault]) -> dict[str, list[str]]:
    """The people of each seat in a text such as `lead:KEN-03,expert:FRA-02`."""
    seats: dict[str, list[str]] = defaultdict(list)
    for place in text.split(","):
        seat, sign, code = place.strip().rpartition(":")
        if sign and seat and code:
            seats[seat].append(code)
        else:
            message = f"{place.strip() or 'nothing'} is no place; write SEAT:CODE, as lead:KEN-03"
            faults.append(Fault(place="team", message=message))
    return dict(seats)
