"""Rows of the matrix: lo <= A x <= hi over the columns, and spans that must not overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from allocator.problem import Bools, Ints, Problem
from allocator.problem.start_ranges import spread

#: No bound on this side of a row.
NO_LIMIT = 1 << 62

_DAYS_PER_SPAN = 4  # up to so many days it takes less to count spans by day than to sort them

#: The subject of a row; `subject` holds positions in the problem's tuple of that kind.
Subject = Literal["request", "expert", "member", "administration", "agreement", "decision", "region"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Sparse rows of one rule or goal.

    Entry k puts `coefficient[k]` in row `row[k]`, column `column[k]`. Row i holds `lower[i] <= A x <=
    upper[i]` and concerns `subject[i]`. A `soft` row may be broken by a slack column that counts towards
    the rule's amount; rows with equal `slack` numbers share one. `implied` rows follow from others for
    whole missions: only relaxations need them.
    """

    code: str
    kind: Subject
    subject: Ints
    row: Ints
    column: Ints
    coefficient: Ints
    lower: Ints
    upper: Ints
    soft: Bools
    slack: Ints
    implied: bool = False

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """At most `capacity[who]` of the columns whose span `first..last` covers a day, for every day.

    `group` says which columns can never stand together anyway (the starts of one request): a day covered
    by one group alone needs no row.
    """

    code: str
    kind: Subject
    who: Ints
    first: Ints
    last: Ints
    column: Ints
    group: Ints
    capacity: Ints

    def compact(self) -> "Spans":
        """The same in half the memory, to be kept: there may be millions."""
        arrays = {name: getattr(self, name).astype(np.int32) for name in _OF_SPANS}
        return replace(self, **arrays)


_OF_SPANS = ("who", "first", "last", "column", "group")

#: What a rule adds to the matrix.
Parts = list[Rows | Spans]


@dataclass(frozen=True, slots=True)
class Costs:
    """The value of a goal, in its own unit and sense: Σ coefficient · column + constant.

    `rows` define the auxiliary columns among them.
    """

    column: Ints
    coefficient: Ints
    constant: int = 0
    rows: tuple[Rows, ...] = ()


def make_rows(
    code: str,
    kind: Subject,
    subject: Ints,
    entries: Sequence[tuple[ArrayLike, ArrayLike, ArrayLike]],
    *,
    lower: ArrayLike = -NO_LIMIT,
    upper: ArrayLike = NO_LIMIT,
    soft: ArrayLike = False,
    slack: Ints | None = None,
    implied: bool = False,
) -> Rows:
    """Rows from blocks of (row, column, coefficient); scalars are stretched to their block or to all rows."""
    count = len(subject)
    blocks = [np.broadcast_arrays(*(np.asarray(a, dtype=np.int64) for a in block)) for block in entries]
    blocks = blocks or [[np.empty(0, dtype=np.int64)] * 3]  # type: ignore[list-item]
    row, column, coefficient = (_joined([block[i] for block in blocks]) for i in range(3))
    return Rows(
        code=code,
        kind=kind,
        subject=np.asarray(subject, dtype=np.int64),
        row=row,
        column=column,
        coefficient=coefficient,
        lower=np.broadcast_to(np.asarray(lower, dtype=np.int64), count),
        upper=np.broadcast_to(np.asarray(upper, dtype=np.int64), count),
        soft=np.broadcast_to(np.asarray(soft, dtype=bool), count),
        slack=np.arange(count, dtype=np.int64) if slack is None else slack,
        implied=implied,
    )


