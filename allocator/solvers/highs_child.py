"""HiGHS in a child process of its own, which ends at once when told to."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from allocator.solvers.highs_worker import Job
from allocator.solvers.program import Watch

#: Called with the kind and the content of each message of the child.
Hear = Callable[[str, Any], None]


def run(job: Job, watch: Watch, hear: Hear) -> None:
    """Give a job to a child and pass on what it says, until it ends or is told to."""
    command = [sys.executable, "-m", "allocator.solvers.highs_worker"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    watch.stoppers.append(child.kill)
    try:
        if not watch.stopped:
            _converse(child, job, hear)
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        pass  # killed, by us or by the system: what it had found has been told
    finally:
        watch.stoppers.remove(child.kill)
        child.kill()
        _reap(child)


def _converse(child: "subprocess.Popen[bytes]", job: Job, hear: Hear) -> None:
    """Send the job and listen until the child ends."""
    assert child.stdin is not None
    assert child.stdout is not None
    pickle.dump(job, child.stdin)
    child.stdin.close()
    while True:
        kind, content = pickle.load(child.stdout)
        hear(kind, content)
        if kind == "end":
            return


def _reap(child: "subprocess.Popen[bytes]") -> None:
    """Close the pipes of a child that was told to end, and wait for it."""
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError):  # what it never read
        child.stdin.close()
    child.stdout.close()
    child.wait()
