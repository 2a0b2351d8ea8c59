"""What a mission is thought to take of its payer's purse is what the matrix makes it take."""

from collections.abc import Iterator

import numpy as np

from allocator.matrix import build_matrix, complete, relevant_rows, tighten
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.problem import build_problem
from allocator.search.local.items import items_of
from allocator.search.local.layout import (
    ACTIVITY,
    CHARGED,
    GROUP_TAKES,
    PAYER,
    PERSON_TAKES,
    PURSE,
    START,
    START_TAKES,
    TEAM,
)
from allocator.search.local.local_search import LocalSearch
from allocator.search.local.payments import paid_at_once
from allocator.search.local.purses import purses_of
from allocator.search.local.row_kinds import split_rows
from benchmarks.plans import make_plan
from tests.tiny_plans import MODELS, tiny_model, tiny_plan


def walks() -> Iterator[LocalSearch]:
    """Tiny plans about funding and a made year, after a walk."""
    for seed in range(40):
        yield from walked(tiny_plan(seed, "funding"), tiny_model(seed, "funding"), seed)
    yield from walked(make_plan("S", 1), MODELS["national"], 0)


def walked(plan: Plan, model: CoordinationModel, seed: int) -> Iterator[LocalSearch]:
    matrix = build_matrix(build_problem(plan, model))
    tightened = tighten(matrix)
    nothing = complete(matrix, tightened.lower)
    if tightened.broken < 0 and matrix.feasible(nothing):
        search = LocalSearch(matrix, tightened, 1, nothing, seed)
        search.insert_all()
        search.search(100)
        yield search


def test_purses_hold_what_their_missions_take() -> None:
    paid = charged = 0
    for search in walks():
        items, parts, state = search._layout.items, search._layout.parts, search._state
        at, filled = search._layout.arrays.at, np.zeros(len(state.exact), dtype=np.int64)
        for r in range(len(items.request_start) - 1):
            start, payer = int(state.small[at[START] + r]), int(state.small[at[PAYER] + r])
            if start < 0 or payer < 0 or parts[PURSE][payer] < 0:
                continue
            places = np.arange(items.team_start[r], items.team_start[r + 1])
            taken = int(parts[PERSON_TAKES][state.small[at[TEAM] + places]].sum())
            assert taken >= parts[START_TAKES][start] > 0
            filled[parts[PURSE][payer]] += taken
            paid += 1
            charged += parts[CHARGED][payer] >= 0
        for purse in np.unique(parts[PURSE][parts[PURSE] >= 0]):
            assert filled[purse] == state.exact[at[ACTIVITY] + purse]
    assert paid > 30 and charged > 20


def test_nobody_takes_less_than_the_least_of_a_group() -> None:
    for search in walks():
        items, parts = search._layout.items, search._layout.parts
        least = parts[GROUP_TAKES][items.group[: items.first_start]]
        assert (parts[PERSON_TAKES] >= least).all()


def test_a_payment_that_something_else_looks_at_stays_spelled_out() -> None:
    """Items that a tier charges for, or a row that asks for another sum than what the people take."""
    matrix = build_matrix(build_problem(make_plan("S", 1), MODELS["national"]))
    items = items_of(matrix, tighten(matrix))
    for change in range(3):
        rows = split_rows(matrix, relevant_rows(matrix, 1, implied=False), items)
        idle = np.full(len(items.column) - items.first_auxiliary, change != 1)
        purses = purses_of(rows, items)
        if change == 2:
            of_floor = np.isin(rows.item_general_row, purses.floors.row)
            rows.item_general_size[of_floor & (rows.item_general_size < 0)] -= 1
        _, charged = paid_at_once(rows, items, purses, idle)
        assert (charged >= 0).any() == (change == 0)
