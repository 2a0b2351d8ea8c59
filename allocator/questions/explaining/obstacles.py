"""What an allocation puts in the way of a request that it does not serve."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from allocator.matrix import Matrix, System, slice_of, tighten, with_dependents
from allocator.plan import calendar
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.problem import Ints
from allocator.problem.subjects import subject_code
from allocator.questions.explaining.sentences import forbidden, violated
from allocator.results.explanation import Obstacle
from allocator.rules.base import Violation
from allocator.rules.coupling import COUPLING

_CHECKS = {module.RULE.code: module.check for module in COUPLING}
_ONE_MISSION = "one_mission"
_WHOLE_TEAM = "full_team"  # the rule that shuts a start because another rule emptied a seat


@dataclass(frozen=True)
class _Blocker:
    """A blocking row in the planner's terms: its rule, whom it is about, and the requests that use it up."""

    rule: str
    whom: str
    holders: tuple[str, ...]


@dataclass(frozen=True)
class Obstacles:
    """An allocation as a point of its matrix, and the rows of the hard rules, `hard_rows` of the matrix."""

    matrix: Matrix
    hard: System
    hard_rows: Ints
    point: Ints
    allocation: Allocation

    def of(self, request: int) -> tuple[tuple[Obstacle, ...], int]:
        """The rows that shut the starts of an unserved request beside the allocation, by starts shut; and
        how many starts no single row shuts."""
        columns, problem = self.matrix.columns, self.matrix.columns.problem
        mine = np.flatnonzero(problem.start_request == request)
        seated = np.flatnonzero(columns.z_request == request)
        own = np.concatenate([mine, columns.z[seated], columns.f[columns.payer_request == request]])
        free = with_dependents(self.hard, own, columns.base_count)
        part, rows = slice_of(self.hard, free, self.point)
        left = tighten(part)
        shut: dict[_Blocker, list[int]] = defaultdict(list)
        by_row: dict[int, _Blocker] = {}
        for k in np.flatnonzero((left.shut_by >= 0) & (free < len(columns.y) + len(columns.z))):
            row = int(self.hard_rows[rows[left.shut_by[k]]])
            if self.matrix.block_of(row).code != _WHOLE_TEAM:
                shut[by_row.setdefault(row, self._blocker(row))].append(int(free[k]))
        found = [
            Obstacle(
                rule=blocker.rule,
                sentence=self._sentence(blocker, request, blocked[0]),
                starts=len({self._start(column) for column in blocked}),
                of=len(mine),
            )
            for blocker, blocked in shut.items()
        ]
        found.sort(key=lambda each: (-each.starts, each.rule, each.sentence))
        return tuple(found), int((left.upper[np.isin(free, mine)] > 0).sum())

    def _start(self, column: int) -> int:
        """The start that a y or z column belongs to."""
        columns = self.matrix.columns
        return column if column < len(columns.y) else int(columns.z_start[column - len(columns.y)])

    def _blocker(self, row: int) -> _Blocker:
        block = self.matrix.block_of(row)
        problem = self.matrix.columns.problem
        whom = subject_code(problem, block.kind, int(block.subject[row - block.first]))
        span = slice(self.matrix.rows.indptr[row], self.matrix.rows.indptr[row + 1])
        used = self.matrix.rows.indices[span][self.point[self.matrix.rows.indices[span]] > 0]
        holders = dict.fromkeys(code for column in used if (code := self._request_of(int(column))))
        return _Blocker(block.code, whom, tuple(holders))

    def _request_of(self, column: int) -> str:
        """The request that a base column belongs to; empty for auxiliary columns."""
        columns = self.matrix.columns
        owners = (columns.problem.start_request, columns.z_request, columns.payer_request)
        for owner in owners:
            if column < len(owner):
                return columns.problem.requests[int(owner[column])].request
            column -= len(owner)
        return ""

    def _sentence(self, blocker: _Blocker, request: int, column: int) -> str:
        """What a mission with this column would break beside those that hold the row; what the rule asks
        where that shows only for more than one column."""
        mission = self._mission(blocker, request, column)
        beside = [self.allocation.by_request[c] for c in blocker.holders if c in self.allocation.by_request]
        before = set(self._violations(blocker.rule, beside))
        new = [v for v in self._violations(blocker.rule, [*beside, mission]) if v not in before]
        if new and (mission.team or blocker.rule != "funding"):
            if blocker.rule == _ONE_MISSION and (sentence := self._before_another(mission, new[0])):
                return sentence
            return violated(new[0], mission.request, blocker.holders)
        return forbidden(blocker.rule, blocker.whom, blocker.holders)

    def _before_another(self, mission: Mission, violation: Violation) -> str:
        """The words for a mission that would keep its expert from a later one, which is served; else none."""
        expert, earlier, later = violation.subject.split(", ")
        other = self.allocation.by_request.get(later)
        if earlier != mission.request or other is None:
            return ""
        plan = self.matrix.columns.problem.plan
        free = calendar.free_again(plan, plan.requests[earlier], expert, mission.start)
        departure, _ = calendar.away(plan, plan.requests[later], expert, other.start)
        return f"{expert}: free again after {earlier} on {free}, but departs on {departure} for {later}"

    def _mission(self, blocker: _Blocker, request: int, column: int) -> Mission:
        """The start of a column, with the person where it names one."""
        columns, problem = self.matrix.columns, self.matrix.columns.problem
        code, z = problem.requests[request].request, column - len(columns.y)
        team: tuple[Assignment, ...] = ()
        if z >= 0:
            seat, expert = problem.seats[columns.z_seat[z]].seat, problem.experts[columns.z_expert[z]]
            team = (Assignment(code, seat, expert),)
        start = problem.date_of(int(problem.start_day[self._start(column)]))
        payer = blocker.whom if blocker.whom in problem.agreements else None
        return Mission(request=code, start=start, team=team, agreement=payer)

    def _violations(self, rule: str, missions: list[Mission]) -> list[Violation]:
        problem = self.matrix.columns.problem
        return list(_CHECKS[rule](problem.plan, problem.model, Allocation(tuple(missions))))
