"""Standard output and standard error that a command survives: a full disk, a reader that went away, a closed
terminal. What could not be written is remembered, and no message costs a result."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Any, TextIO, cast

from allocator.errors import ExitCode

_NUMBERS = (0, 1, 2)  # of standard input, output and error


class SafeStream:
    """A text stream that swallows what the system refuses to write; from then on it writes to nowhere."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self._stream = stream
        self.failure: OSError | None = None  # the first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write as far as that goes; the length of the text either way."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        self.write("".join(lines))

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """Send the rest to nowhere: what is buffered would fail again as Python leaves, with a message."""
        self.failure = self.failure or error
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def safe_streams() -> Iterator[None]:
    """While inside, and for whatever comes after it, standard output and standard error cannot fail."""
    _fill_gaps()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a letter that a terminal cannot show is no reason to fail
            setattr(sys, name, cast(TextIO, SafeStream(stream)))
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()


def code_after_flush(code: int) -> int:
    """The exit code of a command that would end with `code`, once its streams are flushed: a command that is
    done says where its words were lost. Words on standard error are news, no result."""
    failure = sys.stdout.failure if isinstance(sys.stdout, SafeStream) else None
    if code != ExitCode.DONE or failure is None:
        return code
    if failure.errno == errno.EPIPE:
        return ExitCode.NO_READER
    if sys.stderr is not None:
        sys.stderr.write(f"What was to be printed is lost: {failure.strerror}. All else is done.\n")
        sys.stderr.flush()
    return ExitCode.NOT_PRINTED


def _fill_gaps() -> None:
    """Open what the caller has closed: else the next file, a workbook perhaps, gets its number, and with it
    whatever a library prints."""
    for number in _NUMBERS:
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
