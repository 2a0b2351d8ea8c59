"""What a mission takes of the means of its payer, as the rows say it: budgets, by any name.

Seen before anybody is seated, this saves trying whole teams that no payer has the means for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import Smalls, entries_at
from allocator.search.local.items import Items
from allocator.search.local.row_kinds import RowKinds

PORTION = 1 << 20  # items looked at together


@dataclass(frozen=True)
class Floors:
    """Rows that make an auxiliary item as great as what the people of a request cost, unless another payer
    pays: by row its `auxiliary` item, counted from the first, the `request`, the `purse` that counts the
    item, the `payer` who pays it (-1: none, or several), how many `waivers` there are, the least of them."""

    row: Ints
    auxiliary: Ints
    request: Ints
    purse: Ints
    payer: Ints
    waivers: Ints
    least_waiver: Ints


@dataclass(frozen=True)
class Purses:
    """By payer the general row `purse` that its missions fill (-1: none is known); what they take of it at
    least: `person` by item, `group` the least of each group, `start` the least team of each start."""

    purse: Ints
    person: Ints
    group: Ints
    start: Ints
    floors: Floors


def purses_of(rows: RowKinds, items: Items) -> Purses:
    """The purses of some rows. Two kinds are seen: rows that count an auxiliary item which a row makes as
    great as what a request's people cost unless another payer pays; and rows that count all people of a
    request which has one payer."""
    purse = np.full(items.first_auxiliary - items.first_payer, -1, dtype=np.int64)
    floors = _floors(rows, items, purse)
    sole = _direct(rows, items, purse)
    is_floor, looked_at = np.zeros((2, len(rows.lower)), dtype=bool)
    is_floor[floors.row] = looked_at[floors.row] = True
    looked_at[sole[sole >= 0]] = True
    person = np.full(items.first_start, NO_LIMIT, dtype=np.int64)
    for item, row, size in entries_of_people(rows, items, looked_at):
        own = is_floor[row] & (size < 0) | (sole[rows.owner[item]] == row)
        np.minimum.at(person, item[own], np.abs(size[own]))
    person[person == NO_LIMIT] = 0
    group = np.zeros(len(items.places), dtype=np.int64)
    if len(group):
        group = np.minimum.reduceat(person, items.group_first[:-1])
    total = np.concatenate([[0], np.cumsum(group * items.places)])
    start = total[items.start_group[1:]] - total[items.start_group[:-1]]
    return Purses(purse, person, group, start, floors)


def _floors(rows: RowKinds, items: Items, purse: Ints) -> Floors:
    """The rows of that kind; `purse` learns who pays where they ask something."""
    first, count = items.first_auxiliary, len(items.column) - items.first_auxiliary
    definer, which = entries_at(rows.definer_start, np.arange(count))
    row, within, owner = rows.definer[definer], _within(rows, items)[which], rows.owner[first + which]
    alone = np.bincount(row, minlength=len(rows.lower)) == 1  # the only auxiliary item there
    use = (rows.definer_size[definer] == 1) & (rows.lower[row] > -NO_LIMIT) & alone[row]
    use &= (owner >= 0) & (within >= 0)
    row, within, owner, auxiliary = row[use].astype(np.int64), within[use], owner[use], which[use]
    waived, waivers, least = _waived(rows, items, row)
    payer, which = entries_at(items.payer_start, owner)
    pays = ~np.isin(row[which] * len(purse) + payer, waived)
    payer, which = payer[pays], which[pays]
    purse[payer] = within[which]
    single = np.full(len(row), -1, dtype=np.int64)
    single[which] = payer
    single[np.bincount(which, minlength=len(row)) != 1] = -1
    return Floors(row, auxiliary, owner, within, single, waivers[row], least[row])


def _within(rows: RowKinds, items: Items) -> Ints:
    """By auxiliary item a row with a most that counts it once; -1 where none does."""
    first, last = items.first_auxiliary, len(items.column)
    entry, which = entries_at(rows.item_general_start, np.arange(first, last))
    row, size = rows.item_general_row[entry], rows.item_general_size[entry]
    found = np.full(last - first, -1, dtype=np.int64)
    limited = (size == 1) & (rows.upper[row] < NO_LIMIT)
    found[which[limited]] = row[limited]
    return found


def _waived(rows: RowKinds, items: Items, floors: Ints) -> tuple[Ints, Ints, Ints]:
    """Row · payers + payer, where a payer makes a row of `floors` ask less; by row how many do, and by how
    much at least."""
    first, last = items.first_payer, items.first_auxiliary
    entry, payer = entries_at(rows.item_general_start, np.arange(first, last))
    row, size = rows.item_general_row[entry].astype(np.int64), rows.item_general_size[entry]
    own = np.isin(row, floors) & (size > 0)
    count = np.bincount(row[own], minlength=len(rows.lower))
    least = np.full(len(rows.lower), NO_LIMIT)
    np.minimum.at(least, row[own], size[own])
    return row[own] * (last - first) + payer[own], count, least


def _direct(rows: RowKinds, items: Items, purse: Ints) -> Ints:
    """By request with one payer the row with a most that counts all its people, -1 for others and where there
    is none; `purse` learns them."""
    requests = len(items.request_start) - 1
    owner, found = rows.owner[: items.first_start], np.full(requests, -1, dtype=np.int64)
    sole = np.diff(items.payer_start) == 1
    sole[sole] = purse[items.payer_start[:-1][sole]] < 0
    people, pairs = np.bincount(owner, minlength=requests), [np.empty((2, 0), dtype=np.int64)]
    for item, row, size in entries_of_people(rows, items, rows.upper < NO_LIMIT):
        own = (size > 0) & sole[owner[item]]
        pairs.append(np.stack(np.unique(row[own] * requests + owner[item[own]], return_counts=True)))
    pair, where = np.unique(np.concatenate(pairs, axis=1)[0], return_inverse=True)
    count = np.bincount(where, np.concatenate(pairs, axis=1)[1], len(pair))
    row, request = np.divmod(pair, requests)
    whole = count == people[request]
    found[request[whole]] = row[whole]
    purse[items.payer_start[:-1][found >= 0]] = found[found >= 0]
    return found


def entries_of_people(
    rows: RowKinds, items: Items, wanted: Bools
) -> Iterator[tuple[Ints, Ints, Ints | Smalls]]:
    """Item, row and size of the people's entries in the wanted rows, in portions."""
    for first in range(0, items.first_start, PORTION):
        some = np.arange(first, min(first + PORTION, items.first_start))
        begin, end = rows.item_general_start[some[0]], rows.item_general_start[some[-1] + 1]
        row = rows.item_general_row[begin:end]
        kept = np.flatnonzero(wanted[row])
        item = np.repeat(some, np.diff(rows.item_general_start[some[0] : some[-1] + 2]))[kept]
        yield item, row[kept].astype(np.int64), rows.item_general_size[begin:end][kept]
