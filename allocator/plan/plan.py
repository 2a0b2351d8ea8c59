"""The plan of a run: its records, and what they say has been delivered."""

from functools import cached_property

from allocator.plan.allocation import Allocation
from allocator.plan.delivered import delivered_missions
from allocator.plan.records import Records


class Plan(Records):
    """The input of a run. Read one with `allocator.read_plan` or `allocator.Plan.from_tables`; both resolve
    blanks (a request's languages, window and days; regions and countries of Members) and refuse what does not
    fit together, so that code behind this class need not ask again.

    `members` and `administrations` hold every one that the plan names, whether it has a row or comes
    from the bundled table of WCO Members. `departures` are the rows of an earlier allocation that this plan
    has no place for. `digest` is the SHA-256 of the input's cells. `warnings` are the faults that did not
    stop the reading; they say where things stand, so that equal plans may differ in them.
    """

    @cached_property
    def delivered(self) -> Allocation:
        """What has been delivered, as missions: `allocator.plan.delivered` says of which requests."""
        return delivered_missions(self)
