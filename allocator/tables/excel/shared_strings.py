"""The strings that the cells of a workbook share."""

import re
from typing import IO

from allocator.tables.excel.xml_parts import MAIN, TextParser

TEXT, SPOKEN = f"{MAIN}t", f"{MAIN}rPh"

_CHUNK = 1 << 20
_ITEM = f"{MAIN}si"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_strings(file: IO[bytes]) -> list[str]:
    """The shared strings of a workbook, without the pronunciation that East Asian texts carry."""
    strings = _Strings()
    strings.parse(iter(lambda: file.read(_CHUNK), b""))
    return strings.found


def unescaped(text: str) -> str:
    """Text in which `_x000D_` is the character that Excel means by it."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _Strings(TextParser):
    """`si` elements: the text of their `t`, in runs or plain, but not of those in `rPh`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._parts: list[str] = []
        self._spoken = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == TEXT:
            self.text = None if self._spoken else self._parts
        elif name == _ITEM:
            self._parts = []
        elif name == SPOKEN:
            self._spoken = True

    def _end(self, name: str) -> None:
        if name == TEXT:
            self.text = None
        elif name == _ITEM:
            self.found.append(unescaped("".join(self._parts)))
        elif name == SPOKEN:
            self._spoken = False
