"""Who holds what: for every expert and every (profile, topic) that a seat needs, the row that speaks."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from allocator.plan import Plan, TeamSeat
    from allocator.plan.entities import Request
    from allocator.problem.arrays import Ints

NOTHING, PRE_ACCREDITED, ACCREDITED = 0, 1, 2
STATUS = {"pre-accredited": PRE_ACCREDITED, "accredited": ACCREDITED}


@dataclass(frozen=True)
class Held:
    """(experts x demands) arrays of status, level and last valid day; `seat_demand[q]` is what seat q needs.

    A demand is a distinct (profile, topic). The row of the topic itself speaks before the row for any topic.
    """

    seat_demand: "Ints"
    status: NDArray[np.int8]
    level: NDArray[np.int8]
    valid_until: "Ints"

    @cached_property
    def holders(self) -> "tuple[Ints, Ints]":
        """Experts who hold anything for a demand, demand by demand, and where each demand's end."""
        demand, expert = np.nonzero(self.status.T != NOTHING)
        return expert, np.cumsum(np.bincount(demand, minlength=self.status.shape[1]))


def hold(plan: "Plan", seats: "list[tuple[Request, TeamSeat]]", forever: int) -> Held:
    """The qualifications of all experts against all seats; a row without an end is valid until `forever`."""
    wanted = [(seat.profile, plan.topic_of(request, seat)) for request, seat in seats]
    demands = {demand: i for i, demand in enumerate(dict.fromkeys(wanted))}
    met: dict[tuple[str, str], list[int]] = {demand: [i] for demand, i in demands.items()}
    for (profile, _), i in demands.items():
        met.setdefault((profile, "*"), []).append(i)
    shape = len(plan.experts), len(demands)
    status, level = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int8)
    valid_until = np.full(shape, forever, dtype=np.int64)
    index = {code: i for i, code in enumerate(plan.experts)}
    origin = plan.settings.start.toordinal()
    rows = sorted(plan.qualifications, key=lambda row: row.topic != "*")  # what is written last stands
    places = [met.get((row.profile, row.topic), []) for row in rows]
    times = [len(some) for some in places]
    cells = (
        np.repeat(np.array([index[row.expert] for row in rows], dtype=np.int64), times),
        np.array(list(chain.from_iterable(places)), dtype=np.int64),
    )
    ends = [row.valid_until.toordinal() - origin if row.valid_until else forever for row in rows]
    status[cells] = np.repeat(np.array([STATUS[row.status] for row in rows], dtype=np.int8), times)
    level[cells] = np.repeat(np.array([row.level for row in rows], dtype=np.int8), times)
    valid_until[cells] = np.repeat(np.array(ends, dtype=np.int64), times)
    return Held(np.array([demands[demand] for demand in wanted], dtype=np.int64), status, level, valid_until)
