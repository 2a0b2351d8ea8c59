"""Which missions of an allocation matter to another one, by what they have in common."""

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.plan import Plan
    from allocator.plan.allocation import Mission
    from allocator.rules.base import Shared


class Sharing:
    """The missions of an allocation by everything that another mission may share with them."""

    def __init__(self, plan: "Plan", missions: "Iterable[Mission]") -> None:
        self._plan = plan
        self._missions = tuple(missions)
        self._found: dict[tuple[Shared, str], list[Mission]] = defaultdict(list)
        for mission in self._missions:
            for key in _shares(plan, mission):
                self._found[key].append(mission)

    def near(self, *missions: "Mission") -> "Mapping[Shared, tuple[Mission, ...]]":
        """Those of other requests that share something with one of these missions, by what they share."""
        own = {mission.request for mission in missions}
        near: dict[Shared, dict[str, Mission]] = defaultdict(dict)
        for kind, key in sorted(set().union(*(_shares(self._plan, mission) for mission in missions))):
            found = self._found.get((kind, key), ())
            near[kind] |= {other.request: other for other in found if other.request not in own}
        rest = tuple(mission for mission in self._missions if mission.request not in own)
        return {"all": rest, **{kind: tuple(others.values()) for kind, others in near.items()}}


def _shares(plan: "Plan", mission: "Mission") -> "set[tuple[Shared, str]]":
    """People, their employers, Members, requests in an order, and the payer."""
    request = plan.requests[mission.request]
    people = [code for code in mission.experts if code in plan.experts]
    found: set[tuple[Shared, str]] = {("expert", code) for code in people}
    found |= {("administration", plan.experts[code].administration) for code in people}
    found |= {("member", code) for code in plan.members_of(request)}
    found |= {("order", code) for code in (request.request, *request.after)}
    return found | ({("payer", mission.agreement)} if mission.agreement else set())
