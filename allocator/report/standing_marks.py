"""What is broken in an allocation, mission by mission: what a mark beside each of them says."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from allocator.rules.base import HARD, Violation, rule_name
from allocator.verification import violations

if TYPE_CHECKING:
    from allocator.results.result import Result

_MEMO = "standing marks"
_CODE = re.compile(r"[^\s,;:()]+")


def standing_marks(result: "Result") -> Mapping[str, tuple[str, ...]]:
    """By request, a sentence for every rule that its mission breaks or has a part in breaking, hard rules
    first: `pairing, at a price: ...`. Requests without any are left out."""
    if _MEMO not in result.memo:
        found: dict[str, list[str]] = defaultdict(list)
        broken = violations(result.plan, result.model, result.allocation)
        for each in sorted(broken, key=lambda violation: violation.level is not HARD):
            price = "broken" if each.level is HARD else "at a price"
            for code in _missions(result, each):
                found[code].append(f"{rule_name(each.rule)}, {price}: {each.message}")
        result.memo[_MEMO] = {code: tuple(dict.fromkeys(said)) for code, said in found.items()}
    marks: Mapping[str, tuple[str, ...]] = result.memo[_MEMO]
    return marks


def _missions(result: "Result", violation: Violation) -> Iterator[str]:
    """The missions that a violation is about: those that it names, else those of whom it names."""
    served = result.allocation.by_request
    words = _CODE.findall(f"{violation.subject} {violation.message}")
    named = [code.rstrip(".") for code in words]
    codes = dict.fromkeys(code for code in named if code in served)
    if codes:
        yield from codes
        return
    subject = {code.rstrip(".") for code in _CODE.findall(violation.subject)}
    for code, mission in served.items():
        asked = result.plan.requests.get(code)
        about = {mission.agreement, *mission.experts}
        about |= {*result.plan.members_of(asked)} if asked else set()
        about |= {result.plan.experts[who].administration for who in mission.experts
                  if who in result.plan.experts}  # fmt: skip
        if subject & about:
            yield code