def _joined(arrays: list[Ints]) -> Ints:
    """Arrays one after the other; a single one as it is, a stretched scalar too."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def limits(values: Iterable[int | None]) -> Ints:
    """Limits as an array, NO_LIMIT where there is none."""
    return np.array([NO_LIMIT if value is None else value for value in values], dtype=np.int64)


def left(limit: Ints, used: Ints) -> Ints:
    """What is left of limits, never less than nothing; NO_LIMIT stays."""
    return np.where(limit < NO_LIMIT, np.maximum(0, limit - used), limit)


def shut_rows(code: str, problem: Problem, shut: Bools) -> Rows:
    """Σ y over the marked starts = 0, one row per request that has any. Column s is the start s."""
    start = np.flatnonzero(shut)
    row, (request,) = numbered(problem.start_request[start])
    return make_rows(code, "request", request, [(row, start, 1)], upper=0)


def numbered(*keys: Ints) -> tuple[Ints, tuple[Ints, ...]]:
    """A row number for every distinct combination of keys.

    Returns the number of each item and, per row, the keys it stands for.
    """
    if not len(keys[0]):
        empty = np.empty(0, dtype=np.int64)
        return empty, tuple(empty for _ in keys)
    lowest = [int(key.min()) for key in keys]
    widths = [int(key.max()) - low + 1 for key, low in zip(keys, lowest, strict=True)]
    shifted = tuple(key - low for key, low in zip(keys, lowest, strict=True))
    distinct, number = np.unique(np.ravel_multi_index(shifted, widths), return_inverse=True)
    parts = np.unravel_index(distinct, widths)
    found = tuple((part + low).astype(np.int64) for part, low in zip(parts, lowest, strict=True))
    return number.astype(np.int64), found


def as_rows(spans: Spans) -> Rows:
    """One row per maximal set of overlapping spans.

    Spans that cover a common day all cover the latest first day among them, so the sets at first days
    suffice (intervals have the Helly property); a set that no member leaves before the next first day is
    part of the next one and is left out.
    """
    stride = int(max(spans.last.max(initial=0), spans.first.max(initial=0))) + 2
    origin = int(spans.first.min(initial=0))
    stride -= origin
    key = spans.who * stride + (spans.first - origin)
    points, begin, end = _among_firsts(key, spans.who * stride + (spans.last - origin))
    maximal = np.zeros(len(points), dtype=bool)
    maximal[end - 1] = True
    before = np.concatenate([[0], np.cumsum(maximal)])
    item, offset = spread(before[end] - before[begin])
    row = before[begin[item]] + offset
    who = points[maximal] // stride
    capacity = spans.capacity[who]
    keep = _can_bind(row, spans.group[item], capacity)
    renumber = np.cumsum(keep) - 1
    used = keep[row]
    return make_rows(
        spans.code, spans.kind, who[keep],
        [(renumber[row[used]], spans.column[item[used]], 1)], upper=capacity[keep],
    )  # fmt: skip


def _among_firsts(first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """The distinct first days, as numbers; by span where its own stands among them, and how many are no later
    than its last day. Counted where there are more spans than days, which are sorted else."""
    width = int(max(last.max(initial=0), first.max(initial=0))) + 1
    if width > _DAYS_PER_SPAN * len(first):
        points = np.sort(first)
        points = points[np.diff(points, prepend=-1) > 0]
        return points, np.searchsorted(points, first), np.searchsorted(points, last, side="right")
    marked = np.zeros(width, dtype=bool)
    marked[first] = True
    up_to = np.cumsum(marked)
    return np.flatnonzero(marked), up_to[first] - 1, up_to[last]


def beside(spans: Spans, who: Ints, first: Ints, last: Ints) -> Rows:
    """What other spans, which stand already, leave of the capacity: rows for the days that those cover.

    Between two days on which one of them begins or ends their number is the same, so each such piece is a
    capacity of its own for the parts of `spans` inside it.
    """
    piece_who, begin, end, taken = pieces(who, first, last)
    order = np.argsort(spans.who, kind="stable")
    lo, hi = (np.searchsorted(spans.who[order], piece_who, side=side) for side in ("left", "right"))
    piece, offset = spread(hi - lo)
    item = order[lo[piece] + offset]
    meets = (spans.first[item] <= end[piece]) & (spans.last[item] >= begin[piece])
    piece, item = piece[meets], item[meets]
    inside = Spans(
        code=spans.code, kind=spans.kind, who=piece,
        first=np.maximum(spans.first[item], begin[piece]), last=np.minimum(spans.last[item], end[piece]),
        column=spans.column[item], group=spans.group[item],
        capacity=left(spans.capacity[piece_who], taken),
    )  # fmt: skip
    rows = as_rows(inside)
    return replace(rows, subject=piece_who[rows.subject])


def pieces(who: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """(who, first day, last day, how many) of each stretch of days that the same spans cover."""
    carrier, day = np.concatenate([who, who]), np.concatenate([first, last + 1])
    step = np.repeat(np.array([1, -1], dtype=np.int64), len(who))
    order = np.lexsort((day, carrier))
    carrier, day, taken = carrier[order], day[order], np.cumsum(step[order])
    same = carrier[1:] == carrier[:-1]
    keep = np.flatnonzero(same & (day[1:] > day[:-1]) & (taken[:-1] > 0))
    return carrier[keep], day[keep], day[keep + 1] - 1, taken[keep]


def _can_bind(row: Ints, group: Ints, capacity: Ints) -> Bools:
    """Rows with members of more groups than their capacity; each group gives at most one."""
    if (capacity == 1).all():
        anyone = np.zeros(len(capacity), dtype=np.int64)
        anyone[row] = group
        return np.bincount(row[group != anyone[row]], minlength=len(capacity)) > 0
    width = int(group.max(initial=0)) + 1
    pairs = np.sort(row * width + group)
    first = np.diff(pairs, prepend=-1) > 0
    return np.bincount(pairs[first] // width, minlength=len(capacity)) > capacity
