"""Which rows whole missions could break, and of what kind each is."""

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
from scipy import sparse

from allocator.matrix import Matrix, of_portions
from allocator.matrix.sparse_rows import SparseRows
from allocator.outside.memory import give_back
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import Smalls, entries_at
from allocator.search.local.items import Items
from allocator.search.local.mission_rows import of_one_mission
from allocator.search.local.row_entries import Entries, Positions, entries_of, positions_of

_PORTION = 1 << 16  # rows put in order together
_SMALL = 1 << 31


@dataclass(frozen=True)
class RowKinds:
    """The rows kept, by row and by item.

    *Set-packing* rows hold at most `capacity` of their base items. *General* rows are all others, numbered by
    themselves, those first that nobody's seating can mend later. Item i stands in the set-packing rows
    `item_packing_row[item_packing_start[i]:item_packing_start[i + 1]]`, and in the general rows
    `item_general_row[item_general_start[i]:item_general_start[i + 1]]`, of which those up to
    `item_general_checked[i]` are such. Of the items of a general row only those are listed that fill it
    (their size is positive). `of_one_request` marks rows whose items belong to one request; `owner` is the
    request of an item, -1 where there is none or more than one. By row there are the auxiliary items
    `defined`, and by auxiliary item the rows that are its `definer`.
    """

    packing_start: Smalls
    packing_item: Smalls
    capacity: Ints
    general_start: Smalls
    general_item: Smalls
    lower: Ints
    upper: Ints
    of_one_request: Bools
    item_packing_start: Smalls
    item_packing_row: Smalls
    item_general_start: Smalls
    item_general_checked: Smalls
    item_general_row: Smalls
    item_general_size: Ints | Smalls
    owner: Ints
    defined_start: Ints
    defined: Smalls
    definer_start: Ints
    definer: Smalls
    definer_size: Ints


class _Packing(NamedTuple):
    """Even rows: how many items each counts, these row by row, and how many it admits."""

    length: Ints
    item: Smalls
    capacity: Ints


class _General(NamedTuple):
    """General rows: how many entries each has, these row by row, its limits, and whether it concerns one
    request alone."""

    length: Ints
    item: Smalls
    size: Ints | Smalls
    lower: Ints
    upper: Ints
    of_one_request: Bools


_Part = TypeVar("_Part", _Packing, _General)


def split_rows(matrix: Matrix, rows: Ints, items: Items) -> RowKinds:
    """Some rows of a matrix over the items, without those that hold for whole missions whatever they are.
    Read in portions: at ten thousand requests there are a hundred million entries."""
    positions = positions_of(matrix, items)

    def kinds(portion: Ints, part: SparseRows) -> tuple[_Packing, _General, _General]:
        return _kinds(entries_of(part, matrix.lower[portion], matrix.upper[portion], positions))

    parts = of_portions(matrix.rows, rows, kinds)
    packing, checked, others = (list(pieces) for pieces in zip(*parts, strict=True))
    early = sum(len(part.lower) for part in checked)
    checked += others
    parts.clear()
    others.clear()
    give_back(matrix.rows.nnz)
    return _row_kinds(matrix, _stacked(packing), _stacked(checked), early, positions)


def _kinds(known: Entries) -> tuple[_Packing, _General, _General]:
    """The set-packing rows, the general ones that are looked at before somebody is seated, and the others;
    without those that no whole mission can break."""
    capacity, counted = _capacities(known), known.size > 0
    packing = capacity < NO_LIMIT
    implied = packing & (known.total(counted) <= capacity) | of_one_mission(known)
    implied |= ~known.any(known.size != 0)
    packing, general, early = packing & ~implied, ~packing & ~implied, _checked(known)
    entry = np.flatnonzero(packing[known.row] & counted)
    length = np.bincount(known.row[entry], minlength=len(packing))[packing]
    return (
        _Packing(length, known.item[entry], capacity[packing]),
        _general(known, general & early),
        _general(known, general & ~early),
    )


