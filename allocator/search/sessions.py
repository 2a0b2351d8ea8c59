"""Sessions of local search in one tier: guided ejection and late acceptance, on the calling thread.

A session starts from a point and ends when it improves nothing any more. Each further one of late acceptance
remembers more moves (`local/late_acceptance.py`), and so goes further; but for those of the first tier that
rank by regret what serves as much. What happens under `--effort` depends on no clock.
"""

import math
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from allocator.matrix import Tightened
from allocator.problem import Ints
from allocator.search.background import InBackground
from allocator.search.local import is_ready
from allocator.search.local_searches import local_search_for
from allocator.search.tier_search import TierSearch

if TYPE_CHECKING:
    from allocator.search.local.local_search import LocalSearch

_SESSIONS = 1_000  # more than a tier has in one pass: those of another pass have other seeds
_GROWS = 12  # times that the memory grows, and fewer


class LocalSearchSessions:
    """Local search on a tier, within the bounds of the run or within tighter ones; `background` is polled.
    After so many moves without a gain as its `patience` a session ends, however much it remembers."""

    def __init__(
        self,
        search: TierSearch,
        background: InBackground | None = None,
        within: Tightened | None = None,
        patience: Callable[[], float] = lambda: math.inf,
    ) -> None:
        self._search, self._background, self._parameters = search, background, search.parameters.sessions
        self._most_futile = patience
        self._tightened = search.run.tightened if within is None else within
        effort, parameters = search.run.limits.work, self._parameters
        each = parameters.moves_per_effort_later if search.t else parameters.moves_per_effort
        self._most_moves = np.inf if effort is None else effort * each
        self._moves = 0
        self._ejections = self._acceptances = _SESSIONS * search.run.passes
        self._acceptance_pays, self._cut_short, self._guided = True, False, False
        self._quiet_until = -math.inf
        self._first, self._plain = search.incumbent, self._acceptances  # sessions that do not rank
        self._ranks, self._has_ranked = False, False

    def improve(self, deadline: float | None) -> bool:
        """Guided ejection as long as that improves the incumbent, then late acceptance; whether anything did.

        A tier in which late acceptance found nothing after guided ejection is left to the latter.
        """
        if not is_ready(wait=not self._search.is_timed):
            return False
        improved = False
        while self.guided_ejection(deadline):
            improved = True
        if self._acceptance_pays:
            accepted = self.late_acceptance(deadline)
            self._acceptance_pays = accepted or self._cut_short or not self._local_search.has_closable()
            improved = improved or accepted
        return improved

    def restart(self, deadline: float | None) -> None:
        """Sessions of late acceptance that all start from the present incumbent: one may end far below
        another. None where the bounds are no tighter than those of the run, or the incumbent is beyond
        them."""
        first, tightened = self._search.incumbent, self._tightened
        if tightened is self._search.run.tightened or (first > tightened.upper).any():
            return
        for _ in range(self._parameters.restarts):
            if not self._search.over(deadline):
                self.late_acceptance(deadline, first)

    def guided_ejection(self, deadline: float | None) -> bool:
        """Guided ejection from the incumbent until it improves nothing; whether it improved anything. In the
        first tier it inserts what is not served, in later ones it closes items that the tier charges for."""
        search, local, first = self._search, self._local_search, self._search.t == 0
        local.start_from(search.incumbent, search.run.limits.seed + self._ejections)
        before, failures, patience = search.values(), 0, self._patience()
        self._ejections, reported = self._ejections + 1, self._moves

        def over() -> bool:
            self._poll()
            return search.over(deadline)

        while failures < patience and not over() and self._moves < self._most_moves:
            if not (local.has_unserved() if first else local.has_closable()):
                break
            steps = self._parameters.moves_per_look
            self._moves += steps if first else local.steps
            found = local.eject(steps, over) if first else local.close_items(over)
            failures = 0 if found else failures + 1
            if found and self._may_report(self._moves - reported):
                reported = self._moves
                self._hand_over(local)
        search.accept(local.best())
        return search.values() < before

    def late_acceptance(self, deadline: float | None, start: Ints | None = None) -> bool:
        """One session of late acceptance until nothing improves any more; whether it improved the incumbent.
        It starts from the incumbent, remembering more each time, or as the first one did from another
        point. In the first tier every other session, once there are prices, ranks by regret what serves as
        much: it remembers as little as the first one, and all but one of them start where these sessions did,
        since one ends elsewhere than another."""
        search, parameters = self._search, self._parameters
        if not is_ready(wait=not search.is_timed):
            return False
        self._guide()
        local, slack, memory = self._begin(start)
        before, done, improved, reported = search.values(), 0, 0, 0
        exchanges = parameters.exchanges if search.t else 0.0
        memories = parameters.cooling_memories if slack else parameters.futile_memories
        futile = max(parameters.futile_moves, memories * memory)
        self._cut_short = False
        while done - improved < max(futile, improved) and not search.over(deadline):
            self._cut_short = done - improved >= self._most_futile()
            if self._cut_short or self._moves >= self._most_moves:
                break
            known = local.costs()
            if local.search(parameters.moves_per_look, exchanges) and local.costs() < known:
                improved = done
            done += parameters.moves_per_look
            self._moves += parameters.moves_per_look
            gained = improved > reported and local.costs() < search.values()
            if gained and self._may_report(done - reported):
                reported = done
                self._hand_over(local)
            self._poll()
            if self._guide() and self._ranked is not None:
                search.accept(local.best())
                return self.late_acceptance(deadline, start) or search.values() < before  # it knows more
        search.accept(local.best())
        return search.values() < before

    def _begin(self, start: Ints | None) -> tuple["LocalSearch", int, int]:
        """The search of the next session, begun; its slack and memory."""
        search, grown = self._search, self._next_memory()
        ranked = self._ranked if self._guided and not self._ranks else None
        self._ranks = ranked is not None
        local = self._local_search if ranked is None else ranked
        memory = grown if ranked is None and start is None else self._parameters.memory
        if start is None:
            start = self._first if self._ranks and self._has_ranked else search.incumbent
        self._has_ranked = self._has_ranked or self._ranks
        self._plain += not self._ranks
        slack = self._slack()
        local.start_from(start, search.run.limits.seed + self._acceptances, memory, slack)
        self._acceptances += 1
        return local, slack, memory

    def _may_report(self, moves: int) -> bool:
        """Whether the best point may be handed over, so many moves after the last one: it is completed and
        held against every row, which takes as long as thousands of moves on a large plan."""
        due = moves >= self._parameters.moves_per_report
        return due and (not self._search.is_timed or time.perf_counter() >= self._quiet_until)

    def _hand_over(self, local: "LocalSearch") -> None:
        """Offer the best point of a session to the tier, and be quiet for a while if that took long."""
        began = time.perf_counter()
        self._search.accept(local.best())
        now = time.perf_counter()
        self._quiet_until = now + (now - began) / self._parameters.report_share

    def _patience(self) -> int:
        """Attempts without improvement after which guided ejection ends: in the first tier, the more the
        more often it was tried."""
        most = self._parameters.futile_ejections
        return most if self._search.t else min(most, 1 + self._ejections) * most

    def _next_memory(self) -> int:
        """How many moves the next session remembers, if it does not rank."""
        parameters = self._parameters
        grown = parameters.memory * float(parameters.memory_growth) ** min(self._plain, _GROWS)
        longest = parameters.longest_memory_later if self._search.t else parameters.longest_memory
        return int(min(longest, grown))

    def _slack(self) -> int:
        """How much worse than the incumbent a session of a later tier may go: the first one, which begins far
        from the best, by nothing; others by the tier's gap, or a part of its value if that is less."""
        search = self._search
        bound = search.run.testimony.bound(search.t)
        if not search.t or not self._acceptances or bound is None:
            return 0
        value = search.cost()
        return min(value - bound, math.ceil(self._parameters.slack * abs(value)))

    def _guide(self) -> bool:
        """Give the reduced costs of the tier to the local search as soon as there are any; whether these are
        news."""
        if self._search.reduced_costs is None or self._guided:
            return False
        self._local_search.guide(self._search.reduced_costs)
        self._guided = True
        return True

    def _poll(self) -> None:
        if self._background is not None:
            self._background.poll()

    @cached_property
    def _local_search(self) -> "LocalSearch":
        search = self._search
        return local_search_for(search.run, self._tightened, search.t + 1, search.incumbent)

    @cached_property
    def _ranked(self) -> "LocalSearch | None":
        """None in later tiers, and where the first one does not count missions."""
        search = self._search
        if search.t or search.reduced_costs is None or search.matrix.shape[1] > self._parameters.ranked_up_to:
            return None
        return self._local_search.ranked(search.reduced_costs)
