"""Which rows whole missions could break, and of what kind each is."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from allocator.matrix import Matrix, System, Tightened
from allocator.moves.entries import Entries, entries_of, grouped
from allocator.moves.items import Items
from allocator.problem import Bools, Ints
from allocator.problem.ranges import Smalls
from allocator.rows import NO_LIMIT


@dataclass(frozen=True)
class Sorted:
    """The rows kept, by row and by item.

    *Even* rows hold at most `capacity` of their base items; they count from 0. *Uneven* rows are all others;
    in `column_row` they count from 0 again. The entries of item i are `column_start[i]:column_start[i + 1]`:
    those in even rows up to `column_even[i]`, then up to `column_checked[i]` those in rows that nobody's
    joining can mend later. `system_rows` are the rows of the system behind the uneven ones.
    """

    even_start: Ints
    even_item: Smalls
    capacity: Ints
    uneven_start: Ints
    uneven_item: Smalls
    uneven_size: Ints
    lower: Ints
    upper: Ints
    sole: Bools
    column_start: Ints
    column_even: Ints
    column_checked: Ints
    column_row: Smalls
    column_size: Ints
    owner: Ints
    defined_start: Ints
    defined: Ints
    definer_start: Ints
    definer: Ints
    definer_size: Ints
    system_rows: Ints


def sort_rows(matrix: Matrix, system: System, tightened: Tightened, items: Items) -> Sorted:
    """The rows of a system over the items, without those that hold for whole missions whatever they are."""
    known = entries_of(matrix, system, items)
    capacity = _capacities(known)
    count = known.total(known.size > 0)
    even = capacity < NO_LIMIT
    implied = even & (count <= capacity) | of_one_mission(known) | ~known.any(known.size != 0)
    even &= ~implied
    uneven = ~even & ~implied
    return _sorted(matrix, known, even, uneven, capacity)


def _capacities(known: Entries) -> Ints:
    """How many of its items each even row admits; NO_LIMIT for the other rows.

    Σ z - c y <= 0 over people of one start counts as Σ z <= c: without its start a mission has nobody.
    """
    items = known.items
    positive = known.size > 0
    least, most = known.least_and_most(known.size, positive)
    alike = (least == most) & (known.lower <= -NO_LIMIT) & (known.upper < NO_LIMIT)
    alike &= ~known.any(known.item >= items.first_auxiliary)
    plain = alike & ~known.any(~positive)
    capacity = np.where(plain, known.upper // np.maximum(1, np.where(plain, least, 1)), NO_LIMIT)
    of_start = (known.item >= items.first_start) & (known.item < items.first_payer)
    per_start = alike & (known.upper == 0) & ~known.any(~positive & ~of_start)
    per_start &= ~known.any(positive & (known.item >= items.first_start))
    first, last = known.least_and_most(known.start[known.item])
    per_start &= (first == last) & (known.total(~positive) == 1)
    starts_share = -known.total(np.minimum(0, known.size))
    return np.where(per_start, starts_share // np.maximum(1, np.where(per_start, least, 1)), capacity)


def of_one_mission(known: Entries) -> Bools:
    """Rows that every whole mission satisfies: its seats are full, it has one payer, it starts once.

    By their entries: Σ z = n y over all the people of one group and its start; Σ f = Σ y over all payers and
    starts of one request; Σ y <= 1 over the starts of one request.
    """
    items = known.items
    one_owner, request = known.one_owner
    one_request = one_owner & (request >= 0)  # and so no auxiliary item
    person = known.item < items.first_start
    of_start = ~person & (known.item < items.first_payer)
    payer = (known.item >= items.first_payer) & (known.item < items.first_auxiliary)
    equal = one_request & (known.lower == 0) & (known.upper == 0)
    request = np.where(one_request, request, 0)
    people, own_starts, own_payers = (known.total(which) for which in (person, of_start, payer))
    group, last_group = known.least_and_most(items.group[known.item], person)
    one_group = group == last_group
    group = np.where(one_group, group, len(items.places))
    whole_group = people == np.append(np.diff(items.group_first), 0)[group]
    places = -known.total(np.where(of_start, known.size, 0))
    alike = ~known.any((person | payer) & (known.size != 1))
    full: Bools = equal & alike & one_group & whole_group & (own_starts == 1) & (own_payers == 0)
    full &= places == np.append(items.places, 0)[group]
    starts = items.request_start[request + 1] - items.request_start[request]
    payers = items.payer_start[request + 1] - items.payer_start[request]
    minus_one = ~known.any(of_start & (known.size != -1))
    paid = equal & alike & minus_one & (people == 0) & (own_starts == starts) & (own_payers == payers)
    once = one_request & (people + own_payers == 0) & (known.upper >= 1) & (known.lower <= 0)
    once &= ~known.any(of_start & (known.size != 1))
    always: Bools = full | paid & (payers > 0) | once
    return always


def _sorted(matrix: Matrix, known: Entries, even: Bools, uneven: Bools, capacity: Ints) -> Sorted:
    counts = np.flatnonzero(even[known.row] & (known.size > 0))
    even_number, uneven_number = (np.cumsum(which, dtype=np.int32) - 1 for which in (even, uneven))
    even_row, even_item = even_number[known.row[counts]], known.item[counts]
    other = np.flatnonzero(uneven[known.row])
    row, item, size = uneven_number[known.row[other]], known.item[other], known.size[other]
    lower, upper = known.lower[uneven], known.upper[uneven]
    checked = _checked(known, uneven)[row] & (item < known.items.first_auxiliary)
    kind = np.where(checked, 1, 2).astype(np.int32)
    key = np.concatenate([even_item * 3, item * 3 + kind])
    order, first = grouped(key, 3 * len(known.items.column))
    keeping = _keeping(matrix, known.items, row, item, size, (lower, upper))
    return Sorted(
        even_start=_starts(even_row, int(even.sum())),
        even_item=even_item,
        capacity=capacity[even],
        uneven_start=_starts(row, len(lower)),
        uneven_item=item,
        uneven_size=size,
        lower=lower,
        upper=upper,
        sole=known.one_owner[0][uneven],
        column_start=first[::3],
        column_even=first[1::3],
        column_checked=first[2::3],
        column_row=np.concatenate([even_row, row])[order],
        column_size=np.concatenate([np.ones(len(even_row), dtype=np.int64), size])[order],
        owner=_owners(known, row, item, keeping),
        system_rows=np.flatnonzero(uneven),
        **_defining(known.items, row, item, size, keeping, len(lower)),
    )


def _checked(known: Entries, uneven: Bools) -> Bools:
    """Per uneven row, whether it is looked at before somebody is seated: it has a most, no auxiliary columns,
    and what makes room in it (starts, payers) is chosen before people are."""
    items = known.items
    late = (known.item >= items.first_auxiliary) | (known.item < items.first_start) & (known.size < 0)
    checked: Bools = ((known.upper < NO_LIMIT) & ~known.any(late))[uneven]
    return checked


def _starts(row: Ints | Smalls, count: int) -> Ints:
    """Where the entries of each row begin, with an end; entries are sorted by row."""
    return np.searchsorted(row, np.arange(count + 1))


def _keeping(
    matrix: Matrix, items: Items, row: Smalls, item: Smalls, size: Ints, limits: tuple[Ints, Ints]
) -> Ints:
    """Positions of the entries by which a row keeps an auxiliary item from its free end."""
    lower, upper = limits
    floored, capped = lower[row] > -NO_LIMIT, upper[row] < NO_LIMIT
    floors = floored & (size > 0) | capped & (size < 0)
    ceils = floored & (size < 0) | capped & (size > 0)
    keeps = np.where(matrix.greatest[items.column[item]], ceils, floors)
    return np.flatnonzero((item >= items.first_auxiliary) & keeps)


def _defining(
    items: Items, row: Smalls, item: Smalls, size: Ints, keeping: Ints, rows: int
) -> dict[str, Any]:
    """By row the auxiliary items it defines, and by auxiliary item the rows that define it."""
    own = item[keeping] - items.first_auxiliary
    by_item = np.argsort(own, kind="stable")
    return {
        "defined_start": _starts(row[keeping], rows),
        "defined": item[keeping],
        "definer_start": _starts(own[by_item], len(items.column) - items.first_auxiliary),
        "definer": row[keeping][by_item],
        "definer_size": size[keeping][by_item],
    }


def _owners(known: Entries, row: Smalls, item: Smalls, keeping: Ints) -> Ints:
    """The request of each item, -1 where there is none or more than one. An auxiliary item belongs to the
    request of all base items in the rows that define it."""
    owner = known.owner.copy()
    base = item < known.items.first_auxiliary
    rows = int(row.max(initial=-1)) + 1
    first, last = np.full(rows, NO_LIMIT), np.full(rows, -1)
    np.minimum.at(first, row[base], owner[item[base]])
    np.maximum.at(last, row[base], owner[item[base]])
    least, most = np.full(len(owner), NO_LIMIT), np.full(len(owner), -1)
    np.minimum.at(least, item[keeping], first[row[keeping]])
    np.maximum.at(most, item[keeping], last[row[keeping]])
    sole = np.flatnonzero((least == most) & (np.arange(len(owner)) >= known.items.first_auxiliary))
    owner[sole] = most[sole]
    return owner
