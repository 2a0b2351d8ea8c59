"""Files that are no workbook, and workbooks with what spreadsheets can hold and a plan cannot."""

import os
import re
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.table import Table

from allocator.errors import InputError
from allocator.export.read_back import read_result
from allocator.inputs.plan_file import read_plan
from allocator.tables import read_raw
from allocator.tables.as_written import is_as_written
from allocator.tables.excel import worksheet
from allocator.tables.excel.xml_parts import elements
from tests.tables.conftest import headers
from tests.tables.excel.workbook_parts import STYLES, Raw, parts, sheet_xml, zipped

Sheets = dict[str, list[dict[str, Any]]]
Save = Callable[..., Path]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
REPAIR = "repair it or write the value"
OLD = "what that held when this workbook was last saved is taken. Write the values if that may be old"
UNMERGE = "and all but the first of each read as blank; unmerge them and fill in every cell"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def lines(path: Path) -> list[str]:
    """The faults of a file, or the warnings of a plan that stands."""
    try:
        return [str(warning) for warning in read_plan(path).warnings]
    except InputError as error:
        return [str(fault) for fault in error.faults]


def grid(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(headers(rows)), *([row.get(header) for header in headers(rows)] for row in rows)]


@pytest.fixture
def save(sheets: Sheets, tmp_path: Path) -> Save:
    """The plan as a workbook made by hand, in which `changes` replaces sheets and `put` parts of the file."""

    def make(changes: dict[str, str] | None = None, put: dict[str, Any] | None = None, **given: Any) -> Path:
        made = {name: sheet_xml(grid(rows)) for name, rows in sheets.items()}
        content = parts({**made, **(changes or {})}, **given)
        path = tmp_path / "plan.xlsx"
        path.write_bytes(zipped({**content, **(put or {})}, packed=True))
        return path

    return make


def test_the_workbook_made_by_hand_is_the_plan(save: Save, sheets: Sheets, to_xlsx: Any) -> None:
    digest = read_plan(save()).digest
    assert read_plan(to_xlsx(sheets)).digest == digest


# -- files that are something else ---------------------------------------------------------------------------

