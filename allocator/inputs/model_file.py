"""Model files: a coordination model as TOML, read strictly and written back."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from allocator.errors import Fault, InputError
from allocator.goals import GOALS
from allocator.outside.toml_file import decoded, parse_toml, quoted, read_text, shown
from allocator.outside.toml_lines import line_of, lines_of
from allocator.plan.policy import DEFAULT_PRIORITIES, NEGOTIABLE, CoordinationModel, Level, Price, Term, Tier
from allocator.rules import RULES

_GOAL_CODES = tuple(goal.GOAL.code for goal in GOALS)
_KEYS = ("title", "rules", "priorities", "tier", "negotiable")
_PRICE = ("price", "most")
_HEAVIEST = 1_000_000  # weight

#: What a model file is called where another one is given in its place.
KIND = "a coordination model"


def read_model(path: str | Path) -> CoordinationModel:
    """The coordination model in a TOML file.

    Raises InputError with every fault, by line: unknown or missing rule codes, levels that a rule does not
    permit, soft rules that no tier weighs, unknown goals, weights and prices that are no whole numbers from 1
    to a million.
    """
    path = Path(path)
    return _in_file(read_text(path, KIND), path.name, str(path))


def model_in(content: bytes, name: str) -> CoordinationModel:
    """The coordination model that a file holds, by what it is called. Raises InputError as `read_model`."""
    return _in_file(decoded(content, KIND, name), name, name)


def _in_file(text: str, name: str, source: str) -> CoordinationModel:
    """The model in the text of a file. Raises InputError in which each fault has its line."""
    table = parse_toml(text, name, source)
    try:
        return model_from_table(table, name)
    except InputError as error:
        lines = lines_of(text)
        raise InputError(name, (_at_line(fault, lines) for fault in error.faults)) from None


def _at_line(fault: Fault, lines: Mapping[str, int]) -> Fault:
    line = line_of(lines, fault.column)
    return fault if line is None else replace(fault, place=f"{fault.place} line {line}")


def parse_model(text: str, source: str = "model") -> CoordinationModel:
    """The coordination model in TOML text; `source` names it in faults. Raises InputError as `read_model`."""
    return model_from_table(parse_toml(text, source), source)


def model_from_table(table: Mapping[str, Any], source: str) -> CoordinationModel:
    """The coordination model in parsed TOML. Raises InputError as `read_model`."""
    faults: list[Fault] = []

    def fault(place: str, message: str) -> None:
        faults.append(Fault(place=source, column=place, message=message))

    for key in table:
        if key not in _KEYS:
            fault(key, f"unknown key{_hint(key, _KEYS)}; a model file has {', '.join(_KEYS)}")
    title = table.get("title", "")
    if not isinstance(title, str) or not title.strip():
        fault("title", "is missing; write what this policy is called")
    levels = _levels(table.get("rules", {}), fault)
    priorities = _priorities(table.get("priorities", {}), fault)
    tiers = _tiers(table.get("tier", []), fault)
    negotiable = _negotiable(table.get("negotiable", {}), fault)
    _cross_check(levels, tiers, fault)
    if faults:
        raise InputError(source, faults)
    return CoordinationModel(
        title=title, levels=MappingProxyType(levels), tiers=tiers, priorities=MappingProxyType(priorities),
        negotiable=MappingProxyType(negotiable),
    )  # fmt: skip


def _levels(rules: Any, fault: Any) -> dict[str, Level]:
    """The level of every rule; each must stand there once."""
    if not isinstance(rules, dict):
        fault("rules", "must be a table with one line per rule")
        return {}
    levels: dict[str, Level] = {}
    for code, entry in rules.items():
        place = f"rules.{code}"
        if code not in RULES:
            fault(place, f"there is no rule {code}{_hint(code, tuple(RULES))}")
            continue
        extra = [key for key in entry if key != "level"] if isinstance(entry, dict) else []
        if not isinstance(entry, dict) or "level" not in entry or extra:
            fault(place, 'must read { level = "hard" }, "soft" or "off", and nothing else')
            continue
        permitted = sorted(RULES[code].levels)
        if entry["level"] not in permitted:
            fault(place, f"cannot be {shown(entry['level'])}; this rule may be {' or '.join(permitted)}")
            continue
        levels[code] = Level(entry["level"])
    for code in RULES:
        if code not in rules:
            fault(f"rules.{code}", "is missing; every rule is listed once")
    return levels


def _priorities(entry: Any, fault: Any) -> dict[int, int]:
    """The weights of priorities 1 to 5."""
    weights = dict(DEFAULT_PRIORITIES)
    if not isinstance(entry, dict):
        fault("priorities", "must be a table: 1 = 12, 2 = 7 ...")
        return weights
    for key, weight in entry.items():
        if key not in {str(priority) for priority in weights}:
            fault(f"priorities.{key}", "priorities are 1 (most urgent) to 5")
        elif not _is_weight(weight):
            fault(f"priorities.{key}", f"{shown(weight)} is not a whole number from 1 up to {_HEAVIEST:,}")
        else:
            weights[int(key)] = weight
    return weights


def _tiers(entry: Any, fault: Any) -> tuple[Tier, ...]:
    """The goal tiers in order, each code at most once in all."""
    if not isinstance(entry, list) or not entry:
        fault("tier", "write at least one [[tier]] with goals = { served = 1 }")
        return ()
    seen: set[str] = set()
    tiers = []
    for number, table in enumerate(entry, 1):
        place = f"tier {number}"
        goals = table.get("goals") if isinstance(table, dict) else None
        if not isinstance(goals, dict) or not goals or set(table) != {"goals"}:
            fault(place, "must read goals = { code = weight }, and nothing else")
            continue
        terms = []
        for code, weight in goals.items():
            if code not in (*_GOAL_CODES, *RULES):
                fault(place, f"there is no goal or rule {code}{_hint(code, (*_GOAL_CODES, *RULES))}")
            elif code in RULES and Level.SOFT not in RULES[code].levels:
                fault(place, f"the rule {code} is never soft, so it has no amount to weigh")
            elif code in seen:
                fault(place, f"{code} stands in a tier already")
            elif not _is_weight(weight):
                given = shown(weight)
                fault(place, f"the weight of {code} is {given}, not a whole number from 1 to {_HEAVIEST:,}")
            else:
                seen.add(code)
                terms.append(Term(code, weight))
        tiers.append(Tier(tuple(terms)))
    return tuple(tiers)


def _negotiable(entry: Any, fault: Any) -> dict[str, Price]:
    """What may be changed and at which price; nothing that is not listed."""
    if not isinstance(entry, dict):
        fault("negotiable", "must be a table: window = { price = 1, most = 28 } ...")
        return {}
    prices: dict[str, Price] = {}
    for kind, given in entry.items():
        place = f"negotiable.{kind}"
        if kind not in NEGOTIABLE:
            known = ", ".join(NEGOTIABLE)
            fault(place, f"is nothing to negotiate{_hint(kind, tuple(NEGOTIABLE))}; there are {known}")
        elif not isinstance(given, dict) or set(given) != set(_PRICE):
            fault(place, "must read { price = 1, most = 28 }, per unit and units, and nothing else")
        elif wrong := [key for key in _PRICE if not _is_weight(given[key])]:
            fault(
                place,
                f"{wrong[0]} is {shown(given[wrong[0]])}, not a whole number from 1 up to {_HEAVIEST:,}",
            )
        else:
            prices[kind] = Price(given["price"], given["most"])
    return prices


def _cross_check(levels: Mapping[str, Level], tiers: tuple[Tier, ...], fault: Any) -> None:
    """What no single line shows."""
    weighed = {term.code for tier in tiers for term in tier.terms}
    for code, level in levels.items():
        if level is Level.SOFT and code not in weighed:
            fault(f"rules.{code}", "is soft, but no tier weighs it; add it to the goals of a tier")
    if levels.get("funding") is Level.OFF and levels.get("agreement_provider", Level.OFF) is not Level.OFF:
        fault(
            "rules.agreement_provider", "speaks of who pays, but the rule funding is off; switch it off too"
        )


def _is_weight(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _HEAVIEST


def _hint(word: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(word, known, n=1)
    return f", did you mean {close[0]}?" if close else ""


def write_model(model: CoordinationModel) -> str:
    """A model as TOML text that `parse_model` reads back equal."""
    lines = [f"title = {quoted(model.title)}", "", "[rules]"]
    lines += [f'{code} = {{ level = "{level}" }}' for code, level in model.levels.items()]
    lines += ["", "[priorities]", *(f"{key} = {weight}" for key, weight in model.priorities.items())]
    for tier in model.tiers:
        goals = ", ".join(f"{term.code} = {term.weight}" for term in tier.terms)
        lines += ["", "[[tier]]", f"goals = {{ {goals} }}"]
    if model.negotiable:
        lines += ["", "[negotiable]"]
        lines += [
            f"{kind} = {{ price = {asked.price}, most = {asked.most} }}"
            for kind, asked in model.negotiable.items()
        ]
    return "\n".join(lines) + "\n"


def digest_of_model(model: CoordinationModel) -> str:
    """SHA-256, in hexadecimal, of a model as `write_model` writes it."""
    return hashlib.sha256(write_model(model).encode("utf-8", "surrogatepass")).hexdigest()
