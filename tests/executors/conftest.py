"""Executors that several tests use."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest
from distributed import LocalCluster

from tests.executors.rounds import new_cluster, new_processes


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
