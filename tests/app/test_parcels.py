"""What leaves the desk can be opened, what comes back is merged, and nothing that is no reply is taken in."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from allocator.app import parcels
from allocator.app.desk import Desk
from allocator.errors import InputError
from allocator.inputs.plan_file import plan_to_solve
from allocator.store import RunStore
from allocator.tables import read_raw


@pytest.fixture
def desk(solved_store: RunStore) -> Desk:
    return Desk.opened(solved_store)


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_everything_that_leaves_can_be_opened(desk: Desk) -> None:
    assert desk.result is not None and desk.plan is not None
    assert "Missions" in load_workbook(io.BytesIO(parcels.workbook(desk.result))).sheetnames
    assert b'lang="fr"' in parcels.report_page(desk.result, "fr")
    assert all(name.endswith(".ics") for name in names(parcels.calendars(desk.result)))
    sent = names(parcels.proposals(desk.result)[0])
    assert "letters.xlsx" in sent and any(name.startswith("administrations/") for name in sent)


def test_the_plan_is_read_again_as_it_was(desk: Desk, tmp_path: object) -> None:
    from pathlib import Path

    assert desk.plan is not None
    path = Path(str(tmp_path)) / "plan.xlsx"
    path.write_bytes(parcels.plan_workbook(desk.plan))
    assert plan_to_solve(read_raw(path)).requests == desk.plan.requests


def test_replies_become_the_plan(desk: Desk) -> None:
    assert desk.result is not None and desk.plan is not None
    sent = parcels.forms(desk.plan, desk.model, "en")
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        replies = [(name, archive.read(name)) for name in archive.namelist()]
    name, content = next(each for each in replies if each[0].startswith("KEN"))
    book = load_workbook(io.BytesIO(content))
    sheet = book["People"]
    headers = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value == "your answer"}
    cell = headers["your answer"]
    sheet.cell(cell.row + 1, cell.column).value = "no"
    saved = io.BytesIO()
    book.save(saved)
    found = parcels.gathered(desk.plan, desk.model, [(name, saved.getvalue()), ("KEN scrap.csv", b"\xff")])
    assert found.changes and found.standings
    assert any("KEN_scrap" in trouble.place.file for trouble in found.troubles)


@pytest.mark.parametrize(
    "name",
    [
        "../../../tmp/evil.xlsx", "/etc/passwd.xlsx", "C:\\x\\y.xlsx", "\0.xlsx", ".xlsx",
        f"{'x' * 4000}.xlsx", "a\nb.csv",
    ],
)  # fmt: skip
def test_a_name_is_no_path(desk: Desk, name: str) -> None:
    assert desk.plan is not None
    found = parcels.gathered(desk.plan, desk.model, [(name, b"nothing")])
    assert len(found.replies) == 1 and found.troubles and ".." not in found.replies[0].file


def test_too_much_and_what_is_no_reply_are_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.plan is not None
    monkeypatch.setattr(parcels, "MOST_REPLIES", 2)
    monkeypatch.setattr(parcels, "MOST_REPLY_BYTES", 10)
    given = [("a.xlsx", b"x" * 11), ("b.exe", b"x"), ("c.csv", b"x")]
    with pytest.raises(InputError) as refused:
        parcels.gathered(desk.plan, desk.model, given)
    assert len(refused.value.faults) == 3
