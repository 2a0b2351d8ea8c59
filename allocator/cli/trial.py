"""`allocator try`: what a single change of an allocation breaks, and what each goal loses or gains."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, ResultFile, seconds

if TYPE_CHECKING:
    from allocator.plan.allocation import Mission
    from allocator.report.table import Table
    from allocator.whatif.trial import GoalChange, Trial
    from allocator.whatif.trial_recovery import Recovery
    from allocator.whatif.trial_words import Missions

_SECONDS = 2.0  # for solving again
_NUMBERS = frozenset({"now", "then", "change", "amount", "at best with it"})


def run(
    result: ResultFile,
    request: Annotated[str, typer.Argument(help="Code of the request to change")],
    expert: Annotated[str | None, typer.Option(metavar="CODE", help="Who is to go")] = None,
    seat: Annotated[
        str | None, typer.Option(metavar="SEAT", help="In which seat", show_default="the only one")
    ] = None,
    instead_of: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Who stays at home", show_default="whoever has the seat"),
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First mission day", show_default="as it is")
    ] = None,
    agreement: Annotated[
        str | None, typer.Option(metavar="CODE", help="Who pays", show_default="as it is")
    ] = None,
    team: Annotated[
        str | None,
        typer.Option(metavar="SEAT:CODE,...", help="The whole team, as lead:KEN-03,expert:FRA-02"),
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="The request is not served")] = False,
    also: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHANGE", help='Another change besides, as "R031 start=2027-04-05" or "R031 drop"'
        ),
    ] = None,
    recover: Annotated[
        bool,
        typer.Option("--recover", help="Then solve again around the change, which is held"),
    ] = False,
    time_limit: Annotated[
        float | None, seconds("For solving again with --recover", show_default="2")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Write the allocation with the change, or the one recovered: .xlsx, .json, or .csv",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator try`, as `COMMAND` says it."""
    if time_limit is not None and not recover:
        raise typer.BadParameter("is for --recover", param_hint="--time-limit")
    with errors_reported(as_json):
        import allocator
        from allocator.cli.change_texts import changes_of
        from allocator.cli.consoles import say
        from allocator.cli.order import require_result_first
        from allocator.cli.output import target_of, write
        from allocator.solvers.crew import get_ready

        require_result_first("try", result, [request])
        given = {
            "request": request, "expert": expert, "seat": seat, "instead_of": instead_of, "start": start,
            "agreement": agreement, "team": team, "drop": drop,
        }  # fmt: skip
        changes = changes_of(given, also or [])
        target = None if output is None else target_of(output, [result])
        if recover:
            get_ready("cp_sat", "highs")  # they start while the result is read
        trial = allocator.try_change(allocator.read_result(result), *changes)
        if not as_json:
            _show_trial(trial)
        within = _SECONDS if time_limit is None else time_limit
        recovery = trial.recover(time_limit=within) if recover else None
        if recovery is not None and not as_json:
            _show_recovery(recovery)
        if target is not None:
            write((recovery or trial).accept(), target)
        if as_json:
            typer.echo(json.dumps(_fields(trial, recovery, output)))
        elif target is not None:
            say(f"Written to {output}{target.remark}")


COMMAND = Command(
    name="try",
    run=run,
    says="""Tell at once what a change breaks, and what each goal loses or gains.

Another person, date or payer; a request dropped, or added. Nothing is solved, unless --recover asks what
solving again around the change brings back.""",
    example="allocator try allocation.xlsx R017 --expert KEN-03 --start 2027-03-08 --recover",
)


def _show_trial(trial: "Trial") -> None:
    from allocator.cli.consoles import say
    from allocator.report.trial_tables import trial_goals, trial_rules, trial_sentences

    say("\n".join(trial_sentences(trial)))
    _show_table(trial_rules(trial))
    _show_table(trial_goals(trial))


def _show_recovery(recovery: "Recovery") -> None:
    from allocator.cli.consoles import say
    from allocator.report.trial_tables import recovery_goals, recovery_sentences

    say("\n".join(recovery_sentences(recovery)))
    _show_table(recovery_goals(recovery))


def _show_table(table: "Table") -> None:
    from allocator.cli.consoles import show_table
    from allocator.report.table import text_of

    rows = [[f"{cell:,}" if isinstance(cell, int) else text_of(cell) for cell in row] for row in table.rows]
    if rows:
        show_table(table.headers, rows, _NUMBERS)


def _fields(trial: "Trial", recovery: "Recovery | None", output: str | None) -> dict[str, Any]:
    """The answer for machines."""
    return {
        "possible": trial.possible,
        "changes": _missions(trial.missions),
        "violations": [asdict(violation) for violation in trial.violations],
        "standing": [asdict(violation) for violation in trial.standing],
        "mended": [asdict(violation) for violation in trial.mended],
        "amounts": {code: amount for code, amount in trial.amounts.items() if amount},
        "goals": [_goal(goal) for goal in trial.goals],
        **({} if recovery is None else {"recovery": _recovered(recovery)}),
        **({} if output is None else {"output": output}),
    }


def _recovered(recovery: "Recovery") -> dict[str, Any]:
    from allocator.export.json_file import proof_record

    return {
        "status": recovery.status,
        "dropped": recovery.dropped and asdict(recovery.dropped),
        "points": recovery.points and asdict(recovery.points),
        "changes": _missions(recovery.missions),
        "goals": [asdict(goal) | {"best": goal.best} for goal in recovery.goals],
        "proof": proof_record(recovery.proof),
        "incidents": list(recovery.incidents),
    }


def _missions(missions: "Missions") -> list[dict[str, Any]]:
    return [
        {"request": code, "before": _mission(before), "after": _mission(after)}
        for code, before, after in missions
    ]


def _goal(goal: "GoalChange") -> dict[str, Any]:
    parts = [_goal(part) for part in goal.parts]
    return asdict(goal) | {"change": goal.change, "gain": goal.gain, "parts": parts}


def _mission(mission: "Mission | None") -> dict[str, Any] | None:
    return None if mission is None else asdict(mission) | {"start": mission.start.isoformat()}
