"""The wheel works where there is no checkout: installed into a clean environment, run in an empty folder."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_BYTES = 4_500_000  # 0.75 of them the borders of the world
KINDS = {".css", ".csv", ".html", ".js", ".json", ".md", ".py", ".toml", ".txt", ".typed"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script in an environment of its own, which borrows only what the package depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    (packages,) = folder.glob("**/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = run(python, "-c", "import allocator; print(allocator.__file__)", cwd=folder)
    assert Path(where.stdout.strip()).is_relative_to(folder)
    return scripts / "allocator"


def run(*command: str | Path, cwd: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_the_wheel_holds_the_package_and_its_plans_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entries = [entry for entry in archive.infolist() if not entry.filename.split("/")[0].endswith("info")]
    names = {entry.filename for entry in entries}
    assert {name.split("/")[0] for name in names} == {"allocator"}
    assert {Path(name).suffix for name in names} <= KINDS
    assert "allocator/bundled/models/national.toml" in names
    assert "allocator/bundled/scenarios/plans/columbus/Requests.csv" in names
    assert sum(entry.file_size for entry in entries) < MOST_BYTES


def test_help_and_version(program: Path, tmp_path: Path) -> None:
    assert "Usage: allocator" in run(program, "--help", cwd=tmp_path).stdout
    assert run(program, "--version", cwd=tmp_path).stdout.startswith("allocator 0.")


def test_the_bundled_plan_is_solved_in_an_empty_folder(program: Path, tmp_path: Path) -> None:
    done = run(program, "solve", "--time-limit", "5", cwd=tmp_path)
    assert "Written to allocation.xlsx" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["allocation.xlsx"]


def test_the_starter_folder_is_solved_where_it_is_written(program: Path, tmp_path: Path) -> None:
    run(program, "init", "mine", cwd=tmp_path)
    done = run(program, "solve", "mine/scenarios/one-more-expert.toml", cwd=tmp_path)
    assert "5 of 6 requests served" in done.stdout
