"""The benchmark of the desk tells a row for each plan, in a real browser."""

import pytest

from benchmarks.desk import main
from tests.app.conftest import CHROMIUM


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium")
def test_a_tiny_run_tells_a_row(capsys, monkeypatch):
    pytest.importorskip("playwright.sync_api")
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # the page would believe that it is tested from inside
    main(["--sizes", "S", "--seconds", "2", "--drops", "3", "--frames", "20"])
    header, _, row = capsys.readouterr().out.strip().splitlines()
    assert header.count("|") == row.count("|") and row.startswith("| S | 60 | 40 | ")
    assert all(cell.strip() for cell in row.strip("|").split("|"))
