"""Documents as compressed JSON, read without trust: nothing in them is run, and none fills the memory."""

import json
import zlib
from typing import Any, NoReturn

#: Far more than a plan of ten thousand requests with its result.
LARGEST = 64 << 20


class BrokenDocumentError(ValueError):
    """A document that is damaged, or says what it cannot."""


def packed(document: Any) -> bytes:
    """A document of plain values as compressed JSON (UTF-8)."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def unpacked(content: object) -> Any:
    """The document in compressed JSON. Raises BrokenDocumentError for anything else."""
    if not isinstance(content, bytes):
        raise BrokenDocumentError("holds no packed document")
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(content, LARGEST)
        if unpacker.unconsumed_tail:
            raise BrokenDocumentError(f"holds more than {LARGEST >> 20} MB")
        if not unpacker.eof:
            raise BrokenDocumentError("ends too early")
        return json.loads(text.decode("utf-8", "surrogatepass"), parse_constant=_no_number)
    except BrokenDocumentError:
        raise
    except (zlib.error, ValueError, RecursionError) as error:
        raise BrokenDocumentError(f"cannot be unpacked: {type(error).__name__}") from None


def _no_number(name: str) -> NoReturn:
    raise BrokenDocumentError(f"{name} is no number")
