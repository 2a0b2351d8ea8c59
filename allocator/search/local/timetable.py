"""Missions placed one after the other on a timetable: what is given, and what is counted. Flat arrays for
compiled code, apart from those of the local search: no row of the matrix is looked at."""

from typing import NamedTuple

import numpy as np

from allocator.problem import Ints
from allocator.search.local.compiler import compiled
from allocator.search.local.random_numbers import draw_from

#: Parts of `Jobs.pool`; `at[NAME]` is where a part begins.
(
    START_FIRST, DAY, LAST, FROM, UNTIL, MASK_FIRST, MASK, SEAT_FIRST, PLACES, TEAM_FIRST, EVER, CHOICE_FIRST,
    BEFORE_FIRST, BEFORE, BEFORE_GAP, AFTER_FIRST, AFTER, AFTER_GAP, WORTH, WANTED, TAIL, PRESSURE,
) = range(22)  # fmt: skip
#: Parts of `Timetable.pool`.
(
    BUSY, AT, TEAM, CHOICE, KEPT, KEYS, ORDER, TRIED, TAKEN, FILLED, REACHED, SOURCE, BY, LINE,
    BEST_AT, BEST_TEAM,
) = range(22, 38)  # fmt: skip
#: Single numbers in `at`: how many requests, words of people, days, steps of PRESSURE.
REQUESTS, WORDS, DAYS, PRESSED = range(38, 42)
NUMBERS = 42

#: Single numbers in `Timetable.tally`.
RANDOM, VALUE, LEAST, BEST, IS_PRESSED, CROWDED, LATEST = range(7)
TALLIES = 7

BITS = 63  # people to a word: what a number with a sign holds
NOT_SERVED = 1 << 32  # what a unit of weight that is not served counts: more than any day


class Jobs(NamedTuple):
    """What does not change.

    By request: START_FIRST of its starts, SEAT_FIRST of its seats, CHOICE_FIRST of those who may go, WORTH;
    TAIL, the days behind its end to that of the longest chain behind it;
    BEFORE_FIRST of the requests BEFORE it, BEFORE_GAP days earlier at least, and the same for those AFTER it.
    By start, in order of days: its first DAY and its LAST; FROM and UNTIL, between which its people are away;
    MASK_FIRST of the words MASK that say who may take each seat. By seat: PLACES; TEAM_FIRST, its first place
    in a team; and as words EVER, who may take it at some start. By person: WANTED, how much by all seats.
    PRESSURE is what a chain counts that ends so many days before the LATEST; it falls to nothing.
    """

    at: Ints
    pool: Ints


class Timetable(NamedTuple):
    """Where all missions stand.

    By day the words BUSY; by request AT, its start (-1: none); by place TEAM; CHOICE, who may go, in the
    order in which they are asked; ORDER, in which requests are placed, and TRIED, the next one. BEST_AT and
    BEST_TEAM are those of the BEST finish so far. `tally` has that, with what is left out; the present VALUE,
    and the LEAST so far: finishes too, or, where it IS_PRESSED, how CROWDED the end is with chains; the day
    LATEST, from which that is counted; and the state of the random generator.

    Scratch: TAKEN, who is busy during a mission; KEPT, a line of CHOICE before a move, and KEYS, by which it
    is sorted anew; by seat of a mission FILLED, its places filled, and for paths that begin at a person
    REACHED, the seat SOURCE it was reached from (-1: from the person) and BY which place; LINE, seats to look
    at.
    """

    pool: Ints
    tally: Ints


def nothing_to_place() -> tuple[Jobs, Timetable]:
    """Jobs and a timetable without requests."""
    nothing = np.zeros(NUMBERS, dtype=np.int64)
    return Jobs(nothing, np.zeros(1, dtype=np.int64)), Timetable(nothing.copy(), np.zeros(TALLIES, np.int64))


@compiled
def roll(t: Timetable, below: int) -> int:
    """A random number from 0 to `below` - 1, `below` being less than 2^31."""
    return draw_from(t.tally, RANDOM, below)


@compiled
def of(j: Jobs, part: int, index: int) -> int:
    """A number of the jobs."""
    return int(j.pool[j.at[part] + index])


@compiled
def in_table(j: Jobs, t: Timetable, part: int, index: int) -> int:
    """A number of the timetable."""
    return int(t.pool[j.at[part] + index])


@compiled
def put(j: Jobs, t: Timetable, part: int, index: int, value: int) -> None:
    """Write a number of the timetable."""
    t.pool[j.at[part] + index] = value
