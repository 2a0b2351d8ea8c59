"""Replies saved as something else than a workbook of Excel."""

import os
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest

import allocator
from allocator.errors import InputError
from allocator.inputs.round.words import day_in
from allocator.tables.open_document import read_open_document
from allocator.tables.returned import returned_grids
from tests.plans_by_hand import plan_of
from tests.round.rounds import Round, asked

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
                        ("fo", "xsl-fo-compatible"), ("meta", "meta"))
)  # fmt: skip
_STYLE = (
    '<office:automatic-styles><style:style style:name="ce1" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#92d050"/></style:style></office:automatic-styles>'
)
_NOTE = "<office:annotation><text:p>ask again</text:p></office:annotation>"


def as_open_document(workbook: Path, *, painted: str = "", noted: str = "") -> Path:
    """A workbook as LibreOffice saves it: rows that repeat, blank cells that repeat."""
    path = workbook.with_suffix(".ods")
    book = openpyxl.load_workbook(workbook)
    line = book.custom_doc_props["Allocator form"].value
    tables = "".join(_table(sheet, painted, noted) for sheet in book.worksheets)
    content = f"<office:document-content {_SPACES}>{_STYLE}<office:body><office:spreadsheet>{tables}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    meta = (
        f'<office:document-meta {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<meta:creation-date>2026-01-01T00:00:00Z</meta:creation-date><dc:date>2026-03-02T10:00:00</dc:date>"
        f'<meta:user-defined meta:name="Allocator form">{escape(line)}</meta:user-defined></office:meta>'
        "</office:document-meta>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
        archive.writestr("meta.xml", meta)
    return path


def _table(sheet: openpyxl.worksheet.worksheet.Worksheet, painted: str, noted: str) -> str:
    rows = []
    for row in sheet.iter_rows():
        cells = []
        for cell in row:
            style = ' table:style-name="ce1"' * (f"{sheet.title}!{cell.coordinate}" == painted)
            note = _NOTE * (f"{sheet.title}!{cell.coordinate}" == noted)
            if cell.value is None:
                cells.append(f"<table:table-cell{style}>{note}</table:table-cell>")
            elif hasattr(cell.value, "year"):
                cells.append(f'<table:table-cell office:value-type="date" '
                             f'office:date-value="{cell.value:%Y-%m-%d}"/>')  # fmt: skip
            else:
                text = escape(str(cell.value))
                cells.append(f'<table:table-cell office:value-type="string"{style}>{note}'
                             f"<text:p>{text}</text:p></table:table-cell>")  # fmt: skip
        blank = '<table:table-cell table:number-columns-repeated="16000"/>'
        rows.append(f"<table:table-row>{''.join(cells)}{blank}</table:table-row>")
    empty = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    return f"<table:table table:name={quoteattr(sheet.title)}>{''.join(rows)}{empty}</table:table>"


@pytest.fixture
def sent(tmp_path: Path) -> Round:
    return asked(plan_of(["KEN-01"], ["R1"]), tmp_path / "sent")


def test_an_open_document_answers_like_the_workbook(sent: Round) -> None:
    book = sent.book("KEN")
    question = "releases", ("KEN-01", "2026-10")
    book.cell(question).value = "yes"
    book.cell(question, "from").value = date(2026, 10, 5)
    book.cell(question, "to").value = "9"
    book.save()
    path = as_open_document(sent.paths["KEN"])
    sent.paths["KEN"].unlink()
    found = allocator.gather(sent.plan, sent.folder, sent.model)
    assert [(change.new, str(change.place)) for change in found.changes] == [
        ("5-9", "KEN-en.ods, Releases!E7")
    ]
    assert read_open_document(path).saved is not None


