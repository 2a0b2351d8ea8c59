"""The run store as users meet it."""

from allocator import store
from allocator.report.result import Result


class RunStore(store.RunStore):
    """The runs in a SQLite file: `allocator.store.RunStore`, whose results have their tables."""

    def open(self, run_id: str) -> Result:
        """The result of the run whose id begins so: its plan and model built anew from what was kept, its
        allocation verified.

        Raises InputError where there is no such run, or it is damaged, or does not hold what it says.
        """
        return Result.of(super().open(run_id))
