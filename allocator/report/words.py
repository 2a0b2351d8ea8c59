"""Words that several tables share."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from allocator.goals import GOALS
from allocator.goals.base import GoalKind
from allocator.goals.tiers import tier_words
from allocator.rules import RULES
from allocator.rules.base import Rule

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.entities import Request

PRIORITIES = {1: "1 most urgent", 2: "2 urgent", 3: "3 normal", 4: "4 can wait", 5: "5 can wait long"}

_UNITS = {"weight": "weight units"}
_HEAD_NOUN = re.compile(r"s(?=$| (?:without|beyond|from|in|of|outside)\b)")

_MEASURES: dict[str, GoalKind | Rule] = {**RULES, **{module.GOAL.code: module.GOAL for module in GOALS}}


def sentence_of(code: str) -> str:
    """The sentence of a goal, or of a soft rule that stands among the goals."""
    return f"Rule: {_MEASURES[code].sentence}" if code in RULES else _MEASURES[code].sentence


def goal_words(name: str) -> str:
    """A goal as it stands in tables and sentences, by the name that its tier has in the model."""
    return tier_words(name)


def goal_headers(names: Iterable[str]) -> dict[str, str]:
    """Goals as headers beside each other, by name: the exact name where two would read the same."""
    words = {name: goal_words(name) for name in names}
    times = Counter(words.values())
    return {name: said if times[said] == 1 else name for name, said in words.items()}


def unit_of(code: str) -> str:
    """The unit of a goal, or of the amount of a soft rule."""
    return _MEASURES[code].unit


def unit_words(unit: str, currency: str) -> str:
    """A unit as it reads behind a number."""
    return currency if unit == "currency" else _UNITS.get(unit, unit)


def counted(number: int, unit: str) -> str:
    """A number with its unit, in the singular where it is one: `1 day`, `3 experts without a mentor`."""
    return f"{number:,} {_HEAD_NOUN.sub('', unit, count=1) if number == 1 else unit}"


def member_name(plan: "Plan", code: str) -> str:
    """The name of a Member; its code where the plan gives none."""
    return plan.members[code].name or code


def person_words(plan: "Plan", code: str) -> str:
    """An expert's code, and the name where the plan gives one: `KEN-03 (name)`."""
    name = plan.experts[code].name
    return f"{code} ({name})" if name else code


def mission_words(request: "Request") -> str:
    """The type of a mission and its topic."""
    return ", ".join(dict.fromkeys(filter(None, (request.mission_type, request.topic))))


def colleague_words(plan: "Plan", code: str) -> str:
    """An expert with the country, else the administration: `KEN-03 (name), Kenya`."""
    body = plan.administration_of(code)
    country = plan.members[body.country].name if body.country in plan.members else body.country
    return f"{person_words(plan, code)}, {country or body.name or body.administration}"


def payer_words(plan: "Plan", code: str | None) -> str:
    """An agreement's code and name with its funders; nothing where nobody is asked to pay."""
    agreement = (plan.agreements or {}).get(code or "")
    if agreement is None:
        return ""
    name = f"{agreement.agreement} ({agreement.name})" if agreement.name else agreement.agreement
    return f"{name}, funded by {', '.join(agreement.funders)}" if agreement.funders else name


def countries_of(plan: "Plan", experts: Iterable[str]) -> tuple[str, ...]:
    """The countries of the experts' administrations, one per expert; `-` for one without."""
    return tuple(plan.administration_of(expert).country or "-" for expert in experts)


def pair_check(plan: "Plan", experts: Iterable[str]) -> str:
    """Whether a team comes from different countries, and if not, which country stands twice."""
    countries = countries_of(plan, experts)
    if len(countries) == 1:
        return "one expert"
    times = Counter(country for country in countries if country != "-")
    shared = [country for country in countries if times[country] > 1]
    if shared:
        return f"same country: {', '.join(sorted(set(shared)))}"
    return "no country shared" if "-" in countries else "different countries"
