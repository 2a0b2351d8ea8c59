"""The made plans: the same for the same seed, clean to the reader, of the size that is named."""

import pandas as pd
import pytest

from allocator.inputs.model_file import read_model
from allocator.problem import build_problem
from allocator.rules.candidates import find_candidates
from benchmarks.jobs import ROOT
from benchmarks.plans import SIZES, make_plan, make_tables

NATIONAL = ROOT.parent / "models" / "national.toml"


def test_same_seed_same_plan():
    first, second = make_tables("S", 3), make_tables("S", 3)
    assert list(first) == list(second)
    for name, frame in first.items():
        pd.testing.assert_frame_equal(frame, second[name])


def test_another_seed_another_plan():
    assert make_plan("S", 1).digest != make_plan("S", 2).digest


@pytest.mark.parametrize("size", ["S", "T"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reader_has_no_doubts(size, seed):
    plan = make_plan(size, seed)
    assert (len(plan.experts), len(plan.open_requests)) == (SIZES[size].experts, SIZES[size].requests)
    assert plan.warnings == ()


def test_start_days_are_those_asked_for():
    assert make_plan("S", 1).settings.start_days == {0}
    assert make_plan("S", 1, "Mon-Fri").settings.start_days == {0, 1, 2, 3, 4}


def test_every_kind_of_rule_has_something_to_say():
    plan = make_plan("T", 1)
    problem = build_problem(plan, read_model(ROOT / "benchmark.toml"))
    candidates = find_candidates(problem)
    assert {seat.count for seat in plan.seats} == {1, 2}
    assert set(problem.team_size) == {1, 2, 3}
    assert any(request.after and request.gap_days for request in plan.open_requests)
    assert any(request.other_members for request in plan.open_requests)
    assert {request.priority for request in plan.open_requests} == {1, 2, 3, 4, 5}
    assert any(q.status == "pre-accredited" for q in plan.qualifications)
    assert any(body.away_at_once for body in plan.administrations.values())
    assert any(body.days for body in plan.administrations.values())
    assert plan.closures
    agreements = list((plan.agreements or {}).values())
    assert all(agreement.budget for agreement in agreements)
    for earmark in ("providers", "beneficiaries", "topics", "last"):
        assert any(getattr(agreement, earmark) for agreement in agreements)
    assert (candidates.per_seat < problem.seat_count).any()  # some find nobody
    assert (candidates.per_seat < problem.seat_count).mean() < 0.15  # most do


def test_what_is_sought_keeps_the_rules_of_the_national_model():
    assert read_model(ROOT / "benchmark.toml").levels == read_model(NATIONAL).levels
