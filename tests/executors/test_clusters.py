"""A dask cluster by its address: used from the command line, and refused where it cannot be."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

import allocator
from allocator.cli.app import app
from allocator.errors import ExitCode, InputError
from allocator.outside import cluster
from allocator.report.result import Result
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


def answering(reply: Callable[[socket.socket], object]) -> Iterator[str]:
    """The address of something that answers as told."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):  # the test is over
                while True:
                    found, _ = server.accept()
                    kept.append(found)
                    reply(found)

        kept: list[socket.socket] = []
        threading.Thread(target=serve, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        for each in kept:
            each.close()


STRANGERS: dict[str, tuple[Callable[[socket.socket], object], str]] = {
    "silent": (lambda found: None, "no scheduler can be reached: no answer of one after 0.7 seconds"),
    "a web server": (
        lambda found: found.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
        "something answers there, but no dask scheduler",
    ),
    "closing": (lambda found: found.close(), "no scheduler can be reached"),
    "garbage": (
        lambda found: found.sendall(b"\5\0\0\0\0\0\0\0hello" * 10),
        "something answers there, but no dask scheduler",
    ),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_something_else_at_the_port_is_refused_in_time(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 0.7)
    reply, says = STRANGERS[name]
    for address in answering(reply):
        began = time.monotonic()
        assert says in refused(address)
        assert time.monotonic() - began < 30


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_a_cluster_is_sought_is_quiet(tmp_path: Path, number: signal.Signals) -> None:
    met = threading.Event()
    for address in answering(lambda found: met.set()):
        plan = ROOT / "scenarios" / "plans" / "first-steps"
        command = [sys.executable, "-m", "allocator", "solve", str(plan), "--cluster", address]
        with subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert met.wait(60)
            process.send_signal(number)
            _, said = process.communicate(timeout=60)
    assert process.returncode == ExitCode.GAVE_UP
    assert said == "Interrupted before there was a result: nothing is written.\n"


def test_a_cluster_without_workers_or_with_other_versions_is_refused(
    monkeypatch: pytest.MonkeyPatch, workers: LocalCluster
) -> None:
    monkeypatch.setattr(cluster, "version", lambda package: str(os.getpid()))
    assert "has allocator" in refused(workers.scheduler_address)
    monkeypatch.setattr(cluster, "_CONNECT", 2.0)
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
