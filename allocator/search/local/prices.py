"""What an item is thought to cost, for choosing among people and starts."""

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Matrix
from allocator.problem import Doubles, Ints
from allocator.search.local.items import Items
from allocator.search.parameters import LocalSearchParameters

Floats = NDArray[np.float32]

_MOST = 1e6  # far below what nobody pays
_FINEST, _DEAREST = 1_000, 100.0  # ranks of regret to what a request is worth on average, and that at most
_ROOM = 1 << 60


def plain_prices(matrix: Matrix, items: Items, cost: Ints, parameters: LocalSearchParameters) -> Floats:
    """As long as nothing better is known: people in demand by many are dear, and so is what the last tier
    sought charges for; each 1 on average."""
    columns, candidates = matrix.columns, matrix.columns.candidates
    experts = max(1, len(columns.problem.experts))
    request = columns.problem.seat_request[candidates.seat]
    asked = np.unique(request * experts + candidates.expert) % experts
    demand = np.bincount(asked, minlength=experts).astype(np.float32)
    price = np.ones(matrix.shape[1], dtype=np.float32)
    price[columns.z] = demand[columns.z_expert] / max(1.0, float(demand.mean()))
    found = price[items.column]
    for kind in (slice(0, items.first_start), slice(items.first_start, items.first_payer)):
        charged = _charged(cost[kind])
        if cost.shape[1] > 1 and charged.any():
            found[kind] = np.float32(parameters.scarcity) * found[kind] + charged / charged.mean()
    return found


def guided_prices(
    plain: Floats, regret: Doubles, items: Items, cost: Ints, parameters: LocalSearchParameters
) -> Floats:
    """Where prices of the rows are known: `regret`, by item, is what taking it costs under them beyond what
    would do instead. Much of it is zero; there the plain price decides. Where nothing tells what much is,
    the greatest regret is."""
    if cost.shape[1] == 1:
        unit = _mean_gain(items, cost)
        kept, size = parameters.plain_price, parameters.reduced_cost
    else:
        charged = _charged(cost[: items.first_start])
        unit = float(charged.mean()) if charged.any() else 0.0
        kept, size = parameters.plain_price_later, parameters.reduced_cost_later
    price = kept * plain + size * regret / (unit or float(regret.max(initial=0.0)) or 1.0)
    return np.minimum(price, _MOST).astype(np.float32)


def ranked_costs(regret: Doubles, items: Items, cost: Ints) -> tuple[int, Ints] | None:
    """A unit of the first tier, the only one, that is worth more than all regret that points can have, and
    what items then cost. None where that tier charges for anything but starts, or there is no room.

    What a point costs beyond the bound of the prices is its regret and what it leaves of rows that have a
    price. Of two that serve as much, the one of less regret leaves more of them: there others find room.
    """
    charged = np.abs(cost[items.first_start : items.first_payer, 0])
    taken = int(items.team_start[-1]) + 2 * (len(items.request_start) - 1)  # places, starts and payers
    most = np.zeros(len(items.request_start) - 1, dtype=np.int64)
    np.maximum.at(most, items.start_request, charged)
    unit, mean = taken * _FINEST * int(_DEAREST) + 1, _mean_gain(items, cost)
    if cost.shape[1] > 1 or mean <= 0 or charged.sum() < np.abs(cost).sum() or unit * int(most.sum()) > _ROOM:
        return None
    own = regret[items.column] / mean
    own[items.first_auxiliary :] = 0.0
    tie = np.rint(_FINEST * np.minimum(own, _DEAREST)).astype(np.int64)
    return unit, unit * cost + tie[:, None]


def early_prices(plain: Floats, items: Items) -> Floats:
    """The same with each request's starts by their dates, the first for nothing."""
    price = plain.copy()
    number = np.arange(len(items.start_request)) - items.request_start[items.start_request]
    price[items.first_start : items.first_payer] = number
    return price


def worths(items: Items, cost: Ints) -> Floats:
    """What a request brings in the first tier at its best start, 1 on average or where none brings any."""
    gain, mean = _gains(items, cost), _mean_gain(items, cost)
    return (gain / mean if mean > 0 else np.ones(len(gain))).astype(np.float32)


def _gains(items: Items, cost: Ints) -> Ints:
    gain = np.zeros(len(items.request_start) - 1, dtype=np.int64)
    starts = np.arange(items.first_start, items.first_payer)
    np.maximum.at(gain, items.start_request, -cost[starts, 0])
    return gain


def _mean_gain(items: Items, cost: Ints) -> float:
    gain = _gains(items, cost)
    return float(gain.mean()) if len(gain) else 0.0


def _charged(cost: Ints) -> Ints:
    """What the last tier charges for some items, beyond what it charges for the cheapest of them."""
    charged: Ints = cost[:, -1] - cost[:, -1].min(initial=0)
    return charged
