"""Neighbourhoods bring the same gains wherever they are solved, and the matrix stays at home."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from distributed import LocalCluster

from allocator.outside import cluster
from allocator.search.lns.slices import solve_slice
from allocator.search.lns.subproblems import SlicePool
from allocator.solvers.program import Watch
from tests.executors.rounds import (
    Keeping,
    Wrapped,
    assert_as_here,
    assert_solved,
    assert_solved_by_others,
    rounds,
    solved,
    solved_here,
    some_slices,
    started,
    told,
)


def test_a_slice_travels_without_the_matrix() -> None:
    executor = Keeping()
    assert_as_here(rounds(SlicePool(executor)))
    whole = len(pickle.dumps(started()[0].rows))
    for part in executor.parts:
        assert len(pickle.dumps(part)) < whole / 4
    unpacked = pickle.loads(pickle.dumps(some_slices()))
    assert_solved(pickle.loads(pickle.dumps([solve_slice(part) for part in unpacked])))


def test_what_travels_knows_how_long_it_may_take() -> None:
    keeping = Keeping()
    SlicePool(keeping).solve(some_slices(), 5.0, Watch())
    assert all(0 < (part.limits.seconds or 0) <= 5.0 and part.limits.work for part in keeping.parts)


def test_rounds_in_processes_are_those_of_threads(processes: ProcessPoolExecutor) -> None:
    assert_as_here(rounds(SlicePool(processes)))


def test_rounds_on_a_cluster_are_those_of_threads(workers: LocalCluster) -> None:
    with cluster.connected(workers.scheduler_address) as executor:
        assert_as_here(rounds(SlicePool(executor)))


def test_the_same_effort_gives_the_same_allocation_in_processes(
    processes: ProcessPoolExecutor, tmp_path: Path
) -> None:
    assert solved(Wrapped(processes, told, tmp_path)).allocation == solved_here().allocation
    assert_solved_by_others(tmp_path)


def test_the_same_effort_gives_the_same_allocation_on_a_cluster(
    workers: LocalCluster, tmp_path: Path
) -> None:
    with cluster.connected(workers.scheduler_address) as executor:
        assert solved(Wrapped(executor, told, tmp_path)).allocation == solved_here().allocation
    assert_solved_by_others(tmp_path)
