"""`allocator plot` and `allocator report`: files, what is said, and what is refused."""

import json
from pathlib import Path

import pytest

from allocator.export import write_json
from tests.cli.conftest import FIRST_STEPS, Invoke
from tests.report.results_by_hand import first_steps


@pytest.fixture
def allocation(tmp_path: Path) -> Path:
    path = tmp_path / "allocation.json"
    write_json(first_steps(), path)
    return path


@pytest.mark.parametrize(("ending", "begins"), [(".svg", b"<svg"), (".PNG", b"\x89PNG")])
def test_a_picture_is_written(allocation: Path, allocator_in: Invoke, ending: str, begins: bytes) -> None:
    done = allocator_in("plot", allocation, "calendar", "--by", "expert", "--output", f"a{ending}")
    assert done.exit_code == 0
    assert done.stdout.startswith("4 of 6 requests served; October is the fullest month")
    assert Path(f"a{ending}").read_bytes().startswith(begins)


def test_results_are_compared_under_the_names_of_their_files(
    allocation: Path, allocator_in: Invoke, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(allocation.read_bytes())
    done = allocator_in("plot", allocation, other, "compare", "--output", "a.svg", "--json")
    told = json.loads(done.stdout)
    assert told == {
        "picture": "compare", "says": "allocation serves 4 requests; other as many", "output": "a.svg"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["calender", "--output", "a.svg"], "calender: is no picture; did you mean calendar?"),
        (["compare", "--output", "a.svg"], "compare: takes two results or more"),
        (["load", "--by", "expert", "--output", "a.svg"], "--by: expert is not for load"),
        (["map", "--output", "a.pdf"], "a.pdf: does not end in .svg or .png"),
        (["map", "--output", "no/a.svg"], "there is no folder no"),
        (["map", "--output", "a.svg", "--language", "de"], "de: is no language"),
    ],
)
def test_what_cannot_be_drawn(allocation: Path, allocator_in: Invoke, words: list[str], said: str) -> None:
    done = allocator_in("plot", allocation, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(Path().glob("a.*"))


def test_a_report_for_a_reader(allocation: Path, allocator_in: Invoke) -> None:
    words = ("--for", "member", "Zambia", "--language", "es", "--output", "zambia.html")
    done = allocator_in("report", allocation, *words)
    assert done.stdout == "Written to zambia.html\n"
    assert '<html lang="es">' in Path("zambia.html").read_text(encoding="utf-8")


def test_a_report_takes_time_to_find_out_more(allocation: Path, allocator_in: Invoke) -> None:
    done = allocator_in("report", allocation, "--time-limit", "4", "--output", "report.html", "--json")
    assert json.loads(done.stdout) == {"output": "report.html"}
    page = Path("report.html").read_text(encoding="utf-8")
    assert "Not asked" not in page
    assert "Cheapest change" in page


def test_an_input_is_not_written_over(allocation: Path, allocator_in: Invoke) -> None:
    done = allocator_in("report", allocation, "--output", allocation)
    assert done.exit_code == 2
    assert "does not end in .html" in done.stderr


def test_solve_writes_the_page_beside_the_workbook(allocator_in: Invoke) -> None:
    done = allocator_in("solve", FIRST_STEPS, "--effort", "1", "--report", "page.html")
    assert done.exit_code == 0
    assert "Written to page.html" in done.stdout
    assert "4 of 6 requests served." in Path("page.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_told_before_the_search(allocator_in: Invoke) -> None:
    done = allocator_in("solve", FIRST_STEPS, "--report", "page.pdf")
    assert done.exit_code == 2
    assert "page.pdf: does not end in .html or .htm" in done.stderr
    assert list(Path().iterdir()) == []
