"""Bounds from prices of whole missions: exact, below every allocation, and close to the linear relaxation."""

from pathlib import Path

import numpy as np
import pytest

import allocator
from allocator.matrix import Matrix, Tightened, build_matrix, part_of, relevant_rows, tighten
from allocator.problem import Doubles, build_problem
from allocator.search.bound_parameters import Schedule
from allocator.search.bounds import joining_rows
from allocator.search.bounds.combinatorial import combinatorial_bound
from allocator.search.bounds.dual_ascent import ascend
from allocator.search.bounds.lagrangian import LagrangianDual, lagrangian_dual_of
from allocator.search.bounds.relax_and_prove import lagrangian_dual
from allocator.search.parameters import USUAL
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.solvers.program import Limits
from tests.tiny_plans import COUPLING_CODES, MODELS, Points, tiny_model, tiny_plan

ROOT = Path(__file__).resolve().parents[3]


def blocks(matrix: Matrix, tightened: Tightened, t: int) -> LagrangianDual:
    system = part_of(matrix, relevant_rows(matrix, t + 1))
    return lagrangian_dual_of(matrix, system, tightened, matrix.tiers[t].cost)


def climbed(known: LagrangianDual, schedule: Schedule) -> list[int]:
    bounds: list[int] = []
    ascend(known, schedule, bounds.append, lambda: False)
    return bounds


