"""What the plan knows of the codes and names that replies use."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from allocator.inputs.round.states import States
from allocator.plan import Plan
from allocator.tables.cells.cells import Cell, is_blank, one_line, text_of
from allocator.tables.schema import normalised


@dataclass(frozen=True)
class Known:
    """The people and requests of a plan, found again whatever the case, spaces and hyphens of their codes,
    where only one can be meant."""

    plan: Plan

    @cached_property
    def states(self) -> States:
        """What the plan says now."""
        return States(self.plan)

    def expert(self, cell: Cell) -> str | None:
        """The person whose code stands in a cell."""
        return _one(self._experts, _text(cell), self.plan.experts)

    def named(self, cell: Cell, administration: str) -> str | None:
        """The person of an administration whose code or name stands in a cell."""
        text = _text(cell)
        code = self.expert(cell)
        if code is not None:
            return code if self.plan.experts[code].administration == administration else None
        found = self._names.get((administration, normalised(text)), [])
        return found[0] if text and len(found) == 1 else None

    def request(self, cell: Cell) -> str | None:
        """The request whose code stands in a cell."""
        return _one(self._requests, _text(cell), self.plan.requests)

    def seat(self, request: str, cell: Cell) -> str | None:
        """The seat of a request that is named in a cell."""
        text = normalised(_text(cell))
        seats = self.plan.seats_of(self.plan.requests[request])
        return next((seat.seat for seat in seats if normalised(seat.seat) == text), None)

    @cached_property
    def seats(self) -> frozenset[str]:
        """The names of all seats, without regard to case, spaces and hyphens."""
        plan = self.plan
        names = {seat.seat for seat in plan.seats} | {seat.seat for seat in plan.request_seats}
        return frozenset(map(normalised, names))

    @cached_property
    def _experts(self) -> dict[str, list[str]]:
        return _by_text(self.plan.experts)

    @cached_property
    def _requests(self) -> dict[str, list[str]]:
        return _by_text(self.plan.requests)

    @cached_property
    def _names(self) -> dict[tuple[str, str], list[str]]:
        names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for person in self.plan.experts.values():
            if person.name:
                names[person.administration, normalised(person.name)].append(person.expert)
        return names


def _text(cell: Cell) -> str:
    try:
        return "" if is_blank(cell) else one_line(text_of(cell))
    except ValueError:
        return ""


def _by_text(codes: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        found[normalised(code)].append(code)
    return found


def _one(known: dict[str, list[str]], text: str, codes: Collection[str]) -> str | None:
    if text in codes:
        return text
    found = known.get(normalised(text), [])
    return found[0] if len(found) == 1 else None
