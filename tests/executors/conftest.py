"""Executors that several tests use, and runs in which neighbourhoods have something to do."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest
from distributed import LocalCluster

from allocator.search import improvement, tiers
from tests.executors.rounds import new_cluster, new_processes


@pytest.fixture
def neighbourhoods_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small plans are searched as large ones are, and the walk leaves something to be found."""
    monkeypatch.setattr(tiers, "_SMALL", 0)
    monkeypatch.setattr(improvement, "_WORK_OF_A_WALK", 1)


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
