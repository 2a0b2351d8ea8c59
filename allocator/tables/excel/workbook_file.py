"""Whether a file that calls itself a workbook can be opened safely; if not, what it is instead."""

import zipfile
from pathlib import Path
from typing import IO

from allocator.errors import Fault, InputError
from allocator.tables.excel.zip_parts import part_name

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_PARTS = 2000
_MOST_BYTES = 256 << 20
_MOST_STRINGS = 64 << 20
_MOST_RATIO = 200
_RIGHT = "save it as an Excel workbook (.xlsx)"

#: Endings of files that planners also call workbooks, and what they are.
_OTHER_ENDINGS = {
    ".xlsm": "may hold macros, which a plan has no use for",
    ".xltm": "is a template with macros",
    ".xltx": "is a template",
    ".xlsb": "is a binary workbook",
    ".xls": "is by its name a workbook of the format before 2007",
    ".ods": "is an OpenDocument spreadsheet",
    ".numbers": "is a spreadsheet of Apple Numbers",
}

#: Parts that only other kinds of zip file have. A name that ends in / stands for a folder.
_OTHER_PARTS = {
    "xl/vbaProject.bin": "holds macros, which a plan has no use for",
    "xl/workbook.bin": "is a binary workbook (.xlsb) by another name",
    "content.xml": "is an OpenDocument spreadsheet (.ods) by another name",
    "Index/": "is a spreadsheet of Apple Numbers by another name",
    "word/": "is a Word document by another name",
    "ppt/": "is a PowerPoint presentation by another name",
}

_OTHER_STARTS = (
    (b"%PDF", "is a PDF document by another name"),
    (b"<?xml", "is an XML file by another name"),
    (b"<", "is a web page by another name"),
    (b"{\\rtf", "is a text document by another name"),
    (b"\x1f\x8b", "is a compressed file by another name"),
    (b"\x89PNG", "is a picture by another name"),
    (b"\xff\xd8\xff", "is a picture by another name"),
)


def other_ending(path: Path) -> str | None:
    """What a file is that ends like a spreadsheet, but not like one that can be read; None for all others."""
    kind = _OTHER_ENDINGS.get(path.suffix.casefold())
    return f"{kind}; {_RIGHT}" if kind else None


def archive_of(path: Path, file: IO[bytes]) -> zipfile.ZipFile:
    """The parts of a file that has been opened.

    Raises InputError where it is no workbook, holds macros or unpacks to more than any plan.
    """
    start = file.read(512)
    if not start:
        raise refused(path, "is empty")
    if path.name.startswith("~$"):
        message = f"only marks that {path.name[2:]} is open in Excel; give {path.name[2:]}"
        raise refused(path, message)
    if start.startswith(_OLE):
        raise refused(path, _compound(path, file))
    if not start.startswith(b"PK"):
        raise refused(path, f"is not an Excel workbook: it {_content(start)}; {_RIGHT}")
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise refused(path, "is cut off or damaged; fetch the file again") from None
    _require_parts(path, archive.infolist())
    return archive


def require_size(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Raises InputError where the parts unpack to more than any plan. Nothing is unpacked here."""
    bytes_ = sum(part.file_size for part in parts)
    bloated = any(
        part.file_size > 1 << 20 and part.file_size > _MOST_RATIO * max(1, part.compress_size)
        for part in parts
    )
    if bloated or len(parts) > _MOST_PARTS or bytes_ > _MOST_BYTES:
        raise refused(
            path,
            f"unpacks to {len(parts):,} parts and {bytes_ >> 20:,} MB, far more than a plan; if the sheets "
            "are formatted far below and beside the data, delete those rows and columns",
        )


def _require_parts(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """The sizes before the names."""
    require_size(path, parts)
    if any(
        part_name(part.filename) == part_name("xl/sharedStrings.xml") and part.file_size > _MOST_STRINGS
        for part in parts
    ):
        raise refused(path, f"holds more than {_MOST_STRINGS >> 20} MB of text, far more than a plan")
    names = {part_name(part.filename) for part in parts}
    for part, kind in _OTHER_PARTS.items():
        name = part_name(part)
        if name in names or (name.endswith("/") and any(own.startswith(name) for own in names)):
            raise refused(path, f"{kind}; {_RIGHT}")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise refused(path, f"is a zip file but not an Excel workbook; {_RIGHT}")
    if any(part.flag_bits & 1 for part in parts):
        raise refused(path, "is a zip file with a password; save the workbook without one")


def _compound(path: Path, file: IO[bytes]) -> str:
    """Excel wraps an encrypted workbook into the same kind of file as the old .xls: the names of the streams
    in its directory tell which it is."""
    file.seek(0)
    content = file.read() if path.stat().st_size <= _MOST_BYTES else b""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "is protected with a password; in Excel remove it (File, Info, Protect Workbook) and save"
    if any(f"{name}\0".encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return f"is a workbook of the format before 2007 (.xls) by another name; {_RIGHT}"
    return f"is an Office file of the format before 2007, but not a workbook; {_RIGHT}"


def _content(start: bytes) -> str:
    """What the first bytes of a file tell."""
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, kind in _OTHER_STARTS:
        if bare.startswith(mark):
            return kind
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or not any(byte < 9 for byte in start):
        return "is plain text, perhaps CSV (which belongs into a folder, one file per sheet)"
    return "is of a kind that is not known"


def refused(path: Path, message: str) -> InputError:
    """The error that a file cannot be used as a whole."""
    return InputError(str(path), [Fault(place=path.name, message=message)])