def test_colours_and_notes_in_an_open_document_are_located(sent: Round) -> None:
    as_open_document(sent.paths["KEN"], painted="Releases!E6", noted="Releases!E7")
    sent.paths["KEN"].unlink()
    found = allocator.gather(sent.plan, sent.folder, sent.model)
    assert sorted(trouble.place.cell for trouble in found.troubles) == ["E6", "E7"]
    assert any("coloured (92D050)" in trouble.message for trouble in found.troubles)
    assert any("a note: 'ask again'" in trouble.message for trouble in found.troubles)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ods", b"PK\x03\x04", "cut off or damaged"),
        ("a.pdf", b"%PDF", "is neither a workbook (.xlsx, .ods) nor a CSV file"),
        ("a.xls", b"x", "of the format before 2007"),
        ("a.xlsx", b"", "is empty"),
        ("a.xlsx", b"<html>", "is a web page by another name"),
        ("a.csv", "é".encode("latin-1"), "is not UTF-8 text; save the file as CSV UTF-8 (line 1)"),
    ],
)
def test_other_files_are_refused_in_words(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as refusal:
        returned_grids(tmp_path / name)
    assert message in str(refusal.value)


def test_an_open_document_with_a_password_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        archive.writestr("content.xml", b"\x00")
    with pytest.raises(InputError, match="is protected with a password"):
        returned_grids(tmp_path / "a.ods")


def test_an_open_document_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", bomb)
    with pytest.raises(InputError, match="damaged"):
        returned_grids(tmp_path / "a.ods")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
@pytest.mark.parametrize("damage", ["deflate", "encrypted", "rows"])
def test_an_open_document_that_is_damaged_is_refused_in_words(tmp_path: Path, damage: str) -> None:
    """Before, one of a round ended all of it, or was read for hours."""
    path = tmp_path / "a.ods"
    cells = (
        '<table:table-cell table:number-columns-repeated="300"/><table:table-cell office:value-type="float" '
        'office:value="1"/>'
    )
    content = (
        f"<office:document-content {_SPACES}><office:body><office:spreadsheet><table:table table:name='a'>"
        f'<table:table-row table:number-rows-repeated="1000000000000">{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    data = bytearray(path.read_bytes())
    if damage == "deflate":
        at = data.index(b"content.xml") + len("content.xml")
        data[at : at + 40] = bytes(40)
    elif damage == "encrypted":
        for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = data.index(mark)
            data[at + flag] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="is cut off or damaged; open it and save it again"):
        returned_grids(path)


@pytest.mark.parametrize(("shown", "meant"), [("1900-01-11", 12), ("1899-12-31", 1)])
def test_a_number_typed_where_a_date_stood_is_that_number(tmp_path: Path, shown: str, meant: int) -> None:
    """LibreOffice numbers days from 30 December 1899, Excel the first two months from the day after."""
    path = tmp_path / "a.ods"
    cell = f'<table:table-cell office:value-type="date" office:date-value="{shown}"/>'
    table = f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_SPACES}><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    ((found,),) = (sheet.cells.values() for sheet in read_open_document(path).sheets)
    assert found == meant and day_in(found, date(2026, 10, 1)) == date(2026, 10, meant)


def test_a_pipe_is_not_waited_for(sent: Round) -> None:
    os.mkfifo(sent.folder / "reply.xlsx")
    found = allocator.gather(sent.plan, sent.folder, sent.model)
    assert [trouble.message for trouble in found.troubles] == [
        "is a pipe (FIFO); a file is right; nothing of it is read"
    ]


def test_a_sheet_without_end_is_located(sent: Round) -> None:
    path = sent.folder / "long.csv"
    path.write_text("code,month,your answer\n" + "KEN-01,2026-09,yes\n" * 20_001, encoding="utf-8")
    found = allocator.gather(sent.plan, sent.folder, sent.model)
    assert "has 20,002 filled rows, far more than a form" in found.troubles[0].message
    assert not found.changes


def test_a_table_of_ones_own_is_read_where_it_is_certain(sent: Round) -> None:
    """Without any line of ours, headers and codes say what is meant; but not which days a form has shown."""
    sent.paths["KEN"].unlink()
    headers = "Code;Mois;Votre réponse;autres jours : du;autres jours : au"
    rows = "KEN-01;octobre 2026;oui;3;9", "KEN-01;novembre 2026;oui;;"
    (sent.folder / "ours.csv").write_text("\n".join((headers, *rows)), encoding="utf-8")
    found = allocator.gather(sent.plan, sent.folder, sent.model)
    assert [(change.subject, change.new) for change in found.changes] == [(("KEN-01", "2026-10"), "3-9")]
    (trouble,) = found.troubles
    assert str(trouble.place) == "ours.csv, line 3, column 3"
    assert trouble.message == "which days were shown is lost; write them into from and to"
