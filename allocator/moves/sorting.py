"""Which rows whole missions could break, and of what kind each is."""

from dataclasses import dataclass

import numpy as np

from allocator.matrix import Matrix, System, Tightened
from allocator.moves.items import Items
from allocator.problem import Bools, Ints
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
    even_item: Ints
    capacity: Ints
    uneven_start: Ints
    uneven_item: Ints
    uneven_size: Ints
    lower: Ints
    upper: Ints
    sole: Bools
    column_start: Ints
    column_even: Ints
    column_checked: Ints
    column_row: Ints
    column_size: Ints
    owner: Ints
    defined_start: Ints
    defined: Ints
    definer_start: Ints
    definer: Ints
    definer_size: Ints
    system_rows: Ints


@dataclass(frozen=True)
class Entries:
    """Entries of the rows over items, sorted by row, and what the items are."""

    row: Ints
    item: Ints
    size: Ints
    lower: Ints
    upper: Ints
    items: Items
    owner: Ints  # of base items their request, else -1
    start: Ints  # of people and starts the open start, else -1

    def any(self, which: Bools) -> Bools:
        """Rows with an entry that is marked."""
        return np.bincount(self.row[which], minlength=len(self.lower)) > 0

    def activity_bounds(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        """Least and greatest value of every row when items lie between `lower` and `upper`."""
        ends = self.size * lower[self.item], self.size * upper[self.item]
        start = np.searchsorted(self.row, np.arange(len(self.lower)))
        some = np.flatnonzero(np.diff(np.append(start, len(self.row))))
        least, most = np.zeros(len(self.lower), dtype=np.int64), np.zeros(len(self.lower), dtype=np.int64)
        if len(some):
            least[some] = np.add.reduceat(np.minimum(*ends), start[some])
            most[some] = np.add.reduceat(np.maximum(*ends), start[some])
        return least, most

    def least_and_most(self, value: Ints, which: Bools) -> tuple[Ints, Ints]:
        """Least and greatest value among the marked entries of each row; where none is, most < least."""
        least = np.full(len(self.lower), NO_LIMIT)
        most = np.full(len(self.lower), -NO_LIMIT)
        row, marked = self.row[which], value[which]
        first = np.flatnonzero(np.diff(row, prepend=-1))
        if len(first):
            least[row[first]] = np.minimum.reduceat(marked, first)
            most[row[first]] = np.maximum.reduceat(marked, first)
        return least, most


def sort_rows(matrix: Matrix, system: System, tightened: Tightened, items: Items) -> Sorted:
    """The rows of a system over the items, without those that hold for whole missions whatever they are."""
    known = entries_of(matrix, system, items)
    capacity = _capacities(known)
    count = np.bincount(known.row[known.size > 0], minlength=len(known.lower))
    even = capacity < NO_LIMIT
    implied = even & (count <= capacity) | of_one_mission(known) | ~known.any(known.size != 0)
    even &= ~implied
    uneven = ~even & ~implied
    return _sorted(matrix, known, even, uneven, capacity)


def entries_of(matrix: Matrix, system: System, items: Items) -> Entries:
    item_of = np.full(matrix.shape[1], -1, dtype=np.int64)
    item_of[items.column] = np.arange(len(items.column))
    entries = system.rows.tocoo()
    item = item_of[entries.col]
    used = np.flatnonzero(item >= 0)
    starts = len(items.start_request)
    start = np.full(len(items.column), -1, dtype=np.int64)
    start[items.first_start : items.first_payer] = np.arange(starts)
    people = np.arange(items.first_start)
    start[people] = np.searchsorted(items.start_group, items.group[people], side="right") - 1
    owner = np.full(len(items.column), -1, dtype=np.int64)
    owner[: items.first_payer] = items.start_request[start[: items.first_payer]]
    payers = np.arange(items.first_auxiliary - items.first_payer)
    owner[items.first_payer : items.first_auxiliary] = (
        np.searchsorted(items.payer_start, payers, side="right") - 1
    )
    return Entries(
        row=entries.row[used].astype(np.int64),
        item=item[used],
        size=entries.data[used].astype(np.int64),
        lower=system.lower,
        upper=system.upper,
        items=items,
        owner=owner,
        start=start,
    )


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
    first, last = known.least_and_most(known.start[known.item], np.ones(len(known.item), dtype=bool))
    per_start &= (first == last) & (np.bincount(known.row[~positive], minlength=len(first)) == 1)
    starts_share = np.zeros(len(first), dtype=np.int64)
    np.add.at(starts_share, known.row[~positive], -known.size[~positive])
    return np.where(per_start, starts_share // np.maximum(1, np.where(per_start, least, 1)), capacity)


def of_one_mission(known: Entries) -> Bools:
    """Rows that every whole mission satisfies: its seats are full, it has one payer, it starts once.

    By their entries: Σ z = n y over all the people of one group and its start; Σ f = Σ y over all payers and
    starts of one request; Σ y <= 1 over the starts of one request.
    """
    items = known.items
    base = known.item < items.first_auxiliary
    first, last = known.least_and_most(known.owner[known.item], base)
    one_request = (first == last) & ~known.any(~base)
    person = known.item < items.first_start
    of_start = ~person & (known.item < items.first_payer)
    payer = base & ~person & ~of_start
    equal = one_request & (known.lower == 0) & (known.upper == 0)
    request = np.where(one_request, first, 0)
    counts = [np.bincount(known.row[which], minlength=len(first)) for which in (person, of_start, payer)]
    group, last_group = known.least_and_most(items.group[known.item], person)
    one_group = group == last_group
    group = np.where(one_group, group, len(items.places))
    whole_group = counts[0] == np.append(np.diff(items.group_first), 0)[group]
    places = np.zeros(len(first), dtype=np.int64)
    np.add.at(places, known.row[of_start], -known.size[of_start])
    alike = ~known.any((person | payer) & (known.size != 1))
    full: Bools = equal & alike & one_group & whole_group & (counts[1] == 1) & (counts[2] == 0)
    full &= places == np.append(items.places, 0)[group]
    starts = items.request_start[request + 1] - items.request_start[request]
    payers = items.payer_start[request + 1] - items.payer_start[request]
    minus_one = ~known.any(of_start & (known.size != -1))
    paid = equal & alike & minus_one & (counts[0] == 0) & (counts[1] == starts) & (counts[2] == payers)
    once = one_request & (counts[0] + counts[2] == 0) & (known.upper >= 1) & (known.lower <= 0)
    once &= ~known.any(of_start & (known.size != 1))
    always: Bools = full | paid & (payers > 0) | once
    return always


def _sorted(matrix: Matrix, known: Entries, even: Bools, uneven: Bools, capacity: Ints) -> Sorted:
    counts = even[known.row] & (known.size > 0)
    even_number, uneven_number = np.cumsum(even) - 1, np.cumsum(uneven) - 1
    even_row, even_item = even_number[known.row[counts]], known.item[counts]
    other = np.flatnonzero(uneven[known.row])
    row, item, size = uneven_number[known.row[other]], known.item[other], known.size[other]
    lower, upper = known.lower[uneven], known.upper[uneven]
    checked = _checked(known, uneven)[row] & (item < known.items.first_auxiliary)
    width = len(known.items.column)
    kind = np.concatenate([np.zeros(len(even_row)), np.where(checked, 1, 2)]).astype(np.int64)
    every_item = np.concatenate([even_item, item])
    order = np.lexsort((kind, every_item))
    per_kind = [np.bincount(every_item[kind <= k], minlength=width) for k in range(3)]
    column_start = np.concatenate([[0], np.cumsum(per_kind[2])])
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
        sole=_sole(known)[uneven],
        column_start=column_start,
        column_even=column_start[:-1] + per_kind[0],
        column_checked=column_start[:-1] + per_kind[1],
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


def _sole(known: Entries) -> Bools:
    """Rows that speak of one request alone."""
    first, last = known.least_and_most(known.owner[known.item], np.ones(len(known.item), dtype=bool))
    sole: Bools = first == last
    return sole


def _starts(row: Ints, count: int) -> Ints:
    """Where the entries of each row begin, with an end; entries are sorted by row."""
    return np.searchsorted(row, np.arange(count + 1))


def _keeping(
    matrix: Matrix, items: Items, row: Ints, item: Ints, size: Ints, limits: tuple[Ints, Ints]
) -> Ints:
    """Positions of the entries by which a row keeps an auxiliary item from its free end."""
    lower, upper = limits
    floored, capped = lower[row] > -NO_LIMIT, upper[row] < NO_LIMIT
    floors = floored & (size > 0) | capped & (size < 0)
    ceils = floored & (size < 0) | capped & (size > 0)
    keeps = np.where(matrix.greatest[items.column[item]], ceils, floors)
    return np.flatnonzero((item >= items.first_auxiliary) & keeps)


def _defining(items: Items, row: Ints, item: Ints, size: Ints, keeping: Ints, rows: int) -> dict[str, Ints]:
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


def _owners(known: Entries, row: Ints, item: Ints, keeping: Ints) -> Ints:
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
