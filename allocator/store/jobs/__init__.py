"""One runner for every list of questions, scenarios or searches of advice, with the run store in front."""

from allocator.store.jobs.job import DIED, NOT_RUN, Job, Outcome, Told, failed, performed
from allocator.store.jobs.runner import HERE, OnSweepProgress, SweepProgress, run_all

__all__ = [
    "DIED",
    "HERE",
    "NOT_RUN",
    "Job",
    "OnSweepProgress",
    "Outcome",
    "SweepProgress",
    "Told",
    "failed",
    "performed",
    "run_all",
]