def _general(known: Entries, which: Bools) -> _General:
    """The marked rows with all their entries."""
    entry, (of_one_request, _) = np.flatnonzero(which[known.row]), known.one_owner
    length = np.bincount(known.row[entry], minlength=len(which))[which]
    return _General(
        length,
        known.item[entry],
        _compact(known.size[entry]),
        known.lower[which],
        known.upper[which],
        of_one_request[which],
    )


def _compact(size: Ints) -> Ints | Smalls:
    """The same numbers in half the memory, if they fit."""
    fits = max(size.max(initial=0), -size.min(initial=0)) < _SMALL
    return size.astype(np.int32) if fits else size


def _stacked(parts: list[_Part]) -> _Part:
    """Rows below each other; `parts` is emptied on the way."""
    kind, fields = type(parts[0]), [list(arrays) for arrays in zip(*parts, strict=True)]
    parts.clear()
    joined = []
    while fields:
        joined.append(np.concatenate(fields.pop(0)))
    return kind(*joined)


def _capacities(known: Entries) -> Ints:
    """How many of its items each set-packing row admits; NO_LIMIT for the other rows.

    Σ z - c y <= 0 over people of one start counts as Σ z <= c: without its start a mission has nobody.
    """
    items = known.positions.items
    positive = known.size > 0
    least, most = known.least_and_most(known.size, positive)
    alike = (least == most) & (known.lower <= -NO_LIMIT) & (known.upper < NO_LIMIT)
    alike &= ~known.any(known.item >= items.first_auxiliary)
    plain = alike & ~known.any(~positive)
    capacity = np.where(plain, known.upper // np.maximum(1, np.where(plain, least, 1)), NO_LIMIT)
    return np.where(plain, capacity, _capacities_per_start(known, alike & ~plain & (known.upper == 0), least))


def _capacities_per_start(known: Entries, which: Bools, least: Ints) -> Ints:
    """The same for those of the marked rows that count people of a start against this start alone."""
    items, known = known.positions.items, known.of_rows(which)
    positive = known.size > 0
    of_start = (known.item >= items.first_start) & (known.item < items.first_payer)
    per_start = which & ~known.any(~positive & ~of_start)
    per_start &= ~known.any(positive & (known.item >= items.first_start))
    first, last = known.least_and_most(known.positions.start[known.item])
    per_start &= (first == last) & (known.total(~positive) == 1)
    starts_share = -known.total(np.minimum(0, known.size))
    return np.where(per_start, starts_share // np.maximum(1, np.where(per_start, least, 1)), NO_LIMIT)


def _checked(known: Entries) -> Bools:
    """Rows that are looked at before somebody is seated: each has a most, no auxiliary columns, and what
    makes room in it (starts, payers) is chosen before people are."""
    items = known.positions.items
    late = (known.item >= items.first_auxiliary) | (known.item < items.first_start) & (known.size < 0)
    checked: Bools = (known.upper < NO_LIMIT) & ~known.any(late)
    return checked


def _row_kinds(
    matrix: Matrix, packing: _Packing, general: _General, early: int, positions: Positions
) -> RowKinds:
    """Rows of both kinds by row and by item; the first `early` of the general ones are checked."""
    items, width = positions.items, len(positions.items.column)
    packing = _longest_first(packing)
    packing_start, start = _ends(packing.length), _ends(general.length)
    marks = np.ones(len(packing.item), dtype=np.int8)
    item_packing_start, item_packing_row, _ = _by_item(packing_start, packing.item, marks, width)
    row = np.repeat(np.arange(len(general.lower), dtype=np.int32), general.length)
    keeping = _keeping(matrix, items, row, general)
    owner = _owners(positions, row, general, keeping)
    defining = _defining(items, row, general, keeping)
    del row
    checked = np.bincount(general.item[: start[early]], minlength=width).astype(np.int32)
    item_general_start, item_general_row, item_general_size = _by_item(
        start, general.item, general.size, width
    )
    fills = general.size > 0
    general = general._replace(size=np.empty(0, dtype=np.int64), item=general.item[fills])
    filling = np.concatenate([np.zeros(1, dtype=np.int32), np.cumsum(fills, dtype=np.int32)])
    return RowKinds(
        packing_start=packing_start,
        packing_item=packing.item,
        capacity=packing.capacity,
        general_start=filling[start],
        general_item=general.item,
        lower=general.lower,
        upper=general.upper,
        of_one_request=general.of_one_request,
        item_packing_start=item_packing_start,
        item_packing_row=item_packing_row,
        item_general_start=item_general_start,
        item_general_checked=item_general_start[:-1] + checked,
        item_general_row=item_general_row,
        item_general_size=item_general_size,
        owner=owner,
        **defining,
    )


def _longest_first(packing: _Packing) -> _Packing:
    """The same rows, those of most items first: they are full most often, and whoever asks whether any row of
    an item is full stops at the first."""
    order, start = np.argsort(-packing.length, kind="stable"), _ends(packing.length)
    portions = np.split(order, range(_PORTION, len(order), _PORTION))
    item = np.concatenate([packing.item[entries_at(start, portion)[0]] for portion in portions])
    return _Packing(packing.length[order], item, packing.capacity[order])


def _ends(length: Ints) -> Smalls:
    """Where the entries of each row begin, with an end."""
    return np.concatenate([[0], np.cumsum(length)]).astype(np.int32)


def _by_item(start: Smalls, item: Smalls, size: Any, width: int) -> tuple[Smalls, Smalls, Any]:
    """Where the entries of each item begin, with an end, and their rows and sizes."""
    rows = sparse.csr_array((size, item, start), shape=(len(start) - 1, width)).tocsc()
    return rows.indptr, rows.indices, rows.data


def _keeping(matrix: Matrix, items: Items, row: Smalls, general: _General) -> Ints:
    """Positions of the entries by which a row keeps an auxiliary item from its free end."""
    position = np.flatnonzero(general.item >= items.first_auxiliary)
    item, size, row = general.item[position], general.size[position], row[position]
    floored, capped = general.lower[row] > -NO_LIMIT, general.upper[row] < NO_LIMIT
    floors = floored & (size > 0) | capped & (size < 0)
    ceils = floored & (size < 0) | capped & (size > 0)
    keeps: Bools = np.where(matrix.greatest[items.column[item]], ceils, floors)
    return position[keeps]


def _defining(items: Items, row: Smalls, general: _General, keeping: Ints) -> dict[str, Any]:
    """By row the auxiliary items it defines, and by auxiliary item the rows that define it."""
    defined, row, size = general.item[keeping], row[keeping], general.size[keeping]
    own = defined - items.first_auxiliary
    by_item = np.argsort(own, kind="stable")
    auxiliary = np.arange(len(items.column) - items.first_auxiliary + 1)
    return {
        "defined_start": np.searchsorted(row, np.arange(len(general.lower) + 1)),
        "defined": defined,
        "definer_start": np.searchsorted(own[by_item], auxiliary),
        "definer": row[by_item],
        "definer_size": size[by_item],
    }


def _owners(positions: Positions, row: Smalls, general: _General, keeping: Ints) -> Ints:
    """The request of each item, -1 where there is none or more than one. An auxiliary item belongs to the
    request of all base items in the rows that define it."""
    owner, first_auxiliary = positions.owner.copy(), positions.items.first_auxiliary
    defines = np.zeros(len(general.lower), dtype=bool)
    defines[row[keeping]] = True
    told = np.flatnonzero(defines[row] & (general.item < first_auxiliary))
    first, last = np.full(len(defines), NO_LIMIT), np.full(len(defines), -1)
    np.minimum.at(first, row[told], owner[general.item[told]])
    np.maximum.at(last, row[told], owner[general.item[told]])
    least, most = np.full(len(owner), NO_LIMIT), np.full(len(owner), -1)
    np.minimum.at(least, general.item[keeping], first[row[keeping]])
    np.maximum.at(most, general.item[keeping], last[row[keeping]])
    of_one_request = np.flatnonzero((least == most) & (np.arange(len(owner)) >= first_auxiliary))
    owner[of_one_request] = most[of_one_request]
    return owner
