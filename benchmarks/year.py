"""A year of the bundled plan as its planner lives it: every month something happens, and the plan is mended.

    python -m benchmarks.year [--months 12] [--seconds 15] [--seed 1] [--workers 2]

Each month two experts withdraw (of those whom no row locks), a Member postpones, a request is called off and
another comes in; every other month an agreement is cut. What has begun by then is delivered. The plan is then
repaired (fewest people changed, `--seconds` of search), written, and read back for the next month. Beside it
a second planner plans anew each month, with what is delivered and nothing else known, for as long. Prints a
table: what each serves, how many people of the month before must be told, and how many missions move. Seconds
are wall time.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import allocator
from allocator.inputs.previous import with_previous
from allocator.plan import Plan, calendar
from allocator.plan.entities import PREVIOUS, Request
from allocator.report.disturbed import people_to_tell
from allocator.results.result import Result
from allocator.search.local import is_ready
from allocator.verification import goal_value
from allocator.whatif.repairs import repair_model
from benchmarks.tables import table

_HOME = Path(__file__).parents[1]
_HEADERS = ("month", "what happens", "open", "served", "anew", "told", "anew", "dates moved", "anew",
            "s", "anew")  # fmt: skip
_POSTPONED = timedelta(days=60)

Change = dict[str, dict[str, Any]]


@dataclass
class Line:
    """One way to plan the year: the last result, and what it has delivered by now, request by request."""

    name: str
    result: Result
    done: dict[str, date]

    def deliver(self, until: date) -> None:
        """Whatever has begun by a day is delivered."""
        for mission in self.result.allocation.missions:
            if mission.start < until:
                request = self.result.plan.requests[mission.request]
                self.done[mission.request] = calendar.last_day(self.result.plan, request, mission.start)

    def plan_of(self, plan: allocator.Plan) -> Plan:
        """The plan as it is now, seen from this line: what is delivered, and what was planned before."""
        changes = [
            {"set": {"sheet": "Requests", "key": code, "column": "done on", "value": day}}
            for code, day in self.done.items()
        ]
        return with_previous(plan.with_changes(changes), self.result)


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    is_ready(wait=True)  # compiled before, read from its cache
    plan = allocator.read_plan(_HOME / "scenarios" / "plans" / "columbus")
    model = allocator.read_model(_HOME / "models" / "national.toml")
    given = {"time_limit": asked.seconds, "workers": asked.workers, "seed": asked.seed}
    agreed = allocator.solve(plan, model, **given)
    lines = Line("repaired", agreed, {}), Line("anew", agreed, {})
    pick, rows = Random(asked.seed), []
    day = plan.settings.start
    for month in range(1, asked.months + 1):
        for line in lines:
            line.deliver(day)
        events = list(_events(pick, plan, lines, day, month))
        plan = plan.with_changes([change for _, change in events])
        said = ", ".join(words for words, _ in events)
        rows.append(_row(month, said, [_planned(line, plan, model, given) for line in lines]))
        shown = table(_HEADERS, rows[-1:])
        print(shown if month == 1 else shown.splitlines()[-1], flush=True)
        day = (day + timedelta(days=32)).replace(day=1)


def _planned(
    line: Line, plan: allocator.Plan, model: allocator.CoordinationModel, given: dict[str, Any]
) -> tuple[int, int, int, int, float]:
    """One month of a line: open requests, weight served, people told, dates moved, seconds."""
    began = time.perf_counter()
    compared = line.plan_of(plan)
    if line.name == "repaired":
        found = allocator.solve(compared, repair_model(model, "people"), stay_close=True, **given)
    else:
        known = [row for row in compared.decisions if row.request in line.done or row.decision != PREVIOUS]
        anew = allocator.solve(replace(compared, decisions=tuple(known), departures=()), model, **given)
        found = replace(anew, plan=compared)
    seconds = time.perf_counter() - began
    served, moved = found.goals[0].value, goal_value("dates_moved", compared, model, found.allocation)
    told = len(people_to_tell(found))
    line.result = _read_back(found) if line.name == "repaired" else found
    return len(compared.open_requests), served, told, moved, seconds


def _read_back(result: Result) -> Result:
    """The result as the planner has it a month later: from its workbook."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "month.xlsx"
        allocator.write_workbook(result, file)
        again = allocator.read_result(file)
    assert not again.doubts, again.doubts
    assert set(again.allocation.assignments()) == set(result.allocation.assignments())
    return again


