"""Every peer's allocation keeps every rule, and those with a bound prove the same coverage as Allocator."""

from dataclasses import replace

import pytest

import allocator
from allocator.plan.policy import Level
from allocator.verification import goal_value
from benchmarks.peers import PEERS, TIMEFOLD

SECONDS = 20.0
EVERY_RULE = [name for name in PEERS if name != TIMEFOLD]


@pytest.fixture(scope="module")
def best(plan, model):
    goal = allocator.solve(plan, model, time_limit=SECONDS, workers=1).goals[0]
    assert goal.proven
    return goal.value


@pytest.mark.parametrize("name", EVERY_RULE)
def test_allocations_verify_and_bounds_agree(plan, model, best, name):
    if name == "pyjobshop":
        pytest.importorskip("pyjobshop")
    answer = PEERS[name].solve(plan, model, SECONDS, 1, 0)
    assert allocator.verify(plan, model, answer.allocation) == []
    told = [value for _, value, _ in answer.trace if value is not None]
    assert told == sorted(told)
    assert bool(told) == (name in ("textbook", "highs"))
    served = goal_value("served", plan, model, answer.allocation)
    if name == "first-fit":
        assert answer.bound is None
        assert 0 < served <= best
    else:
        assert (served, answer.bound) == (best, best)
        assert all(bound is None or bound >= best for _, _, bound in answer.trace)
        assert not told or told[-1] == best


def test_the_plan_is_contended(plan, model, best):
    """Else the agreement above says little: first-fit falls short, and not all can be served."""
    answer = PEERS["first-fit"].solve(plan, model, SECONDS, 1, 0)
    total = sum(model.priorities[request.priority] for request in plan.open_requests)
    assert goal_value("served", plan, model, answer.allocation) < best < total


@pytest.mark.parametrize("name", ["first-fit", "textbook", "pyjobshop"])
def test_no_time_gives_no_bound(plan, model, name):
    if name == "pyjobshop":
        pytest.importorskip("pyjobshop")
    answer = PEERS[name].solve(plan, model, 0.0, 1, 0)
    assert answer.bound is None
    assert answer.allocation is None or not answer.allocation.missions


@pytest.mark.parametrize("level", [Level.OFF, Level.HARD])
def test_rules_that_peers_do_not_know_are_refused(plan, model, level):
    code = "workload" if level is Level.OFF else "pairing"
    with pytest.raises(ValueError, match=code):
        PEERS["first-fit"].solve(plan, model.with_levels(**{code: level}), SECONDS, 1, 0)


def test_locks_are_refused(plan, model):
    locked = replace(plan, decisions=(object(),))
    with pytest.raises(ValueError, match="locks"):
        PEERS["textbook"].solve(locked, model, SECONDS, 1, 0)
