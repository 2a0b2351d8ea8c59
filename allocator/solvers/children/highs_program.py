"""A program handed to HiGHS."""

import highspy

from allocator.solvers.children.jobs import HighsJob, States

#: A step of the presolve of whole-number programs with which 1.16 may lose all points, and say that there are
#: none. Upstream has the same signs since 1.13, and the fault in what is made of its reductions
#: (github.com/ERGO-Code/HiGHS/issues/3216): without it we know of no such program.
_ENUMERATION = 1 << 16

#: Another one, which tries each column both ways, and the columns up to which it pays. Of a made year (G,
#: seed 1, 52,477 columns) presolve took 20 s with it and 5 s without, and left 25,644 and 27,994 rows. Of the
#: bundled year and of typical ones (up to 20,275 columns), five of eight open goals ended closer to their
#: bounds with it.
_PROBING, _PROBED_UP_TO = 1 << 15, 30_000

_STATES = {int(state): state for state in highspy.HighsBasisStatus.__members__.values()}


class _Silent(highspy.Highs):
    """HiGHS without the banner that it prints while it sets up its callbacks."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def loaded(job: HighsJob, seconds: float | None) -> highspy.Highs:
    """A silent HiGHS with the program and its limits set."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = len(job.lower), len(job.cost)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = job.cost, job.column_lower, job.column_upper
    lp.row_lower_, lp.row_upper_ = job.lower, job.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = job.first, job.column, job.coefficient
    if job.whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(job.cost)
    solver: highspy.Highs = _Silent()  # type: ignore[no-untyped-call]
    solver.HandleUserInterrupt = True  # so that another thread may cancel
    solver.setOptionValue("threads", job.threads)
    solver.setOptionValue("random_seed", job.seed)
    solver.setOptionValue("presolve_rule_off", _ENUMERATION | _PROBING * (len(job.cost) > _PROBED_UP_TO))
    solver.setOptionValue("mip_rel_gap", 0.0)  # whole-number goals: a hundredth of a percent is not the end
    if seconds is not None:
        solver.setOptionValue("time_limit", max(0.01, seconds))
    if job.cutoff is not None:
        solver.setOptionValue("objective_bound", job.cutoff)
    if job.interior:
        solver.setOptionValue("solver", "ipx")
        solver.setOptionValue("run_crossover", "on" if job.cross else "off")
    solver.passModel(lp)
    if job.basis is not None and len(job.basis[0]):
        solver.setBasis(_basis(job.basis))
    return solver


def _basis(states: tuple[States, States]) -> highspy.HighsBasis:
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status = ([_STATES[state] for state in part.tolist()] for part in states)
    basis.valid, basis.alien = True, True  # HiGHS makes it one where columns that were basic are fixed now
    return basis
