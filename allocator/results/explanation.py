"""What an explanation says; `allocator.explain` finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from allocator.errors import Conflict
from allocator.plan.allocation import Allocation, Mission
from allocator.results.alternatives import GoalLoss
from allocator.results.interval import Interval
from allocator.results.result import Proof


class Grade(StrEnum):
    """How sure a "why not" is.

    IMPOSSIBLE_ALONE: no mission for it keeps the rules, whatever else is decided; exact. IMPOSSIBLE_BESIDE:
    none does beside what is locked, and `Explanation.conflict` says how sure that is. DEARER: it can be
    served, and the best trade found costs something of what is sought first; its interval says how much it
    costs at least. NOTHING_LOST: it can be served at no such cost. NOT_SETTLED: neither is known in the time
    given. NOT_ASKED: it is not impossible alone, and nothing was solved to find out more.
    """

    SERVED = "served"
    IMPOSSIBLE_ALONE = "impossible alone"
    IMPOSSIBLE_BESIDE = "impossible beside what is fixed"
    DEARER = "possible, but dearer"
    NOTHING_LOST = "possible, nothing lost"
    NOT_SETTLED = "not settled"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFunnel:
    """How the experts of the plan thin out for one seat.

    `fell` counts, rule by rule in order, the experts that fell to it first; `candidates` are those left.
    `declined` are those who have declined the request, with their reason where there is one.
    """

    seat: str
    places: int
    experts: int
    fell: Mapping[str, int]
    candidates: tuple[str, ...]
    declined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What keeps an unserved request from starting: a rule, whom it is about, and on how many starts.

    `sentence` is for planners: `KEN-03 is taken: R017 (2026-10-12 to 2026-10-16)`. `starts` of `of` possible
    starts are blocked by it.
    """

    rule: str
    sentence: str
    starts: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerUp:
    """A candidate who could take a seat instead, all else staying as it is."""

    seat: str
    expert: str
    instead_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A mission that is kept under other dates, people or payers; fields hold only what changes."""

    request: str
    was_on: date | None = None
    on: date | None = None
    left: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    was_paid_by: str | None = None
    paid_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What an allocation does otherwise than another: requests that drop out, requests that are served
    besides, and missions that move."""

    dropped: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    moved: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A request served all the same, and who loses by it.

    `loss` is an interval for the least that serving it costs in the goal `goal` against the allocation
    explained, in `unit` (negative for a gain); this trade costs its upper end. Where several goals come up to
    coverage, it is the first that differs. `proof` is what the lower end rests on. `difference` leaves the
    request itself out.
    """

    mission: Mission
    last_day: date
    difference: Difference
    goal: str
    unit: str
    loss: Interval
    proof: Proof | None
    allocation: Allocation
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell of the workbook. A row that is added has no column; `after` then says what it holds."""

    sheet: str
    key: tuple[str, ...]
    column: str
    before: object
    after: object


@dataclass(frozen=True, slots=True, kw_only=True)
class CheapestChange:
    """A change of the plan under which the request is served, solved with: `allocation` has passed the
    verification of the changed plan.

    `scenario` has the change as scenario files write it. `price` is an interval, in the units of the model's
    table `negotiable`, for the least price of any such change by which the others lose no more, and which
    does without the dearest part of each change told before: of what the request's own mission needs, and of
    the limits that it and all others keep to. This one costs the upper end. `loss` is what the others lose in
    the last goal up to coverage, in its unit; 0 where they are served as before, or by others as good.
    `lost_before` has the goals before that one that lose by it. `difference` leaves the request out.
    """

    cells: tuple[CellChange, ...]
    scenario: tuple[Mapping[str, Any], ...]
    price: Interval
    loss: int
    mission: Mission
    difference: Difference
    allocation: Allocation
    what: str
    verified: str
    lost_before: tuple[GoalLoss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a request is not served, or who else could have gone.

    `summary` is one sentence. `rules` is the smallest set of rules without which an impossible request could
    be served. `obstacles` stand in order of the starts they block, most first. `conflict`, `trade` and
    `changes` are sought only where a time limit is given; `note` says what of them is left open.
    """

    request: str
    grade: Grade
    summary: str
    seats: tuple[SeatFunnel, ...]
    rules: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
    conflict: Conflict | None = None
    trade: Trade | None = None
    changes: tuple[CheapestChange, ...] = ()
    note: str = ""
