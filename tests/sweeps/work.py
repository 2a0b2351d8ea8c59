"""Work for runners that is no search: it counts how often it was done, sleeps, fails or dies."""

import os
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from allocator.errors import Conflict, DefectError, Fault, InfeasibleError, InputError, NothingFoundError
from allocator.store import RunStore
from allocator.sweeps import Job, Told, run_all


def told(answer: Any) -> Told:
    return Told(status="done", answer=answer, settled=True)


def cut_short(answer: Any) -> Told:
    return Told(status="interrupted", answer=answer)


def count(folder: str, name: str) -> int:
    """Leave a mark; how many there are."""
    (Path(folder) / f"{name}.{time.monotonic_ns()}").touch()
    return times(Path(folder), name)


def times(folder: Path, name: str) -> int:
    return len(list(folder.glob(f"{name}.*")))


def counted(folder: str, name: str, seconds: float = 0.0) -> dict[str, Any]:
    time.sleep(seconds)
    count(folder, name)
    return {"name": name, "process": os.getpid()}


def dies(folder: str, name: str, *, once: bool) -> dict[str, Any]:
    if count(folder, name) == 1 or not once:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"name": name}


def fails(kind: str) -> None:
    conflict = Conflict(locks=("R1 is fixed",), rules=("one mission",), smallest=True, settled=True)
    raise {
        "infeasible": InfeasibleError(conflict),
        "nothing": NothingFoundError("nothing was found"),
        "input": InputError("plan", [Fault(place="Requests!D4", message="is wrong")]),
        "defect": DefectError("two and two are five"),
        "error": ZeroDivisionError("division by zero"),
        "memory": MemoryError(),
    }[kind]


def job(name: str, work: Any, encode: Any = told) -> Job:
    return Job(title=name, kind="test", question={"name": name}, work=work, encode=encode)


def slow_jobs(folder: Path, number: int, seconds: float) -> list[Job]:
    return [job(f"j{i}", partial(counted, str(folder), f"j{i}", seconds)) for i in range(number)]


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(folder: str, store: str, number: str, seconds: str) -> None:
    """A sweep in a process of its own, to be killed: it tells the processes that work for it."""
    import multiprocessing

    def follow(progress: Any) -> None:
        pids = [process.pid for process in multiprocessing.active_children()]
        tell(progress.done, *pids)

    jobs = slow_jobs(Path(folder), int(number), float(seconds))
    done = run_all(jobs, total=len(jobs), store=RunStore(store), processes=2, on_progress=follow)
    tell("ended", *(each.told.status.replace(" ", "-") for each in done))


if __name__ == "__main__":
    main(*sys.argv[1:])
