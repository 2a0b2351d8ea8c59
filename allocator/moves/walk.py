"""The walk: missions pushed in, ruined and recreated, accepted late; compiled."""

import numpy as np
from numba import njit

from allocator.moves.arrays import REQUEST_START, RIVAL, RIVAL_START, SEATED_START, Arrays, Floats
from allocator.moves.missions import push_in, put_in, start_of, take_out
from allocator.moves.state import BROKEN, State, accept, undo
from allocator.problem import Ints

_MOST_OUT = 12  # missions that one move may take out
_RUINED = 5  # of them, at most, to begin with
_TRIES = 6  # requests drawn until one is served, or unserved, as wanted
_STARTS = 30  # starts tried when a mission is put back


@njit(cache=True, nogil=True)
def seed_chance(seed: int) -> None:
    """Seed the chance of the compiled code, on the thread that walks."""
    np.random.seed(seed)


@njit(cache=True, nogil=True)
def walk(
    a: Arrays,
    s: State,
    prices: Floats,
    push_share: float,
    history: Ints,
    best: Ints,
    best_value: Ints,
    done: int,
    moves: int,
) -> bool:
    """Make so many moves after `done` of them; whether a better point than `best` was found, and put there.

    A move is kept if no row is broken and the values are no worse, tier by tier, than before it or than those
    that `history` has of 400 moves ago.
    """
    tiers = history.shape[1]
    before = np.empty(tiers, dtype=np.int64)
    out = np.empty(_MOST_OUT, dtype=np.int64)
    found = False
    for n in range(done, done + moves):
        before[:] = s.value
        _move(a, s, prices, push_share, out)
        late = history[n % len(history)]
        if s.tally[BROKEN] == 0 and not (_less(late, s.value) and _less(before, s.value)):
            accept(s)
            if _less(s.value, best_value):
                best[:] = s.x
                best_value[:] = s.value
                found = True
        else:
            undo(a, s, 0)
        if _less(s.value, late):
            late[:] = s.value
    return found


@njit(cache=True, nogil=True)
def _less(one: Ints, other: Ints) -> bool:
    """Whether values are better than others, tier by tier."""
    for t in range(len(one)):
        if one[t] != other[t]:
            return bool(one[t] < other[t])
    return False


@njit(cache=True, nogil=True)
def _move(a: Arrays, s: State, prices: Floats, push_share: float, out: Ints) -> None:
    """One move: push an unserved request in, or take some related ones out; then put back what can be."""
    requests = a.at[SEATED_START] - a.at[REQUEST_START] - 1  # the length of one part of the pool
    seed = np.random.randint(requests)
    wanted = np.random.random() < push_share
    for _ in range(_TRIES):
        if (start_of(a, s, seed) < 0) == wanted:
            break
        seed = np.random.randint(requests)
    if start_of(a, s, seed) < 0:
        count = push_in(a, s, prices, seed, out)
        if count < 0:
            return
    else:
        count = _ruin(a, s, seed, out)
    _put_back(a, s, prices, requests, out, count)


@njit(cache=True, nogil=True)
def _ruin(a: Arrays, s: State, seed: int, out: Ints) -> int:
    """Take out a mission and some of its rivals."""
    pool, at = a.pool, a.at
    take_out(a, s, seed)
    out[0] = seed
    count, wanted = 1, 1 + np.random.randint(_RUINED)
    rivals = pool[at[RIVAL_START] + seed + 1] - pool[at[RIVAL_START] + seed]
    for _ in range(3 * wanted):
        if count >= wanted or rivals == 0:
            break
        other = pool[at[RIVAL] + pool[at[RIVAL_START] + seed] + np.random.randint(rivals)]
        if start_of(a, s, other) >= 0:
            take_out(a, s, other)
            out[count] = other
            count += 1
    return count


@njit(cache=True, nogil=True)
def _put_back(a: Arrays, s: State, prices: Floats, requests: int, out: Ints, count: int) -> None:
    """Put what was taken out back in random order, then perhaps offer the room to another."""
    for n in range(count - 1, 0, -1):
        other = np.random.randint(n + 1)
        out[n], out[other] = out[other], out[n]
    if np.random.random() < 0.5:
        other = np.random.randint(requests)
        if start_of(a, s, other) < 0:
            put_in(a, s, prices, other, _STARTS)
    for n in range(count):
        if start_of(a, s, out[n]) < 0:
            put_in(a, s, prices, out[n], _STARTS)
