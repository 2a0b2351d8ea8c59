"""Small made plans under every bundled model: no solver ends badly in any of them.

`ALLOCATOR_SAMPLED_PLANS=500 python -m pytest tests/solvers/test_sampling.py` tries that many plans instead of
the one of every check, with two seeds each; time and effort, and 1, 2 and 4 workers, take turns.
"""

import os
from itertools import cycle, product
from pathlib import Path
from random import Random

import pytest

import allocator
from benchmarks.plans import make_tables

ROOT = Path(__file__).parents[2]
PLANS = int(os.environ.get("ALLOCATOR_SAMPLED_PLANS", "1"))
MODELS = {path.stem: allocator.read_model(path) for path in sorted((ROOT / "models").glob("*.toml"))}
WAYS = list(product(({"effort": 1}, {"time_limit": 2.0}), (1, 2, 4)))


def small(seed: int) -> allocator.Plan:
    """A plan of 8 to 14 people and 6 to 11 requests, cut out of a larger one."""
    random, tables = Random(seed), make_tables("S", seed)
    people = set(random.sample(list(tables["Experts"]["expert"]), 8 + seed % 7))
    asked = set(random.sample(list(tables["Requests"]["request"]), 6 + seed % 6))
    for sheet in ("Experts", "Qualifications", "Availability"):
        tables[sheet] = tables[sheet][tables[sheet]["expert"].isin(people)]
    requests = tables["Requests"][tables["Requests"]["request"].isin(asked)].copy()
    requests.loc[~requests["after"].isin(asked), ["after", "gap days"]] = None
    return allocator.Plan.from_tables({**tables, "Requests": requests})


@pytest.mark.parametrize("model", MODELS)
def test_no_solver_ends_badly(model: str) -> None:
    ways = cycle(WAYS)
    for plan_seed, seed in product(range(PLANS), range(2)):
        plan = small(plan_seed)
        for _ in range(3 if PLANS == 1 else 1):
            how = next(ways)
            result = allocator.solve(plan, MODELS[model], seed=seed, workers=how[1], **how[0])
            assert result.provenance.incidents == (), (plan_seed, model, seed, how)
