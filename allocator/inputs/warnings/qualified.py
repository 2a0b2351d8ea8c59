"""Who is qualified for which seat: every open request's seats against every expert, in arrays.

As `problem.qualifications` has it, but that a profile or topic that could not be read fits any. A test holds
that the two agree where all is known.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from allocator.inputs.warnings.starts import Starts
from allocator.plan.entities import Qualification, Request
from allocator.plan.plan import Plan
from allocator.plan.records import TeamSeat
from allocator.problem import Bools, Ints
from allocator.problem.qualifications import ACCREDITED, NOTHING, PRE_ACCREDITED, STATUS
from allocator.tables.lenient import ANY


@dataclass(frozen=True, slots=True)
class Fits:
    """`fit[q]` marks the experts who qualify for seat q, `asked[q]` those who hold its profile and topic at
    whatever level, status and date. `seat_request[q]` is the position of the seat's request."""

    seats: tuple[TeamSeat, ...]
    seat_request: Ints
    fit: Bools
    asked: Bools


def find_fits(plan: Plan, starts: Mapping[str, Starts]) -> Fits:
    """All seats of the open requests; a qualification must last until the earliest possible last day."""
    held = _Held(plan)
    pairs = [(i, r, seat) for i, r in enumerate(plan.open_requests) for seat in plan.seats_of(r)]
    shape = len(pairs), len(plan.experts)
    fit, asked = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for q, (_, request, seat) in enumerate(pairs):
        status, level, until = held.of(seat.profile, plan.topic_of(request, seat))
        asked[q] = status != NOTHING
        needed = ACCREDITED if seat.status == "accredited" else PRE_ACCREDITED
        fit[q] = (status >= needed) & (level >= seat.minimum_level) & (until >= _ready(request, starts))
    seat_request = np.array([i for i, _, _ in pairs], dtype=np.int64)
    return Fits(tuple(seat for _, _, seat in pairs), seat_request, fit, asked)


def _ready(request: Request, starts: Mapping[str, Starts]) -> int:
    last = starts[request.request].last
    return int(last[0]) if len(last) else 0


class _Held:
    """What every expert holds for a profile and topic; computed once for each pair."""

    def __init__(self, plan: Plan) -> None:
        self._index = {code: i for i, code in enumerate(plan.experts)}
        self._rows: dict[tuple[str, str], list[Qualification]] = defaultdict(list)
        for row in plan.qualifications:
            if row.expert in self._index:
                self._rows[row.profile, row.topic].append(row)
        self._known: dict[tuple[str, str], tuple[Ints, Ints, Ints]] = {}

    def of(self, profile: str, topic: str) -> tuple[Ints, Ints, Ints]:
        """Status, level and last valid day (as an ordinal) of each expert; a topic's own row speaks first."""
        if (profile, topic) not in self._known:
            size = len(self._index)
            status, level = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
            until = np.zeros(size, dtype=np.int64)
            for row in self._speaking(profile, topic):
                i = self._index[row.expert]
                status[i] = STATUS[row.status]
                level[i] = row.level
                until[i] = row.valid_until.toordinal() if row.valid_until else np.iinfo(np.int64).max
            self._known[profile, topic] = status, level, until
        return self._known[profile, topic]

    def _speaking(self, profile: str, topic: str) -> list[Qualification]:
        """The rows for any topic, then those of the topic, which replace them."""
        if ANY not in (profile, topic) and not self._rows.keys() & {(ANY, "*"), (ANY, topic)}:
            return [*self._rows.get((profile, "*"), ()), *self._rows.get((profile, topic), ())]
        fitting = [
            (own, rows)
            for own, rows in self._rows.items()
            if (ANY in (profile, own[0]) or own[0] == profile) and (topic == ANY or own[1] in ("*", topic))
        ]
        fitting.sort(key=lambda found: found[0][1] != "*")
        return [row for _, rows in fitting for row in rows]
