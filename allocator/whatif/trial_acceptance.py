"""A changed allocation as the result that planning goes on from."""

from collections.abc import Iterable
from dataclasses import replace

from allocator.errors import Fault, InputError
from allocator.matrix import Searched, point_of
from allocator.plan.allocation import Allocation
from allocator.results.recounted import with_bounds
from allocator.results.result import Result
from allocator.verification import goals_counted, verify

_BEYOND = "The allocation was changed after the search: "


def accepted(result: Result, allocation: Allocation, said: Iterable[str]) -> Result:
    """A result with another allocation, its goals counted anew, and what was changed among its incidents.

    Bounds are kept as far as they speak of it (`with_bounds`).
    Raises InputError where the allocation breaks a hard rule.
    """
    violations = verify(result.plan, result.model, allocation)
    if violations:
        faults = [Fault(place=each.subject, column=each.rule, message=each.message) for each in violations]
        raise InputError("change", faults)
    return replace(
        result,
        allocation=allocation,
        status="feasible",
        goals=with_bounds(result.goals, goals_counted(result.plan, result.model, allocation)),
        provenance=replace(
            result.provenance,
            incidents=(*result.provenance.incidents, *(f"{_BEYOND}{each}" for each in said)),
        ),
        searched=_searched(result, allocation),
    )


def _searched(result: Result, allocation: Allocation) -> Searched | None:
    """The matrix of the result, at the other allocation."""
    known = result.searched
    if not isinstance(known, Searched):
        return None
    return known._replace(point=point_of(known.matrix, allocation))
