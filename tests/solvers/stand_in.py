"""A solver process that fails: STAND_IN says how, STAND_IN_FOR which solvers; others are the real ones."""

import os
import pickle
import runpy
import signal
import struct
import sys
import time
from pathlib import Path

HOW, WHICH = os.environ["STAND_IN"], os.environ["STAND_IN_FOR"].split()
REAL = Path(__file__).parents[2] / "allocator" / "solvers" / "children" / "boot.py"


def say(message: object) -> None:
    content = pickle.dumps(message)
    os.write(1, struct.pack("<4sQ", b"ALOC", len(content)) + content)


def fail() -> None:
    """End as the word says, having read a part of the job."""
    os.read(0, 100)
    if HOW == "aborts":
        os.write(2, b"Check failed: all is well\n*** Check failure stack trace: ***\n")
        os.abort()
    if HOW == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if HOW == "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    if HOW == "hangs":
        time.sleep(60)
    if HOW == "writes garbage":
        os.write(1, b"WARNING: All log messages before absl::InitializeLog() is called\n" * 9)
        time.sleep(60)
    if HOW == "writes a broken pickle":
        os.write(1, struct.pack("<4sQ", b"ALOC", 9) + b"cno.such\n")
        time.sleep(60)
    if HOW == "talks nonsense":
        for content in ("a point", float("inf"), None, ("optimal", "yes")):
            say((1, "point" if content == "a point" else "end", content))
        time.sleep(60)
    if HOW == "runs out of memory":
        say((1, "failed", "MemoryError"))
        sys.exit(1)


if sys.argv[1] not in WHICH:
    sys.argv[0] = str(REAL)
    runpy.run_path(str(REAL), run_name="__main__")
elif HOW == "exits at once":
    sys.exit(3)
else:
    fail()