OTHERS = [
    ("plan.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "is protected with a password"),
    ("plan.xlsx", OLE + "Workbook\0".encode("utf-16-le"), "of the format before 2007 (.xls) by another name"),
    ("plan.xlsx", OLE + "Book\0".encode("utf-16-le"), "of the format before 2007 (.xls) by another name"),
    ("plan.xlsx", OLE + "WordDocument\0".encode("utf-16-le"), "but not a workbook"),
    ("plan.xlsx", b"", "is empty"),
    ("plan.xlsx", b"expert,languages\n", "is plain text, perhaps CSV"),
    ("plan.xlsx", b"\xff\xfee\0x\0", "is plain text, perhaps CSV"),
    ("plan.xlsx", b"\xef\xbb\xbf<html><table>", "is a web page by another name"),
    ("plan.xlsx", b'<?xml version="1.0"?><Workbook/>', "is an XML file by another name"),
    ("plan.xlsx", b"%PDF-1.7", "is a PDF document by another name"),
    ("plan.xlsx", b"\x00\x01\x02", "is of a kind that is not known"),
    ("plan.xlsx", zipped({"content.xml": "<x/>"}), "is an OpenDocument spreadsheet (.ods) by another name"),
    ("plan.xlsx", zipped({"Index/Document.iwa": "x"}), "is a spreadsheet of Apple Numbers by another name"),
    ("plan.xlsx", zipped({"xl/workbook.bin": "x"}), "is a binary workbook (.xlsb) by another name"),
    ("plan.xlsx", zipped({"word/document.xml": "x"}), "is a Word document by another name"),
    ("plan.xlsx", zipped({"letter.txt": "x"}), "is a zip file but not an Excel workbook"),
    ("plan.xlsm", b"PK", "may hold macros, which a plan has no use for; save it as an Excel workbook"),
    ("plan.xls", b"x", "of the format before 2007; save it as an Excel workbook (.xlsx)"),
    ("plan.ods", b"x", "is an OpenDocument spreadsheet"),
    ("plan.numbers", b"x", "is a spreadsheet of Apple Numbers"),
    ("plan.xlsb", b"x", "is a binary workbook"),
    ("~$plan.xlsx", b"\x05Planner", "only marks that plan.xlsx is open in Excel; give plan.xlsx"),
    ("plan.docx", b"x", "is neither a workbook (.xlsx) nor a folder of CSV files"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "message"), OTHERS)
def test_another_file_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (line,) = lines(path)
    assert line.startswith(f"{name}: ")
    assert message in line


def test_folders_and_paths(tmp_path: Path, save: Save) -> None:
    save()
    assert "give the workbook in it, plan.xlsx" in lines(tmp_path)[0]
    (tmp_path / "folder.xlsx").mkdir()
    assert "no CSV file has the name of a sheet" in lines(tmp_path / "folder.xlsx")[0]
    assert lines(Path("a\0b.xlsx")) == [
        "a b.xlsx: does not exist; give a workbook (.xlsx) or a folder of CSV files"
    ]
    assert len(lines(Path("x" * 5000))) == 1


def test_a_file_that_may_not_be_read(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save()
    if os.geteuid() == 0:  # who may read everything

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    else:
        path.chmod(stat.S_IWUSR)
    assert lines(path) == ["plan.xlsx: cannot be read: Permission denied"]


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_off(save: Save, kept: float) -> None:
    path = save()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert lines(path) == ["plan.xlsx: is cut off or damaged; fetch the file again"]


# -- workbooks that are refused as a whole -------------------------------------------------------------------


def test_bombs(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "far more than a plan" in lines(save(put={"xl/media/image.bin": bytes(8 << 20)}))[0]
    assert "2,1" in lines(save(put={f"xl/media/{i}": b"" for i in range(2100)}))[0]
    monkeypatch.setattr("allocator.tables.excel.workbook_file._MOST_BYTES", 1000)
    assert "far more than a plan" in lines(save())[0]
    monkeypatch.undo()
    monkeypatch.setattr("allocator.tables.excel.workbook_file._MOST_STRINGS", 10)
    put = {"xl/sharedStrings.xml": "<sst>" + "x" * 20 + "</sst>"}
    assert "of text, far more than a plan" in lines(save(put=put))[0]


def test_entities_are_not_expanded(save: Save) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + sheet_xml([["expert"], ["&b;"]])
    assert lines(save({"Experts": laughs})) == [
        "plan.xlsx: is damaged in the sheet 'Experts'; open it in Excel and save it again"
    ]


def test_macros_are_refused(save: Save) -> None:
    assert lines(save(put={"xl/vbaProject.bin": b"x"})) == [
        "plan.xlsx: holds macros, which a plan has no use for; save it as an Excel workbook (.xlsx)"
    ]


def test_strict_workbooks_are_named(save: Save) -> None:
    strict = '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheets/></workbook>'
    assert (
        "is a Strict Open XML Spreadsheet; save it as Excel Workbook"
        in lines(save(put={"xl/workbook.xml": strict}))[0]
    )


def test_parts_that_no_plan_needs_may_be_damaged(save: Save, sheets: Sheets) -> None:
    digest = read_plan(save()).digest
    put = {"docProps/core.xml": "<broken", "xl/theme/theme1.xml": "<broken", "xl/externalLinks/x.xml": "<"}
    assert read_plan(save(put=put)).digest == digest


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/workbook.xml", "<broken"),
        ("xl/styles.xml", "<broken"),
        ("xl/_rels/workbook.xml.rels", "<x/>"),
        ("_rels/.rels", ""),
    ],
)
def test_damaged_parts(save: Save, part: str, content: str) -> None:
    assert lines(save(put={part: content})) == ["plan.xlsx: is damaged; open it in Excel and save it again"]


@pytest.mark.parametrize("cell", [' t="s"><v>7</v>', ' t="s"><v>-1</v>', "><v>x</v>", ' s="x"><v>1</v>'])
def test_damaged_cells(save: Save, cell: str) -> None:
    xml = sheet_xml([["expert"], [Raw(cell)]])
    (line,) = lines(save({"History": xml}))
    assert line == "plan.xlsx: is damaged in the sheet 'History'; open it in Excel and save it again"


def test_too_much_in_a_sheet(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worksheet, "MOST_CELLS", 20)
    assert "holds more than 20 cells, far more than a plan: look at the sheet" in lines(save())[0]
    monkeypatch.undo()
    monkeypatch.setattr(worksheet, "_MOST_TEXT", 20)
    assert "MB of text, far more than a plan: look at the sheet" in lines(save())[0]


def renamed_parts(path: Path, name: Callable[[str], str], target: Callable[[str], str]) -> Path:
    """The workbook with other names of its parts, and other targets of what refers to them."""
    with zipfile.ZipFile(path) as archive:
        content = {part: archive.read(part) for part in archive.namelist()}
    for part in content:
        if part.endswith(".rels"):
            text = content[part].decode()
            content[part] = re.sub('Target="([^"]*)"', lambda m: f'Target="{target(m[1])}"', text).encode()
    path.write_bytes(zipped({name(part): value for part, value in content.items()}))
    return path


@pytest.mark.parametrize(
    "name",
    [str.upper, str.lower, str.title, lambda part: part.replace("/", "\\"), lambda part: f"/{part}",
     lambda part: f"./{part}", lambda part: part.upper().replace("/", "\\")],
)  # fmt: skip
@pytest.mark.parametrize(
    "target",
    [str, str.upper, lambda part: part.replace("/", "\\"), lambda part: f"./{part}",
     lambda part: part.replace("sheet", "%73heet"), lambda part: part if part[:2] == "xl" else f"/xl/{part}",
     lambda part: part if part[:2] == "xl" else f"../XL/{part}"],
)  # fmt: skip
def test_parts_are_found_whatever_their_case_and_slashes(
    save: Save, name: Callable[[str], str], target: Callable[[str], str]
) -> None:
    path = save()
    digest = read_plan(path).digest
    assert read_plan(renamed_parts(path, name, target)).digest == digest


def test_no_name_of_a_part_hides_what_it_is(save: Save, tmp_path: Path) -> None:
    assert "holds macros" in lines(save(put={"XL\\VBAPROJECT.BIN": "x"}))[0]
    assert "Word document" in lines(save(put={"Word\\document.xml": "x"}))[0]


# -- formulas ------------------------------------------------------------------------------------------------


def formula(text: str, value: str | None, kind: str = "") -> Raw:
    result = "" if value is None else f"<v>{value}</v>"
    return Raw(f"{kind}><f>{text}</f>{result}")


def test_formulas(save: Save, sheets: Sheets) -> None:
    expert = sheets["Experts"][0]
    expert["missions"] = formula("1+2", "3")
    expert["minimum missions"] = formula("1+0", None)
    expert["days"] = formula("A1", "#REF!", ' t="e"')
    expert["rest days"] = formula("NOW", "#WONDER!", ' t="e"')
    expert["note"] = formula('""', "", ' t="str"')
    assert lines(save()) == [
        f"Experts!H2 (minimum missions): {worksheet._NOT_CALCULATED}",
        f"Experts!I2 (days): the formula gives #REF! (it points at cells that are gone); {REPAIR}",
        f"Experts!J2 (rest days): the formula gives #WONDER!; {REPAIR}",
    ]


def test_zero_from_a_program_that_does_not_calculate(sheets: Sheets, tmp_path: Path) -> None:
    """XlsxWriter saves every formula with the value 0 and leaves the rest to Excel."""
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(grid(rows)):
                sheet.write_row(number, 0, row)
        book.get_worksheet_by_name("Experts").write_formula("K2", "=100*2")
        book.get_worksheet_by_name("Experts").write_formula("G2", "=1+2", None, 3)
    (line,) = lines(path)
    assert line.startswith(
        "Experts!K2 (day cost): the formula gives 0, but the file was written by a program"
    )


def test_a_broken_header_is_located(save: Save, sheets: Sheets) -> None:
    rows = grid(sheets["History"])
    rows[0][2] = formula("A1", "#N/A", ' t="e"')
    assert lines(save({"History": sheet_xml(rows)}))[0] == (
        f"History!C1: a header cannot be read: the formula gives #N/A (a look-up found nothing); {REPAIR}"
    )


def test_values_from_another_file(save: Save, sheets: Sheets) -> None:
    first, second = sheets["Experts"]
    first["missions"] = Raw('><f t="shared" ref="G2:G3" si="0">[1]Staff!A1</f><v>3</v>')
    second["missions"] = Raw('><f t="shared" si="0"/><v>4</v>')
    first["days"] = formula("Table1[days]+SUM('[2]Old plan'!A1)", "30")
    second["days"] = formula('LEN("[1]x!")+Table1[[#This Row],[days]]', "40")
    assert lines(save()) == [f"Experts!G2: G2, I2, G3 look into another file; {OLD}"]


# -- merged and hidden ---------------------------------------------------------------------------------------


def merged(*areas: str) -> str:
    return (
        f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{area}{chr(34)}/>' for area in areas)}</mergeCells>"
    )


def test_merged_cells(save: Save, sheets: Sheets) -> None:
    after = merged("C2:C3", "L2:M2", "A9:C9", "Z2:Z3")
    xml = sheet_xml(grid(sheets["Experts"]), after=after)
    assert lines(save({"Experts": xml})) == [f"Experts!C2: the cells C2:C3, L2:M2 are merged, {UNMERGE}"]


def test_merged_titles_do_no_harm(save: Save, sheets: Sheets) -> None:
    xml = sheet_xml([["The experts of the year"], [], *grid(sheets["Experts"])], after=merged("A1:L1"))
    assert lines(save({"Experts": xml})) == [
        "Experts!A3: the headers are taken from this row; what stands above is ignored"
    ]


def test_hidden_rows_columns_and_sheets(save: Save, sheets: Sheets) -> None:
    xml = sheet_xml(
        grid(sheets["Travel"]),
        before='<cols><col min="2" max="3" hidden="1"/><col min="9" max="16384" hidden="1"/></cols>',
    ).replace('<row r="3"', '<row r="3" hidden="1"')
    assert lines(save({"Travel": xml}, states={"History": "veryHidden"})) == [
        "Travel: row 3 and columns B, C are hidden; what they hold is read like the rest",
        "History: the sheet is hidden; it is read like the others",
    ]


# -- size and place ------------------------------------------------------------------------------------------


def blank_rows(first: int, last: int) -> str:
    return "".join(
        f'<row r="{number}" spans="1:3" s="1" customFormat="1"><c r="A{number}" s="1"/>'
        f'<c r="XFD{number}" s="1"/></row>'
        for number in range(first, last)
    )


@pytest.mark.parametrize("width", [100, 10**6])
def test_formatted_blanks_to_the_last_row(
    save: Save, sheets: Sheets, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand here; a million take 1.4 s. The pieces in which they are read may end anywhere."""
    monkeypatch.setattr("allocator.tables.excel.blank_rows._CHUNK", width)
    digest = read_plan(save()).digest
    xml = sheet_xml(grid(sheets["Experts"]), before='<dimension ref="A1:XFD1048576"/>')
    far = blank_rows(4, 1000 if width == 100 else 100_000)
    assert read_plan(save({"Experts": xml.replace("</sheetData>", f"{far}</sheetData>")})).digest == digest


def test_cells_at_the_far_end(save: Save, sheets: Sheets) -> None:
    xml = sheet_xml(grid(sheets["History"])).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert lines(save({"History": xml})) == [
        "History!XFD1048576: stands too far to the right for a plan; it is ignored, as is all beyond it"
    ]


def test_rows_and_cells_without_addresses(save: Save, sheets: Sheets) -> None:
    digest = read_plan(save()).digest
    rows = grid([{key: value or "x" for key, value in row.items()} for row in sheets["History"]])
    bare = sheet_xml(rows)
    for place in ("A1", "B1", "C1", "A2", "B2", "C2"):
        bare = bare.replace(f' r="{place}"', "")
    bare = bare.replace('<row r="1">', "<row>").replace('<row r="2">', "<row>")
    assert read_plan(save({"History": bare})).digest == digest


def test_a_table_that_reaches_beyond_its_data(sheets: Sheets, to_xlsx: Any) -> None:
    path = to_xlsx(sheets)
    digest = read_plan(path).digest
    book = openpyxl.load_workbook(path)
    book["History"].add_table(Table(displayName="History", ref="A1:C400"))
    book["History"].title = "History "
    book.save(path)
    assert read_plan(path).digest == digest


# -- values --------------------------------------------------------------------------------------------------


def test_texts_in_all_forms(save: Save, sheets: Sheets) -> None:
    strings = (
        f"<sst {MAIN}><si><t>Banda</t></si><si><r><t>Ban</t></r><r><rPr><b/></rPr><t>da</t></r></si>"
        "<si><t>Banda</t><rPh sb='0' eb='1'><t>said otherwise</t></rPh></si>"
        "<si><t>a_x000D_\nb_x005F_x0041_</t></si></sst>"
    )
    relation = (
        '<Relationship Id="t" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    )
    links = parts(dict.fromkeys(sheets, ""))["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", relation
    )
    put = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": links}
    inline = Raw(' t="inlineStr"><is><r><t>Ban</t></r><r><t>da</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is>')
    for cell in (*(Raw(f' t="s"><v>{index}</v>') for index in range(3)), inline):
        sheets["Experts"][0]["name"] = cell
        assert read_plan(save(put=put)).experts["ZMB-01"].name == "Banda"
    sheets["Experts"][0]["note"] = Raw(' t="s"><v>3</v>')
    assert read_plan(save(put=put)).experts["ZMB-01"].note == "a\nb_x0041_"


def test_numbers_and_dates(save: Save, sheets: Sheets) -> None:
    expert, closure = sheets["Experts"][0], sheets["Closures"][0]
    expert["missions"] = Raw("><v>3.0000000000000004</v>")
    expert["days"] = Raw(' s="2"><v>0.5</v>')
    expert["rest days"] = Raw(' t="b"><v>1</v>')
    expert["day cost"] = Raw("><v>1E+300</v>")
    closure["from"] = Raw("><v>46380</v>")
    closure["to"] = Raw(' s="1"><v>1E+12</v>')
    sheets["Requests"][0]["earliest start"] = Raw(' s="1"><v>46266.25</v>')
    sheets["Requests"][0]["latest end"] = Raw(' s="1"><v>0.25</v>')
    sheets["Requests"][0]["preferred start"] = Raw(' t="d"><v>2026-09-07</v>')
    assert [line.split("; ")[0] for line in lines(save())] == [
        "Closures!B2 (from): 46380 is a number",
        "Closures!C2 (to): 1000000000000 has the format of a date, but is none",
        "Experts!I2 (days): '0.5' is not a whole number",
        "Experts!J2 (rest days): TRUE is a truth value, not a whole number",
        "Experts!K2 (day cost): the number is out of range",
        "Requests!H2 (earliest start): 2026-09-01 06:00 has a time of day",
        "Requests!I2 (latest end): 06:00:00 is a time of day",
    ]


def test_the_date_system_of_1904(sheets: Sheets, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "date_1904": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(grid(rows)):
                sheet.write_row(number, 0, row)
    plan = read_plan(path)
    assert (plan.settings.start, plan.settings.end) == (date(2026, 7, 1), date(2027, 6, 30))


def test_formats_that_show_dates(save: Save, sheets: Sheets) -> None:
    styles = STYLES.replace("yyyy-mm-dd", "[$-409]d\\ mmm\\ yy;@").replace('numFmtId="9"', 'numFmtId="14"')
    sheets["Closures"][0]["from"] = Raw(' s="2"><v>46380</v>')
    plan = read_plan(save(put={"xl/styles.xml": styles}))
    assert plan.closures[0].first == date(2026, 12, 24)
    assert plan.settings.start == date(2026, 7, 1)


def test_dates_of_east_asian_excel_are_dates(save: Save, sheets: Sheets) -> None:
    """Their formats have numbers of their own, which the workbook does not explain."""
    styles = STYLES.replace('numFmtId="9"', 'numFmtId="31"')
    sheets["Closures"][0]["from"] = Raw(' s="2"><v>46380</v>')
    assert read_plan(save(put={"xl/styles.xml": styles})).closures[0].first == date(2026, 12, 24)


def test_elements_without_end_are_refused() -> None:
    """Each takes some 200 bytes: those of a small file could fill the memory."""
    with pytest.raises(ValueError, match="more elements than a workbook needs"):
        elements(b"<r>" + b"<a/>" * 1_000_001 + b"</r>")


def test_long_cells_are_cut_in_messages(save: Save, sheets: Sheets) -> None:
    sheets["Experts"][0]["note"] = "word " * 6000
    sheets["Experts"][0]["source"] = "x" * 30_000
    sheets["Requests"][0]["topic"] = "y" * 30_000
    sheets["Requests"][0]["requested on"] = "z" * 30_000
    found = lines(save())
    assert len(found) == 3
    assert max(map(len, found)) < 300
    assert "30,000 characters long; 100 are the most" in " ".join(found)


# -- sheets of a result --------------------------------------------------------------------------------------


def test_sheets_of_a_result(save: Save, tmp_path: Path) -> None:
    checks = sheet_xml([["part", "what", "finding"], ["Run", date(2026, 7, 1)], [None, 3, None]])
    core = "<x><dcterms:created t=''>2026-07-01</dcterms:created><dcterms:modified>{}</dcterms:modified></x>"
    put = {"docProps/core.xml": core.format("2026-07-01")}
    path = save({"Checks": checks}, put=put)
    assert read_raw(path).checks == (
        {"part": "Run", "what": "2026-07-01", "finding": ""}, {"part": "", "what": "3", "finding": ""},
    )  # fmt: skip
    assert is_as_written(path)
    assert not is_as_written(save({"Checks": checks}, put={"docProps/core.xml": core.format("2026-07-02")}))
    assert not is_as_written(save(put=put))
    assert read_raw(save()).checks is None
    with pytest.raises(InputError, match="has no sheet Checks: it is not a result"):
        read_result(save())
    path.write_bytes(b"x")
    assert not is_as_written(path)


def test_checks_that_cannot_be_read_are_a_fault_of_a_result_only(save: Save, tmp_path: Path) -> None:
    folder = tmp_path / "first-steps"
    shutil.copytree(Path(__file__).parents[3] / "scenarios" / "plans" / "first-steps", folder)
    (folder / "Checks.csv").write_bytes(b"part\n\xe9\n")
    read_plan(folder)
    with pytest.raises(InputError, match=r"Checks\.csv line 2: is not UTF-8 text"):
        read_result(folder)
    path = save({"Checks": "<worksheet><sheetData><row"})
    read_plan(path)
    with pytest.raises(InputError, match="is damaged in the sheet 'Checks'"):
        read_result(path)


def test_zip_with_a_password(save: Save) -> None:
    path = save()
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(content)
    assert zipfile.is_zipfile(path)
    assert lines(path) == ["plan.xlsx: is a zip file with a password; save the workbook without one"]
