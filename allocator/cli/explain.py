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
    from collections.abc import Iterator, Mapping

    from allocator.cli.output import Target
    from allocator.export.scenario_file import ScenarioFile
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
        from allocator.cli.consoles import say
        from allocator.cli.order import require_result_first
        from allocator.report.explanation_words import explanation_lines

        require_result_first("explain", result, [request])
        target = None if output is None else _target(output, result)
        _require_toml(scenario)
        read, explanation = _explained(result, request, time_limit)
        if not as_json:
            say("\n".join(explanation_lines(explanation)))  # before anything can be refused
        scenarios = _changes(read, explanation, result, scenario)
        _write(read, explanation, target, scenarios)
        if as_json:
            written = [*([target.path] if target and explanation.trade else ()), *scenarios]
            fields = {**_fields(explanation), "written": list(map(str, written))}
            typer.echo(json.dumps(fields, default=str))
            return
        lines = [*_trade_lines(explanation, target), *_change_lines(scenario, scenarios)]
        if lines:
            say("\n".join(lines))


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


def _require_toml(scenario: Path | None) -> None:
    """Raises InputError where scenarios are to be written to what no scenario is read from."""
    if scenario is not None and scenario.suffix.lower() != ".toml":
        from allocator.errors import Fault, InputError

        message = "does not end in .toml, as a scenario does"
        raise InputError("--scenario", [Fault(place=str(scenario), message=message)])


def _changes(
    result: "Result", explanation: "Explanation", plan: Path, scenario: Path | None
) -> "dict[Path, ScenarioFile]":
    """The changes as scenarios. Raises InputError where another file would be written over."""
    if scenario is None or not explanation.changes:
        return {}
    from allocator.export.scenario_file import scenario_files

    return scenario_files(scenario, plan, result.model, explanation.request, explanation.changes)


def _write(
    result: "Result",
    explanation: "Explanation",
    target: "Target | None",
    scenarios: "Mapping[Path, ScenarioFile]",
) -> None:
    """Write the allocation with the trade, and the changes that are not there yet."""
    if target is not None and explanation.trade is not None:
        from allocator.cli.output import write
        from allocator.questions.explaining import traded_result

        write(traded_result(result, explanation.trade), target)
    from allocator.export.whole_files import write_whole

    write_whole({path: file.content for path, file in scenarios.items() if not file.is_there})


def _trade_lines(explanation: "Explanation", target: "Target | None") -> "Iterator[str]":
    if target is not None and explanation.trade is None:
        yield f"Nothing is written to {target.path}: there is no trade"
    elif target is not None:
        yield f"Written to {target.path}{target.remark}"


def _change_lines(scenario: Path | None, files: "Mapping[Path, ScenarioFile]") -> "Iterator[str]":
    if scenario is not None and not files:
        yield f"Nothing is written to {scenario}: there is no change to try"
    for path, file in files.items():
        yield f"Written to {path}{', where it stood already' if file.is_there else ''}"


def _fields(explanation: "Explanation") -> dict[str, Any]:
    """The explanation as JSON values, whole allocations left out: `--output` writes one."""
    fields = asdict(explanation)
    for part in (fields["trade"], *fields["changes"]):
        if part is not None:
            del part["allocation"]
    return fields
