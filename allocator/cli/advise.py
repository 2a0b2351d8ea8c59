"""`allocator advise`: what rules cost, how goals trade, whom to accredit or phone, which agreement to widen,
and what withdrawals would cost."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import USUAL, errors_reported
from allocator.cli.options import AnswerFile, AsJson, ResultFile, Seed, StoreFile, Workers, seconds
from allocator.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from allocator.advise import Advice, AdviceProgress
    from allocator.cli.output import Target
    from allocator.report import Table
    from allocator.results.result import Result
    from allocator.store import RunStore

QUESTIONS = ("rules", "curve", "accredit", "phone", "agreements", "withdrawals")
#: Those whose answers stand on the sheet Advice of an allocation.
ON_A_SHEET = ("rules", "accredit", "phone", "agreements", "withdrawals")
_SHOWN = 10  # rows of each table
_GOALS = 2  # that a trade-off is between


def run(
    question: Annotated[str, typer.Argument(help=" | ".join(QUESTIONS))],
    result: ResultFile,
    about: Annotated[
        list[str] | None,
        typer.Argument(
            help="curve: the two goals, such as served cost. withdrawals: experts", show_default="everybody"
        ),
    ] = None,
    output: AnswerFile = None,
    points: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="curve: write each point as an allocation there")
    ] = None,
    time_limit: Annotated[
        float | None,
        seconds("For all searches together", show_default="300, and 600 for rules"),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    store: StoreFile = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator advise`, as `COMMAND` says it."""
    options = {"time_limit": time_limit, "workers": workers, "seed": seed}
    given = {name: value for name, value in options.items() if value is not None}
    with errors_reported(as_json) as signals:
        from allocator.cli.output import workbook_target

        _refuse_wrong(question, about or [], points)
        target = None if output is None else workbook_target(output, [result], "advice")
        advice = _asked(question, result, about or [], {**given, "store": _kept(store)})
        signals.shielded = True
        _write(advice, output, points)
        _report(advice, target, as_json)
        raise typer.Exit(ExitCode.INTERRUPTED if advice.interrupted else ExitCode.DONE)


COMMAND = Command(
    name="advise",
    run=run,
    says="""Ask what could be decided differently, and what each decision is worth.

rules: what every rule costs. curve: the trade-off between two goals. accredit: whom to accredit next. phone:
which release to confirm. agreements: which clause or budget unlocks most. withdrawals: what is lost if
somebody drops out, and whom to keep in reserve. Every number is an interval that holds even where the time
was too short. Ctrl-C keeps what is known. What was searched is kept and not searched again.""",
    example="allocator advise rules allocation.xlsx --time-limit 300 --output advice.xlsx",
    ends=(*USUAL, ExitCode.INTERRUPTED),
)


def _refuse_wrong(question: str, about: "Sequence[str]", points: Path | None) -> None:
    """Raises InputError for an unknown question, and for words that it does not take."""
    from allocator.errors import Fault, InputError
    from allocator.tables.cells.suggest import did_you_mean

    faults = []
    if question not in QUESTIONS and Path(question).exists():
        message = f"is a file; the question comes first: allocator advise rules {question}"
        faults.append(Fault(place=question, message=message))
    elif question not in QUESTIONS:
        hint = did_you_mean(question, QUESTIONS) or f"; ask {', '.join(QUESTIONS)}"
        faults.append(Fault(place=question, message=f"is no question{hint}"))
    elif question == "curve" and len(about) != _GOALS:
        message = "takes two goals behind the result, such as: advise curve allocation.xlsx served cost"
        faults.append(Fault(place="curve", message=message))
    elif about and question not in ("curve", "withdrawals"):
        faults.append(
            Fault(place=" ".join(about), message=f"is one too many: {question} takes a result only")
        )
    if points is not None and question != "curve":
        faults.append(Fault(place="--points", message="is for curve only"))
    if faults:
        raise InputError("advise", faults)


def _kept(store: Path | None) -> "RunStore":
    from allocator.store import RunStore

    return RunStore(store)


def _asked(question: str, path: Path, about: "Sequence[str]", given: "Mapping[str, Any]") -> "Advice[Any]":
    """The answer, with a line of progress for every search."""
    import allocator
    from allocator.cli.consoles import warnings_printed

    with warnings_printed():
        result = allocator.read_result(path)
        return answer_to(question, result, about, {**given, "on_progress": follow})


def follow(progress: "AdviceProgress") -> None:
    """Say on standard error how far a question is."""
    from allocator.cli.consoles import say

    known = ", known before" if progress.known else ""
    done = f"{progress.done} of {progress.of}{known}"
    say(f"{progress.seconds:7.1f} s  {progress.question}: {done}, {progress.key}", stderr=True)


def answer_to(
    question: str, result: "Result", about: "Sequence[str]", options: "Mapping[str, Any]"
) -> "Advice[Any]":
    """What the library says to a question."""
    from allocator import advise

    asked: Callable[..., Advice[Any]] = getattr(advise, question)
    words = (tuple(about),) if question == "withdrawals" else tuple(about)
    return asked(result, *words, **options)


def _write(advice: "Advice[Any]", output: Path | None, points: Path | None) -> None:
    if output is not None:
        from allocator.export.advice_workbook import write_advice

        write_advice(output, advice)
    if points is not None:
        from allocator.export import write_workbook

        points.mkdir(parents=True, exist_ok=True)
        for number, point in enumerate(advice.answer.points, 1):
            write_workbook(point.result, points / f"point-{number}.xlsx")


def _report(advice: "Advice[Any]", target: "Target | None", as_json: bool) -> None:
    """Show the first rows of every table, or print everything as one JSON object."""
    from allocator.cli.consoles import say
    from allocator.report.advice_about import heading, notes
    from allocator.report.advice_sheets import advice_tables

    tables = advice_tables(advice)
    if as_json:
        fields = {
            "status": "interrupted" if advice.interrupted else "answered", "question": advice.question,
            "heading": heading(advice), "today": advice.today,
            "best": {"value": advice.best.value, "bound": advice.best.bound},
            "tables": {table.name: table.records() for table in tables},
            "notes": notes(advice), "seconds": round(advice.seconds, 3),
        }  # fmt: skip
        typer.echo(json.dumps({**fields, **({} if target is None else {"output": str(target.path)})}))
        return
    say(heading(advice))
    cut = [_show(table) for table in tables]
    say("")
    for note in notes(advice):
        say(f"* {note}")
    if any(cut) and target is None:
        say("* These are the first rows; --output advice.xlsx writes all of them.")
    if target is not None:
        say(f"Written to {target.path}{target.remark}")


def _show(table: "Table") -> int:
    """Print the first rows of a table, its widest columns left out. Returns how many are not shown."""
    from allocator.cli.consoles import say, show_table
    from allocator.report.advice_sheets import brief
    from allocator.report.table import text_of

    columns, rows = brief(table)
    say("")
    say(f"{table.name}:" if rows else f"{table.name}: nothing")
    if rows:
        numbers = frozenset(column.header for column in columns if column.kind in ("whole", "money"))
        lines = [[_grouped(cell, text_of(cell)) for cell in row] for row in rows[:_SHOWN]]
        show_table([column.header for column in columns], lines, numbers)
    return max(0, len(rows) - _SHOWN)


def _grouped(cell: Any, text: str) -> str:
    if isinstance(cell, tuple):
        return ", ".join(cell)
    return f"{cell:,}" if isinstance(cell, int) else text
