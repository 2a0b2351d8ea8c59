"""`allocator check`: everything wrong with a plan, and supply against demand, before any solving."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AnswerFile, AsJson
from allocator.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.errors import Fault
    from allocator.plan import Plan
    from allocator.questions.supply import SupplyAndDemand


def run(
    plan: Annotated[
        Path, typer.Argument(help="A workbook (.xlsx), a folder of CSV files or a scenario (.toml)")
    ],
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Coordination model", show_default="the bundled national.toml"),
    ] = None,
    output: AnswerFile = None,
    mark: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a copy of the workbook with every fault marked in its cell"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """`allocator check`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator
        from allocator.cli.inputs import paths_of, read_inputs
        from allocator.cli.output import workbook_target
        from allocator.errors import InputError

        paths = paths_of(plan, model)
        if output is not None:
            workbook_target(output, paths, "a check")
        if mark is not None:
            _require_workbook(plan)
            workbook_target(mark, paths, "a copy")
        try:
            inputs = read_inputs(paths)
            picture = allocator.supply_against_demand(inputs.plan, inputs.model)
        except InputError as error:
            _write(output, plan.name, error.faults, None)
            _mark(mark, plan, error.faults)
            if as_json:
                raise
            _list_faults(error.faults)
            _say_where(output, mark)
            raise typer.Exit(ExitCode.INPUT_WRONG) from None
        _write(output, inputs.plan.settings.title, inputs.plan.warnings, picture)
        _mark(mark, plan, inputs.plan.warnings)
        _report(inputs.plan, picture, {"output": output, "marked": mark}, as_json)


COMMAND = Command(
    name="check",
    run=run,
    says="List every fault and warning of a plan, then what it asks for against what it offers.",
    example="allocator check plan.xlsx --output check.xlsx",
)


def _write(
    output: Path | None, title: str, faults: "Sequence[Fault]", picture: "SupplyAndDemand | None"
) -> None:
    if output is not None:
        from allocator.export.supply_workbook import write_check

        write_check(output, title, faults, picture)


def _require_workbook(plan: Path) -> None:
    """Raises InputError where there are no cells to mark."""
    from allocator.errors import Fault, InputError

    if plan.suffix.lower() != ".xlsx":
        message = "is no workbook, so nothing can be marked in it; give one that ends in .xlsx"
        raise InputError("--mark", [Fault(place=plan.name, message=message)])


def _mark(mark: Path | None, plan: Path, faults: "Sequence[Fault]") -> None:
    """Write a copy of the workbook with its faults in their cells."""
    if mark is not None:
        from allocator.export.whole_files import write_whole
        from allocator.tables.excel.marked import marked

        write_whole({mark: marked(plan.read_bytes(), faults)})


def _report(plan: "Plan", picture: "SupplyAndDemand", files: dict[str, Path | None], as_json: bool) -> None:
    """Show what was found, or print it as one JSON object."""
    if as_json:
        warnings = [asdict(warning) for warning in plan.warnings]
        found = {"warnings": warnings, "counts": _counts(plan), "supply": asdict(picture)}
        written = {name: str(path) for name, path in files.items() if path is not None}
        typer.echo(json.dumps({"status": "sound", **found, **written}))
        return
    from allocator.cli.supply_picture import show_picture

    _list_faults(plan.warnings)
    _say_counts(_counts(plan))
    show_picture(picture, complete=files["output"] is not None)
    _say_where(*files.values())


def _list_faults(faults: "Sequence[Fault]") -> None:
    """Print every fault where it stands, then how many there are."""
    from allocator.cli.consoles import say

    for fault in faults:
        say(f"{fault.severity:7}  {fault}")
    errors = sum(fault.severity == "error" for fault in faults)
    say(f"{_counted(errors, 'error')}, {_counted(len(faults) - errors, 'warning')}")


def _say_counts(counts: dict[str, int]) -> None:
    from allocator.cli.consoles import say
    from allocator.report.words import counted

    asked = counted(counts["requests"], "open requests")
    members = counted(counts["Members that ask"], "Members")
    cancelled = f", {counts['requests cancelled']:,} cancelled" if counts["requests cancelled"] else ""
    before = f"({counts['requests already delivered']:,} delivered before{cancelled})"
    offered = ", ".join(counted(counts[what], what) for what in ("experts", "agreements"))
    say(f"{asked} of {members} {before}, {offered}")


def _say_where(*written: Path | None) -> None:
    from allocator.cli.consoles import say

    for path in written:
        if path is not None:
            say(f"Written to {path}")


def _counts(plan: "Plan") -> dict[str, int]:
    """What a plan asks for and offers."""
    from allocator.plan.entities import CANCELLED

    asked = plan.open_requests
    return {
        "requests": len(asked),
        "requests already delivered": sum(each.done_on is not None for each in plan.requests.values()),
        "requests cancelled": sum(each.status == CANCELLED for each in plan.requests.values()),
        "experts": len(plan.experts),
        "Members that ask": len({request.member for request in asked}),
        "agreements": len(plan.agreements or ()),
    }


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
