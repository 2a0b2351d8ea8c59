"""`allocator runs`: the run store looked into, a run opened, handed over, taken in, thrown away."""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, StoreFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.store import Entry, RunStore


_ADVICE = "advise"  # the kind of the searches of `allocator advise`


class Action(StrEnum):
    """What is done with the store."""

    LIST = "list"
    SHOW = "show"
    EXPORT = "export"
    IMPORT = "import"
    PRUNE = "prune"


def run(
    action: Annotated[
        Action,
        typer.Argument(
            help="list all; show or export one by its ID; import a FILE; prune IDs, or those --older-than"
        ),
    ] = Action.LIST,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="IDs of runs, or the FILE to import")
    ] = None,
    store: StoreFile = None,
    output: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Where to export to: .xlsx, .json, .csv or FOLDER/; or .allocator, the run to be imported",
        ),
    ] = None,
    older_than: Annotated[
        int | None, typer.Option(metavar="DAYS", min=0, help="Prune runs that are older; 0: all")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """`allocator runs`, as `COMMAND` says it."""
    with errors_reported(as_json):
        from allocator.cli.consoles import warnings_printed
        from allocator.store import RunStore

        with warnings_printed():
            fields = _done(action, RunStore(store), names or [], output, older_than, as_json)
        if as_json:
            typer.echo(json.dumps({"status": "done", **fields}))


COMMAND = Command(
    name="runs",
    run=run,
    says="List the runs that are kept, open one as a workbook, hand one over as a file, or throw some away.",
    example="allocator runs export 3f2a91c07d --output allocation.xlsx",
)


def _done(
    action: Action, store: "RunStore", names: list[str], output: str | None, older: int | None, quiet: bool
) -> dict[str, Any]:
    """Do what is asked; what there is to tell in JSON."""
    if action is Action.LIST:
        return _list(store, quiet)
    if action is Action.PRUNE:
        return _prune(store, names, older, quiet)
    if len(names) != 1:
        _refuse(f"{action} takes one {'file' if action is Action.IMPORT else 'id'}")
    if action is Action.SHOW:
        return _show(store, names[0], quiet)
    if action is Action.IMPORT:
        entry = store.take_in(names[0])
        _say(f"Taken in: {entry.title} ({entry.short_id})", quiet)
        return {"run": entry.id}
    if output is None:
        _refuse("export needs an --output, such as allocation.xlsx")
    return _export(store, names[0], output, quiet)


def _list(store: "RunStore", quiet: bool) -> dict[str, Any]:
    runs = store.runs()
    if not quiet:
        from allocator.cli.consoles import say, show_table
        from allocator.sweeps.table import status_words

        headers = ("run", "made", "what", "outcome", "served", "seconds")
        rows = (
            (each.short_id, each.created[:16].replace("T", " "), each.title, status_words(each.status),
             _served(each), f"{each.seconds:.0f}")
            for each in runs
            if each.kind != _ADVICE
        )  # fmt: skip
        show_table(headers, rows, numbers=frozenset({"served", "seconds"}))
        searches = sum(each.kind == _ADVICE for each in runs)
        if searches:
            say(f"Beside these, {searches:,} searches of allocator advise are kept: --json lists them too")
    _say(f"{len(runs)} run{'' if len(runs) == 1 else 's'} in {store.path}", quiet)
    return {"store": str(store.path), "runs": [_fields(each) for each in runs]}


def _served(entry: "Entry") -> str:
    served, asked = (entry.summary.get(name) for name in ("served", "requests"))
    return f"{served} of {asked}" if isinstance(served, int) else ""


def _fields(entry: "Entry") -> dict[str, Any]:
    return {
        "run": entry.id, "kind": entry.kind, "title": entry.title, "status": entry.status,
        "created": entry.created, "seconds": entry.seconds, "question": dict(entry.question),
        **entry.summary,
    }  # fmt: skip


def _show(store: "RunStore", run_id: str, quiet: bool) -> dict[str, Any]:
    entry = store.run(run_id)
    if not quiet:
        _say("\n".join(_lines(entry)), quiet)
    return _fields(entry)


def _lines(entry: "Entry") -> "Iterable[str]":
    """A run in words."""
    from allocator.report.words import goal_words
    from allocator.sweeps.table import goals_in, status_words

    yield f"{entry.title}: {status_words(entry.status)}"
    yield f"run {entry.id}, made {entry.created}, {entry.seconds:.1f} s"
    for name, values in entry.question.items():
        if isinstance(values, dict):
            yield f"{name}: {', '.join(f'{key} {value}' for key, value in values.items())}"
        else:
            yield f"{name}: {values}"
    if _served(entry):
        yield f"requests served: {_served(entry)}"
    for goal in goals_in(entry.summary):
        if goal.asked:
            yield f"goal {goal_words(goal.name)}: {goal} {goal.unit}"
    if isinstance(entry.answer, dict) and isinstance(entry.answer.get("words"), str):
        yield entry.answer["words"]


def _export(store: "RunStore", run_id: str, output: str, quiet: bool) -> dict[str, Any]:
    from allocator.store.handover import ENDING

    if Path(output).suffix.lower() == ENDING:
        _hand_over(store, run_id, Path(output))
        remark = ""
    else:
        from allocator.cli.output import target_of, write

        target = target_of(output, [store.path])
        write(store.open(run_id), target)
        remark = target.remark
    _say(f"Written to {output}{remark}", quiet)
    return {"output": output}


def _hand_over(store: "RunStore", run_id: str, path: Path) -> None:
    """One run as one file, where none is yet."""
    from allocator.errors import Fault, InputError
    from allocator.export.whole_files import write_whole
    from allocator.store.handover import run_bytes

    if path.exists():
        message = "is there already and is not written over; name another file"
        raise InputError("--output", [Fault(place=str(path), message=message)])
    store.open(run_id)  # nobody is handed what does not hold
    write_whole({path: run_bytes(store.run(run_id))})


def _prune(store: "RunStore", names: list[str], older: int | None, quiet: bool) -> dict[str, Any]:
    from allocator.app.kept_desk import runs_on_desk

    if not names and older is None:
        _refuse("prune takes ids of runs, or --older-than DAYS")
    ids = {store.run(name).id for name in names}
    on_desk = 0
    if older is not None:
        end = (datetime.now(UTC) - timedelta(days=older)).isoformat(timespec="seconds")
        old = {each.id for each in store.runs() if older == 0 or each.created < end}
        lying = old & runs_on_desk(store)
        on_desk, ids = len(lying), ids | (old - lying)
    number = store.remove(ids)
    _say(f"{number} run{'' if number == 1 else 's'} taken out of {store.path}", quiet)
    if on_desk:
        _say(f"{on_desk} kept: what lies on the desk of allocator serve goes by its id alone", quiet)
    return {"removed": number}


def _say(words: str, quiet: bool) -> None:
    if not quiet:
        from allocator.cli.consoles import say

        say(words)


def _refuse(message: str) -> NoReturn:
    from allocator.errors import Fault, InputError

    raise InputError("runs", [Fault(place="runs", message=message)])
