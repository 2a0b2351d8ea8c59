"""Under `--effort` the same plan, model and seed give the same result, in whatever process."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = 12

#: Prints a digest of each result: missions, values and bounds. The last plan is large enough to be improved.
IN_A_FRESH_PROCESS = """
from dataclasses import replace
from hashlib import sha256
import allocator
from benchmarks.plans.generate import make_plan
from tests.tiny_plans import MODELS, tiny_plan

first_steps = allocator.read_plan("scenarios/plans/first-steps")
runs = [(first_steps, model, 1) for model in MODELS.values()]
runs += [(tiny_plan(seed), MODELS["national"], seed) for seed in (0, 1, 3, 4, 5, 6, 7)]
benchmark = allocator.read_model("benchmarks/benchmark.toml")
runs += [(make_plan("S", 1), replace(benchmark, tiers=benchmark.tiers[:1]), 1)]
for plan, model, seed in runs:
    result = allocator.solve(plan, model, effort=1, workers=2, seed=seed)
    goals = [(goal.name, goal.value, goal.bound) for goal in result.goals]
    print(sha256(repr((result.allocation, goals)).encode()).hexdigest())
"""


def digests() -> list[str]:
    command = [sys.executable, "-c", IN_A_FRESH_PROCESS]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def test_a_run_repeated_is_the_same() -> None:
    first = digests()
    assert first == digests()
    assert len(first) == RUNS
    assert len(set(first)) > RUNS // 2
