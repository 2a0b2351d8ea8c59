"""Which results are runs of one problem, and how the plans and models of two problems differ."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

from allocator.errors import enumerated
from allocator.goals import COMPARING
from allocator.goals.tiers import tier_words
from allocator.plan.declarations import header_of
from allocator.plan.entities import PREVIOUS
from allocator.plan.fingerprint import fingerprint
from allocator.rules import RULES
from allocator.tables.schema import SHEETS

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.policy import CoordinationModel, Tier
    from allocator.results.result import Result

_SHOWN = 5  # rows of a sheet that differ
_WEIGHED = ("served", "fit")  # goals that count by the weights of priorities


def problem_of(result: "Result") -> Hashable:
    """The same for two results whose plans and models say the same to every rule and goal."""
    model = result.model
    levels = tuple(sorted((code, str(level)) for code, level in model.levels.items()))
    return fingerprint(result.plan), levels, tuple(sorted(model.priorities.items())), model.tiers


def counted_differently(tier: "Tier", one: "Result", other: "Result") -> str:
    """Why a tier that both models have does not count the same in both, in words; empty where it does."""
    codes = [term.code for term in tier.terms]
    for code in codes:
        if code in RULES and one.model.is_on(code) != other.model.is_on(code):
            return f"the rule {code} is off in one of them"
    if all(code in RULES and not one.model.is_on(code) for code in codes):
        return "the rule is off in both"
    if one.model.priorities != other.model.priorities and any(code in _WEIGHED for code in codes):
        return "the weights of the priorities differ"
    if "cost" in codes and one.plan.settings.currency != other.plan.settings.currency:
        return "the currencies differ"
    if any(code in COMPARING for code in codes) and _before(one.plan) != _before(other.plan):
        return "the previous allocations differ"
    return ""


def _before(plan: "Plan") -> Counter[Any]:
    return Counter(row for row in plan.decisions if row.decision == PREVIOUS)


class Contrast(NamedTuple):
    """Something that two problems differ in: `one` and `other` say how it is there."""

    part: str
    what: str
    one: str
    other: str


def contrasts(one: "Result", other: "Result") -> Iterator[Contrast]:
    """How the model and the plan of a result differ from those of the one that it is held against."""
    yield from _models(one.model, other.model)
    yield from _plans(one.plan, other.plan)


def _models(one: "CoordinationModel", other: "CoordinationModel") -> Iterator[Contrast]:
    for code, level in one.levels.items():
        if other.levels[code] != level:
            yield Contrast("Rule", code, str(level), str(other.levels[code]))
    for priority, weight in one.priorities.items():
        if other.priorities[priority] != weight:
            yield Contrast("Weight", f"priority {priority}", str(weight), str(other.priorities[priority]))
    if one.tiers != other.tiers:
        first, second = (
            ", then ".join(tier_words(tier.name) for tier in model.tiers) for model in (one, other)
        )
        yield Contrast("Goals", "in their order", first, second)


def _plans(one: "Plan", other: "Plan") -> Iterator[Contrast]:
    for sheet in SHEETS:
        first, second = getattr(one, sheet.plan_field), getattr(other, sheet.plan_field)
        if first is None or second is None:
            if first is not second:
                told = ("no such sheet" if held is None else "has the sheet" for held in (first, second))
                yield Contrast("Plan", sheet.name, *told)
            continue
        if sheet.vertical:
            for name, was, now in _changed(first, second):
                yield Contrast("Plan", name, was, now)
            continue
        if sheet.name == "Members":
            first, second = _hosts(one), _hosts(other)
        words = _keyed(first, second) if isinstance(first, Mapping) else _listed(first, second)
        if any(words):
            yield Contrast("Plan", sheet.name, *words)


def _hosts(plan: "Plan") -> Mapping[str, Any]:
    """The Members that requests speak of; of the others nothing depends."""
    hosts = {code for request in plan.requests.values() for code in plan.members_of(request)}
    return {code: member for code, member in plan.members.items() if code in hosts}


def _keyed(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, str]:
    """Rows that only one of two sheets has, and, told of the other, those that say something else."""
    changed = [
        f"{code} ({', '.join(f'{name} {now} instead of {was}' for name, was, now in found)})"
        for code, row in one.items()
        if code in other and (found := list(_changed(row, other[code])))
    ]
    only = [[code for code in first if code not in second] for first, second in ((one, other), (other, one))]
    told = [f"only here: {enumerated(codes, _SHOWN)}" if codes else "" for codes in only]
    differing = f"changed: {enumerated(changed, _SHOWN)}" if changed else ""
    return told[0], "; ".join(filter(None, (told[1], differing)))


def _listed(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[str, str]:
    """How many rows only one of two sheets has."""
    first, second = Counter(map(_row, one)), Counter(map(_row, other))
    return _rows_in_words((first - second).total()), _rows_in_words((second - first).total())


def _rows_in_words(number: int) -> str:
    return f"{number:,} rows only here" if number > 1 else "1 row only here" if number else ""


def _row(record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, each.name) for each in fields(record) if "kind" in each.metadata)


def _changed(one: Any, other: Any) -> Iterator[tuple[str, str, str]]:
    """(header, value in one, value in the other) of the columns in which two rows differ."""
    for each in fields(one):
        was, now = getattr(one, each.name), getattr(other, each.name)
        if "kind" in each.metadata and was != now:
            yield header_of(each), _shown(was), _shown(now)


def _shown(value: Any) -> str:
    if isinstance(value, tuple | frozenset):
        return ";".join(map(str, sorted(value) if isinstance(value, frozenset) else value)) or "blank"
    return "blank" if value in (None, "") else str(value)
