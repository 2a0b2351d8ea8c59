"""Many runs: scenarios, or whatever else is asked again and again, on processes or a cluster, with the run
store in front of them."""

from allocator.sweeps.jobs import Job, Outcome, Told
from allocator.sweeps.kept_runs import RunStore
from allocator.sweeps.over_scenarios import Sweep, sweep
from allocator.sweeps.runner import SweepProgress, run_all

__all__ = ["Job", "Outcome", "RunStore", "Sweep", "SweepProgress", "Told", "run_all", "sweep"]
