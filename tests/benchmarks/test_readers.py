"""The readers that are compared read the same rows, and differ where decision 0001 says so."""

from pathlib import Path

import pytest
import xlsxwriter

from benchmarks.readers import READERS, write_requests


@pytest.mark.parametrize("name", ["openpyxl-streamed", "openpyxl-whole"])
def test_a_sound_workbook_is_the_same_for_all(name: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_requests(path, 20)
    own, other = READERS["own"](path), READERS[name](path)
    assert len(own.tables["Requests"].rows) == 20
    assert [[str(cell)[:10] for cell in row.cells] for row in own.tables["Requests"].rows] == [
        [str(cell)[:10] for cell in row.cells] for row in other.tables["Requests"].rows
    ]
    assert own.faults == other.faults


def test_hidden_rows_are_not_seen_in_read_only_mode(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Experts")
        sheet.write_column(0, 0, ["expert", "KEN-01", "KEN-02"])
        sheet.set_row(1, None, None, {"hidden": True})
    found = {name: len(READERS[name](path).faults) for name in ("own", "openpyxl-whole", "openpyxl-streamed")}
    assert found == {"own": 1, "openpyxl-whole": 1, "openpyxl-streamed": 0}
