"""Why a request is impossible, as plain values, and the plan that such a judgement is about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from allocator.plan import Plan
from allocator.plan.allocation import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossibility:
    """A request that no allocation serves, and the smallest set of rules without which one could.

    `mission` keeps every rule but `rules`, looked at alone: it is what they forbid. Taking away any of
    `others` would help as well; they are no larger than `rules`. `weekends` says that of the rule `release`
    only days off at the edges of releases are in the way. `full_team` alone, without a mission, says that
    the plan has fewer experts than the team has places. `follows` gives for each predecessor the earliest
    day on which it ends; None for one that is impossible.
    """

    request: str
    rules: tuple[str, ...]
    mission: Mission | None = None
    weekends: bool = False
    others: tuple[tuple[str, ...], ...] = ()
    follows: Mapping[str, date | None]


def alone(plan: Plan) -> Plan:
    """The plan as one request by itself meets it: without what others are locked to and who must go on some
    mission. Exclusions stay: they concern the request itself; and so do the rows of what is delivered."""
    return replace(
        plan,
        experts={code: replace(person, minimum_missions=0) for code, person in plan.experts.items()},
        decisions=tuple(
            row for row in plan.decisions if row.excludes or plan.requests[row.request].done_on is not None
        ),
    )
