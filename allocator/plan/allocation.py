"""The output of a run: which requests are served, when, by whom, and who pays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One expert in one seat of a request. Seats with a count have one assignment per place."""

    request: str
    seat: str
    expert: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """A request that is served. `agreement` is None where no funding is asked for."""

    request: str
    start: date
    team: tuple[Assignment, ...]
    agreement: str | None = None

    @property
    def experts(self) -> tuple[str, ...]:
        """The experts sent, in the order of the team."""
        return tuple(assignment.expert for assignment in self.team)


@dataclass(frozen=True)
class Allocation:
    """All missions of a plan, one per served request. Says nothing about its own correctness:
    `allocator.verify` does."""

    missions: tuple[Mission, ...] = ()

    @cached_property
    def by_request(self) -> dict[str, Mission]:
        """The mission of each served request."""
        return {mission.request: mission for mission in self.missions}

    def assignments(self) -> Iterator[tuple[Mission, Assignment]]:
        """Every (mission, assignment) pair."""
        return ((mission, assignment) for mission in self.missions for assignment in mission.team)
