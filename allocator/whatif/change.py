"""A change of one request, as it is asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from allocator.plan.allocation import Assignment

Team = Mapping[str, str | Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one request: who goes, when, who pays; or that it is dropped.

    `expert` takes a place in `seat`, in the place of `instead_of`; both can be left out where there is no
    choice. `team` is a whole team, by seat: a code, or several. A request that is not served yet needs a
    `start`. What is not given stays as it is. The start may be a text, as in a cell.
    """

    request: str
    expert: str | None = None
    seat: str | None = None
    instead_of: str | None = None
    start: date | str | None = None
    agreement: str | None = None
    team: Team | None = None
    drop: bool = False

    def __post_init__(self) -> None:
        if self.team is not None:
            seats = {seat: (who,) if isinstance(who, str) else tuple(who) for seat, who in self.team.items()}
            object.__setattr__(self, "team", MappingProxyType(seats))

    @property
    def places(self) -> tuple[Assignment, ...]:
        """The whole team that is given; empty without one."""
        return tuple(
            Assignment(self.request, seat, code) for seat, who in (self.team or {}).items() for code in who
        )
