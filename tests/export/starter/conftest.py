"""The starter folder, written once: with examples and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import allocator

ROOT = Path(__file__).parents[3]
FIRST_STEPS = ROOT / "scenarios" / "plans" / "first-steps"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("starter") / "my plan"
    allocator.write_starter(made)
    return made


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("starter") / "empty"
    allocator.write_starter(made, empty=True)
    return made


@pytest.fixture(scope="session")
def book(folder: Path) -> Iterator[Workbook]:
    opened = load_workbook(folder / "plan.xlsx")
    yield opened
    opened.close()
