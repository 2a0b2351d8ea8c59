"""Scenarios, and plans under models, as jobs."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.errors import InputError
from allocator.inputs.scenario import Scenario, scenario_files, scenarios_in
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Result
from allocator.store import Entry, RunStore, question_of
from allocator.store.documents import result_document, summary_of
from allocator.store.jobs import Job, Outcome, Told, failed, performed
from allocator.store.nearest import nearest
from allocator.store.solved import SETTLED, SOLVE, blank_entry

if TYPE_CHECKING:
    from allocator.tables.raw import RawPlan

#: A scenario's file, a folder of them, a scenario that was read, or a plan, a model and options of `solve`.
Asked = str | Path | Scenario | tuple[Plan, CoordinationModel, Mapping[str, Any]]

#: The title of a scenario, and what it changes, in words.
Origin = tuple[str, tuple[str, ...]]
NO_SCENARIO: Origin = ("", ())

_TIME_LIMIT, _WORKERS = 60.0, 1  # where neither a scenario nor the caller says


@dataclass(frozen=True, kw_only=True)
class SolveJob(Job):
    """A run of `allocator.solve`, begun from the nearest allocation that the store knows: under `effort` from
    nothing, for then the same input gives the same result."""

    plan: Plan = field(repr=False)
    model: CoordinationModel = field(repr=False)
    options: Mapping[str, Any]
    origin: Origin = NO_SCENARIO

    def task(self, store: RunStore) -> "partial[Told]":
        start = None
        if "effort" not in self.options:
            with suppress(InputError):  # a store that cannot be read now is no reason not to search
                known = nearest(store, self.plan, self.model)
                start = known.allocation if known else None
        work = partial(solved, self.plan, self.model, dict(self.options), start, self.origin)
        return partial(performed, work, self.encode)

    def entry(self, told: Told, seconds: float) -> Entry:
        blank = blank_entry(self.plan, self.model, self.question, self.title)
        return replace(
            blank, status=told.status, settled=told.settled, answer=told.answer, seconds=seconds,
            summary=told.summary,
        )  # fmt: skip


def solve_job(
    plan: Plan,
    model: CoordinationModel,
    options: Mapping[str, Any],
    title: str,
    origin: Origin = NO_SCENARIO,
) -> SolveJob:
    """A run as a job; what `options` leave open is settled here, so that the key says all."""
    settled = {"time_limit": _TIME_LIMIT, "workers": _WORKERS, "seed": 0, **options}
    return SolveJob(
        title=title, kind=SOLVE, question=question_of(plan, model, settled), plan=plan, model=model,
        options=settled, origin=origin, work=partial(solved, plan, model, settled, None, origin),
        encode=told_of,
    )  # fmt: skip


def jobs_of(asked: Iterable[Scenario | Outcome | SolveJob]) -> Iterator[SolveJob | Outcome]:
    """A job for each scenario, read one at a time; what cannot be read is an outcome that says why."""
    sheets: dict[Path, RawPlan] = {}
    for each in asked:
        if not isinstance(each, Scenario):
            yield each
            continue
        try:
            read = each.read(sheets)
        except InputError as error:
            yield Outcome(title=each.title, told=failed(error))
        else:
            origin = read.title, read.changes
            yield solve_job(read.plan, read.model, read.settings, each.title, origin)


def opened(asked: Iterable[Asked], options: Mapping[str, Any]) -> list[Scenario | Outcome | SolveJob]:
    """Everything that is asked, one by one: files and folders as the scenarios that they stand for."""
    found: list[Scenario | Outcome | SolveJob] = []
    for each in asked:
        if isinstance(each, Scenario):
            found.append(_with(each, options))
        elif isinstance(each, str | Path):
            found += [_with(part, options) for part in _scenarios(Path(each))]
        else:
            plan, model, own = each
            given = {name: value for name, value in own.items() if name != "title"}
            title = str(own.get("title", plan.settings.title))
            found.append(solve_job(plan, model, {**given, **options}, title))
    return found


def _with(each: Scenario | Outcome, options: Mapping[str, Any]) -> Scenario | Outcome:
    """A scenario with options that stand before its own settings."""
    if isinstance(each, Outcome):
        return each
    return replace(each, table={**each.table, **options})


def _scenarios(path: Path) -> Iterator[Scenario | Outcome]:
    """The scenarios of a file or a folder; a file that cannot be read is an outcome."""
    try:
        files = scenario_files(path)
    except InputError as error:
        yield Outcome(title=path.name or str(path), told=failed(error))
        return
    for file in files:
        try:
            yield from scenarios_in(file)
        except InputError as error:
            yield Outcome(title=file.stem, told=failed(error))


def solved(
    plan: Plan,
    model: CoordinationModel,
    options: Mapping[str, Any],
    start: Allocation | None,
    origin: Origin,
) -> Result:
    """`allocator.solve`, in a worker; the result knows of which scenario it is one."""
    from allocator.search import solve

    result = solve(plan, model, start=start, **options)
    scenario, changes = origin
    return replace(result, provenance=replace(result.provenance, scenario=scenario, changes=changes))


def told_of(result: Result) -> Told:
    """A result as it goes into the store."""
    return Told(
        status=result.status,
        answer=result_document(result),
        settled=result.status in SETTLED,
        summary=summary_of(result),
    )
