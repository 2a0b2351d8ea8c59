"""Many scenarios, on processes or a cluster, with the run store in front of them."""

from allocator.store.jobs import Job, Outcome, SweepProgress, Told, run_all
from allocator.sweeps.kept_runs import RunStore
from allocator.sweeps.over_scenarios import Sweep, sweep

__all__ = ["Job", "Outcome", "RunStore", "Sweep", "SweepProgress", "Told", "run_all", "sweep"]
