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

    from allocator.cli.output import Target
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
        from allocator.errors import InputError

        paths = paths_of(plan, model)
        found, copy = _targets(plan, paths, output, mark)
        try:
            inputs = read_inputs(paths)
            picture = allocator.supply_against_demand(inputs.plan, inputs.model)
        except InputError as error:
            _write(found, plan.name, error.faults, None)
            _mark(copy, plan, error.faults)
            if as_json:
                raise
            _list_faults(error.faults)
            _say_where(found, copy)
            raise typer.Exit(ExitCode.INPUT_WRONG) from None
        _write(found, inputs.plan.settings.title, inputs.plan.warnings, picture)
        _mark(copy, plan, inputs.plan.warnings)
        _report(inputs.plan, picture, {"output": found, "marked": copy}, as_json)


COMMAND = Command(
    name="check",
    run=run,
    says="List every fault and warning of a plan, then what it asks for against what it offers.",
    example="allocator check plan.xlsx --output check.xlsx",
)


def _targets(
    plan: Path, inputs: "Sequence[Path]", output: Path | None, mark: Path | None
) -> "tuple[Target | None, Target | None]":
    """Where the findings and the marked copy go. Raises InputError where they cannot go there."""
    from allocator.cli.output import blaming, require_apart, workbook_target

    require_apart({"--output": output, "--mark": mark})
    found = None if output is None else workbook_target(output, inputs, "a check")
    if mark is None:
        return found, None
    _require_workbook(plan)
    with blaming("--mark"):
        return found, workbook_target(mark, inputs, "a copy")


def _write(
    target: "Target | None", title: str, faults: "Sequence[Fault]", picture: "SupplyAndDemand | None"
) -> None:
    if target is not None:
        from allocator.export.supply_workbook import write_check

        write_check(target.path, title, faults, picture)


def _require_workbook(plan: Path) -> None:
    """Raises InputError where there are no cells to mark."""
    from allocator.errors import Fault, InputError

    if plan.suffix.lower() != ".xlsx":
        message = "is no workbook, so nothing can be marked in it; give one that ends in .xlsx"
        raise InputError("--mark", [Fault(place=plan.name, message=message)])


def _mark(copy: "Target | None", plan: Path, faults: "Sequence[Fault]") -> None:
    """Write a copy of the workbook with its faults in their cells."""
    if copy is not None:
        from allocator.export.whole_files import write_whole
        from allocator.tables.excel.marked import marked

        write_whole({copy.path: marked(plan.read_bytes(), faults)})


def _report(
    plan: "Plan", picture: "SupplyAndDemand", files: "dict[str, Target | None]", as_json: bool
) -> None:
    """Show what was found, or print it as one JSON object."""
    if as_json:
        warnings = [asdict(warning) for warning in plan.warnings]
        found = {"warnings": warnings, "counts": _counts(plan), "supply": asdict(picture)}
        written = {name: str(each.path) for name, each in files.items() if each is not None}
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


def _say_where(*written: "Target | None") -> None:
    from allocator.cli.consoles import say

    for each in written:
        if each is not None:
            say(f"Written to {each.path}{each.remark}")


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
