"""Spans as rows: the same points as one row for each person and day."""

from itertools import product
from random import Random

import numpy as np
import pytest

from allocator.problem import rows as problem_rows
from allocator.problem.rows import Rows, Spans, as_rows

SPANS = 300


def random_spans(seed: int) -> Spans:
    """Up to nine spans of up to three people, some of one group, some before the plan."""
    random = Random(seed)
    count, people = random.randint(0, 9), random.randint(1, 3)
    first = [random.randint(-4, 12) for _ in range(count)]
    return Spans(
        code="one_mission",
        kind="expert",
        who=np.array([random.randrange(people) for _ in range(count)], dtype=np.int64),
        first=np.array(first, dtype=np.int64),
        last=np.array([day + random.choice((0, 0, 1, 3, 8)) for day in first], dtype=np.int64),
        column=np.array(random.sample(range(20), count), dtype=np.int64),
        group=np.array([random.randrange(4) for _ in range(count)], dtype=np.int64),
        capacity=np.array([random.choice((0, 1, 1, 2)) for _ in range(people)], dtype=np.int64),
    )


def crowded(spans: Spans, point: np.ndarray) -> bool:
    """Whether more of a person's spans than allowed cover some day."""
    for who, limit in enumerate(spans.capacity):
        for day in range(-5, 25):
            there = (spans.who == who) & (spans.first <= day) & (day <= spans.last)
            if point[spans.column[there]].sum() > limit:
                return True
    return False


def breaks(rows: Rows, point: np.ndarray) -> bool:
    """Whether a point breaks a row."""
    activity = np.zeros(len(rows), dtype=np.int64)
    np.add.at(activity, rows.row, rows.coefficient * point[rows.column])
    return bool(((activity < rows.lower) | (activity > rows.upper)).any())


def test_rows_of_spans_are_one_row_for_each_day() -> None:
    both = 0
    for seed in range(SPANS):
        spans = random_spans(seed)
        rows = as_rows(spans)
        count = len(spans.who)
        for taken in product((0, 1), repeat=min(count, 7)):
            point = np.zeros(20, dtype=np.int64)
            point[spans.column[: len(taken)]] = taken
            chosen = spans.group[: len(taken)][np.array(taken, dtype=bool)]
            if len(set(chosen)) < len(chosen):
                continue  # two of one group never stand together
            broken = crowded(spans, point)
            assert breaks(rows, point) == broken
            both += broken
    assert both > 1000


def test_every_row_is_a_largest_crowd() -> None:
    """No row inside another one of the same person, none without a common day, none that cannot bind."""
    for seed in range(SPANS):
        spans = random_spans(seed)
        rows = as_rows(spans)
        place = {int(column): i for i, column in enumerate(spans.column)}
        crowds = []
        for number in range(len(rows)):
            members = [place[int(column)] for column in rows.column[rows.row == number]]
            assert len(members) == len(set(members))
            assert {int(spans.who[i]) for i in members} == {int(rows.subject[number])}
            assert max(spans.first[members]) <= min(spans.last[members])
            assert len({int(spans.group[i]) for i in members}) > rows.upper[number]
            crowds.append(set(members))
        for i, crowd in enumerate(crowds):
            assert not any(i != j and crowd <= other for j, other in enumerate(crowds))


def test_rows_are_the_same_whether_days_are_counted_or_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(SPANS):
        spans = random_spans(seed)
        made = []
        for days_per_span in (0, 1 << 30):
            monkeypatch.setattr(problem_rows, "_DAYS_PER_SPAN", days_per_span)
            made.append(as_rows(spans))
        for name in ("subject", "row", "column", "upper"):
            assert np.array_equal(getattr(made[0], name), getattr(made[1], name))
