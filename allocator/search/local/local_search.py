"""The compiled local search from Python: an allocation goes in, better ones come out."""

from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.matrix import Matrix, Tightened, complete, relevant_rows
from allocator.problem import Bools, Doubles, Ints
from allocator.problem.start_ranges import Smalls
from allocator.search.local.changes import close_items as close
from allocator.search.local.closable import closable
from allocator.search.local.guided_ejection import guided_ejection, remove_missions_of
from allocator.search.local.initial_state import state_at
from allocator.search.local.late_acceptance import insert_all, late_acceptance
from allocator.search.local.layout import OWNER, UNSERVED, UNSERVED_PLACE, Arrays, Layout, layout_of
from allocator.search.local.perturbation import perturb
from allocator.search.local.prices import early_prices, guided_prices, ranked_costs
from allocator.search.local.state import BROKEN, UNSERVED_COUNT, State
from allocator.search.parameters import USUAL, LocalSearchParameters

_NEVER = 1 << 20  # a price, worth or penalty beyond all others


class LocalSearch:
    """Changes whole missions, from a feasible point on, for the first so many tiers of a matrix.

    Never leaves the feasible points for longer than a move, and never comes to one that is worse, tier by
    tier, than where it began, but for the slack that it is given. The same points, seeds and moves give the
    same points.
    """

    def __init__(
        self,
        matrix: Matrix,
        tightened: Tightened,
        tiers: int,
        point: Ints,
        seed: int,
        parameters: LocalSearchParameters = USUAL.local_search,
        layout: Layout | None = None,
    ) -> None:
        """`layout` is that of another search within the same bounds, for as many tiers, if there is one."""
        self._matrix, self._parameters = matrix, parameters
        if layout is None:
            rows = relevant_rows(matrix, tiers, implied=False)
            layout = layout_of(matrix, rows, tightened, tiers, parameters)
        self.layout = layout  # as it is shared: without the prices that `guide` brings
        self._layout = layout
        self._constants = np.array([tier.cost.constant for tier in matrix.tiers[:tiers]], dtype=np.int64)
        first = tiers == 1
        self._ejections = parameters.ejections if first else parameters.ejections_later
        self._spread = parameters.spread if first else parameters.spread_later
        self._removed = np.zeros(parameters.most_removed, dtype=np.int32)
        self._penalty = np.ones(len(matrix.columns.problem.requests), dtype=np.int64)
        self._unit = 1  # of the values: less decides among what costs the same
        self._closable = closable(self._layout)
        self._closing_failures, self.steps = np.zeros(len(self._closable)), parameters.closing_steps
        self.start_from(point, seed)

    def start_from(self, point: Ints, seed: int, memory: int = USUAL.sessions.memory, slack: int = 0) -> None:
        """Go on from a feasible point, remembering so many moves: the more, the slower and the further. They
        are remembered as worse by `slack` in the last tier, so that the search may leave a local optimum."""
        self._state = state_at(self._layout, point, self._constants, seed)
        self._history = np.tile(self._state.value, (memory, 1))
        self._history[:, -1] += slack
        self._best = point[self._layout.items.column]
        self._best_value = self._state.value.copy()
        self._before = self._state.value.copy()
        self._done, self._seed = 0, seed
        self._random = np.random.default_rng(seed)

    def guide(self, regret: Doubles) -> None:
        """Prefer from now on what costs little beyond what would do instead: `regret` is by column. To be
        called once."""
        items, arrays = self._layout.items, self._layout.arrays
        price = guided_prices(arrays.price, regret[items.column], items, arrays.cost, self._parameters)
        self._layout = self._layout._replace(arrays=arrays._replace(price=price))

    def ranked(self, regret: Doubles) -> "LocalSearch | None":
        """The same search for the first tier where of points that serve as much those of less `regret`, by
        column, are better; to be started from a point. None where the tier counts anything but missions."""
        found = ranked_costs(regret, self._layout.items, self._layout.arrays.cost)
        if found is None:
            return None
        (unit, cost), other = found, copy(self)
        other._layout = self._layout._replace(arrays=self._layout.arrays._replace(cost=cost))
        other._unit, other._constants = unit, self._constants * unit
        other._removed, other._penalty = self._removed.copy(), self._penalty.copy()
        return other

    def varied(self, wanted: Ints, shut: Ints, reward: int) -> "LocalSearch":
        """The same search where serving any of the `wanted` requests saves `reward` in the first tier, and
        taking a `shut` column costs that; to be started from a point."""
        arrays, items, _ = self._layout
        cost, price, worth = arrays.cost.copy(), arrays.price.copy(), arrays.worth.copy()
        closed = np.isin(items.column, shut)
        cost[closed, 0] += reward
        price[closed] = _NEVER
        cost[items.first_start + np.flatnonzero(np.isin(items.start_request, wanted)), 0] -= reward
        worth[wanted] = _NEVER
        other = copy(self)
        other._layout = self._layout._replace(arrays=arrays._replace(cost=cost, price=price, worth=worth))
        other._removed, other._penalty = self._removed.copy(), np.ones_like(self._penalty)
        other._penalty[wanted] = _NEVER
        return other

    def serve(self, request: int, steps: int, over: Callable[[], bool]) -> bool:
        """Serve a request that saves more than all others, whatever has to give way; whether that was
        possible in so many steps."""
        small, at = self._state.small, self._layout.arrays.at
        count = int(self._state.tally[UNSERVED_COUNT])
        line = small[at[UNSERVED] : at[UNSERVED] + count]
        place = np.flatnonzero(line == request)
        if len(place):
            line[place[0]], line[-1] = line[-1], line[place[0]]
            small[at[UNSERVED_PLACE] + line] = np.arange(count)
        return not len(place) or self.eject(steps, over)

    def insert_all(self) -> None:
        """Serve what can be served beside what is, heavy requests first, and those with few options first: at
        any dates, and, where that leaves some out, at the earliest; whichever comes out better stands."""
        arrays, point = self._layout.arrays, self.best()
        self._insert_all(arrays, self._spread)
        self._keep()
        if self.has_unserved():
            self._state = state_at(self._layout, point, self._constants, self._seed)
            early = early_prices(arrays.price, self._layout.items)
            self._insert_all(arrays._replace(price=early), 0.0)
            if tuple(self._state.value) < tuple(self._best_value):
                self._keep()
        self.start_from(self.best(), self._seed)

    def _insert_all(self, arrays: Arrays, spread: float) -> None:
        """In as many passes as serve more: a follow-up waits for its predecessor."""
        options = np.diff(self._layout.items.request_start)
        order, left = np.lexsort((options, -arrays.worth)), -1
        while left != self._state.tally[UNSERVED_COUNT]:
            left = int(self._state.tally[UNSERVED_COUNT])
            insert_all(arrays, self._state, order, spread)

    def search(self, moves: int, exchanges: float = 0.0) -> bool:
        """Make so many moves, a share of them exchanges of people; whether they improved on the best point so
        far."""
        found = late_acceptance(
            self._layout.arrays, self._state, self._ejections, exchanges, self._spread, self._history,
            self._best, self._best_value, self._before, self._removed, self._done, moves,
        )  # fmt: skip
        self._done += moves
        return bool(found)

    def has_unserved(self) -> bool:
        """Whether some request is not served."""
        return bool(self._state.tally[UNSERVED_COUNT] > 0)

    def has_closable(self) -> bool:
        """Whether the last tier charges for items that can be closed, and that are not all at their least."""
        return len(self._closable) > 1 and bool(self._raised().any())

    def close_items(self, over: Callable[[], bool]) -> bool:
        """Close an item that the last tier charges for, or two and open another, and find other places for
        the missions that held it up; whether that improved on the best point so far. Given up once `over`."""
        state, arrays, closing = self._state, self._layout.arrays, self._closable
        saved = [part.copy() for part in _parts(state)]
        raised = self._raised()
        victims, newcomer = self._chosen(raised)
        shut = closing.of(victims | ~raised & ~newcomer)
        remove_missions_of(arrays, state, closing.of(victims))
        close(arrays, state, shut, True)
        self._penalty[:] = 1
        found = state.tally[BROKEN] == 0 and self.eject(self.steps, over)
        close(arrays, state, shut, False)
        if found:
            self._closing_failures[:], self.steps = 0, self._parameters.closing_steps
            return True
        for part, kept in zip(_parts(state), saved, strict=True):
            part[:] = kept
        self._closing_failures[victims] += 1
        longer = int(self.steps * self._parameters.closing_growth)
        self.steps = min(longer, self._parameters.closing_longest)
        self._perturb(closing.of(~raised))
        return False

    def eject(self, steps: int, over: Callable[[], bool]) -> bool:
        """Insert unserved requests by guided ejection, for so many steps, until the point is better than the
        best so far, or until `over`; whether it is better. What could not be inserted is remembered."""
        look = self._parameters.steps_per_look
        for done in range(0, steps, look):
            found = guided_ejection(
                self._layout.arrays, self._state, self._best_value, self._before, self._penalty,
                self._removed, self._parameters.perturbations, min(look, steps - done),
            )  # fmt: skip
            if found:
                self._keep()
                return True
            if over():
                break
        return False

    def _raised(self) -> Bools:
        raised: Bools = self._state.exact[self._closable.item] > self._closable.least
        return raised

    def _chosen(self, raised: Bools) -> tuple[Bools, Bools]:
        """The items to close, those with few missions first, and at times one to open: it has people for
        many of these missions."""
        closing, random, parameters = self._closable, self._random, self._parameters
        sent = self._state.exact[: self._layout.items.first_start] > 0
        load = closing.count(sent) + parameters.closing_failed * self._closing_failures
        load += random.random(len(closing)) * parameters.closing_luck
        load[~raised] = np.inf
        victims, newcomer = np.zeros((2, len(closing)), dtype=bool)
        exchange = random.random() < parameters.closing_exchanges and raised.sum() > 1 and not raised.all()
        victims[np.argsort(load)[: 2 if exchange else 1]] = True
        if exchange:
            owner = self._layout.parts[OWNER]
            vacant = np.zeros(len(self._penalty), dtype=bool)
            own = closing.of(victims)
            vacant[owner[own[sent[own]]]] = True
            able = closing.count(vacant[owner[: len(sent)]]) + random.random(len(closing)) * 2
            newcomer[np.argmax(np.where(raised, -1, able))] = True
        return victims, newcomer

    def _perturb(self, closed: Smalls) -> None:
        """Change something at random, without those people, that makes nothing worse."""
        arrays, state = self._layout.arrays, self._state
        close(arrays, state, closed, True)
        perturb(arrays, state, self._before, self._removed, self._parameters.closing_perturbations)
        close(arrays, state, closed, False)

    def _keep(self) -> None:
        self._best[:] = self._state.exact[: len(self._best)]
        self._best_value[:] = self._state.value

    def costs(self) -> tuple[int, ...]:
        """What the best point so far costs, tier by tier."""
        return tuple((self._best_value // self._unit).tolist())

    def best(self) -> Ints:
        """The best point so far, its auxiliary columns completed."""
        point = np.zeros(self._matrix.shape[1], dtype=np.int64)
        point[self._layout.items.column] = self._best
        return complete(self._matrix, point)


def _parts(state: State) -> list[NDArray[Any]]:
    """What a state is between two moves."""
    return [state.small, state.exact, state.value, state.tally]
