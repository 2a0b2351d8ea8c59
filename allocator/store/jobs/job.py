"""What a runner runs: a question with somebody to answer it; and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from allocator.errors import (
    AllocatorError,
    DefectError,
    InfeasibleError,
    InputError,
    NothingFoundError,
    first_of,
)
from allocator.store import Entry, RunStore, key_of
from allocator.store.records import plain
from allocator.store.solved import INFEASIBLE

_SHOWN_FAULTS = 3

#: How a job ended that has no answer.
NOTHING, INPUT_WRONG = "nothing found", "input wrong"
DEFECT, DIED, NOT_RUN = "defect", "died", "not run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer in plain values, as it comes from a worker and goes into the store.

    `settled` is true of one that is not sought again: not of one cut short. `reason` says why there is none.
    """

    status: str
    answer: Any = None
    settled: bool = False
    summary: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One question. `work` answers it, in another process or on another machine, and `encode` puts the answer
    into plain values; both must be picklable. `question`, plain values too, is what the store knows it by:
    everything that the answer depends on."""

    title: str
    kind: str
    question: Mapping[str, Any]
    work: Callable[[], Any]
    encode: Callable[[Any], Told]

    @property
    def key(self) -> str:
        """The id under which the store keeps it."""
        return key_of({**self.question, "kind": self.kind})

    def doubt(self, answer: Any) -> str:
        """Why a kept answer cannot be believed; nothing where it can. It may have come out of any file."""
        return ""

    def task(self, store: RunStore) -> Callable[[], Told]:
        """What a worker does: a picklable callable that raises nothing. `store` has what is known by now."""
        return partial(performed, self.work, self.encode)

    def entry(self, told: Told, seconds: float) -> Entry:
        """The answer as the store keeps it."""
        return Entry(
            id=self.key,
            kind=self.kind,
            title=self.title,
            status=told.status,
            settled=told.settled,
            question={**self.question, "kind": self.kind},
            answer=told.answer,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=seconds,
            summary=told.summary,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a job. `id` is that of the run in the store, empty where there can be none; `known` says
    that it was there before, so that nothing was solved."""

    title: str
    told: Told
    id: str = ""
    seconds: float = 0.0
    known: bool = False


def performed(work: Callable[[], Any], encode: Callable[[Any], Told]) -> Told:
    """An answer, or in words why there is none. Runs in a worker: nothing but plain values leaves it."""
    try:
        return encode(work())
    except InfeasibleError as error:
        told = Told(status=INFEASIBLE, settled=error.conflict.settled, reason=str(error))
        return replace(told, answer={"conflict": plain(error.conflict), "words": str(error)})
    except MemoryError:
        return Told(status=NOTHING, reason="the machine has too little memory")
    except KeyboardInterrupt:
        return Told(status=NOT_RUN, reason="interrupted before there was an answer")
    except AllocatorError as error:
        return failed(error)
    except Exception as error:  # of any job: one that fails does not end the others
        return Told(status=DEFECT, reason=" ".join(f"{type(error).__name__}: {error}".split()))


def failed(error: AllocatorError) -> Told:
    """Why there is no answer."""
    if isinstance(error, InputError):
        wrong = [str(fault) for fault in error.faults if fault.severity == "error"]
        return Told(status=INPUT_WRONG, reason="; ".join(first_of(wrong, _SHOWN_FAULTS, of=" faults")))
    if isinstance(error, NothingFoundError):
        return Told(status=NOTHING, reason=str(error))
    return Told(status=DEFECT if isinstance(error, DefectError) else NOTHING, reason=str(error))
