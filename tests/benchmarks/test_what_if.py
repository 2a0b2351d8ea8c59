"""The benchmark of questions tells a row of each kind for each plan, and keeps what it solved."""

from pathlib import Path

import pytest

from benchmarks.what_if import main


def test_a_tiny_run_tells_all_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--plans", "S:1", "--solve", "2", "--results", str(tmp_path), "--sample", "1", "--limit", "1",
             "--all", "2", "--changes", "5", "--recoveries", "1", "--needed", "2"]  # fmt: skip
    main(words)
    tables = capsys.readouterr().out.strip().split("\n\n")
    assert [table.splitlines()[0].split(" | ")[1] for table in tables] == [
        "value (bound)", "unserved", "changes", "assignments",
    ]  # fmt: skip
    assert all(table.splitlines()[2].startswith("| S:1 | ") for table in tables)
    assert [path.name for path in tmp_path.iterdir()] == ["S-1.xlsx"]
