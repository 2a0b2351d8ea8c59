"""`allocator check` and `allocator explain`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import FIRST_STEPS, Invoke


def test_check_counts_what_the_plan_holds(allocator_in: Invoke) -> None:
    done = allocator_in("check", FIRST_STEPS)
    assert done.exit_code == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "0 errors, 0 warnings" in lines
    assert "6 requests" in lines
    assert "7 experts" in lines
    assert "5 Members that ask" in lines
    assert "4 agreements" in lines
    assert "1 seats without any candidate" in lines
    assert "R3 expert: most experts fell to qualification" in lines


def test_check_lists_every_fault(allocator_in: Invoke, plan: Path) -> None:
    requests = plan / "Requests.csv"
    requests.write_text(requests.read_text().replace("ZMB", "[red]Z").replace("2026-03-02", "soon"))
    (plan / "Notes.csv").write_text("a\n1\n")
    done = allocator_in("check", plan)
    assert done.exit_code == 2
    faults = [line for line in done.stdout.splitlines() if line.startswith("error")]
    assert len(faults) == 3  # two requests of Zambia, one date
    assert sum("[red]Z" in fault for fault in faults) == 2
    assert done.stdout.splitlines()[-1].startswith("3 errors, ")
    told = json.loads(allocator_in("check", plan, "--json").stdout)
    assert told["status"] == "input wrong"
    assert len([fault for fault in told["faults"] if fault["severity"] == "error"]) == 3


def test_check_as_json(allocator_in: Invoke) -> None:
    told = json.loads(allocator_in("check", FIRST_STEPS, "--json").stdout)
    assert told["counts"]["requests"] == 6
    assert told["seats_without_candidate"] == [
        {"request": "R3", "seat": "expert", "most_fell_to": "qualification"}
    ]


def test_a_cell_cannot_steer_the_terminal(allocator_in: Invoke, plan: Path) -> None:
    requests = plan / "Requests.csv"
    requests.write_text(requests.read_text().replace("ZMB", "\x1b[31mZ\x07"))
    done = allocator_in("check", plan)
    assert done.exit_code == 2
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


@pytest.mark.parametrize("form", ["allocation.xlsx", "allocation/"])
@pytest.mark.parametrize(("request_code", "says"), [("R3", "language"), ("R5", "WCO-01"), ("R1", "R1")])
def test_explain(allocator_in: Invoke, form: str, request_code: str, says: str) -> None:
    assert allocator_in("solve", FIRST_STEPS, "--output", form).exit_code == 0
    done = allocator_in("explain", form, request_code)
    assert done.exit_code == 0, done.stderr
    assert says in done.stdout
    told = json.loads(allocator_in("explain", form, request_code, "--json").stdout)
    assert told["request"] == request_code


def test_explain_names_a_request_that_is_spelt_alike(allocator_in: Invoke) -> None:
    assert allocator_in("solve", FIRST_STEPS).exit_code == 0
    done = allocator_in("explain", "allocation.xlsx", "R33")
    assert done.exit_code == 2
    assert "allocation.xlsx: has no request R33; did you mean R3" in done.stderr


def test_explain_refuses_what_is_no_result(allocator_in: Invoke, tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    for name in ("nowhere.xlsx", "broken.xlsx", FIRST_STEPS):
        done = allocator_in("explain", name, "R1")
        assert done.exit_code == 2
        assert Path(name).name in done.stderr


def test_check_names_a_lock_that_breaks_a_rule(allocator_in: Invoke, plan: Path) -> None:
    """Before: `check` ended with 0 and `solve` then refused the plan."""
    (plan / "Assignments.csv").write_text("request,seat,expert,start,decision\nR3,expert,GHA-01,,fixed\n")
    done = allocator_in("check", plan)
    assert done.exit_code == 2
    assert "GHA-01 cannot go on R3" in done.stdout
