"""Schedules on paper come out as by hand, and a run is recorded without leaving a trace in the engine."""

from dataclasses import replace

import pytest

from allocator.search.lns.rounds import NeighbourhoodRounds
from allocator.search.sessions import LocalSearchSessions
from benchmarks.list_schedule import (
    Neighbourhood,
    Recording,
    in_rounds,
    makespan,
    neighbourhoods,
    whole,
    without_waiting,
)
from benchmarks.many_cores import recorded, report, solved_again
from benchmarks.plans import make_plan

#: made, solved, taken: rounds of two wait for 5 and for 4 seconds, while 3 and 1 seconds could be used.
TIER = tuple(Neighbourhood(*each) for each in ((1, 2, 0.5), (1, 5, 0.5), (1, 4, 0.5), (1, 1, 0.5)))


def test_a_list_is_scheduled_as_by_hand():
    lengths = [3.0, 3.0, 2.0, 2.0, 2.0]
    assert makespan(lengths, [0.0] * 5, 1) == 12
    assert makespan(lengths, [0.0] * 5, 2) == 7  # 3 2 2 and 3 2
    assert makespan(lengths, [0.0] * 5, 3) == 5  # 3 2, 3 and 2 2: Graham's anomaly is that 4 would do
    assert makespan(lengths, [0.0] * 5, 8) == 3
    assert makespan([1.0, 1.0], [0.0, 4.0], 2) == 5  # the second is not ready before
    assert makespan([], [], 2) == 0


@pytest.mark.parametrize(
    ("workers", "seconds"),
    [
        (1, 4 * 1.5 + 12),
        (2, (2 + 5) + 1 + (1 + 4) + 1),  # the second is made after 2 and solved after 7; then 1 + 4
        (4, (2 + 5) + 2),  # the third ends at 3 + 4 as well
        (16, 9),
    ],
)
def test_rounds_wait_for_their_longest(workers, seconds):
    assert in_rounds(TIER, workers) == pytest.approx(seconds)


def test_without_waiting_the_next_begins_at_once():
    assert without_waiting(TIER, 1) == pytest.approx(1 + 12 + 0.5)  # the thread that calls works meanwhile
    assert without_waiting(TIER, 2) == pytest.approx(9)  # 1 to 3, 4 to 8; 2.5 to 7.5, 7.5 to 8.5
    assert without_waiting(TIER, 16) == pytest.approx(8.5)  # 4 to 8
    assert without_waiting((), 2) == 0


def test_a_round_ends_with_its_tier():
    run = Recording((TIER[:1], TIER[:1]), (), 0.0)
    assert neighbourhoods(run, 2) == neighbourhoods(run, 1) == 7


def test_proofs_go_on_beside_the_search():
    run = Recording((TIER,), (10.0, 6.0), 20.0)
    assert whole(run, 1) == pytest.approx(16 + 18 + 20)
    assert whole(run, 2) == pytest.approx(16 + 18)
    assert whole(run, 3) == pytest.approx(16 + 14)
    assert whole(Recording((TIER,), (10.0, 6.0), 50.0), 16) == 50


def test_the_table_tells_what_the_schedules_say():
    run = Recording((TIER,), (4.0, 2.0, 2.0), 10.0)
    two, four = report(run, (3.0, 2.0), (3.0, 4.0)).splitlines()[-4:-2]
    # rounds 18 to 14, 18 to 9 without waiting; walks 8 to 4; all 36 to 26
    assert two == "| 2 | simulated | 1.3 | 2.0 | 1.0 | 2.0 | 1.4 |"
    assert four == "| 4 | simulated | 2.0 | 2.1 | 1.0 | 2.0 | 1.9 |"


def test_a_run_is_recorded(model):
    before = NeighbourhoodRounds.next, LocalSearchSessions.improve
    served = replace(model, tiers=model.tiers[:1])
    run, slices = recorded(make_plan("T", 4), served, 1, 0)
    assert (NeighbourhoodRounds.next, LocalSearchSessions.improve) == before
    count = sum(map(len, run.tiers))
    assert count == len(slices) == 1 and len(run.walks) > 0 and run.beside > 0
    assert all(min(part.made, part.solved, part.taken) > 0 for tier in run.tiers for part in tier)
    again = solved_again(slices, 1), solved_again(slices, 2)
    assert min(again) > 0
    told = report(run, (4.0, 2.5), (3.0, 4.0))
    assert "| 2 | measured | 1.6 | - | - | 1.5 | - |" in told
    assert [line.split(" | ")[1] for line in told.splitlines()[-4:]] == ["simulated"] * 4
