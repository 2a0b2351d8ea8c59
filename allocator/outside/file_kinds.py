"""What a path leads to, asked before anything is opened: a pipe would be waited for, a device never ends."""

import stat
from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe (FIFO)"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def odd_kind(path: Path) -> str | None:
    """What a path is that is no regular file, in words; None for a regular file. Links are followed.

    Raises OSError where there is nothing, or it cannot be told.
    """
    mode = path.stat().st_mode
    if stat.S_ISREG(mode):
        return None
    return next((words for is_kind, words in _KINDS if is_kind(mode)), "no ordinary file")


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; False where it cannot be told."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
