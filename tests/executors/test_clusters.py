"""A dask cluster by its address: used from the command line, and refused where it cannot be."""

import os
import sys
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

import allocator
from allocator import cluster
from allocator.cli.app import app
from allocator.errors import InputError
from allocator.result import Result
from tests.executors.rounds import ROOT, new_cluster


def refused(address: str) -> str:
    with pytest.raises(InputError) as error, cluster.connected(address):
        pass
    return str(error.value)


def test_a_cluster_that_cannot_be_reached_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 0.5)
    for address in ("tcp://127.0.0.1:1", "carrier://pigeon:1", "tcp://nowhere.invalid:8786"):
        said = refused(address)
        assert "--cluster: 1 fault" in said
        assert f"{address}: no scheduler can be reached" in said


def test_a_cluster_without_workers_or_with_other_versions_is_refused(
    monkeypatch: pytest.MonkeyPatch, workers: LocalCluster
) -> None:
    monkeypatch.setattr(cluster, "version", lambda package: str(os.getpid()))
    assert "has allocator" in refused(workers.scheduler_address)
    monkeypatch.setattr(cluster, "_CONNECT", 0.5)
    with new_cluster(0) as empty:
        assert "has no worker" in refused(empty.scheduler_address)


def test_the_command_line_works_with_a_cluster(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, workers: LocalCluster
) -> None:
    solve = allocator.solve
    where: list[int] = []

    def told(*inputs: Any, executor: Executor, **options: Any) -> Result:
        where.append(executor.submit(os.getpid).result())
        return solve(*inputs, executor=executor, **options)

    monkeypatch.setattr(allocator, "solve", told)
    plan, output = ROOT / "scenarios" / "plans" / "first-steps", tmp_path / "allocation.json"
    words = ["solve", plan, "--cluster", workers.scheduler_address, "--output", output]
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.stderr
    assert output.is_file()
    assert where and where[0] != os.getpid()


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'allocator[cluster]'" in refused("tcp://127.0.0.1:1")
