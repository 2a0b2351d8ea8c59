"""A single change, answered at once: the rules that it breaks, and what each goal loses or gains.

Nothing is solved. The independent checks are asked, of the missions that the change touches and of those that
share people, employers, Members, an order or a payer with them, before and after; what differs is the answer.
So it is what `allocator.verify` says of the whole changed allocation, without looking at all of it.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from allocator.errors import Fault, InputError
from allocator.goals.base import Sense
from allocator.goals.tiers import tier_kind
from allocator.plan.allocation import Allocation, Mission
from allocator.plan.policy import Term, Tier
from allocator.results.result import Goal, Result
from allocator.rules import RULES
from allocator.rules.base import HARD, SOFT, Violation
from allocator.rules.sharing import Sharing
from allocator.verification import Exchange, exchanged, goal_exchanged, verify
from allocator.whatif.change import Change, Team
from allocator.whatif.trial_acceptance import accepted
from allocator.whatif.trial_changes import Draft, made
from allocator.whatif.trial_recovery import Recovery, recovered
from allocator.whatif.trial_words import mission_sentences

_MEMO = "sharing"  # under which a result keeps what its missions share


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChange:
    """What a change makes of a goal, in its unit. `parts` are the goals and soft rules of a tier that adds up
    several, each in its own unit."""

    name: str
    unit: str
    sense: Sense
    before: int
    after: int
    parts: tuple["GoalChange", ...] = ()

    @property
    def change(self) -> int:
        """By how much the value grows; negative where it falls."""
        return self.after - self.before

    @property
    def gain(self) -> int:
        """By how much the goal is better served; negative for a loss."""
        return self.change if self.sense == "max" else -self.change


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A changed allocation, and what the changes do.

    `result` is what was changed. `violations` are those, of hard and of soft rules, that the allocation has
    with the changes and had not without; `mended` those that it had. `standing` are the hard rules that one
    that was broken before breaks still. `amounts` has by how much the amount of each soft rule grows.
    """

    result: Result = field(repr=False, compare=False)
    changes: tuple[Change, ...]
    allocation: Allocation
    violations: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    amounts: Mapping[str, int]
    goals: tuple[GoalChange, ...]
    standing: tuple[Violation, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether the changed allocation keeps every hard rule."""
        return not self.broken and not self.standing

    @property
    def missions(self) -> tuple[tuple[str, Mission | None, Mission | None], ...]:
        """The requests that are changed, each with its mission before and after, None where it has none."""
        before, after = self.result.allocation.by_request, self.allocation.by_request
        codes = dict.fromkeys(change.request for change in self.changes)
        return tuple((code, before.get(code), after.get(code)) for code in codes)

    @property
    def broken(self) -> tuple[Violation, ...]:
        """The hard rules among the new violations: with any of them the changes cannot be carried out."""
        return tuple(violation for violation in self.violations if violation.level is HARD)

    def recover(self, *, time_limit: float = 2.0, workers: int | None = None, seed: int = 0) -> Recovery:
        """Solve again around the changes, which are held; everything else may move, as little as can be.

        `time_limit` is in seconds. On top of it comes what is done once: solvers are started, and a result
        that was read back has its matrix made. Raises DefectError where what is found does not pass the
        independent verification.
        """
        return recovered(self, time_limit=time_limit, workers=workers or os.cpu_count() or 1, seed=seed)

    def accept(self) -> Result:
        """The result with the changed allocation as it stands, to plan on from. Raises InputError where it
        breaks a hard rule."""
        return accepted(self.result, self.allocation, mission_sentences(self.missions))


def try_change(
    result: Result,
    *changes: Change,
    request: str | None = None,
    expert: str | None = None,
    seat: str | None = None,
    instead_of: str | None = None,
    start: date | str | None = None,
    agreement: str | None = None,
    team: Team | None = None,
    drop: bool = False,
) -> Trial:
    """What a change of an allocation breaks, and what every goal loses or gains; before any solving.

    Another person for a seat (`expert`, `seat`, `instead_of`), another date, another payer, a request dropped
    or added; one change by its arguments, several as `allocator.Change`, carried out one after the other. All
    of it together is judged. The values before are those of `result.goals`.

    The first call on a result takes a little longer: it looks up which missions share what. Raises InputError
    with every fault of the changes: codes that the plan does not have, a seat that is not told.
    """
    if request is not None:
        own = Change(
            request=request, expert=expert, seat=seat, instead_of=instead_of, start=start,
            agreement=agreement, team=team, drop=drop,
        )  # fmt: skip
        changes = (own, *changes)
    if not changes:
        raise InputError("change", [Fault(place="request", message="say which request is to be changed")])
    return _judged(result, changes, made(result.plan, result.allocation, changes))


def _judged(result: Result, changes: tuple[Change, ...], draft: Draft) -> Trial:
    exchange = _exchange(result, draft)
    brought, mended = exchanged(result.plan, result.model, exchange)
    amounts = {code: 0 for code, rule in RULES.items() if SOFT in rule.levels}
    for sign, violations in ((1, brought), (-1, mended)):
        for violation in violations:
            if violation.level is SOFT:
                amounts[violation.rule] += sign * violation.amount
    return Trial(
        result=result,
        changes=changes,
        allocation=draft.changed,
        violations=tuple(brought),
        mended=tuple(mended),
        amounts=MappingProxyType(amounts),
        goals=tuple(
            _goal_change(result, tier, goal, exchange, amounts)
            for tier, goal in zip(result.model.tiers, result.goals, strict=True)
        ),
        standing=_standing(result, draft.changed, brought) if result.status == "broken" else (),
    )


def _standing(result: Result, changed: Allocation, brought: Sequence[Violation]) -> tuple[Violation, ...]:
    """The hard rules that a changed allocation breaks without the changes being the reason."""
    return tuple(v for v in verify(result.plan, result.model, changed) if v not in brought)


def _exchange(result: Result, draft: Draft) -> Exchange:
    """The missions that change, and those that matter to them."""
    gone = tuple(mission for mission in result.allocation.missions if mission.request in draft.touched)
    come = tuple(mission for mission in draft.touched.values() if mission is not None)
    return Exchange(gone, come, _sharing(result).near(*gone, *come))


def _sharing(result: Result) -> Sharing:
    """What the missions of a result share; looked up once for each."""
    found = result.memo.get(_MEMO)
    if not isinstance(found, Sharing):
        known = (m for m in result.allocation.missions if m.request in result.plan.requests)
        found = result.memo[_MEMO] = Sharing(result.plan, known)
    return found


def _goal_change(
    result: Result, tier: Tier, goal: Goal, exchange: Exchange, amounts: Mapping[str, int]
) -> GoalChange:
    """A tier before and after."""
    plan, model = result.plan, result.model
    kind = tier_kind(tier, plan.settings.currency)
    added = {
        term.code: amounts[term.code]
        if term.code in RULES
        else goal_exchanged(term.code, plan, model, exchange)
        for term in tier.terms
    }
    cost = sum(kind.cost_weights[code] * change for code, change in added.items())
    parts = tuple(_part(code, goal, change, plan.settings.currency) for code, change in added.items())
    return GoalChange(
        name=goal.name, unit=goal.unit, sense=goal.sense,
        before=goal.value, after=goal.value + kind.reported(cost),
        parts=() if tier.name in added else parts,
    )  # fmt: skip


def _part(code: str, goal: Goal, change: int, currency: str) -> GoalChange:
    """A goal or soft rule of a tier before and after."""
    kind, before = tier_kind(Tier((Term(code),)), currency), goal.parts[code]
    return GoalChange(name=code, unit=kind.unit, sense=kind.sense, before=before, after=before + change)
