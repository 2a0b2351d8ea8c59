"""Nobody goes on more missions, or spends more working days on them, than agreed, nor on fewer missions than
promised. What has been delivered counts. Beyond a limit it breaks no rule, because no plan can mend it, but
it leaves nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.problem.rows import NO_LIMIT, left, limits, make_rows
from allocator.rules.base import HARD, OFF, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.entities import Expert
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Bools, Ints, Problem
    from allocator.problem.rows import Parts, Rows
    from allocator.rules.columns import Columns

RULE = Rule(
    "workload",
    "Every expert keeps to the most missions, the most mission days and the fewest missions agreed",
    levels(HARD, SOFT, OFF),
    "missions or days beyond the limit",
    joins="expert",
)

_NONE = (0, 0)  # missions and days of those who do not go


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    level = model.level(RULE.code)
    if level is OFF:
        return
    planned, done = _loads(plan, allocation), _loads(plan, plan.delivered)
    for code, expert in plan.experts.items():
        if not expert.minimum_missions and code not in planned:
            continue
        for amount, message in _excesses(expert, planned.get(code, _NONE), done.get(code, _NONE)):
            if amount > 0:
                yield Violation(rule=RULE.code, level=level, subject=code, message=message, amount=amount)


def _loads(plan: "Plan", allocation: "Allocation") -> dict[str, tuple[int, int]]:
    """Missions and mission days of each expert who has any."""
    loads: dict[str, tuple[int, int]] = {}
    for mission in allocation.missions:
        for person in set(mission.experts):
            missions, days = loads.get(person, _NONE)
            loads[person] = missions + 1, days + (plan.requests[mission.request].days or 0)
    return loads


def _excesses(expert: "Expert", planned: tuple[int, int], done: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """By how much each limit is missed (not at all where the number is not positive), and the message."""
    before = ", {} of them delivered before" if any(done) else ""
    for limit, own, earlier, unit in (
        (expert.missions, planned[0], done[0], "missions"),
        (expert.days, planned[1], done[1], "mission days"),
    ):
        if limit is not None:
            said = f"{own + earlier} {unit}{before.format(earlier)}, at most {limit} agreed"
            yield own - max(0, limit - earlier), said
    fewest, missions = expert.minimum_missions, planned[0] + done[0]
    yield fewest - missions, f"{missions} missions{before.format(done[0])}, at least {fewest} agreed"


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """Missions and mission days of each expert within the limits, one row per limit."""
    level = problem.model.level(RULE.code)
    if level is OFF:
        return []
    people = [problem.plan.experts[code] for code in problem.experts]
    done = problem.delivered
    missions = left(limits(p.missions for p in people), done.missions)
    days = left(limits(p.days for p in people), done.days)
    least = np.array([p.minimum_missions for p in people], dtype=np.int64) - done.missions
    length = problem.request_days[columns.z_request]
    one = np.ones(len(columns.z), dtype=np.int64)
    parts = [
        _limit(columns, one, missions < NO_LIMIT, upper=missions, soft=level is SOFT),
        _limit(columns, length, days < NO_LIMIT, upper=days, soft=level is SOFT),
        _limit(columns, one, least > 0, lower=least, soft=level is SOFT),
    ]
    return [part for part in parts if len(part)]


def _limit(
    columns: "Columns", load: "Ints", limited: "Bools", *,
    lower: "Ints | None" = None, upper: "Ints | None" = None, soft: bool,
) -> "Rows":  # fmt: skip
    """lower <= Σ load · z <= upper for the limited experts."""
    expert = np.flatnonzero(limited)
    number = np.cumsum(limited) - 1
    used = limited[columns.z_expert]
    return make_rows(
        RULE.code, "expert", expert,
        [(number[columns.z_expert[used]], columns.z[used], load[used])],
        lower=-NO_LIMIT if lower is None else lower[expert],
        upper=NO_LIMIT if upper is None else upper[expert],
        soft=soft,
    )  # fmt: skip
