"""How long an answer to a single change takes, and what two seconds of solving again around it bring.

    python -m benchmarks.try_change [--plans columbus,T,G,M] [--seconds 40] [--changes 200] [--recoveries 16]

Each plan is solved once, under models/national.toml, and its result kept in this process, as in a planner's
notebook. Then random changes are tried: another person who could take the seat, another date, another payer,
a request dropped, a request added. `first` is the first call on the result; `whole` is what verifying all of
the changed allocation and counting all goals anew takes instead. Every answer is held against that. These are
milliseconds of processor time, on one core; recoveries are told in seconds on the clock.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from statistics import median
from typing import NamedTuple

import allocator
from allocator.plan.entities import Request
from allocator.verification import goal_value
from allocator.whatif.trial import Trial
from benchmarks.jobs import ROOT
from benchmarks.plans import make_plan
from benchmarks.tables import table

_MODEL = ROOT.parent / "models" / "national.toml"
_COLUMBUS = ROOT.parent / "scenarios" / "plans" / "columbus"
_ANSWERS = ("plan", "experts", "requests", "served", "first ms", "median ms", "worst ms", "whole ms")
_RECOVERIES = ("plan", "changes", "found", "impossible", "open", "least known", "median s", "worst s")


class _Answers(NamedTuple):
    """Processor seconds of each call, and of the whole verification, and the answers."""

    seconds: list[float]
    whole: list[float]
    trials: list[Trial]


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    answers, recoveries = [], []
    for name in asked.plans:
        plan = allocator.read_plan(_COLUMBUS) if name == "columbus" else make_plan(name, asked.seed)
        result = allocator.solve(plan, allocator.read_model(_MODEL), time_limit=asked.seconds)
        found = _tried(result, asked.changes)
        answers.append((
            name, str(len(plan.experts)), str(len(plan.open_requests)), str(len(result.allocation.missions)),
            *(f"{1000 * s:.1f}" for s in (found.seconds[0], median(found.seconds), max(found.seconds[1:]))),
            f"{1000 * median(found.whole):.1f}",
        ))  # fmt: skip
        recoveries.append((name, *_recovered(found.trials[5 : 5 + asked.recoveries])))
    print(table(_ANSWERS, answers), flush=True)
    print()
    print(table(_RECOVERIES, recoveries), flush=True)


def _tried(result: allocator.Result, changes: int) -> _Answers:
    random, found = Random(1), _Answers([], [], [])
    for change in changes_at_random(result, random, changes):
        began = time.process_time()
        trial = allocator.try_change(result, change)
        answered = time.process_time()
        _compare(trial)
        found.seconds.append(answered - began)
        found.whole.append(time.process_time() - answered)
        found.trials.append(trial)
    return found


def _compare(trial: Trial) -> None:
    """Hold an answer against all of the changed allocation; the one before breaks nothing."""
    result = trial.result
    said = Counter(allocator.verify(result.plan, result.model, trial.allocation))
    assert said == Counter(trial.broken)
    after = {part.name: part.after for goal in trial.goals for part in (goal.parts or (goal,))}
    for code, value in after.items():
        assert goal_value(code, result.plan, result.model, trial.allocation) == value, code


def changes_at_random(result: allocator.Result, random: Random, count: int) -> Iterator[allocator.Change]:
    """Changes of every kind in turn."""
    missions, served = result.allocation.missions, result.allocation.by_request
    unserved = [request for request in result.plan.open_requests if request.request not in served]
    for _ in range(-(-count // 5)):
        yield _other_person(result, random.choice(missions), random)
        request = result.plan.requests[random.choice(missions).request]
        yield allocator.Change(request=request.request, start=_start(result, request, random))
        payer = random.choice([*(result.plan.agreements or {None: None})])
        yield allocator.Change(request=random.choice(missions).request, agreement=payer)
        yield allocator.Change(request=random.choice(missions).request, drop=True)
        request = random.choice(unserved or [request])
        yield allocator.Change(request=request.request, start=_start(result, request, random))


def _other_person(result: allocator.Result, mission: allocator.Mission, random: Random) -> allocator.Change:
    """Somebody who holds what a seat needs."""
    plan, place = result.plan, random.choice(mission.team)
    request = plan.requests[mission.request]
    seat = plan.seat_of(request, place.seat)
    topic = plan.topic_of(request, seat)
    able = [code for code in plan.experts if plan.qualification_of(code, seat.profile, topic)]
    person = random.choice([code for code in able if code not in mission.experts] or able)
    return allocator.Change(request=mission.request, expert=person, instead_of=place.expert)


def _start(result: allocator.Result, request: Request, random: Random) -> date:
    """A Monday of the request's window."""
    first = request.earliest_start or result.plan.settings.start
    last = request.latest_end or result.plan.settings.end
    day = first + timedelta(days=random.randrange(max(1, (last - first).days - 6)))
    return day + timedelta(days=-day.weekday() % 7)


def _recovered(trials: list[Trial]) -> tuple[str, ...]:
    """What came of solving again around changes, once the solvers have started."""
    found, seconds = [], []
    trials[0].recover()
    for trial in trials:
        began = time.perf_counter()
        found.append(trial.recover())
        seconds.append(time.perf_counter() - began)
    status = Counter(recovery.status for recovery in found)
    least = sum(bool(each.dropped and each.dropped.settled) for each in found)
    return (
        str(len(found)), *(str(status[each]) for each in ("found", "impossible", "open")), str(least),
        f"{median(seconds):.1f}", f"{max(seconds):.1f}",
    )  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.try_change", description=__doc__)
    parser.add_argument("--plans", type=lambda text: text.split(","), default=["columbus", "T", "G", "M"])
    parser.add_argument("--seed", type=int, default=11, help="of the made plans")
    parser.add_argument("--seconds", type=float, default=40.0, help="for the result that is changed")
    parser.add_argument("--changes", type=int, default=200, help="tried on each result")
    parser.add_argument("--recoveries", type=int, default=16, help="of these, solved again around")
    return parser


if __name__ == "__main__":
    main()
