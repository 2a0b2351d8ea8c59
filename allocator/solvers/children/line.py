"""Messages between a run and its solver processes: pickles in frames over a private pipe."""

import pickle
import struct
from typing import Any, Protocol

_HEAD = struct.Struct("<4sQ")
_MARK = b"ALOC"  # what does not begin with it is no message


class GarbledError(Exception):
    """What came over the line is no message."""


class Readable(Protocol):
    """An unbuffered binary file to read from."""

    def read(self, size: int, /) -> bytes | None: ...


class Writable(Protocol):
    """An unbuffered binary file to write to."""

    def write(self, content: memoryview, /) -> int | None: ...


def send(stream: Writable, message: object) -> None:
    """Write one message. Raises OSError where nobody reads any more."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    for part in (_HEAD.pack(_MARK, len(content)), content):
        left = memoryview(part)
        while left:
            left = left[stream.write(left) or 0 :]


def receive(stream: Readable) -> Any:
    """Read one message. Raises EOFError where the line ends, GarbledError where something else came."""
    mark, size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if mark != _MARK:
        raise GarbledError
    content = _exactly(stream, size)
    try:
        return pickle.loads(content)
    except Exception as error:  # whatever unpickling makes of bytes that are no pickle
        raise GarbledError from error


def _exactly(stream: Readable, size: int) -> bytes:
    parts = []
    while size:
        part = stream.read(min(size, 1 << 24))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
