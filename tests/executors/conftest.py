"""Executors that several tests use."""

import gc
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest
from distributed import LocalCluster

from tests.executors.rounds import new_cluster, new_processes


@pytest.fixture(scope="package", autouse=True)
def _loops_end_here() -> Iterator[None]:
    """Callbacks that dask leaves to a loop which has ended warn when they are collected: not in a test that
    knows nothing of them."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


@pytest.fixture(scope="package")
def processes() -> Iterator[ProcessPoolExecutor]:
    with new_processes() as pool:
        yield pool


@pytest.fixture(scope="package")
def workers() -> Iterator[LocalCluster]:
    """Two worker processes on the loopback interface."""
    with new_cluster() as made:
        assert made.scheduler_address.startswith("tcp://127.0.0.1:")
        yield made
