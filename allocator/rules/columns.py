"""The columns of the matrix: starts, seats taken at a start, payers, and what rules and goals add.

In order: `y` one per start (request r begins on day s), `z` one per candidate and start (expert e takes a
place of seat q of the mission that begins then), `f` one per request and agreement (it pays), then
auxiliary columns in the order in which rules and goals ask for them.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from allocator.problem import Ints, Problem
from allocator.problem.payers import eligible_payers
from allocator.problem.start_ranges import spread
from allocator.rules.candidates import Candidates

#: How an auxiliary column is completed once y, z and f stand: the least value that its rows allow, or the
#: greatest one.
Completion = Literal["least", "greatest"]

_GIVEN = ("z_candidate", "z_start")  # of z columns; all else that is told of them follows from these


@dataclass
class Columns:
    """All columns of one problem. `z_*` arrays describe the z columns, `payer_*` the f columns.

    Rules and goals call `add` for auxiliary ones while the matrix is built; nothing else changes what they
    say.
    """

    problem: Problem
    candidates: Candidates
    z_candidate: Ints
    z_start: Ints
    payer_request: Ints
    payer_agreement: Ints
    _lower: list[Ints] = field(default_factory=list)
    _upper: list[Ints] = field(default_factory=list)
    _completion: list[tuple[str, Completion, int]] = field(default_factory=list)
    count: int = 0

    # -- base columns -----------------------------------------------------------------------------------

    @property
    def y(self) -> Ints:
        """Column of each start."""
        return np.arange(len(self.problem.start_request), dtype=np.int64)

    @property
    def z(self) -> Ints:
        """Column of each (candidate, start)."""
        return len(self.problem.start_request) + np.arange(len(self.z_candidate), dtype=np.int64)

    @property
    def f(self) -> Ints:
        """Column of each (request, agreement) that may pay."""
        base = len(self.problem.start_request) + len(self.z_candidate)
        return base + np.arange(len(self.payer_request), dtype=np.int64)

    @property
    def base_count(self) -> int:
        """How many base columns there are: y, z and f."""
        return len(self.problem.start_request) + len(self.z_candidate) + len(self.payer_request)

    @cached_property
    def z_expert(self) -> Ints:
        """Expert of each z column."""
        return self.candidates.expert[self.z_candidate]

    @cached_property
    def z_seat(self) -> Ints:
        """Seat of each z column."""
        return self.candidates.seat[self.z_candidate]

    @cached_property
    def z_request(self) -> Ints:
        """Request of each z column."""
        return self.problem.start_request[self.z_start]

    @cached_property
    def z_cost(self) -> Ints:
        """Cost of each z column, in the plan's currency."""
        return self.problem.cost(self.z_expert, self.z_request)

    @cached_property
    def z_travel(self) -> Ints:
        """Travel days each way of each z column."""
        return self.problem.travel_days(self.z_expert, self.z_request)

    @cached_property
    def z_departure(self) -> Ints:
        """Day of departure of each z column."""
        return self.problem.start_day[self.z_start] - self.z_travel

    @cached_property
    def z_return(self) -> Ints:
        """Day of return of each z column."""
        return self.problem.start_last[self.z_start] + self.z_travel

    @cached_property
    def z_busy_until(self) -> Ints:
        """Last day of report and rest after each z column: the next departure is later."""
        report = self.problem.report_days[self.z_request]
        return self.z_return + report + self.problem.rest_days[self.z_expert]

    # -- auxiliary columns ------------------------------------------------------------------------------

    def add(self, code: str, lower: Ints, upper: Ints, completion: Completion = "least") -> Ints:
        """New integer columns with bounds, named by the rule or goal that asks; returns their numbers."""
        first = self.count
        self._lower.append(np.asarray(lower, dtype=np.int64))
        self._upper.append(np.asarray(upper, dtype=np.int64))
        self._completion.append((code, completion, len(lower)))
        self.count += len(lower)
        return first + np.arange(len(lower), dtype=np.int64)

    def bounds(self) -> tuple[Ints, Ints]:
        """Lower and upper bound of every column so far: not to be changed, they are held here as well."""
        self._lower, self._upper = [np.concatenate(self._lower)], [np.concatenate(self._upper)]
        return self._lower[0], self._upper[0]

    def forget(self) -> None:
        """Give back the memory of what is told of each z column, such as `z_cost` and `z_seat`: rules and
        bounds ask for it over and over, the search between them hardly ever. It is made again for whoever
        asks again."""
        for name in list(self.__dict__):
            if name.startswith("z_") and name not in _GIVEN:
                self.__dict__.pop(name, None)

    @property
    def auxiliary(self) -> tuple[tuple[str, Completion, int], ...]:
        """(code, completion, how many) of each block of auxiliary columns, in order."""
        return tuple(self._completion[1:])


def build_columns(problem: Problem, candidates: Candidates) -> Columns:
    """The base columns of a problem, all boolean."""
    owner, position = spread(candidates.hi - candidates.lo)
    payer_request, payer_agreement = eligible_payers(problem)
    columns = Columns(
        problem=problem,
        candidates=candidates,
        z_candidate=candidates.owner[owner],
        z_start=candidates.lo[owner] + position,
        payer_request=payer_request,
        payer_agreement=payer_agreement,
    )
    zero = np.zeros(columns.base_count, dtype=np.int64)
    columns.add("base", zero, zero + 1)
    return columns
