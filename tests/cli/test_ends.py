"""How a command ends when the world around it does not hold: no reader, no room, no terminal, no memory."""

import errno
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator.cli import exits
from allocator.cli.app import COMMANDS
from allocator.errors import AllocatorError, DefectError, ExitCode, InfeasibleError, NothingFoundError
from allocator.tables import RawPlan, read_raw
from tests.cli.conftest import COLUMBUS, FIRST_STEPS, ROOT, Invoke, start

PROGRAM = f"{sys.executable} -m allocator"
SOLVE = f"{PROGRAM} solve {FIRST_STEPS} --output a.json"
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")


def shell(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@needs_full
@pytest.mark.parametrize(
    ("redirections", "code"),
    [
        ("2>/dev/full", 0),
        (">/dev/full", 7),
        ("--json >/dev/full 2>/dev/full", 7),
        (">&- 2>&- <&-", 0),
        ("2>&1 | true; exit ${PIPESTATUS[0]}", 141),
    ],
)
def test_a_result_survives_its_messages(tmp_path: Path, redirections: str, code: int) -> None:
    done = shell(f"{SOLVE} {redirections}", tmp_path)
    assert done.returncode == code, done.stderr
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["status"] == "optimal"
    assert "Error" not in done.stderr and "Exception" not in done.stderr


@needs_full
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"{PROGRAM} --version >/dev/full", 7),
        (f"{PROGRAM} init mine >/dev/full", 7),
        (f"{PROGRAM} explain nothing R1 >/dev/full 2>/dev/full", 2),
    ],
)
def test_words_that_are_lost_are_told_by_the_code_alone(tmp_path: Path, command: str, code: int) -> None:
    done = shell(command, tmp_path)
    assert done.returncode == code
    lost = "What was to be printed is lost: No space left on device. All else is done.\n"
    assert done.stderr == (lost if code == 7 else "")


