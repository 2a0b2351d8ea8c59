"""A made plan that every peer solves within a moment."""

import pytest

from allocator.inputs.model_file import read_model
from benchmarks.jobs import ROOT
from benchmarks.plans import Size, make_plan

TINY = Size(experts=30, requests=9, fields=1, procedures=2, agreements=3, plenty=0.5)


@pytest.fixture(scope="session")
def plan():
    return make_plan(TINY, 4)


@pytest.fixture(scope="session")
def model():
    return read_model(ROOT / "benchmark.toml")
