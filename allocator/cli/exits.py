"""How a command ends: what it says when something is wrong, and the exit code that a script can use."""

import errno
import json
import os
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from allocator.cli.consoles import say
from allocator.cli.interrupts import Interrupts, interrupts
from allocator.errors import (
    MEANINGS,
    AllocatorError,
    DefectError,
    ExitCode,
    InfeasibleError,
    InputError,
    first_of,
)

#: How every command may end; `allocator solve` has more ways.
USUAL = (ExitCode.DONE, ExitCode.DEFECT, ExitCode.INPUT_WRONG, ExitCode.OUT_OF_MEMORY, ExitCode.NOT_PRINTED,
         ExitCode.GAVE_UP, ExitCode.NO_READER)  # fmt: skip

_SHOWN_DETAILS = 3
_PACKAGE = Path(__file__).parent.parent
_INTERRUPTED = "Interrupted before there was a result: nothing is written."
_NO_MEMORY = (
    "This machine has too little memory for that. Close other programs, give fewer "
    "--workers, plan a shorter period or fewer start days, or use a machine with more memory."
)
_MEMORY_WORDS = ("cannot allocate memory", "failed to map segment", "can't start new thread", "bad_alloc")


def ends_in_words(codes: Iterable[ExitCode]) -> str:
    """The paragraph of a help on exit codes."""
    return "Exit codes: " + "; ".join(
        f"{code.value} {MEANINGS[code].split(';')[0]}" for code in sorted(codes)
    )


@contextmanager
def errors_reported(as_json: bool) -> Iterator[Interrupts]:
    """Turn every error into words on standard error, one JSON object where asked for, and an exit code. While
    inside, the signals that ask a program to end are interrupts."""
    with interrupts() as signals:
        try:
            yield signals
        except (typer.Exit, typer.BadParameter):
            raise
        except (Exception, KeyboardInterrupt) as error:
            signals.shielded = True  # the last message is being printed
            interrupted = isinstance(error, KeyboardInterrupt) or signals.heard
            code, words, fields = _INTERRUPTION if interrupted else _verdict(error)
            say(words, stderr=True)
            if os.environ.get("ALLOCATOR_TRACEBACK") == "1":
                traceback.print_exc()
            if as_json:
                typer.echo(json.dumps(fields))
            raise typer.Exit(code) from None


_Verdict = tuple[ExitCode, str, dict[str, Any]]  # exit code, words and JSON fields

_INTERRUPTION: _Verdict = (ExitCode.GAVE_UP, _INTERRUPTED, {"status": "interrupted", "message": _INTERRUPTED})


def _verdict(error: BaseException) -> _Verdict:
    if is_short_of_memory(error):
        words = " ".join([_NO_MEMORY, *(error.details if isinstance(error, DefectError) else ())])
        return ExitCode.OUT_OF_MEMORY, words, {"status": "out of memory", "message": words}
    if isinstance(error, InputError):
        faults = [asdict(fault) for fault in error.faults]
        return error.exit_code, str(error), {"status": "input wrong", "faults": faults}
    if isinstance(error, InfeasibleError):
        fields = {"status": "infeasible", "conflict": asdict(error.conflict)}
        return error.exit_code, str(error), fields
    if isinstance(error, AllocatorError) and not isinstance(error, DefectError):
        return error.exit_code, str(error), {"status": "nothing found"}
    words = _defect(error)
    return ExitCode.DEFECT, words, {"status": "defect", "message": words}


def is_short_of_memory(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, is the machine's want of memory: Python and numpy say so by
    a class of their own, the system by a number, the loaders of compiled code in words."""
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
            return True
        if not isinstance(error, AllocatorError) and any(words in str(error) for words in _MEMORY_WORDS):
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def _defect(error: BaseException) -> str:
    """One line that says what happened and what to send."""
    if isinstance(error, DefectError):
        heading, *details = str(error).splitlines()
        what = "; ".join([heading, *first_of(map(str.strip, details), _SHOWN_DETAILS)])
    else:
        reason = " ".join(str(error).split())
        what = f"DEFECT: {type(error).__name__}{': ' if reason else ''}{reason}{_where(error)}"
    return (
        f"{what}. The program is at fault, not the plan: please report this line with the command, "
        "the output of `allocator --version` and, if you may, the plan. ALLOCATOR_TRACEBACK=1 tells more."
    )


def _where(error: BaseException) -> str:
    """The innermost line of this package that the error came through."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(_PACKAGE):
            return f" (allocator/{Path(frame.filename).relative_to(_PACKAGE).as_posix()}:{frame.lineno})"
    return ""
