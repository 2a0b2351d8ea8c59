"""How a result came about, and how far it can be relied upon: the last sheet of a page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.export.page.parts import Grid, Section, headings, lines
from allocator.report.goal_findings import goal_name
from allocator.report.verdict import shown_goals
from allocator.verification import verify

if TYPE_CHECKING:
    from allocator.report.phrases import Phrases
    from allocator.results.result import Result

_DIGEST = 16  # letters of a digest
_NAMED = 12


def method_section(result: "Result", say: "Phrases") -> Section:
    """What was sought and checked, where it comes from, and the sources of what is drawn."""
    grid = Grid(
        caption=say("grid.provenance"), headings=headings(say, "fact finding"),
        rows=tuple(_facts(result, say)),
    )  # fmt: skip
    told = lines(*(say(f"method.{number}") for number in (1, 2, 3)))
    sources = lines(say("map.source"), say("method.names"))
    return Section(key="method", title=say("section.method"), blocks=(told, grid, sources))


def _facts(result: "Result", say: "Phrases") -> "Iterator[tuple[str, str | tuple[str, ...]]]":
    run = result.provenance
    broken = verify(result.plan, result.model, result.allocation)
    yield say("fact.verified"), say("verified.broken", n=len(broken)) if broken else say("verified.passed")
    yield say("fact.status"), say(f"status.{result.status}")
    yield from _doubts(result, say)
    yield say("fact.model"), result.model.title
    if run.scenario:
        yield say("fact.scenario"), (run.scenario, *run.changes[:_NAMED])
    for _, goal in shown_goals(result):
        if goal.proof is not None:
            by = say(f"proof.{goal.proof.kind}", by=", ".join(goal.proof.by))
            yield say("fact.proof", goal=goal_name(goal.name, say)), by
    yield say("fact.plan"), run.plan_digest[:_DIGEST]
    yield say("fact.model_digest"), run.model_digest[:_DIGEST]
    limit = say("none") if run.time_limit is None else f"{run.time_limit:g} s"
    yield say("fact.run"), say("run.words", seed=run.seed, workers=run.workers, limit=limit)
    yield say("fact.created"), run.created or "–"
    yield (
        say("fact.versions"),
        ", ".join(f"{name} {version}" for name, version in run.versions.items()) or "–",
    )
    if result.plan.warnings:
        yield say("fact.warnings"), say.number(len(result.plan.warnings))
    for incident in run.incidents:
        yield say("fact.incident"), incident


def _doubts(result: "Result", say: "Phrases") -> Iterator[tuple[str, str]]:
    for doubt in result.doubts:
        yield say("fact.doubt"), str(doubt)
