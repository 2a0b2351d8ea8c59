"""`allocator iati`: what agreements pay for, as the XML that donors publish."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, ResultFile

if TYPE_CHECKING:
    from allocator.cli.output import Target


def run(
    result: ResultFile,
    organisation: Annotated[
        str, typer.Option(metavar="IDENTIFIER", help="Who reports, as org-id.guide lists it: XM-DAC-12345")
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="What it is called")] = (
        "World Customs Organization"
    ),
    kind: Annotated[
        str, typer.Option(metavar="CODE", help="Its code in IATI's list OrganisationType; 40: multilateral")
    ] = "40",
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where to write: .xml")] = Path("iati.xml"),
    as_json: AsJson = False,
) -> None:
    """`allocator iati`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator
        from allocator.cli.consoles import say
        from allocator.cli.output import file_target

        target = file_target(output, [result], (".xml",), "an IATI file")
        _require_iati(target)
        allocator.write_iati(
            allocator.read_result(result), output, organisation=organisation, name=name, kind=kind
        )
        if as_json:
            typer.echo(json.dumps({"status": "done", "output": str(output)}))
        else:
            say(f"Written to {output}{target.remark}")


def _require_iati(target: "Target") -> None:
    """Refuse to write over a file of XML that is none for donors."""
    from allocator.errors import Fault, InputError
    from allocator.export.iati import is_iati

    if target.replaces and not is_iati(target.path):
        message = "is there already and is no IATI file, and would be lost; choose another --output"
        raise InputError("--output", [Fault(place=str(target.path), message=message)])


COMMAND = Command(
    name="iati",
    run=run,
    says="""Write what each agreement pays for as activities of the IATI Standard 2.03, for donors' returns.

Planned missions stand as planned disbursements, delivered ones as expenditure, with the amounts of the
workbook; requests' expected results and indicators as results.""",
    example="allocator iati allocation.xlsx --organisation XM-DAC-47139 --output donors.xml",
)
