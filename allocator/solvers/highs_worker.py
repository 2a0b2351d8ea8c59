"""The child process that runs HiGHS once: a job in on standard input, messages out on standard output.

A process of its own, because HiGHS can overrun its time limit by minutes, or not listen at all, and only a
process can be ended from outside. Job and messages are pickles between the two ends of a private pipe; each
message is ("point", columns), ("bound", float), ("duals", rows) or ("end", status). A job whose columns need
not be whole is a linear program, solved by the interior point method without a vertex; it says its duals,
and before them, as ("solved", bool), whether it came to its end.
"""

import os
import pickle
import sys
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from allocator.solvers.highs_program import Arrays, loaded

_ENDS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
}


@dataclass(frozen=True)
class Job:
    """A program, a point to start from, and limits."""

    arrays: Arrays
    hint: NDArray[np.float64] | None
    seconds: float | None
    threads: int
    seed: int


def main() -> None:
    """Solve the job on standard input; end early when the parent is gone."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    job: Job = pickle.load(sys.stdin.buffer)
    parent = os.getppid()
    solver = loaded(job.arrays, seconds=job.seconds, threads=job.threads, seed=job.seed)
    if job.hint is not None:
        start = highspy.HighsSolution()
        start.col_value = job.hint.tolist()
        solver.setSolution(start)
    if not job.arrays.whole:
        solver.setOptionValue("solver", "ipx")
        solver.setOptionValue("run_crossover", "off")
    best = -np.inf

    def send(kind: str, content: Any) -> None:
        pickle.dump((kind, content), out)
        out.flush()

    def improved(event: Any) -> None:
        send("point", np.rint(np.array(event.data_out.mip_solution)).astype(np.int64))

    def looked(event: Any) -> None:
        nonlocal best
        if os.getppid() != parent:
            event.interrupt()
        if event.data_out.mip_dual_bound > best + 1e-6:
            best = event.data_out.mip_dual_bound
            send("bound", best)

    solver.cbMipImprovingSolution.subscribe(improved)
    solver.cbMipInterrupt.subscribe(looked)
    solver.run()
    status = solver.getModelStatus()
    if not job.arrays.whole:
        send("solved", status == highspy.HighsModelStatus.kOptimal)
        send("duals", np.array(solver.getSolution().row_dual))
    if job.arrays.whole and status == highspy.HighsModelStatus.kOptimal:
        send("point", np.rint(np.array(solver.getSolution().col_value)).astype(np.int64))
        send("bound", solver.getInfo().mip_dual_bound)
    send("end", _ENDS.get(status, "unknown"))


if __name__ == "__main__":
    main()