@pytest.mark.usefixtures("hang_ups_heard")
def test_a_terminal_that_is_closed_ends_the_search_with_its_allocation(tmp_path: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.environ["PYTHONPATH"] = str(ROOT)
        os.execv(sys.executable, [*PROGRAM.split(), "solve", str(COLUMBUS), "--time-limit", "300"])
    seen = b""
    while b"tier 1" not in seen:
        seen += os.read(terminal, 4096)
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == ExitCode.INTERRUPTED
    assert [path.name for path in tmp_path.iterdir()] == ["allocation.xlsx"]


def test_nohup_is_respected(tmp_path: Path) -> None:
    command = f"trap '' HUP; {SOLVE} & sleep 1; kill -HUP $!; wait $!"
    assert shell(command, tmp_path).returncode == 0


def wait_for_work(process: subprocess.Popen[str], seconds: float) -> None:
    """Wait until a process has used so much processor time, or has ended: on a busy machine the clock does
    not tell how far it is."""
    while process.poll() is None:
        used = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        if sum(map(int, used)) / os.sysconf("SC_CLK_TCK") >= seconds:
            return
        time.sleep(0.005)


@pytest.mark.skipif(sys.platform != "linux", reason="reads processor time where Linux has it")
def test_an_interrupt_at_any_moment_is_quiet(tmp_path: Path) -> None:
    """At moments spread over a run, loading to writing. ALLOCATOR_INTERRUPTS=60: more of them."""
    for number in range(moments := int(os.environ.get("ALLOCATOR_INTERRUPTS", "4"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        with start("solve", FIRST_STEPS, "--output", "a.json", folder=folder) as process:
            wait_for_work(process, 0.2 + 2.0 * number / moments)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        assert process.returncode in (ExitCode.DONE, ExitCode.INTERRUPTED, ExitCode.GAVE_UP, -signal.SIGINT)
        assert "Traceback" not in said and "Exception" not in said and "DEFECT" not in said
        whole = [folder / "a.json"] if process.returncode in (ExitCode.DONE, ExitCode.INTERRUPTED) else []
        assert list(folder.iterdir()) == whole


@pytest.mark.usefixtures("hang_ups_heard")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("then", [ImportError("numpy failed to import"), None])
def test_what_a_library_makes_of_an_interrupt_is_an_interrupt(
    allocator_in: Invoke, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, then: Exception | None
) -> None:
    def reading(path: Path) -> RawPlan:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt:
            if then is not None:
                raise then from None
        return read_raw(path)

    monkeypatch.setattr("allocator.cli.inputs.read_raw", reading)
    done = allocator_in("solve", FIRST_STEPS, "--json")
    assert done.exit_code == ExitCode.GAVE_UP
    assert done.stderr == "Interrupted before there was a result: nothing is written.\n"
    assert json.loads(done.stdout)["status"] == "interrupted"


@pytest.mark.parametrize("statement", ["import typer", "import rich.console"])
def test_an_interrupt_while_the_program_is_loaded_is_quiet(tmp_path: Path, statement: str) -> None:
    (tmp_path / statement.split()[1].split(".")[0]).mkdir()
    hook = "import os, signal; os.kill(os.getpid(), signal.SIGINT)\ntry:\n  import time; time.sleep(1)\n"
    hook += "except KeyboardInterrupt: raise ImportError('cannot import') from None\n"
    (tmp_path / statement.split()[1].split(".")[0] / "__init__.py").write_text(hook, encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from allocator.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (ExitCode.GAVE_UP, "", "")


def chained(error: Exception) -> Exception:
    try:
        try:
            raise error
        except Exception as first:
            raise ValueError("something else") from first
    except ValueError as second:
        return second


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        chained(MemoryError()),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("libopenblas.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
    ],
)
def test_too_little_memory_is_no_defect(
    allocator_in: Invoke, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def failing(path: Path) -> RawPlan:
        raise error

    monkeypatch.setattr("allocator.cli.inputs.read_raw", failing)
    done = allocator_in("check", FIRST_STEPS)
    assert done.exit_code == ExitCode.OUT_OF_MEMORY
    assert done.stderr.startswith("This machine has too little memory for that")


def test_too_little_memory_to_write_says_where_the_allocation_went(
    allocator_in: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def write_workbook(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr("allocator.export.write_workbook", write_workbook)
    done = allocator_in("solve", FIRST_STEPS)
    assert done.exit_code == ExitCode.OUT_OF_MEMORY
    (spare,) = tmp_path.iterdir()
    assert f"the allocation was written to {spare.name} instead" in done.stderr


def test_too_little_memory_even_for_the_words_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def run() -> int:
        raise MemoryError

    monkeypatch.setattr("allocator.cli._run", run)
    monkeypatch.setattr("allocator.cli.ignore_from_now_on", lambda: None)
    with pytest.raises(SystemExit) as end:
        allocator.cli.main()
    assert end.value.code == ExitCode.OUT_OF_MEMORY
    assert capfd.readouterr().err == "This machine has too little memory for that.\n"


def test_an_error_that_stands_for_another_speaks_for_itself() -> None:
    try:
        try:
            raise MemoryError
        except MemoryError:
            raise ValueError("no scheduler of this version") from None
    except ValueError as error:
        assert not exits.is_short_of_memory(error)


def test_every_help_lists_the_codes(allocator_in: Invoke) -> None:
    for command in COMMANDS:
        text = " ".join(allocator_in(command.name, "--help").stdout.split())
        assert f"{exits.ends_in_words(command.ends)}." in text
        assert set(command.ends) >= set(exits.USUAL)


@pytest.mark.parametrize(
    ("error", "code"),
    [(DefectError, 1), (allocator.InputError, 2), (InfeasibleError, 3), (NothingFoundError, 5)],
)
def test_the_errors_know_their_codes(error: type[AllocatorError], code: int) -> None:
    assert error.exit_code == code


def test_memory_that_runs_out_in_the_search_keeps_what_is_found(
    monkeypatch: pytest.MonkeyPatch, allocator_in: Invoke
) -> None:
    from allocator.search import solve

    def tiers(run: Any, *_: object) -> bool:
        run.testimony.bounds.append({})
        raise MemoryError

    monkeypatch.setattr(sys.modules[solve.__module__], "solve_in_passes", tiers)
    done = allocator_in("solve", FIRST_STEPS)
    assert done.exit_code == 0, done.stderr
    assert "warning  this machine has too little memory, and the search ended early" in done.stderr
    assert "served by" in done.stdout and "Proven" not in done.stdout


def test_a_listener_that_fails_costs_no_result() -> None:
    told: list[object] = []

    def broken(news: object) -> None:
        told.append(news)
        raise OSError(errno.EIO, "Input/output error")

    plan, model = allocator.read_plan(FIRST_STEPS), allocator.read_model(ROOT / "models" / "national.toml")
    with pytest.warns(RuntimeWarning, match="on_progress failed .*Input/output error"):
        result = allocator.solve(plan, model, on_progress=broken)
    assert (result.status, len(told)) == ("optimal", 1)
