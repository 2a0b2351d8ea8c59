"""How a command ends: what it says when something is wrong, and the exit code that a script can use."""

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from allocator.cli.consoles import say
from allocator.errors import DefectError, InfeasibleError, InputError, NothingFoundError

#: 0 is done. IMPOSSIBLE: nothing satisfies the locks and hard rules. INTERRUPTED: with an allocation written.
DEFECT, INPUT_WRONG, IMPOSSIBLE, INTERRUPTED, OUT_OF_TIME = 1, 2, 3, 4, 5
#: What shells use for a command that Ctrl-C ended: nothing was written.
GAVE_UP = 130
#: What shells use for a command whose reader went away, as in `allocator check plan | head`.
NO_READER = 141

_SHOWN_DETAILS = 3
_PACKAGE = Path(__file__).parent.parent


@contextmanager
def told(as_json: bool) -> Iterator[None]:
    """Turn every error into words on standard error, one JSON object where asked for, and an exit code."""
    try:
        yield
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        say("Interrupted before the search had a result: nothing is written.", stderr=True)
        raise typer.Exit(GAVE_UP) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains as it leaves
        raise typer.Exit(NO_READER) from None
    except Exception as error:
        code, words, fields = _verdict(error)
        say(words, stderr=True)
        if os.environ.get("ALLOCATOR_TRACEBACK") == "1":
            traceback.print_exc()
        if as_json:
            typer.echo(json.dumps(fields))
        raise typer.Exit(code) from None


def _verdict(error: Exception) -> tuple[int, str, dict[str, Any]]:
    """Exit code, words and JSON fields of an error."""
    if isinstance(error, InputError):
        return INPUT_WRONG, str(error), {"status": "input wrong", "faults": [asdict(f) for f in error.faults]}
    if isinstance(error, InfeasibleError):
        return IMPOSSIBLE, str(error), {"status": "infeasible", "conflict": asdict(error.conflict)}
    if isinstance(error, NothingFoundError):
        return OUT_OF_TIME, str(error), {"status": "nothing found"}
    words = _defect(error)
    return DEFECT, words, {"status": "defect", "message": words}


def _defect(error: Exception) -> str:
    """One line that says what happened and what to send."""
    if isinstance(error, DefectError):
        heading, *details = str(error).splitlines()
        shown = [detail.strip() for detail in details[:_SHOWN_DETAILS]]
        more = [f"and {len(details) - len(shown)} more"] if len(details) > len(shown) else []
        what = "; ".join([heading, *shown, *more])
    else:
        reason = " ".join(str(error).split())
        what = f"DEFECT: {type(error).__name__}{': ' if reason else ''}{reason}{_where(error)}"
    return (
        f"{what}. The program is at fault, not the plan: please report this line with the command, "
        "the output of `allocator --version` and, if you may, the plan. ALLOCATOR_TRACEBACK=1 tells more."
    )


def _where(error: Exception) -> str:
    """The innermost line of this package that the error came through."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(_PACKAGE):
            return f" (allocator/{Path(frame.filename).relative_to(_PACKAGE).as_posix()}:{frame.lineno})"
    return ""
