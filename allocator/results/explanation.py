"""What an explanation says; `allocator.explain` finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: impossible: no mission for it keeps the rules, whatever else is decided. blocked: some mission would, but
#: what the allocation already does stands in the way. served: the request is served.
Verdict = Literal["impossible", "blocked", "served"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFunnel:
    """How the experts of the plan thin out for one seat.

    `fell` counts, rule by rule in order, the experts that fell to it first; `candidates` are those left.
    """

    seat: str
    places: int
    experts: int
    fell: Mapping[str, int]
    candidates: tuple[str, ...]


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
class Explanation:
    """Why a request is not served, or who else could have gone.

    `summary` is one sentence. `rules` is the smallest set of rules without which an impossible request could
    be served. `obstacles` stand in order of the starts they block, most first.
    """

    request: str
    verdict: Verdict
    summary: str
    seats: tuple[SeatFunnel, ...]
    rules: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
