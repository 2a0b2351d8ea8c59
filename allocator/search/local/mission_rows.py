"""Rows that every whole mission keeps by itself: the local search and the dual need not look at them."""

import numpy as np

from allocator.problem import Bools
from allocator.search.local.row_entries import Entries


def of_one_mission(known: Entries) -> Bools:
    """Rows that every whole mission satisfies: its seats are full, it has one payer, it starts once.

    By their entries: Σ z = n y over all the people of one group and its start; Σ f = Σ y over all payers and
    starts of one request; Σ y <= 1 over the starts of one request.
    """
    items = known.positions.items
    one_owner, request = known.one_owner
    one_request = one_owner & (request >= 0)  # and so no auxiliary item
    equal = one_request & (known.lower == 0) & (known.upper == 0)
    begins = one_request & _begins_with_a_start(known)
    known = known.of_rows(equal | begins)  # most entries are in other rows
    person = known.item < items.first_start
    of_start = ~person & (known.item < items.first_payer)
    payer = (known.item >= items.first_payer) & (known.item < items.first_auxiliary)
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
    once = begins & (people + own_payers == 0) & (known.upper >= 1) & (known.lower <= 0)
    once &= ~known.any(of_start & (known.size != 1))
    always: Bools = full | paid & (payers > 0) | once
    return always


def _begins_with_a_start(known: Entries) -> Bools:
    """Rows whose first entry is a start, as it is where all of them are."""
    items, found = known.positions.items, np.zeros(len(known.lower), dtype=bool)
    item = known.item[known.first]
    found[known.filled] = (item >= items.first_start) & (item < items.first_payer)
    return found
