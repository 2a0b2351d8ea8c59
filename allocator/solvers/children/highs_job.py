"""A job solved by HiGHS in its own process.

It tells ("point", columns) and ("bound", float) of a whole-number program. Of a linear program it tells
("duals", rows), and, where it began at a basis, ("ray", rows) if there is no point, and ("basis", states of
columns and rows); at the end, how it ended: "optimal", "infeasible" or "unknown".
"""

import time
from typing import Any

import highspy
import numpy as np

from allocator.solvers.children.desk import Desk
from allocator.solvers.children.highs_program import loaded
from allocator.solvers.children.jobs import HighsJob

_STEP = 1e-6  # by which a bound must be better to be told
_ENDS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
}


def solve(job: HighsJob, desk: Desk) -> str:
    """Solve a job; how it ended."""
    seconds = None if job.until is None else job.until - time.monotonic()
    highspy.Highs.resetGlobalScheduler(True)  # it keeps the number of threads of the job before, else
    solver = loaded(job, seconds)
    if job.whole:
        _tell_all(solver, desk)
    if not desk.on_stop(solver.cancelSolve):
        return "unknown"
    solver.run()
    status = _ENDS.get(solver.getModelStatus(), "unknown")
    if status == "infeasible" and job.whole and solver.getSolution().value_valid:
        return "unknown"  # it had a point, and lost it on the way back through its presolve
    if not job.whole:
        desk.tell("duals", np.array(solver.getSolution().row_dual, dtype=np.float64))
        if job.basis is not None:
            _tell_vertex(solver, desk)
    elif status == "optimal":
        desk.tell("point", _whole(solver.getSolution().col_value))
        desk.tell("bound", solver.getInfo().mip_dual_bound)
    return status


def _tell_vertex(solver: highspy.Highs, desk: Desk) -> None:
    """Tell the basis reached, and prices that prove it where there is no point."""
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        _, found, ray = solver.getDualRay()  # type: ignore[attr-defined]
        if found:
            desk.tell("ray", np.array(ray, dtype=np.float64))
    basis = solver.getBasis()
    if basis.valid:
        states = ([int(state) for state in part] for part in (basis.col_status, basis.row_status))
        desk.tell("basis", tuple(np.array(part, dtype=np.int8) for part in states))


def _tell_all(solver: highspy.Highs, desk: Desk) -> None:
    """Tell every better point and bound of branch and cut as it comes."""
    best = -np.inf

    def improved(event: Any) -> None:
        desk.tell("point", _whole(event.data_out.mip_solution))

    def looked(event: Any) -> None:
        nonlocal best
        if event.data_out.mip_dual_bound > best + _STEP:
            best = event.data_out.mip_dual_bound
            desk.tell("bound", best)

    solver.cbMipImprovingSolution.subscribe(improved)
    solver.cbMipInterrupt.subscribe(looked)


def _whole(values: Any) -> Any:
    return np.rint(np.array(values)).astype(np.int64)
