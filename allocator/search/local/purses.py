"""What a mission takes of the means of its payer, as the rows say it: budgets, by any name.

Seen before anybody is seated, this saves trying whole teams that no payer has the means for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import entries_at
from allocator.search.local.items import Items
from allocator.search.local.row_kinds import RowKinds

_PORTION = 1 << 20  # items looked at together


@dataclass(frozen=True)
class Purses:
    """By payer the general row `purse` that its missions fill (-1: none is known); what they take of it at
    least: `person` by item, `group` the least of each group, `start` the least team of each start."""

    purse: Ints
    person: Ints
    group: Ints
    start: Ints


def purses_of(rows: RowKinds, items: Items) -> Purses:
    """The purses of some rows. Two kinds are seen: rows that count an auxiliary item which a row makes as
    great as what a request's people cost unless another payer pays; and rows that count all people of a
    request which has one payer."""
    purse = np.full(items.first_auxiliary - items.first_payer, -1, dtype=np.int64)
    floors = _floors(rows, items, purse)
    sole = _direct(rows, items, purse)
    direct = np.zeros(len(floors), dtype=bool)
    direct[sole[sole >= 0]] = True
    person = np.full(items.first_start, NO_LIMIT, dtype=np.int64)
    for item, row, size in _entries_of_people(rows, items, floors | direct):
        own = floors[row] & (size < 0) | (sole[rows.owner[item]] == row)
        np.minimum.at(person, item[own], np.abs(size[own]))
    person[person == NO_LIMIT] = 0
    group = np.zeros(len(items.places), dtype=np.int64)
    if len(group):
        group = np.minimum.reduceat(person, items.group_first[:-1])
    total = np.concatenate([[0], np.cumsum(group * items.places)])
    start = total[items.start_group[1:]] - total[items.start_group[:-1]]
    return Purses(purse, person, group, start)


def _floors(rows: RowKinds, items: Items, purse: Ints) -> Bools:
    """The rows that make an auxiliary item as great as what people cost; `purse` learns who then pays."""
    first, count = items.first_auxiliary, len(items.column) - items.first_auxiliary
    definer, which = entries_at(rows.definer_start, np.arange(count))
    row, within, owner = rows.definer[definer], _within(rows, items)[which], rows.owner[first + which]
    alone = np.bincount(row, minlength=len(rows.lower)) == 1  # the only auxiliary item there
    use = (rows.definer_size[definer] == 1) & (rows.lower[row] > -NO_LIMIT) & alone[row]
    use &= (owner >= 0) & (within >= 0)
    row, within, owner = row[use], within[use], owner[use]
    floors = np.zeros(len(rows.lower), dtype=bool)
    floors[row] = True
    payer, which = entries_at(items.payer_start, owner)
    pays = ~np.isin(row[which] * np.int64(len(purse)) + payer, _waived(rows, items, floors))
    purse[payer[pays]] = within[which[pays]]
    return floors


def _within(rows: RowKinds, items: Items) -> Ints:
    """By auxiliary item a row with a most that counts it once; -1 where none does."""
    first, last = items.first_auxiliary, len(items.column)
    entry, which = entries_at(rows.item_general_start, np.arange(first, last))
    row, size = rows.item_general_row[entry], rows.item_general_size[entry]
    found = np.full(last - first, -1, dtype=np.int64)
    limited = (size == 1) & (rows.upper[row] < NO_LIMIT)
    found[which[limited]] = row[limited]
    return found


def _waived(rows: RowKinds, items: Items, floors: Bools) -> Ints:
    """Row · payers + payer, where a payer makes a row of `floors` ask nothing."""
    first, last = items.first_payer, items.first_auxiliary
    entry, payer = entries_at(rows.item_general_start, np.arange(first, last))
    row = rows.item_general_row[entry].astype(np.int64)
    waived = floors[row] & (rows.item_general_size[entry] > 0)
    keys: Ints = row[waived] * (last - first) + payer[waived]
    return keys


def _direct(rows: RowKinds, items: Items, purse: Ints) -> Ints:
    """By request with one payer the row with a most that counts all its people, -1 for others and where there
    is none; `purse` learns them."""
    requests = len(items.request_start) - 1
    owner, found = rows.owner[: items.first_start], np.full(requests, -1, dtype=np.int64)
    sole = np.diff(items.payer_start) == 1
    sole[sole] = purse[items.payer_start[:-1][sole]] < 0
    people, pairs = np.bincount(owner, minlength=requests), [np.empty((2, 0), dtype=np.int64)]
    for item, row, size in _entries_of_people(rows, items, rows.upper < NO_LIMIT):
        own = (size > 0) & sole[owner[item]]
        pairs.append(np.stack(np.unique(row[own] * requests + owner[item[own]], return_counts=True)))
    pair, where = np.unique(np.concatenate(pairs, axis=1)[0], return_inverse=True)
    count = np.bincount(where, np.concatenate(pairs, axis=1)[1], len(pair))
    row, request = np.divmod(pair, requests)
    whole = count == people[request]
    found[request[whole]] = row[whole]
    purse[items.payer_start[:-1][found >= 0]] = found[found >= 0]
    return found


def _entries_of_people(rows: RowKinds, items: Items, wanted: Bools) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Item, row and size of the people's entries in the wanted rows, in portions."""
    for first in range(0, items.first_start, _PORTION):
        some = np.arange(first, min(first + _PORTION, items.first_start))
        begin, end = rows.item_general_start[some[0]], rows.item_general_start[some[-1] + 1]
        row = rows.item_general_row[begin:end]
        kept = np.flatnonzero(wanted[row])
        item = np.repeat(some, np.diff(rows.item_general_start[some[0] : some[-1] + 2]))[kept]
        yield item, row[kept].astype(np.int64), rows.item_general_size[begin:end][kept]
