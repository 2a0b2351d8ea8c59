"""Payments taken from purses at once, where rows and auxiliary items only spell out that the payer pays.

A row m - C + M · Σ f[other payers] >= 0 makes the auxiliary item m what the team costs under one payer, and
nothing under any other, and a purse counts m. Each request has a row and an item for every payer, and each of
its people stands in all of them, though a mission has one payer. Where that is all that m is for, the people
are counted in the purse of whoever pays, and rows and items of that kind are left out.
"""

from dataclasses import replace

import numpy as np

from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import spread
from allocator.search.local.items import Items
from allocator.search.local.purses import PORTION, Purses, entries_of_people
from allocator.search.local.row_kinds import RowKinds


def paid_at_once(rows: RowKinds, items: Items, purses: Purses, idle: Bools) -> tuple[RowKinds, Ints]:
    """The rows without those that spell payments out, and by payer the purse in which people are counted
    instead (-1: none is). `idle` are the auxiliary items that cost nothing and are zero if nothing asks more.
    The entries of `rows` are changed in place, for they may be millions: use what is returned instead.
    """
    floors = purses.floors
    request = _spelled_out(rows, items, purses, idle)
    use = request[floors.request]
    charged = np.full(len(purses.purse), -1, dtype=np.int64)
    charged[floors.payer[use]] = floors.purse[use]
    if not use.any():
        return rows, charged
    row, item = np.zeros(len(rows.lower), dtype=bool), np.zeros(len(items.column), dtype=bool)
    row[floors.row[use]] = True
    item[items.first_auxiliary + floors.auxiliary[use]] = True
    payer_of = np.arange(len(items.column), dtype=np.int32)
    payer_of[items.first_auxiliary + floors.auxiliary[use]] = items.first_payer + floors.payer[use]
    for first in range(0, len(rows.general_item), PORTION):
        part = rows.general_item[first : first + PORTION]
        part[:] = payer_of[part]
    return _without(rows, row, item), charged


def _spelled_out(rows: RowKinds, items: Items, purses: Purses, idle: Bools) -> Bools:
    """The requests of which every row of that kind says no more and no less than that the payer pays."""
    floors, requests = purses.floors, len(items.request_start) - 1
    count = np.bincount(floors.request, minlength=requests)
    size = np.diff(rows.item_general_start)[items.first_auxiliary :][floors.auxiliary]
    definers = np.diff(rows.definer_start)[floors.auxiliary]
    good = idle[floors.auxiliary] & (size == 2) & (definers == 1) & (floors.payer >= 0)
    good &= (rows.lower[floors.row] == 0) & (rows.upper[floors.row] == NO_LIMIT)
    good &= floors.least_waiver >= _dearest(rows, items, purses)[floors.request]
    entries, people = _counts(rows, items, purses)
    good &= entries[floors.row] == people[floors.row] + floors.waivers + 1
    bad = np.zeros(requests, dtype=bool)
    bad[floors.request[~good]] = True
    bad[rows.owner[: items.first_start][~_even(rows, items, purses, count)]] = True
    found: Bools = (count > 0) & ~bad
    return found


def _dearest(rows: RowKinds, items: Items, purses: Purses) -> Ints:
    """What the dearest team of each request takes at most."""
    if not len(items.places):
        return np.zeros(len(items.request_start) - 1, dtype=np.int64)
    group = np.maximum.reduceat(purses.person, items.group_first[:-1]) * items.places
    total = np.concatenate([[0], np.cumsum(group)])
    start = total[items.start_group[1:]] - total[items.start_group[:-1]]
    dearest = np.zeros(len(items.request_start) - 1, dtype=np.int64)
    np.maximum.at(dearest, items.start_request, start)
    return dearest


def _counts(rows: RowKinds, items: Items, purses: Purses) -> tuple[Ints, Ints]:
    """How many entries each row has, and how many of these are people whose own request it is of."""
    entries = np.bincount(rows.item_general_row, minlength=len(rows.lower))
    people, request_of = np.zeros_like(entries), np.full(len(entries), -1)
    request_of[purses.floors.row] = purses.floors.request
    for item, row, size in entries_of_people(rows, items, request_of >= 0):
        own = (rows.owner[item] == request_of[row]) & (size == -purses.person[item])
        people += np.bincount(row[own], minlength=len(people))
    return entries, people


def _even(rows: RowKinds, items: Items, purses: Purses, count: Ints) -> Bools:
    """The people who stand in all rows of that kind of their request, or in none and take nothing."""
    floors = np.zeros(len(rows.lower), dtype=bool)
    floors[purses.floors.row] = True
    found = np.zeros(items.first_start, dtype=np.int64)
    for item, _, _ in entries_of_people(rows, items, floors):
        found += np.bincount(item, minlength=len(found))
    even: Bools = (found == count[rows.owner[: len(found)]]) | (found == 0)
    return even


def _without(rows: RowKinds, row: Bools, item: Bools) -> RowKinds:
    """The same without the entries of some rows and of some items."""
    start, kept_start, kept_checked = rows.item_general_start, [np.zeros(1, dtype=np.int64)], []
    done = 0
    for first in range(0, len(item), PORTION):
        last = min(first + PORTION, len(item))
        begin, end = int(start[first]), int(start[last])
        which, _ = spread(np.diff(start[first : last + 1]).astype(np.int64))
        keep = ~row[rows.item_general_row[begin:end]] & ~item[first + which]
        checked = keep & (begin + np.arange(end - begin) < rows.item_general_checked[first + which])
        length = np.bincount(which[keep], minlength=last - first)
        kept_checked.append(np.bincount(which[checked], minlength=last - first))
        kept_start.append(kept_start[-1][-1] + np.cumsum(length))
        count = int(keep.sum())
        rows.item_general_row[done : done + count] = rows.item_general_row[begin:end][keep]
        rows.item_general_size[done : done + count] = rows.item_general_size[begin:end][keep]
        done += count
    starts = np.concatenate(kept_start).astype(np.int32)
    return replace(
        rows,
        item_general_start=starts,
        item_general_checked=starts[:-1] + np.concatenate(kept_checked).astype(np.int32),
        item_general_row=rows.item_general_row[:done],
        item_general_size=rows.item_general_size[:done],
    )
