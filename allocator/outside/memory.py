"""Memory that was freed, handed back to the system.

The C library of Linux keeps freed arrays of up to 32 MB for itself, on every thread. What is left of arrays
over portions of a matrix with a hundred million entries adds up to a tenth of all that is held.
"""

import ctypes
from contextlib import suppress

_WORTH_IT = 1 << 22  # numbers


def give_back(handled: int) -> None:
    """Hand back what was freed, after work on so many numbers; does nothing after few, and where the C
    library cannot."""
    if handled >= _WORTH_IT:
        with suppress(OSError, AttributeError, TypeError):
            ctypes.CDLL(None).malloc_trim(0)
