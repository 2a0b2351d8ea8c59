"""`allocator repair` writes a repair again that a later search bettered, and shows the last of each order."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import allocator
from allocator.whatif import repairs as mended
from allocator.whatif.repairs import ORDERS, Repair, repair_model
from tests.cli.conftest import ROOT, Invoke
from tests.plans_by_hand import decision, expert, monday, plan_of


def test_a_repair_that_is_bettered_is_written_again(
    allocator_in: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(3)),)
    people = [expert("KEN-01"), expert("TZA-01")]
    model = allocator.read_model(ROOT / "models" / "national.toml")
    plan = plan_of(people, ["R1"], decisions=rows)
    first = allocator.solve(plan, repair_model(model, "people"), time_limit=None, workers=1)
    shut = decision("excluded", "R1", expert="KEN-01")
    other = plan_of(people, ["R1"], decisions=(*rows, shut))
    worse = allocator.solve(other, repair_model(model, "people"), time_limit=None, workers=1)
    assert worse.allocation != first.allocation

    def planted(*_: object, **__: object) -> Iterator[Repair]:
        yield Repair("people", worse)
        for order in ORDERS:
            yield Repair(order, first)

    allocator.write_workbook(allocator.solve(plan, model, time_limit=None, workers=1), tmp_path / "a.xlsx")
    monkeypatch.setattr(mended, "each_repair", planted)
    done = allocator_in("repair", "a.xlsx", "--output", "r.xlsx", "--necessity", "1", "--json")
    assert [row["order"] for row in json.loads(done.stdout)["repairs"]] == list(ORDERS)
    for order in ORDERS:
        assert allocator.read_result(tmp_path / f"r-{order}.xlsx").allocation == first.allocation

    again = allocator_in("repair", "a.xlsx", "--output", "r.xlsx", "--necessity", "0")
    there = [line for line in again.stdout.splitlines() if line.startswith("Written to")]
    assert len(there) == 3 and all("xlsx, in the place of the one that was there: " in line for line in there)