def recounted(known: LagrangianDual, prices: Doubles) -> int:
    """The bound again, mission by mission, in Python's whole numbers."""
    items, scale = known.items, int(known.scale)
    rows, whole = known.rows.tocsc(), [int(price) for price in np.rint(prices * known.scale)]
    reduced = [int(cost) * scale for cost in known.cost]
    for item in range(len(reduced)):
        own = slice(rows.indptr[item], rows.indptr[item + 1])
        reduced[item] += sum(
            int(a) * whole[r] for a, r in zip(rows.data[own], rows.indices[own], strict=True)
        )
    total = -sum(price * int(limit) for price, limit in zip(whole, known.limit, strict=True))
    for request in range(len(items.request_start) - 1):
        payers = range(items.payer_start[request], items.payer_start[request + 1])
        paid = min((reduced[items.first_payer + p] for p in payers), default=0)
        missions = [0]
        for start in range(items.request_start[request], items.request_start[request + 1]):
            cost = reduced[items.first_start + start] + paid
            for group in range(items.start_group[start], items.start_group[start + 1]):
                people = reduced[items.group_first[group] : items.group_first[group + 1]]
                cost += sum(sorted(people)[: items.places[group]])
            missions.append(cost)
        total += min(missions)
    for item, (lower, upper) in enumerate(zip(known.lower, known.upper, strict=True), items.first_auxiliary):
        total += min(reduced[item] * int(lower), reduced[item] * int(upper))
    unit = scale * known.step
    return -(-total // unit) * known.step + known.constant


@pytest.mark.parametrize("halved", [False, True])
def test_no_bound_passes_an_allocation_and_each_is_exact(
    halved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if halved:  # as of plans with very many entries
        monkeypatch.setattr(joining_rows, "_HALVED_FROM", -1)
        monkeypatch.setattr(joining_rows, "_PORTION", 7)
    looked, random = 0, np.random.default_rng(1)
    for seed in (700,) if halved else (700, 701):
        for focus in COUPLING_CODES:
            points = Points(tiny_plan(seed, focus), tiny_model(seed, focus))
            matrix = build_matrix(build_problem(points.plan, points.model))
            tightened = tighten(matrix)
            every = [
                [points._cost(position, tier) for tier in points.model.tiers]
                for position in points.feasible()
            ]
            for t in range(len(matrix.tiers) if every and tightened.broken < 0 else 0):
                known, least = blocks(matrix, tightened, t), min(costs[t] for costs in every)
                assert all(
                    bound <= least for bound in climbed(known, USUAL.ascent.first_tier._replace(steps=60))
                ), (
                    focus,
                    seed,
                    t,
                )
                assert known.rows.dtype == (np.float32 if halved else np.float64)
                for size in (0.0, 0.1, 3.0):
                    prices = size * known.worth * random.random(len(known.limit)) / known.unit
                    bound = known.bound(prices)
                    assert bound is None or bound == recounted(known, prices)
                    looked += bound is not None
    assert looked > (30 if halved else 60)


def test_no_bound_of_a_later_tier_passes_the_best_that_keeps_the_tiers_before() -> None:
    looked = 0
    for seed in (700, 701, 702):
        for focus in COUPLING_CODES:
            points = Points(tiny_plan(seed, focus), tiny_model(seed, focus))
            matrix = build_matrix(build_problem(points.plan, points.model))
            run = Run(matrix, tighten(matrix), Limits(), 0.0)
            every = [
                [points._cost(position, tier) for tier in points.model.tiers]
                for position in points.feasible()
            ]
            if not every or run.tightened.broken >= 0:
                continue
            best = min(every)
            for t in range(1, len(best)):
                run.frozen = best[:t]
                known = lagrangian_dual(TierSearch(run, t))
                bounds = climbed(known, USUAL.ascent.later_tiers._replace(steps=100))
                assert all(bound <= best[t] for bound in bounds), (focus, seed, t)
                looked += max(bounds, default=0) > combinatorial_bound(
                    matrix, run.remaining_bounds(), matrix.tiers[t].cost
                )
    assert looked > 10


def test_prices_come_close_to_the_linear_relaxation_of_a_year() -> None:
    """The bundled year: at most 612 weight units are served, says the linear relaxation."""
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    matrix = build_matrix(build_problem(plan, MODELS["national"]))
    tightened = tighten(matrix)
    bounds = climbed(blocks(matrix, tightened, 0), USUAL.ascent.first_tier)
    assert max(bounds) > combinatorial_bound(matrix, tightened, matrix.tiers[0].cost)
    assert max(bounds) >= -615


def test_a_stop_ends_the_climb_before_its_next_step() -> None:
    matrix = build_matrix(build_problem(tiny_plan(700, "pairing"), tiny_model(700, "pairing")))
    looks: list[int] = []
    ascend(blocks(matrix, tighten(matrix), 0), USUAL.ascent.first_tier, looks.append, lambda: True)
    assert not looks


def test_prices_too_large_for_exact_floats_give_no_bound() -> None:
    matrix = build_matrix(build_problem(tiny_plan(700, "one_mission"), tiny_model(700, "one_mission")))
    known = blocks(matrix, tighten(matrix), 0)
    assert known.bound(np.full(len(known.limit), 1e12)) is None


def test_regret_is_what_an_item_costs_beyond_what_would_do_instead() -> None:
    looked, random = 0, np.random.default_rng(2)
    for seed in (700, 702):
        for focus in COUPLING_CODES:
            matrix = build_matrix(build_problem(tiny_plan(seed, focus), tiny_model(seed, focus)))
            known = blocks(matrix, tighten(matrix), 0)
            prices = known.worth * random.random(len(known.limit)) / known.unit
            regret, items = known.regret(prices), known.items
            assert (regret >= 0).all() and not regret[items.first_auxiliary :].any()
            reduced = known.cost + known.rows.T @ prices
            for request in range(len(items.request_start) - 1):
                own = np.arange(items.request_start[request], items.request_start[request + 1])
                teams = []
                for start in own:
                    team = 0.0
                    for group in range(items.start_group[start], items.start_group[start + 1]):
                        people = slice(items.group_first[group], items.group_first[group + 1])
                        cheapest = np.sort(reduced[people])[: items.places[group]]
                        assert np.allclose(regret[people], np.maximum(0, reduced[people] - cheapest[-1]))
                        team += cheapest.sum()
                    teams.append(reduced[items.first_start + start] + team)
                if len(own):
                    assert np.allclose(regret[items.first_start + own], np.array(teams) - min(teams))
                    looked += 1
                payers = items.first_payer + np.arange(
                    items.payer_start[request], items.payer_start[request + 1]
                )
                if len(payers):
                    assert np.allclose(regret[payers], reduced[payers] - reduced[payers].min())
    assert looked > 20
