"""The parts of a workbook by name: whatever its case and slashes, as Excel takes them."""

import posixpath
import zipfile
from typing import IO
from urllib.parse import unquote


def part_name(name: str) -> str:
    """The name of a part without regard to case: `xl/sheet1.xml` for `/XL\\Sheet1.xml`.

    Names of parts are ASCII and equal without regard to case (ECMA-376 part 2, 6.2.2); some programs that
    write them on Windows separate folders by backslashes. A folder keeps the slash at its end.
    """
    slashed = name.replace("\\", "/")
    return posixpath.normpath(f"/{slashed}").lstrip("/").casefold() + "/" * slashed.endswith("/")


class Parts:
    """An open workbook. Reading a part that it does not have raises KeyError."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._found = {part_name(part.filename): part for part in archive.infolist()}

    def read(self, name: str) -> bytes:
        """The content of a part."""
        return self._archive.read(self._part(name))

    def open(self, name: str) -> IO[bytes]:
        """A part to be read piece by piece."""
        return self._archive.open(self._part(name))

    def _part(self, name: str) -> zipfile.ZipInfo:
        wanted = part_name(name)
        return self._found[wanted if wanted in self._found else part_name(unquote(name))]
