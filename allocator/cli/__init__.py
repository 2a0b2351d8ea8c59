"""The command line: `allocator`, or `python -m allocator`."""

import os
import sys
from contextlib import suppress

from allocator.cli.interrupts import interrupts
from allocator.errors import ExitCode
from allocator.outside.signals import ignore_from_now_on

_NO_MEMORY = b"This machine has too little memory for that.\n"


def main() -> None:
    """Run the command line and end the process with one of the codes in `allocator.errors`. An interrupt ends
    it without a traceback, also while it is still being loaded."""
    with interrupts() as signals:
        try:
            code = _run()
        except KeyboardInterrupt:
            code = ExitCode.GAVE_UP
        except ImportError:  # what some libraries make of an interrupt
            if not signals.heard:
                raise
            code = ExitCode.GAVE_UP
        except MemoryError:  # even the words of the command found no room
            with suppress(OSError):
                os.write(2, _NO_MEMORY)
            code = ExitCode.OUT_OF_MEMORY
        if signals.heard:  # between two commands, so to speak: the parser calls that a failure
            code = ExitCode.GAVE_UP
    ignore_from_now_on()
    sys.exit(code)


def _run() -> int:
    from allocator.cli.app import main as run

    return run()


__all__ = ["main"]
