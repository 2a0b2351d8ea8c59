"""`allocator check` and `allocator explain`."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

import allocator
from allocator.errors import ExitCode
from tests.cli.conftest import COLUMBUS, FIRST_STEPS, ROOT, Invoke


def test_check_tells_supply_against_demand(allocator_in: Invoke) -> None:
    """The pipe gets plain aligned lines; R3 asks for a language that no expert in its topic speaks."""
    done = allocator_in("check", FIRST_STEPS)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "0 errors, 0 warnings"
    assert lines[1] == "6 open requests of 5 Members (0 delivered before), 7 experts, 4 agreements"
    assert "No allocation can serve more than 4 of 6 requests, or more than 28 of 39 weight units." in lines
    assert "  language: 1 request, R3" in lines
    head = next(i for i, line in enumerate(lines) if line.startswith("asked, then released"))
    assert lines[head].split()[-4:] == ["all", "Sep", "Oct", "Nov"]
    assert lines[head + 1].split() == ["TOE", "risk-management", "5", "1", "3", "1"]
    assert lines[head + 2].split() == ["pt:", "nobody", "0", ".", ".", "."]
    assert {len(line) for line in lines[head : head + 11]} == {len(lines[head])}
    assert "R3 expert 1 nobody 5 fall to qualification, 2 to language" in map(" ".join, map(str.split, lines))
    assert any(line.startswith("WCO-01") and "nobody to spare for R4, R5" in line for line in lines)
    assert "\x1b" not in done.stdout


def test_check_shows_the_ten_scarcest_of_a_year_and_where_the_rest_is(allocator_in: Invoke) -> None:
    """Twelve months fit into 80 columns."""
    lines = allocator_in("check", COLUMBUS).stdout.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("asked, then released"))
    assert len(lines[head]) <= 80
    assert lines[head + 21] == ""
    assert lines[-1] == "* These are the scarcest; --output check.xlsx writes all of them."


def test_check_writes_everything_to_a_workbook(allocator_in: Invoke, tmp_path: Path) -> None:
    done = allocator_in("check", COLUMBUS, "--output", "check.xlsx")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "Written to check.xlsx"
    assert "These are the scarcest" not in done.stdout
    book = load_workbook(tmp_path / "check.xlsx")
    assert book.sheetnames == ["Bound", "Supply and demand", "Scarce seats", "People", "Findings"]
    told = json.loads(allocator_in("check", COLUMBUS, "--output", "check.xlsx", "--json").stdout)
    assert told["output"] == "check.xlsx"  # written over: nobody has changed it
    needs = book["Supply and demand"]
    assert needs.max_row - 1 == len(told["supply"]["needs"]) > 10
    assert book["People"].max_row - 1 == told["counts"]["experts"]
    releases = [row[7] for row in book["People"].iter_rows(min_row=2, values_only=True)]
    assert releases.count("no row: the whole plan") == 4
    marked = needs.conditional_formatting
    assert len(marked) == 1 + len(told["supply"]["months"])
    assert {rule.formula[0] for area in marked for rule in area.rules} >= {"$G2>$H2", "$L2>$M2", "$AH2>$AI2"}


def test_check_marks_faults_in_their_cells(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("init", "mine", "--empty").exit_code == 0
    done = allocator_in("check", "mine/plan.xlsx", "--mark", "marked.xlsx")
    assert done.exit_code == 2
    assert done.stdout.splitlines()[-1] == "Written to marked.xlsx"
    cell = load_workbook(tmp_path / "marked.xlsx")["Plan"]["B2"]
    assert cell.comment is not None and "is blank; fill it in" in cell.comment.text
    refused = allocator_in("check", FIRST_STEPS, "--mark", "other.xlsx")
    assert refused.exit_code == 2 and "is no workbook" in refused.stderr
    over = allocator_in("check", "mine/plan.xlsx", "--mark", "mine/plan.xlsx")
    assert over.exit_code == 2 and "--output" not in over.stderr
    assert "--mark: 1 fault" in over.stderr and "is an input of this run" in over.stderr
    assert over.stderr.rstrip().endswith("choose another --mark")


def test_faults_in_merged_cells_are_marked_where_they_are_seen(allocator_in: Invoke, tmp_path: Path) -> None:
    allocator_in("init", "mine")
    book = load_workbook("mine/plan.xlsx")
    book["Experts"].merge_cells("B3:B4")
    book.save("merged.xlsx")
    done = allocator_in("check", "merged.xlsx", "--mark", "marked.xlsx")
    assert done.exit_code == ExitCode.INPUT_WRONG and "Experts!B4" in done.stdout + done.stderr
    comment = load_workbook("marked.xlsx")["Experts"]["B3"].comment
    assert comment is not None and "is blank" in comment.text


def test_two_options_never_name_one_file(allocator_in: Invoke, tmp_path: Path) -> None:
    allocator_in("init", "mine")
    for words in (
        ("check", "mine/plan.xlsx", "--output", "a.xlsx", "--mark", "./a.xlsx"),
        ("solve", FIRST_STEPS, "--output", "a.xlsx", "--store", "a.xlsx"),
    ):
        done = allocator_in(*words)
        assert done.exit_code == ExitCode.INPUT_WRONG
        assert "is named by --output as well, and one would be written over the other" in done.stderr
    assert not Path("a.xlsx").exists()


def test_a_preference_that_no_goal_weighs_is_said(allocator_in: Invoke, plan: Path) -> None:
    path = plan / "Requests.csv"
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    wishes = [f"{row},{'preferred' if row.startswith('R1,') else ''}" for row in rows]
    path.write_text("\n".join([f"{header},pairing", *wishes]), encoding="utf-8")
    for model, weighed in (("national", True), ("tripartite", False)):
        done = allocator_in("check", plan, "--model", ROOT / "models" / f"{model}.toml")
        assert ("R1 (pairing): preferred counts for nothing" in done.stdout + done.stderr) != weighed


def test_a_marked_copy_takes_the_place_of_the_one_before_unless_somebody_worked_on_it(
    allocator_in: Invoke, tmp_path: Path
) -> None:
    allocator_in("init", "mine")
    allocator_in("check", "mine/plan.xlsx", "--mark", "marked.xlsx")
    again = allocator_in("check", "mine/plan.xlsx", "--mark", "marked.xlsx")
    assert again.stdout.splitlines()[-1].endswith("marked.xlsx, in the place of the one that was there")
    book = load_workbook(tmp_path / "marked.xlsx")
    book.properties.lastModifiedBy = "Ama"
    book.save(tmp_path / "marked.xlsx")
    worked_on = (tmp_path / "marked.xlsx").read_bytes()
    refused = allocator_in("check", "mine/plan.xlsx", "--mark", "marked.xlsx")
    assert refused.exit_code == 2 and "was changed by hand" in refused.stderr
    assert (tmp_path / "marked.xlsx").read_bytes() == worked_on


def test_check_writes_the_findings_of_a_plan_that_cannot_be_used(
    allocator_in: Invoke, plan: Path, tmp_path: Path
) -> None:
    requests = plan / "Requests.csv"
    requests.write_text(requests.read_text().replace("ZMB", "=1+1").replace("2026-03-02", "soon"))
    done = allocator_in("check", plan, "--output", "check.xlsx")
    assert done.exit_code == 2
    again = allocator_in("check", plan, "--output", "check.xlsx").stdout.splitlines()
    assert (done.stdout.splitlines()[-1], again[-1]) == (
        "Written to check.xlsx",
        "Written to check.xlsx, in the place of the one that was there",
    )
    book = load_workbook(tmp_path / "check.xlsx")
    assert book.sheetnames == ["Findings"]
    rows = list(book["Findings"].iter_rows(min_row=2))
    assert {row[0].value for row in rows} == {"error"}
    assert any("=1+1" in str(row[3].value) for row in rows)
    assert all(cell.data_type != "f" for row in rows for cell in row)


@pytest.mark.parametrize("output", ["check.csv", "nowhere/check.xlsx", "Requests.csv"])
def test_check_refuses_an_output_that_is_no_workbook(allocator_in: Invoke, plan: Path, output: str) -> None:
    done = allocator_in("check", plan, "--output", output)
    assert done.exit_code == 2
    assert done.stderr.startswith("--output: 1 fault")
    assert done.stdout == ""


def test_check_never_writes_over_its_plan(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS).exit_code == 0
    before = (tmp_path / "allocation.xlsx").read_bytes()
    assert allocator_in("check", "allocation.xlsx", "--output", "allocation.xlsx").exit_code == 2
    assert (tmp_path / "allocation.xlsx").read_bytes() == before


def test_check_lists_every_fault(allocator_in: Invoke, plan: Path) -> None:
    requests = plan / "Requests.csv"
    requests.write_text(requests.read_text().replace("ZMB", "[red]Z").replace("2026-03-02", "soon"))
    (plan / "Notes.csv").write_text("a\n1\n")
    done = allocator_in("check", plan)
    assert done.exit_code == 2
    faults = [line for line in done.stdout.splitlines() if line.startswith("error")]
    assert len(faults) == 2  # two requests of Zambia in one, and a date
    assert sum("[red]Z" in fault and "also in line 3" in fault for fault in faults) == 1
    assert done.stdout.splitlines()[-1].startswith("2 errors, ")
    told = json.loads(allocator_in("check", plan, "--json").stdout)
    assert told["status"] == "input wrong"
    assert len([fault for fault in told["faults"] if fault["severity"] == "error"]) == 2


def test_check_as_json(allocator_in: Invoke) -> None:
    told = json.loads(allocator_in("check", FIRST_STEPS, "--json").stdout)
    assert told["status"] == "sound"
    assert told["counts"]["requests"] == 6
    supply = told["supply"]
    assert supply["bound"] == {"requests_asked": 6, "weight_asked": 39, "requests": 4, "weight": 28}
    assert supply["months"] == ["2026-09", "2026-10", "2026-11"]
    assert supply["needs"][0] == {
        "profile": "TOE", "topic": "risk-management", "languages": ["pt"], "places": 1, "people": [],
        "shared": [], "days_asked": 5, "days_released": 0, "days_shared": 0,
        "asked": [1, 3, 1], "released": [0, 0, 0],
    }  # fmt: skip
    assert supply["seats"][0] == {
        "request": "R3", "seat": "expert", "profile": "TOE", "topic": "risk-management",
        "languages": ["pt"], "places": 1, "candidates": [], "fell": {"qualification": 5, "language": 2},
    }  # fmt: skip
    assert [each["request"] for each in supply["impossible"]] == ["R3"]
    assert supply["levers"][0]["requests"] == ["R3"]
    assert len(supply["people"]) == 7


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


def test_explain_writes_the_trade_and_the_changes(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS).exit_code == 0
    done = allocator_in(
        "explain", "allocation.xlsx", "R5", "--output", "trade.json", "--scenario", "r5.toml", "--json"
    )
    told = json.loads(done.stdout)
    assert told["grade"] == "possible, but dearer"
    assert told["trade"]["difference"]["dropped"] == ["R4"]
    assert told["changes"][0]["cells"][0]["column"] == "latest end"
    assert told["written"][:2] == ["trade.json", "r5.toml"]
    trade = json.loads((tmp_path / "trade.json").read_text())
    assert "R5" in {row["request"] for row in trade["tables"]["Missions"]}
    plan, model, _ = allocator.read_scenario(tmp_path / "r5.toml")
    assert str(plan.requests["R5"].latest_end) == told["changes"][0]["cells"][0]["after"]
    assert model.negotiable


def test_explain_writes_over_no_scenario_and_says_what_it_replaces(
    allocator_in: Invoke, tmp_path: Path
) -> None:
    assert allocator_in("solve", FIRST_STEPS).exit_code == 0
    words = ("explain", "allocation.xlsx", "R5", "--output", "trade.xlsx", "--scenario", "r5.toml")
    done = allocator_in(*words)
    assert done.exit_code == 0, done.stderr
    assert "Written to trade.xlsx\nWritten to r5.toml\n" in done.stdout
    again = allocator_in(*words)
    assert again.exit_code == 0, again.stderr
    assert "Written to trade.xlsx, in the place of the one that was there\n" in again.stdout
    assert "Written to r5.toml, where it stood already\n" in again.stdout
    (tmp_path / "r5-model.toml").write_text("# mine\n", encoding="utf-8")
    refused = allocator_in(*words)
    assert refused.exit_code == 2
    assert "--scenario: 1 fault" in refused.stderr
    assert "r5-model.toml: is there already, and would be lost; choose another --scenario" in refused.stderr
    assert (tmp_path / "r5-model.toml").read_text(encoding="utf-8") == "# mine\n"


def test_explain_says_where_nothing_is_to_be_written(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS).exit_code == 0
    done = allocator_in("explain", "allocation.xlsx", "R1", "--output", "trade.xlsx", "--scenario", "r1.toml")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == [
        "Nothing is written to trade.xlsx: there is no trade",
        "Nothing is written to r1.toml: there is no change to try",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["allocation.xlsx"]


def test_advice_stands_on_the_sheet_unserved(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS, "--advise", "--output", "told.json").exit_code == 0
    rows = json.loads((tmp_path / "told.json").read_text())["tables"]["Unserved"]
    told = {row["request"]: row for row in rows}
    assert "R4 (priority 2) would drop out" in told["R5"]["trade"]
    assert "latest end" in told["R5"]["cheapest change"]
    assert told["R3"]["grade"] == "impossible alone"
