"""HiGHS 1.16 loses all points of a small program with a step of its presolve: it says that there are none."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import highspy
import numpy as np
import pytest
from scipy import sparse

from allocator.solvers.children import highs_job, highs_program
from allocator.solvers.children.jobs import HighsJob

_LEAST = -57.0  # by HiGHS without presolve, SciPy's older HiGHS, and CP-SAT


def job() -> HighsJob:
    """The program: 74 rows over 72 whole numbers, of who goes at whose expense."""
    reader = highspy.Highs()
    reader.setOptionValue("output_flag", False)
    reader.readModel(str(Path(__file__).parent / "lost_in_presolve.mps"))
    lp = reader.getLp()
    matrix = lp.a_matrix_
    shape = lp.num_row_, lp.num_col_
    rows = sparse.csc_array((matrix.value_, matrix.index_, matrix.start_), shape=shape).tocsr()
    return HighsJob(
        cost=np.array(lp.col_cost_),
        column_lower=np.array(lp.col_lower_), column_upper=np.array(lp.col_upper_),
        lower=np.array(lp.row_lower_), upper=np.array(lp.row_upper_), first=rows.indptr.astype(np.int32),
        column=rows.indices.astype(np.int32), coefficient=rows.data, whole=True, interior=False, until=None,
        threads=1, seed=0,
    )  # fmt: skip


def solved() -> tuple[str, list[float]]:
    """How it ends, and the finite bounds told."""
    told: list[tuple[str, float]] = []
    desk = SimpleNamespace(tell=lambda *news: told.append(news), on_stop=lambda stop: True)
    status = highs_job.solve(job(), desk)  # type: ignore[arg-type]
    return status, [bound for kind, bound in told if kind == "bound" and np.isfinite(bound)]


def test_without_that_step_the_least_is_found() -> None:
    status, bounds = solved()
    assert status == "optimal" and max(bounds) == _LEAST


def test_whoever_lost_a_point_does_not_say_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highs_program, "_ENUMERATION", 0)
    status, bounds = solved()
    assert status in ("unknown", "optimal") and max(bounds) <= _LEAST


@pytest.mark.parametrize("columns", [highs_program._PROBED_UP_TO, highs_program._PROBED_UP_TO + 1])
def test_only_up_to_a_size_each_column_is_tried_both_ways(columns: int) -> None:
    left_out = highs_program._ENUMERATION
    if columns > highs_program._PROBED_UP_TO:
        left_out |= highs_program._PROBING
    wide = replace(
        job(), cost=np.zeros(columns), column_lower=np.zeros(columns), column_upper=np.ones(columns)
    )
    assert highs_program.loaded(wide, None).getOptionValue("presolve_rule_off")[1] == left_out
