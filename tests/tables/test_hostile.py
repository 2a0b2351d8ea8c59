"""Whatever stands in the cells or the file: a plan or an InputError, never another exception."""

import random
from datetime import date, datetime, time
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.inputs.plan_file import plan_from_frames, read_plan

ODD: list[Any] = [
    None, "", True, 0, -1, 2.5, float("nan"), float("inf"), 1e300, 10**30, "NA", "-", "*", ";",
    "a;b", "x" * 500,
    "\x00", "\ud800", "#REF!", date(1, 1, 1), date(2026, 7, 1),
    datetime.fromisoformat("9999-12-31T23:59"), time(1), b"x", {}, [1, 2],
    "٣", "²", "=1+1", "any", "0000-00-00", "KEN", "Kenya", "WCO", "R1", "R2", "AG1", "fixed", "excluded",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(100))
def test_odd_cells(sheets: Any, to_frames: Any, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(chance.choice([1, 3, 20])):
        rows = sheets[chance.choice(list(sheets))]
        row = chance.choice(rows)
        row[chance.choice(list(row))] = chance.choice(ODD)
        if chance.random() < 0.2:
            rows.append(dict(row))
    try:
        assert plan_from_frames(to_frames(sheets)).digest
    except InputError as error:
        assert any(fault.severity == "error" for fault in error.faults)


@pytest.mark.parametrize("seed", range(30))
def test_damaged_bytes(sheets: Any, to_xlsx: Any, seed: int) -> None:
    path = to_xlsx(sheets)
    content = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.choice([1, 10, 200])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    try:
        read_plan(path)
    except InputError as error:
        assert len(str(error)) < 20_000
