"""`allocator check`: everything wrong with a plan, and what it holds, before any solving."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.exits import INPUT_WRONG, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.errors import Fault
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

EXAMPLE = "Example: allocator check plan.xlsx"


def run(
    plan: Annotated[
        Path, typer.Argument(help="A workbook (.xlsx), a folder of CSV files or a scenario (.toml)")
    ],
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Coordination model", show_default="the bundled national.toml"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for machines")] = False,
) -> None:
    """List every fault and warning of a plan, then what it asks for and offers.

    Exit codes: 0 nothing is wrong with the input, 1 a defect, 2 the input is wrong.
    """
    with told(as_json):
        from allocator.cli.inputs import paths_of, read_inputs
        from allocator.errors import InputError

        try:
            inputs = read_inputs(paths_of(plan, model))
            empty = _seats_without_candidate(inputs.plan, inputs.model)
        except InputError as error:
            if not as_json:
                _list_faults(error.faults)
                raise typer.Exit(INPUT_WRONG) from None
            raise
        counts = _counts(inputs.plan)
        if as_json:
            warnings = [asdict(warning) for warning in inputs.plan.warnings]
            fields = {"warnings": warnings, "counts": counts, "seats_without_candidate": empty}
            typer.echo(json.dumps({"status": "sound", **fields}))
            return
        _list_faults(inputs.plan.warnings)
        _show_counts(counts, empty)


def _list_faults(faults: "Sequence[Fault]") -> None:
    """Print every fault where it stands, then how many there are."""
    from allocator.cli.consoles import say

    for fault in faults:
        say(f"{fault.severity:7}  {fault}")
    errors = sum(fault.severity == "error" for fault in faults)
    say(f"{_counted(errors, 'error')}, {_counted(len(faults) - errors, 'warning')}")


def _show_counts(counts: dict[str, int], empty: list[dict[str, str]]) -> None:
    """Print what the plan holds, then the seats that nobody can take."""
    from allocator.cli.consoles import say

    for what, number in counts.items():
        say(f"{number:7,}  {what}")
    say(f"{len(empty):7,}  seats without any candidate")
    for seat in empty:
        say(f"         {seat['request']} {seat['seat']}: most experts fell to {seat['most_fell_to']}")


def _counts(plan: "Plan") -> dict[str, int]:
    """What a plan asks for and offers."""
    asked = plan.open_requests
    return {
        "requests": len(asked),
        "requests already delivered": len(plan.requests) - len(asked),
        "experts": len(plan.experts),
        "Members that ask": len({request.member for request in asked}),
        "agreements": len(plan.agreements or ()),
    }


def _seats_without_candidate(plan: "Plan", model: "CoordinationModel") -> list[dict[str, str]]:
    """The seats that no expert may take under the model, each with the rule most experts fell to first.

    Raises InputError for locks that break a rule on their own.
    """
    import numpy as np

    from allocator.candidates import find_candidates
    from allocator.problem import build_problem
    from allocator.rules.eligibility import ELIGIBILITY
    from allocator.search.locks import refuse_broken_locks

    problem = build_problem(plan, model)
    candidates = find_candidates(problem)
    refuse_broken_locks(problem, candidates)
    codes = [rule.RULE.code for rule in ELIGIBILITY]
    return [
        {
            "request": problem.requests[problem.seat_request[seat]].request,
            "seat": problem.seats[seat].seat,
            "most_fell_to": codes[int(candidates.funnel[seat].argmax())],
        }
        for seat in np.flatnonzero(candidates.per_seat == 0)
    ]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
