"""XML of a workbook's parts, read without entities: expanding them could fill the memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

#: What the parser puts before the names of SpreadsheetML, and before the attributes that name other parts.
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships "

_MOST_ELEMENTS = 1_000_000  # of a document that is read whole: some 200 MB


@dataclass(frozen=True, slots=True)
class Element:
    """An element by name, the name of the one around it, and its attributes."""

    name: str
    parent: str
    attributes: dict[str, str]


def elements(content: bytes) -> list[Element]:
    """All elements of a small document, in order. Raises ValueError or expat's error where it is damaged, or
    has more of them than memory is for."""
    found: list[Element] = []
    around = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(found) == _MOST_ELEMENTS:
            raise ValueError("more elements than a workbook needs")
        found.append(Element(name, around[-1], attributes))
        around.append(name)

    parser = _safe_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: around.pop()
    parser.Parse(content, True)
    return found


class TextParser:
    """Gathers text while `text` is a list."""

    def __init__(self) -> None:
        self.text: list[str] | None = None
        self._parser = _safe_parser()
        self._parser.buffer_text = True
        self._parser.CharacterDataHandler = self._gather
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def parse(self, pieces: Iterable[bytes]) -> None:
        """Read a document given in pieces. Raises ValueError or expat's error where it is damaged."""
        for piece in pieces:
            self._parser.Parse(piece, False)
        self._parser.Parse(b"", True)

    def _gather(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def _end(self, name: str) -> None:
        raise NotImplementedError


def _safe_parser() -> Any:
    """A parser with namespaces that refuses documents with entities of their own."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise ValueError("a workbook declares no entities")
