"""Stretches: the time-indexed columns of a candidate aggregated over one spell of release, with what all of
them have in common: the fewest days, and the windows of departure and of return."""

from dataclasses import dataclass

import numpy as np

from allocator.problem import Ints
from allocator.problem.start_ranges import spread
from allocator.questions.supply.filtering import Filtered

_FAR = 1 << 40


@dataclass(frozen=True)
class Stretches:
    """The starts that the rules leave to a candidate within one spell of release, as arrays.

    Over the starts of stretch g: the earliest and latest day of departure, the earliest day of return, the
    earliest and latest day until which the expert is busy (report and rest included), and the fewest days
    from departure until then.
    """

    expert: Ints
    seat: Ints
    request: Ints
    first_departure: Ints
    last_departure: Ints
    first_return: Ints
    first_busy_until: Ints
    last_busy_until: Ints
    fewest_days: Ints

    def __len__(self) -> int:
        return len(self.expert)


def stretches_of(found: Filtered) -> Stretches:
    """Every stretch that has a start left."""
    columns, candidates = found.columns, found.candidates
    owner, _ = spread(candidates.hi - candidates.lo)  # one per z column, as `build_columns` lays them out
    left = np.flatnonzero(found.open_z)
    row, group = np.unique(owner[left], return_inverse=True)
    candidate = candidates.owner[row]
    seat = candidates.seat[candidate]

    def least(days: Ints) -> Ints:
        found_least = np.full(len(row), _FAR, dtype=np.int64)
        np.minimum.at(found_least, group, days[left])
        return found_least

    return Stretches(
        expert=candidates.expert[candidate],
        seat=seat,
        request=found.problem.seat_request[seat],
        first_departure=least(columns.z_departure),
        last_departure=-least(-columns.z_departure),
        first_return=least(columns.z_return),
        first_busy_until=least(columns.z_busy_until),
        last_busy_until=-least(-columns.z_busy_until),
        fewest_days=least(columns.z_busy_until - columns.z_departure + 1),
    )


def spells_of_work(stretches: Stretches) -> tuple[Ints, Ints]:
    """The spell that each stretch belongs to, and the days that each spell covers.

    The stretches of one expert are in one spell where their days, from the earliest departure to the last
    busy day, overlap, directly or through others: so missions of different spells never meet.
    """
    order = np.lexsort((stretches.first_departure, stretches.expert))
    expert, first = stretches.expert[order], stretches.first_departure[order]
    stride = _FAR >> 8
    key = expert * stride
    reach = np.maximum.accumulate(stretches.last_busy_until[order] + key)
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = first[1:] + key[1:] > reach[:-1]
    number = np.cumsum(begins) - 1
    spell = np.empty(len(order), dtype=np.int64)
    spell[order] = number
    size = int(number[-1]) + 1 if len(number) else 0
    earliest, latest = np.full(size, _FAR, dtype=np.int64), np.full(size, -_FAR, dtype=np.int64)
    np.minimum.at(earliest, spell, stretches.first_departure)
    np.maximum.at(latest, spell, stretches.last_busy_until)
    return spell, latest - earliest + 1
