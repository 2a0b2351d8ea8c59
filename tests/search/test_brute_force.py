"""Tiny plans solved twice: by the search, and by listing every allocation. Tier by tier, values and proofs.

The plans of one group are about one coupling rule. In enough of them the best allocation is another one when
that rule is taken away; so a rule that the search forgets, or asks too much of, is seen here.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import combinations, islice, product

import pytest

import allocator
from allocator.errors import Conflict, InfeasibleError, InputError
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.rules.base import HARD
from allocator.rules.coupling.fixed import locks
from allocator.verification import verify
from tests.tiny_plans import (
    COUPLING_CODES,
    MODELS,
    Points,
    broken_codes,
    missions_of,
    starts_anew,
    tiny_model,
    tiny_plan,
    with_delivered,
)

#: Plans about each coupling rule, 278 in all; more where few of them turn on the rule.
PLANS = dict.fromkeys(COUPLING_CODES, 20) | {"agreement_provider": 48, "sequence": 30}
SEEDS = [(code, seed) for code in COUPLING_CODES for seed in range(PLANS[code])]
CONFLICTS = 8  # plans whose locks collide, held against all sets of locks and rules
DELIVERED = 40  # plans with delivered missions
COUNTED = ("one_mission", "workload", "release_quota", "member_capacity", "funding")  # rules that count them
CHANGED = 10  # plans, at least, whose best allocation each rule changes


@cache
def listed(focus: str, seed: int) -> Points:
    """All allocations of a tiny plan."""
    return Points(tiny_plan(seed, focus), tiny_model(seed, focus))


@cache
def best(focus: str, seed: int, without: str = "") -> tuple[int, ...] | None:
    """The values of its best allocation, a rule taken away."""
    return listed(focus, seed).best(without)


@pytest.mark.parametrize("focus", COUPLING_CODES)
def test_the_search_finds_the_best_of_all_allocations_and_proves_it(focus: str) -> None:
    solved = 0
    for seed in range(PLANS[focus]):
        points, expected = listed(focus, seed), best(focus, seed)
        try:
            result = allocator.solve(points.plan, points.model, time_limit=None, workers=1, seed=seed)
        except (InfeasibleError, InputError):
            assert expected is None, seed
            continue
        values = tuple(goal.value for goal in result.goals)
        assert values == expected, (seed, points.model.tiers)
        assert [(goal.bound, goal.proven) for goal in result.goals] == [(v, True) for v in values], seed
        assert result.status == "optimal"
        solved += 1
    assert solved >= PLANS[focus] // 3


def test_the_search_finds_and_proves_the_best_beside_what_is_delivered() -> None:
    solved = changed = 0
    for seed in range(DELIVERED):
        focus = COUNTED[seed % len(COUNTED)]
        plan, model = tiny_plan(seed, focus), tiny_model(seed, focus)
        points = Points(with_delivered(plan, seed), model)
        expected = points.best()
        try:
            result = allocator.solve(points.plan, model, time_limit=None, workers=1, seed=seed)
        except InfeasibleError:
            assert expected is None, seed
            continue
        except InputError:
            continue
        assert tuple(goal.value for goal in result.goals) == expected, (seed, model.tiers)
        assert all(goal.proven for goal in result.goals)
        solved += 1
        changed += expected != best(focus, seed)
    assert solved >= DELIVERED // 2 and changed >= DELIVERED // 4, (solved, changed)


@pytest.mark.parametrize("code", COUPLING_CODES)
def test_every_rule_decides_what_is_best(code: str) -> None:
    own_first = sorted(SEEDS, key=lambda key: key[0] != code)
    changes = (best(*key, code) != best(*key) for key in own_first)
    assert len(list(islice(filter(None, changes), CHANGED))) == CHANGED


def test_the_lists_hold_what_the_verification_lets_pass() -> None:
    """The lists are pruned on the way; a sample is held against the verification as it is."""
    for focus, seed in SEEDS[::9]:
        points = listed(focus, seed)
        for allocation, code in points.allocations[::7]:
            found = {violation.rule for violation in verify(points.plan, points.model, allocation)}
            assert found == ({code} if code else set())


# -- locks that collide -----------------------------------------------------------------------------------


def broken_items(plan: Plan, model: CoordinationModel) -> list[frozenset[str]]:
    """For every allocation of full teams, the locks and hard coupling rules it breaks: the least sets."""
    rules = [code for code in COUPLING_CODES if code not in ("full_team", "fixed")]
    options = [[None, *missions_of(plan, model, request)] for request in plan.open_requests]
    alone = {f"lock {i}": only_lock(plan, i) for i in range(len(locks(plan)))}
    found: set[frozenset[str]] = set()
    for chosen in product(*options):
        allocation = Allocation(tuple(mission for mission in chosen if mission is not None))
        items = broken_codes(plan, model, allocation, tuple(rules))
        items |= {name for name, one in alone.items() if broken_codes(one, model, allocation, ("fixed",))}
        if starts_anew(plan, allocation):
            items.add("fixed")
        found.add(frozenset(items))
    return [items for items in found if not any(other < items for other in found)]


def only_lock(plan: Plan, position: int) -> Plan:
    """The plan with one of its locks and no other decision."""
    row = replace(locks(plan)[position], decision="fixed")
    return replace(plan, decisions=(row,), settings=replace(plan.settings, frozen_until=None))


def smallest(items: Iterable[frozenset[str]]) -> int:
    """How many locks and rules it takes, at least, until every allocation breaks one of them."""
    every = list(items)
    names = sorted(set().union(*every))
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            if all(broken & set(chosen) for broken in every):
                return size
    raise AssertionError("an allocation breaks nothing")


def named(plan: Plan, conflict: Conflict) -> set[str]:
    """The locks and rules that a conflict names."""
    rows = locks(plan)
    names = {rule.split(":")[0] for rule in conflict.rules}
    for sentence in conflict.locks:
        place = sentence.split(": ")[0]
        matching = [i for i, row in enumerate(rows) if row.place == place]
        assert len(matching) == 1, sentence
        names.add(f"lock {matching[0]}")
    return names


def numbered_places(plan: Plan) -> Plan:
    """The plan with a place of its own for every decision."""
    rows = (replace(row, place=f"Assignments!A{i}") for i, row in enumerate(plan.decisions, 2))
    return replace(plan, decisions=tuple(rows))


def conflict_of(plan: Plan, model: CoordinationModel) -> Conflict | None:
    """What the search says collides."""
    try:
        allocator.solve(plan, model, time_limit=None, workers=1)
    except InfeasibleError as error:
        return error.conflict
    except InputError:
        return None
    return None


def test_the_smallest_set_that_collides_is_named() -> None:
    confirmed = 0
    for seed in range(100):
        if confirmed == CONFLICTS:
            break
        plan = numbered_places(tiny_plan(seed, "fixed"))
        model = MODELS["national"] if seed % 2 else tiny_model(seed, "fixed")
        conflict = conflict_of(plan, model)
        if conflict is None:
            continue
        items = broken_items(plan, model)
        names = named(plan, conflict) - {"full_team"}  # always holds, named where it matters
        assert conflict.settled and conflict.smallest
        if payers_matter(plan, model):
            continue  # who provides is no question to the checks where nobody need pay
        assert all(broken & names for broken in items), (seed, names)
        assert len(names) == smallest(items), (seed, names)
        confirmed += 1
    assert confirmed == CONFLICTS


def payers_matter(plan: Plan, model: CoordinationModel) -> bool:
    """Whether agreements say who provides: the rows of that rule do not stand without those of `funding`."""
    providers = [agreement.providers for agreement in (plan.agreements or {}).values()]
    return any(providers) and model.level("agreement_provider") is HARD
