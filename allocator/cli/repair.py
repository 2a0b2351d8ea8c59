"""`allocator repair`: three ways to mend a plan after an event, each with as little disturbance as can be."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, seconds
from allocator.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.cli.interrupts import Interrupts
    from allocator.cli.output import Target
    from allocator.whatif.repairs import Repair

_SHOWN = 20  # people named on the terminal
_SHARES = (0.6, 0.2, 0.2)  # of the time for necessity: the first repair is the one that is told


class _Seconds(NamedTuple):
    """For the three searches together, and for the necessity of changes in all three."""

    searching: float
    necessity: float


def run(
    result: Annotated[
        Path,
        typer.Argument(help="The allocation that was agreed: a workbook or folder that solve wrote; edited, "
                       "if no --plan is given"),
    ],
    plan: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The plan as it is now, or a scenario with what has changed",
                     show_default="the sheets of RESULT as they stand"),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Coordination model", show_default="the one that RESULT carries"),
    ] = None,
    time_limit: Annotated[
        float, seconds("For the three searches together")
    ] = 10.0,
    necessity: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0, help="For whether each change is needed, besides"),
    ] = 3.0,
    seed: Annotated[int, typer.Option(metavar="N", min=0, max=2**31 - 1, help="Seed of all chance")] = 0,
    output: Annotated[
        str,
        typer.Option(metavar="FILE", help="Where to write; each repair adds its name: repair-people.xlsx"),
    ] = "repair.xlsx",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator repair`, as `COMMAND` says it."""
    with errors_reported(as_json) as signals:
        from allocator.cli.inputs import paths_of

        seconds = _Seconds(time_limit, necessity)
        paths = paths_of(plan or result, model)
        targets = _targets(output, (*paths, result))
        found = _repair(paths, None if plan is None else result, targets, signals, seconds, seed)
        _tell(found, targets, as_json=as_json)
        stopped = signals.came or any(each.result.status == "interrupted" for each in found)
        raise typer.Exit(ExitCode.INTERRUPTED if stopped else ExitCode.DONE)


COMMAND = Command(
    name="repair",
    run=run,
    says="""Mend an agreed allocation after an event, and disturb little.

Writes three allocations. Each first serves as much as is found; then it changes the fewest people, or
moves the fewest dates, or moves them least far. It says what is proven of that; the sheet Changes says who
must be told, and why, and whether each change is needed: proven, free to undo, at a cost, or not settled.""",
    example="allocator repair allocation.xlsx --plan withdrawn.toml --output repair.xlsx",
    ends=ExitCode,
)


def _targets(output: str, inputs: "Sequence[Path]") -> "Mapping[str, Target]":
    """Where each repair goes, by its order. Raises InputError where one cannot go there."""
    from allocator.cli.output import target_of
    from allocator.whatif.repairs import ORDERS

    return {order: target_of(named(output, order), inputs) for order in ORDERS}


def _repair(
    paths: tuple[Path, ...],
    agreed: Path | None,
    targets: "Mapping[str, Target]",
    signals: "Interrupts",
    seconds: "_Seconds",
    seed: int,
) -> "tuple[Repair, ...]":
    """Read, search, write. `agreed` is None where the plan itself is what was agreed."""
    from allocator.cli.consoles import warnings_printed
    from allocator.cli.inputs import read_inputs, say_warnings
    from allocator.cli.output import load_writers, write
    from allocator.cli.progress import ProgressLine
    from allocator.report.why_changes import why_changes
    from allocator.whatif.repairs import each_repair

    inputs = read_inputs(paths, agreed)
    say_warnings(inputs.plan)
    load_writers()
    signals.raise_if_heard()
    found: dict[str, Repair] = {}
    with warnings_printed(), ProgressLine() as line:
        for each in each_repair(
            inputs.plan, inputs.model, agreed=inputs.previous,
            time_limit=seconds.searching, seed=seed, on_progress=line.show,
        ):  # fmt: skip
            signals.shielded = True  # until it is written, which takes no time of the searches
            found[each.order] = each  # once more, where a later search bettered it
            write(each.result, targets[each.order])
            if signals.came:
                break
            signals.shielded = False
        signals.shielded = True
        asked = found.values() if seconds.necessity else ()  # else they are written as they stay
        for share, each in zip(_SHARES, asked, strict=False):
            if each.result.status != "interrupted" and not signals.came:
                why_changes(each.result, time_limit=share * seconds.necessity, seed=seed)
                write(each.result, targets[each.order])
    return tuple(found.values())


def named(output: str, order: str) -> str:
    """Where a repair goes: `repair.xlsx` becomes `repair-people.xlsx`."""
    stem, dot, ending = output.rpartition(".")
    return f"{stem}-{order}{dot}{ending}" if dot else f"{output.rstrip('/')}-{order}/"


def _tell(found: "Sequence[Repair]", targets: "Mapping[str, Target]", *, as_json: bool) -> None:
    """The menu, and who is disturbed by the first of it, those who left first."""
    from allocator.cli.consoles import say, show_table
    from allocator.errors import first_of
    from allocator.report.disturbed import disturbed
    from allocator.report.repair_menu import LIMITS, repair_menu
    from allocator.report.why_changes import disturbed_with_necessity, necessity_records

    menu = repair_menu(found)
    if as_json:
        records = [
            {
                **row,
                "order": each.order,
                "output": str(targets[each.order].path),
                "disturbed": disturbed(each.result),
                "necessity": necessity_records(each.result),
            }
            for row, each in zip(menu.records(), found, strict=True)
        ]
        typer.echo(json.dumps({"repairs": records}, default=str))
        return
    headers = [column.header for column in menu.columns]
    show_table(
        headers, [tuple("" if c is None else str(c) for c in row) for row in menu.rows], numbers=frozenset()
    )
    if not all(goal.proven for each in found for goal in each.result.goals):
        say(LIMITS)
    say(f"With the {found[0].words}:")
    for line in first_of(disturbed_with_necessity(found[0].result), _SHOWN) or ["nobody is disturbed"]:
        say(f"  {line}")
    for each in found:
        target = targets[each.order]
        say(f"Written to {target.path}{target.remark}: {each.words}")
