"""Where the run store is when nobody names a place: in the user's data folder, as each system has it."""

import os
import sys
from pathlib import Path

_NAME = "runs.sqlite"


def usual_place() -> Path:
    """`$ALLOCATOR_STORE` where it is set, else `runs.sqlite` in the user's data folder."""
    named = os.environ.get("ALLOCATOR_STORE")
    return Path(named) if named else _data_folder() / "allocator" / _NAME


def _data_folder() -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = Path(os.environ.get("XDG_DATA_HOME", ""))  # one that is not absolute is to be ignored
    return named if named.is_absolute() else Path.home() / ".local" / "share"
