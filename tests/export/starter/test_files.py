"""The starter folder: its files hold where they are written, and nothing is written over or half."""

import re
from pathlib import Path

import pytest

import allocator
from allocator.export.starter import folder as starter_folder
from allocator.rules.base import Level
from tests.export.starter.conftest import ROOT

SCENARIOS = {
    "national.toml": 4,
    "no-pairing.toml": 4,
    "one-more-expert.toml": 5,
    "strict-pairing.toml": 3,
}


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_is_written(folder: Path) -> None:
    models = {f"models/{path.name}" for path in (ROOT / "models").glob("*.toml")}
    scenarios = {f"scenarios/{name}" for name in SCENARIOS}
    guides = {"models/README.md", "scenarios/README.md"}
    assert files_in(folder) == {"plan.xlsx", *models, *scenarios, *guides}


def test_the_paths_written_are_given_back_the_workbook_first(tmp_path: Path) -> None:
    written = allocator.write_starter(tmp_path / "a" / "b", empty=True)
    assert written[0] == tmp_path / "a" / "b" / "plan.xlsx"
    assert all(path.is_file() for path in written)
    assert len(written) == len(set(written)) == len(files_in(tmp_path))


@pytest.mark.parametrize(("name", "served"), SCENARIOS.items())
def test_every_scenario_runs(folder: Path, name: str, served: int) -> None:
    result = allocator.run_scenario(folder / "scenarios" / name, workers=1, time_limit=20)
    assert len(result.allocation.missions) == served


def test_every_model_can_be_read(folder: Path) -> None:
    titles = {allocator.read_model(path).title for path in (folder / "models").glob("*.toml")}
    assert len(titles) == 4


def test_the_scenario_of_the_guide_can_be_read(folder: Path) -> None:
    text = (folder / "scenarios" / "README.md").read_text(encoding="utf-8")
    example, _ = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    path = folder / "scenarios" / "example.toml"
    path.write_text(example, encoding="utf-8")
    try:
        plan, model, _ = allocator.read_scenario(path)
    finally:
        path.unlink()
    assert plan.experts["GHA-01"].missions == 4
    assert model.level("pairing") is Level.HARD


def test_every_link_of_the_guides_leads_somewhere(folder: Path) -> None:
    for guide in folder.rglob("*.md"):
        links = re.findall(r"\]\(([^)#]+)\)", guide.read_text(encoding="utf-8"))
        assert links
        for link in links:
            assert (guide.parent / link).is_file(), f"{guide.name}: {link}"


def refusal(folder: Path) -> str:
    with pytest.raises(allocator.InputError) as caught:
        allocator.write_starter(folder)
    (fault,) = caught.value.faults
    return str(fault)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "regional.toml").write_text("mine")
    assert refusal(tmp_path) == (
        f"{tmp_path.name}: models/regional.toml is there already, and nothing is written over; "
        "name another folder, or move away what is there"
    )
    assert files_in(tmp_path) == {"models/regional.toml"}
    assert (tmp_path / "models" / "regional.toml").read_text() == "mine"


def test_a_second_time_is_refused(tmp_path: Path) -> None:
    written = allocator.write_starter(tmp_path, empty=True)
    before = {path: path.read_bytes() for path in written}
    assert f"plan.xlsx and {len(written) - 1} more of the files are there already" in refusal(tmp_path)
    assert {path: path.read_bytes() for path in written} == before


def test_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    allocator.write_starter(tmp_path, empty=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", [".", "models", "plan/below"])
def test_a_file_where_a_folder_belongs(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "new"
    if name == ".":
        folder.write_text("a file")
    else:
        folder.mkdir()
        (folder / name.split("/")[0]).write_text("a file")
    wanted = folder if name in (".", "models") else folder / name
    before = sorted(tmp_path.rglob("*"))
    assert "cannot be made a folder" in refusal(wanted)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(contents: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(starter_folder, "write_whole", full)
    with pytest.raises(OSError, match="No space left"):
        allocator.write_starter(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