def _events(
    pick: Random, plan: allocator.Plan, lines: tuple[Line, ...], day: date, month: int
) -> Iterator[tuple[str, Change]]:
    """What happens in a month, in words, and as changes of the plan."""
    if month == 2:
        yield "", {"add": {"sheet": "Plan", "row": {"key": "frozen until", "value": day}}}
    if month > 2:
        yield "", _set("Plan", "frozen until", "value", day)
    locked = {code for row in plan.decisions for code in (row.expert, row.request)}
    there = sorted(code for code in plan.experts if plan.withdrawn_from(code) is None and code not in locked)
    for code in pick.sample(there, 2):
        yield f"{code} withdraws", _set("Experts", code, "withdrawn from", day)
    delivered = set().union(*(line.done for line in lines))
    followed = {code for request in plan.requests.values() for code in request.after}
    waiting = sorted(
        request.request
        for request in plan.open_requests
        if request.request not in delivered | followed | locked and not request.after
    )
    postponed, cancelled, model_of_new = pick.sample(waiting, 3)
    yield from _postponement(plan, plan.requests[postponed], day)
    yield f"{cancelled} is called off", {"remove": {"sheet": "Requests", "key": cancelled}}
    yield _new_request(plan.requests[model_of_new], day, month)
    if month % 2 == 0 and plan.agreements:
        limited = sorted(code for code, agreement in plan.agreements.items() if agreement.budget)
        code = pick.choice(limited)
        budget = int((plan.agreements[code].budget or 0) * 0.7)
        yield f"{code} is cut", _set("Agreements", code, "budget", budget)


def _postponement(plan: allocator.Plan, request: Request, day: date) -> Iterator[tuple[str, Change]]:
    """A Member asks for two months later, or as late as the plan goes."""
    assert request.earliest_start and request.latest_end
    latest = min(plan.settings.end, request.latest_end + _POSTPONED)
    earliest = min(max(request.earliest_start, day) + _POSTPONED, latest - timedelta(days=28))
    code = request.request
    yield f"{code} is postponed", _set("Requests", code, "earliest start", earliest)
    yield "", _set("Requests", code, "latest end", latest)


def _new_request(like: Request, day: date, month: int) -> tuple[str, Change]:
    """A Member that has asked before asks for the same again, and at once."""
    code = f"N{month:02}"
    row = {
        "request": code, "member": like.member, "mission type": like.mission_type, "topic": like.topic,
        "requested on": day - timedelta(days=60), "priority": 1,
    }  # fmt: skip
    return f"{code} comes in", {"add": {"sheet": "Requests", "row": row}}


def _set(sheet: str, key: str, column: str, value: Any) -> Change:
    return {"set": {"sheet": sheet, "key": key, "column": column, "value": value}}


def _row(month: int, said: str, found: list[tuple[int, int, int, int, float]]) -> tuple[str, ...]:
    repaired, anew = found
    pairs = zip(repaired[1:4], anew[1:4], strict=True)
    counts = (f"{value:,}" for pair in pairs for value in pair)
    seconds = (f"{each[4]:.1f}" for each in found)
    words = ", ".join(filter(None, said.split(", ")))
    return str(month), words, str(repaired[0]), *counts, *seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__.splitlines()[0])
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=15.0, help="of search, each month and way")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    return parser


if __name__ == "__main__":
    main()
