"""Blank rows taken out of a worksheet's XML before it is parsed: a sheet formatted down to its last row has a
million of them."""

import re
from collections.abc import Iterator
from typing import IO

_CHUNK = 1 << 20
_LONGEST = 4 << 20
_END = b"</row>"

#: A row in the form in which spreadsheet programs write it, whose cells have a format and nothing else.
_BLANK = re.compile(
    rb'<row r="\d+"(?: [^<>]*)?(?:/>|>(?:<c r="[A-Z]{1,3}\d+"(?: s="\d+")?(?:/>|></c>))*</row>)'
)


def without_blank_rows(file: IO[bytes]) -> Iterator[bytes]:
    """The document in pieces, without most of its blank rows; what looks unusual is left for the parser."""
    rest = b""
    while chunk := file.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(_END) + len(_END) if _END in rest else 0
        if len(rest) - cut > _LONGEST:  # rows that close themselves, or none
            cut = len(rest)
        yield _BLANK.sub(b"", rest[:cut])
        rest = rest[cut:]
    yield _BLANK.sub(b"", rest)
