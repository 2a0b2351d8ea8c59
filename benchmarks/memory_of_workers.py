"""Memory of a worker on the bundled year: what a process needs that solves neighbourhoods for another one.

    python benchmarks/memory_of_workers.py [ROUNDS [WORKERS]]

Prints a table in Markdown: resident memory of the processes of a pool and of the workers of a dask cluster on
this machine, after importing what they need and after so many rounds, and the most they ever held. The rounds
are those of the first goal, on neighbourhoods of the largest size.
"""

import os
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from distributed import LocalCluster

import allocator
from allocator.matrix import build_matrix, tighten
from allocator.outside.cluster import connected
from allocator.problem import build_problem
from allocator.search.construct.greedy import construct
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.lns.rounds import improve_round, merged
from allocator.search.lns.selection import Selection
from allocator.search.lns.subproblems import SlicePool
from allocator.search.lns_parameters import NeighbourhoodParameters
from allocator.solvers.program import Limits, Watch, program_of

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 60.0  # requests in a neighbourhood


def main(rounds: int, workers: int) -> None:
    print(f"{rounds} rounds of {workers} neighbourhoods, {workers} processes; MB per process\n")
    print("| process | with its imports | after the rounds | most | most beyond the imports |")
    print("| --- | --- | --- | --- | --- |")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        _measure("pool", pool, rounds, workers)
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as cluster,
        connected(cluster.scheduler_address) as executor,
    ):
        _measure("dask worker", executor, rounds, workers)


def _measure(name: str, executor: Executor, rounds: int, workers: int) -> None:
    """One row of the table: the process that needed most."""
    before = _memory(executor, workers)
    _work(executor, rounds, workers)
    after = _memory(executor, workers)
    pid = max(before.keys() & after.keys(), key=lambda pid: after[pid][1])
    imported, (left, most) = before[pid][0], after[pid]
    print(f"| {name} | {imported} | {left} | {most} | {most - imported} |", flush=True)


def _memory(executor: Executor, workers: int) -> dict[int, tuple[int, int]]:
    """Resident and most memory of every process, by its pid: each is asked while the others are busy."""
    asked = [executor.submit(own_memory) for _ in range(workers)]
    return dict(future.result() for future in asked)


def own_memory() -> tuple[int, tuple[int, int]]:
    """The pid of this process, and the resident memory in MB of it and its solver process: now, and at most.
    Linux only."""
    import allocator.search.lns.subproblems  # noqa: F401  what a task imports when it arrives
    from allocator.solvers.crew import get_ready

    get_ready("cp_sat")
    time.sleep(2.0)
    held = [_held(pid) for pid in ("self", *_children())]
    return os.getpid(), (sum(now for now, _ in held), sum(most for _, most in held))


def _children() -> list[str]:
    """The pids of the processes that this one has started."""
    tasks = Path("/proc/self/task").iterdir()
    return [pid for task in tasks for pid in task.joinpath("children").read_text(encoding="ascii").split()]


def _held(pid: str) -> tuple[int, int]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith("Vm")}
    return kilobytes["VmRSS"] // 1024, kilobytes["VmHWM"] // 1024


def _work(executor: Executor, rounds: int, workers: int) -> None:
    """Rounds of neighbourhoods from the first allocation on."""
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    matrix = build_matrix(build_problem(plan, allocator.read_model(ROOT / "models" / "national.toml")))
    tightened = tighten(matrix)
    point = construct(matrix, tightened)
    assert point is not None
    program = program_of(matrix, tightened).with_cost(matrix.tiers[0].cost)
    pool, limits = SlicePool(executor), Limits(workers=workers)
    for number in range(rounds):
        random, parameters = np.random.default_rng(number), NeighbourhoodParameters(size=LARGEST)
        drawn = Selection(rivalry_of(matrix, tightened), random, parameters)
        for gain in improve_round(matrix, program, point, drawn, limits, Watch(), pool):
            after = merged(point, gain)
            point = after if matrix.feasible(after) else point
    assert pool.executor is executor


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [10, 2][len(arguments) :]))
