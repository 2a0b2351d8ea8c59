"""The program around its commands: help, version, output that goes nowhere, progress on a terminal."""

import os
import pkgutil
import pty
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from allocator import cli
from allocator.cli.app import COMMANDS, program_of
from allocator.cli.command import Command
from allocator.cli.consoles import printable
from allocator.cli.progress import describe
from allocator.search.progress import Progress
from tests.cli.conftest import FIRST_STEPS, ROOT, Invoke


def test_every_command_is_listed_once() -> None:
    modules = (import_module(f"allocator.cli.{each.name}") for each in pkgutil.iter_modules(cli.__path__))
    declared = [module.COMMAND.name for module in modules if hasattr(module, "COMMAND")]
    assert sorted(declared) == sorted(command.name for command in COMMANDS)


def test_a_command_that_is_added_takes_part() -> None:
    """By what it declares and its place on the list."""

    def greet(who: str) -> None:
        typer.echo(f"hello {who}")

    toy = Command(name="greet", run=greet, says="Greet somebody.", example="allocator greet KEN-03")
    program, runner = program_of((*COMMANDS, toy)), CliRunner()
    assert "Greet somebody." in runner.invoke(program, ["--help"]).stdout
    shown = " ".join(runner.invoke(program, ["greet", "--help"]).stdout.split())
    assert "Example: allocator greet KEN-03" in shown and "2 the input is wrong" in shown
    assert runner.invoke(program, ["greet", "KEN-03"]).stdout == "hello KEN-03\n"


@pytest.mark.parametrize("command", [(), *((each.name,) for each in COMMANDS)])
def test_every_help_has_an_example(allocator_in: Invoke, command: tuple[str, ...]) -> None:
    done = allocator_in(*command, "--help")
    assert done.exit_code == 0
    assert "Example: allocator" in done.stdout


def test_help_comes_within_a_second(tmp_path: Path) -> None:
    """Of processor time: a machine that is busy with other things makes nothing slow."""
    command = [sys.executable, "-m", "allocator", "--help"]
    seconds = []
    for _ in range(2):  # the first may have to compile
        before = os.times()
        subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
        after = os.times()
        user, system = (
            after.children_user - before.children_user,
            after.children_system - before.children_system,
        )
        seconds.append(user + system)
    assert min(seconds) < 1


def test_the_version_is_told(allocator_in: Invoke) -> None:
    done = allocator_in("--version")
    assert done.exit_code == 0
    assert done.stdout.startswith("allocator ")


def test_an_unknown_command_ends_with_2(allocator_in: Invoke) -> None:
    done = allocator_in("slove")
    assert done.exit_code == 2
    assert "solve" in done.stderr


def test_a_reader_that_goes_away_is_no_defect(tmp_path: Path) -> None:
    command = f"{sys.executable} -m allocator check {FIRST_STEPS} | true; exit ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 141)
    assert done.stderr == ""


def test_a_terminal_sees_a_live_line(tmp_path: Path) -> None:
    terminal, screen = pty.openpty()
    command = [sys.executable, "-m", "allocator", "solve", str(FIRST_STEPS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=screen, stdout=subprocess.PIPE
    ) as process:
        os.close(screen)
        seen = b""
        while chunk := _read(terminal):
            seen += chunk
        assert process.wait(timeout=60) == 0
    os.close(terminal)
    assert b" of 7 " in seen
    assert b"\x1b[2K" in seen  # the line is drawn anew, not repeated


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # what Linux says when the other side is closed
        return b""


def _progress(value: int | None, bound: int | None, **changes: object) -> Progress:
    fields: dict[str, object] = {
        "tier": 1, "tiers": 6, "goal": "served", "unit": "weight", "sense": "max", "value": value,
        "bound": bound, "seconds": 1.0, "event": "improved", **changes,
    }  # fmt: skip
    return Progress(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (_progress(None, None), "tier 1 of 6 served: nothing found yet"),
        (_progress(None, 30), "tier 1 of 6 served: nothing found yet, at most 30"),
        (_progress(28, None), "tier 1 of 6 served: 28 weight units"),
        (_progress(28, 30), "tier 1 of 6 served: 28 weight units, at most 30, gap 2"),
        (
            _progress(9000, 8000, tier=6, goal="cost", unit="EUR", sense="min"),
            "tier 6 of 6 cost: 9,000 EUR, at least 8,000, gap 1,000",
        ),
    ],
)
def test_an_event_in_words(progress: Progress, words: str) -> None:
    assert describe(progress) == words


def test_a_text_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[2Jb\u202ec\u2066d\ne") == "a\ufffd[2Jb\ufffdc\ufffdd\ne"
    assert printable("عربي, Ελλάδα, 日本") == "عربي, Ελλάδα, 日本"
