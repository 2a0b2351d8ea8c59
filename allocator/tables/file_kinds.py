"""What stands at a path, asked before anything there is opened: a pipe or a device may never end."""

import stat
from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def not_a_file(path: Path) -> str:
    """What a path leads to if that is no regular file, such as `a folder`; an empty text for a file.

    Raises OSError where it cannot be asked.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "a link that leads to nothing" if path.is_symlink() else "not there"
    if stat.S_ISREG(mode):
        return ""
    return next((kind for fits, kind in _KINDS if fits(mode)), "no file")
