"""`allocator solve --start`: a search that goes on from an allocation."""

import json
from pathlib import Path

from tests.cli.conftest import FIRST_STEPS, Invoke


def test_a_result_is_where_the_next_begins_and_the_sheet_checks_says_so(
    allocator_in: Invoke, tmp_path: Path
) -> None:
    first = allocator_in("solve", FIRST_STEPS, "--time-limit", "10", "--workers", "1")
    assert first.exit_code == 0, first.stderr
    again = allocator_in(
        "solve", FIRST_STEPS, "--time-limit", "10", "--start", "allocation.xlsx", "--output", "again.json"
    )
    assert again.exit_code == 0, again.stderr
    written = json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))
    told = {row["what"]: row["finding"] for row in written["tables"]["Checks"] if row["part"] == "Run"}
    begun = written["provenance"]["started_from"]
    assert begun and told["started from"] == f"the allocation {begun[:16]}"


def test_a_plan_is_no_start(allocator_in: Invoke) -> None:
    refused = allocator_in("solve", FIRST_STEPS, "--start", FIRST_STEPS, "--output", "new.json")
    assert refused.exit_code == 2
    assert "it is not a result" in refused.stderr
