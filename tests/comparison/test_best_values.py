"""What a comparison says to be settled is true: held against all allocations of tiny plans."""

import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

import allocator
from allocator.questions.comparison import GoalComparison
from allocator.questions.comparison.best_values import Range, best_values
from allocator.questions.comparison.verdicts import Grade, Verdict
from allocator.results.result import Goal
from tests.comparison.runs import Problem, other_problem
from tests.tiny_plans import COUPLING_CODES, tiny_model, tiny_plan

#: Pairs of problems that are listed, and comparisons of runs of each pair; `ALLOCATOR_COMPARISONS=1000` lists
#: more.
PAIRS, DRAWS = int(os.environ.get("ALLOCATOR_COMPARISONS", "20")), 20


@cache
def pair(seed: int) -> tuple[Problem, Problem] | None:
    """Two problems that differ in a level, a cell or a request; None where one has no allocation."""
    pick, focus = Random(f"pair {seed}"), COUPLING_CODES[seed % len(COUPLING_CODES)]
    plan, model = tiny_plan(seed, focus), tiny_model(seed, focus)
    one, other = Problem(plan, model), Problem(*other_problem(plan, model, pick))
    return (one, other) if one.costs and other.costs else None


def drawn() -> Iterator[tuple[int, tuple[Problem, Problem], Random]]:
    for seed in range(PAIRS):
        problems = pair(seed)
        for draw in range(DRAWS if problems else 0):
            assert problems is not None
            yield seed, problems, Random(f"{seed} {draw}")


def holds(known: Range, value: int) -> bool:
    return (known.low is None or known.low <= value) and (known.high is None or value <= known.high)


def is_true(verdict: Verdict, goal: GoalComparison, difference: int) -> bool:
    """Whether a verdict is true of two problems whose best values differ so."""
    gain = difference if goal.sense == "max" else -difference
    claims: dict[Grade, bool] = {
        "better": gain > 0, "worse": gain < 0, "equal": gain == 0, "not worse": gain >= 0,
        "not better": gain <= 0,
    }  # fmt: skip
    return holds(verdict.difference, difference) and claims.get(verdict.grade, True)


def test_every_verdict_is_true_of_the_best_allocations() -> None:
    grades: Counter[str] = Counter()
    by_rules = 0
    for seed, (one, other), pick in drawn():
        first = [one.run(pick) for _ in range(pick.choice((1, 1, 2, 3)))]
        second = [other.run(pick) for _ in range(pick.choice((1, 1, 2)))]
        found = allocator.compare(*first, *second)
        if found.one_problem:  # the change made no difference
            continue
        for goal in found.goals:
            tiers = [t for t, each in enumerate(one.points.model.tiers) if each.name == goal.name]
            (verdict,) = goal.verdicts
            assert len(tiers) == 1
            values = [problem.best[tiers[0]] for problem in (one, other)]
            for standing, value in zip(goal.standings, values, strict=True):
                assert standing is not None
                assert holds(standing.best, value), (seed, goal)
                assert not standing.best.contradicted
            if verdict.grade != "not comparable":
                assert is_true(verdict, goal, values[1] - values[0]), (seed, goal, values)
            grades[verdict.grade] += 1
            by_rules += verdict.by_rules
    assert min(grades[grade] for grade in ("better", "worse", "equal", "open", "not comparable")) >= 10, (
        grades
    )
    assert grades["not better"] + grades["not worse"] >= 10, grades
    assert by_rules >= 10


def test_runs_of_one_problem_join_their_bounds() -> None:
    sharper = 0
    for seed, (one, _), pick in drawn():
        runs = [one.run(pick) for _ in range(pick.choice((2, 3)))]
        found = allocator.compare(*runs)
        assert found.one_problem
        for t, goal in enumerate(found.goals):
            ranges = {standing.best for standing in goal.standings if standing}
            assert len(ranges) == 1
            assert holds(ranges.pop(), one.best[t]), (seed, goal)
        alone = [best_values([run.goals]) for run in runs]
        joined = best_values([run.goals for run in runs])
        sharper += any(all(own[t] != joined[t] for own in alone) for t in range(len(joined)))
    assert sharper >= 10


def test_to_take_every_bound_for_a_bound_on_the_best_would_be_wrong() -> None:
    """The trap: behind a goal that is open, neither value nor bound of a run says anything of the best."""
    false: Counter[str] = Counter()
    for _, (one, _), pick in drawn():
        for t, goal in enumerate(one.run(pick).goals):
            sign = 1 if goal.sense == "max" else -1
            false["value"] += sign * (one.best[t] - goal.value) < 0
            false["bound"] += goal.bound is not None and sign * (goal.bound - one.best[t]) < 0
    assert min(false["value"], false["bound"]) >= 2, false


def test_a_false_bound_is_caught_by_what_another_run_found() -> None:
    caught = 0
    for _, (one, _), pick in drawn():
        runs = [one.run(pick), one.run(pick)]
        first = runs[0].goals[0]
        step = 1 if first.sense == "max" else -1
        lie = Goal(
            name=first.name, value=first.value - step * 9, bound=one.best[0] - step, unit=first.unit,
            sense=first.sense, proven=False,
        )  # fmt: skip
        if runs[1].goals[0].value != one.best[0]:
            continue
        (known, *_) = best_values([(lie, *runs[0].goals[1:]), runs[1].goals])
        assert known.contradicted and not known.exact
        caught += 1
    assert caught


def run_of(*goals: tuple[int, int | None]) -> tuple[Goal, ...]:
    return tuple(
        Goal(name=str(t), value=value, bound=bound, unit="points", sense="min", proven=False)
        for t, (value, bound) in enumerate(goals)
    )


@pytest.mark.parametrize(
    ("runs", "ranges"),
    [
        ([run_of((5, 5), (7, 7), (9, 4))], [(5, 5), (7, 7), (4, 9)]),
        ([run_of((5, 4), (7, 7), (9, 4))], [(4, 5), (7, None), (None, None)]),
        ([run_of((5, None), (7, 7))], [(None, 5), (7, None)]),
        ([run_of((5, 4), (7, 6)), run_of((6, 5), (3, 2))], [(5, 5), (6, 7)]),
        ([run_of((5, 5), (7, 6), (1, 1)), run_of((5, 5), (8, 3), (9, 0))], [(5, 5), (6, 7), (1, None)]),
        ([run_of((5, 5), (7, 7), (1, 1)), run_of((5, 5), (8, 3), (9, 0))], [(5, 5), (7, 7), (1, 1)]),
    ],
)
def test_by_hand(runs: list[tuple[Goal, ...]], ranges: list[tuple[int | None, int | None]]) -> None:
    assert [(each.low, each.high) for each in best_values(runs)] == ranges
