"""`allocator explain`: why a request is not served and what would serve it, or why these people and dates."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, ResultFile, seconds

if TYPE_CHECKING:
    from allocator.cli.output import Target
    from allocator.results.explanation import Explanation
    from allocator.results.result import Result


def run(
    result: ResultFile,
    request: Annotated[str, typer.Argument(help="Code of the request")],
    time_limit: Annotated[
        float, seconds("For solving; with 0 only filtering speaks")
    ] = 8.0,
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Where to write the allocation with the trade: .xlsx, .json, .csv",
                     show_default="not written"),
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write the changes as scenarios: .toml",
                     show_default="not written"),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator explain`, as `COMMAND` says it."""
    with errors_reported(as_json):
        from allocator.cli.order import require_result_first

        require_result_first("explain", result, [request])
        target = None if output is None else _target(output, result)
        read, explanation = _explained(result, request, time_limit)
        written = [
            *_write_trade(read, explanation, target),
            *_write_changes(read, explanation, result, scenario),
        ]
        if as_json:
            typer.echo(json.dumps({**_fields(explanation), "written": written}, default=str))
            return
        from allocator.cli.consoles import say
        from allocator.report.explanation_words import explanation_lines

        say("\n".join([*explanation_lines(explanation), *(f"Written to {path}" for path in written)]))


COMMAND = Command(
    name="explain",
    run=run,
    says="Tell why a request is not served, who would lose if it were, and what to change; or who else could "
    "have gone.",
    example="allocator explain allocation.xlsx R017 --scenario r017.toml",
)


def _target(output: str, result: Path) -> "Target":
    from allocator.cli.output import target_of

    return target_of(output, (result,))


def _explained(path: Path, code: str, seconds: float) -> "tuple[Result, Explanation]":
    """The explanation; raises InputError for a request that the plan does not have."""
    import allocator
    from allocator.solvers.crew import get_ready
    from allocator.tables.cells.suggest import did_you_mean

    if seconds > 0:
        get_ready("cp_sat", "highs")  # they start while the result is read
    result = allocator.read_result(path)
    if code not in result.plan.requests:
        message = f"has no request {code}{did_you_mean(code, result.plan.requests)}"
        raise allocator.InputError(str(path), [allocator.Fault(place=path.name, message=message)])
    return result, allocator.explain(result, code, time_limit=seconds)


def _write_trade(result: "Result", explanation: "Explanation", target: "Target | None") -> list[str]:
    """Write the allocation with the trade, where there is one."""
    if target is None or explanation.trade is None:
        return []
    from allocator.cli.output import write
    from allocator.questions.explaining import traded_result

    write(traded_result(result, explanation.trade), target)
    return [str(target.path)]


def _write_changes(
    result: "Result", explanation: "Explanation", plan: Path, scenario: Path | None
) -> list[str]:
    """Write the changes as scenarios, where there are any."""
    if scenario is None or not explanation.changes:
        return []
    from allocator.export.scenario_file import write_scenarios

    return [
        str(path)
        for path in write_scenarios(scenario, plan, result.model, explanation.request, explanation.changes)
    ]


def _fields(explanation: "Explanation") -> dict[str, Any]:
    """The explanation as JSON values, whole allocations left out: `--output` writes one."""
    fields = asdict(explanation)
    for part in (fields["trade"], *fields["changes"]):
        if part is not None:
            del part["allocation"]
    return fields
