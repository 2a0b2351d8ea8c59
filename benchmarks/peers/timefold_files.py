"""A plain plan as the CSV files that the Timefold model reads, and its solution read back.

Who can take which seat comes from Allocator's candidates, as for every peer: each seat of a request is a
topic of its own, held by its candidates. Amounts are divided by what divides them all. Whoever's employer has
no country shares none with anybody, so that home is the person.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from math import gcd
from pathlib import Path

import numpy as np

from allocator import Allocation
from allocator.plan import Plan
from allocator.plan.allocation import Assignment, Mission
from allocator.plan.policy import CoordinationModel, Level
from allocator.problem import Problem, build_problem
from allocator.problem.payers import eligible_payers
from allocator.rules.candidates import find_candidates

WEIGHTS = {1: 12, 2: 7, 3: 4, 4: 2, 5: 1}  # of the priorities, as they stand in the Timefold model
_MOST = 1_000_000  # of what has no limit

Row = tuple[object, ...]


def unknown_parts(plan: Plan, model: CoordinationModel) -> list[str]:
    """What a plan or model asks for that the Timefold model does not know, in words; none for plain ones."""
    asked, agreements = plan.open_requests, (plan.agreements or {}).values()
    found = {
        "other starts than Mondays": plan.settings.start_days != {0},
        "weekends": plan.settings.working_days != set(range(7))
        or any(plan.members[request.member].working_days for request in asked),
        "holidays and closures": model.level("holidays") is not Level.OFF or bool(plan.closures),
        "travel days": plan.travel is None or any(row.days != 0 for row in plan.travel),
        "report days": any(each.report_days for each in plan.mission_types.values()),
        "more than one mission at a Member": any(
            plan.members[request.member].missions_at_once != 1 for request in asked
        ),
        "quotas": any(
            body.away_at_once is not None or body.days is not None for body in plan.administrations.values()
        ),
        "mentoring": any(row.status != "accredited" for row in plan.qualifications),
        "ends of accreditations": any(row.valid_until for row in plan.qualifications),
        "other Members of a request": any(request.other_members for request in asked),
        "several requests before one": any(len(request.after) > 1 for request in asked),
        "agreements with providers or dates": any(a.providers or a.first or a.last for a in agreements),
        "locks and promised missions": bool(plan.decisions)
        or any(expert.minimum_missions for expert in plan.experts.values()),
        "other weights of priorities": dict(model.priorities) != WEIGHTS,
        "days of notice": bool(plan.settings.notice_days),
    }  # fmt: skip
    return [words for words, asks in found.items() if asks]


def write_plan(plan: Plan, model: CoordinationModel, folder: Path) -> None:
    """The files of a plan. Raises ValueError for what they cannot say."""
    if unknown := unknown_parts(plan, model):
        raise ValueError(f"the Timefold model does not know {', '.join(unknown)}")
    problem, unit = build_problem(plan, model), _unit(plan)
    sheets: dict[str, tuple[str, Iterable[Row]]] = {
        "Plan": ("key,value", [("start", plan.settings.start), ("end", plan.settings.end)]),
        "Members": ("member,region,languages", _members(plan)),
        "Travel": ("from region,to region,cost", _travel(plan, unit)),
        "Experts": ("expert,administration,missions,days,rest days,languages,day cost", _experts(plan, unit)),
        "Availability": (
            "expert,from,to",
            [(code, *spell) for code, spells in plan.availability_of.items() for spell in spells],
        ),
        "Qualifications": ("expert,profile,topic", _qualifications(problem)),
        "Agreements": (
            "agreement,budget",
            [
                (a.agreement, _MOST * _MOST if a.budget is None else a.budget // unit)
                for a in (plan.agreements or {}).values()
            ],
        ),
        "Requests": (
            "request,member,days,priority,pairing,gap days,agreements,earliest start,latest end,after",
            _requests(problem),
        ),
        "Request seats": ("request,seat,profile,topic", _seats(problem)),
    }  # fmt: skip
    for name, (headers, rows) in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([headers.split(","), *rows])


def read_solution(plan: Plan, file: Path) -> Allocation:
    """The allocation in a file of rows (request, place, expert, start, agreement)."""
    teams: dict[str, list[tuple[str, str]]] = {}
    terms: dict[str, tuple[date, str]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for request, place, expert, start, agreement in csv.reader(lines):
            teams.setdefault(request, []).append((place.rpartition("#")[0], expert))
            terms[request] = date.fromisoformat(start), agreement
    return Allocation(
        tuple(
            Mission(
                request=code, start=terms[code][0], agreement=terms[code][1],
                team=tuple(Assignment(code, seat, expert) for seat, expert in teams[code]),
            )
            for code in plan.requests
            if code in teams
        )
    )  # fmt: skip


def _unit(plan: Plan) -> int:
    """What divides every amount."""
    costs = [expert.day_cost for expert in plan.experts.values()]
    costs += [row.cost for row in plan.travel or ()]
    return gcd(*costs, *(a.budget for a in (plan.agreements or {}).values() if a.budget is not None)) or 1


def _home(plan: Plan, expert: str) -> str:
    return plan.administration_of(expert).country or expert


def _members(plan: Plan) -> list[Row]:
    """Those that ask, and where experts come from."""
    asking = {request.member for request in plan.open_requests}
    regions = {code: plan.members[code].region for code in asking}
    regions |= {_home(plan, code): plan.administration_of(code).region for code in plan.experts}
    return [
        (code, region, ";".join(plan.members[code].languages if code in plan.members else ("-",)))
        for code, region in sorted(regions.items())
    ]


def _travel(plan: Plan, unit: int) -> list[Row]:
    """Every route; one without a row costs nothing."""
    cost = {(row.from_region, row.to_region): row.cost for row in plan.travel or ()}
    froms = sorted({body.region for body in plan.administrations.values()} | {a for a, _ in cost})
    goals = sorted({plan.members[request.member].region for request in plan.open_requests})
    return [(a, b, cost.get((a, b), 0) // unit) for a in froms for b in goals]


def _experts(plan: Plan, unit: int) -> list[Row]:
    return [
        (
            code, _home(plan, code), _MOST if person.missions is None else person.missions,
            _MOST if person.days is None else person.days, person.rest_days, ";".join(person.languages),
            person.day_cost // unit,
        )
        for code, person in plan.experts.items()
    ]  # fmt: skip


def _qualifications(problem: Problem) -> Iterator[Row]:
    found = find_candidates(problem)
    for expert, seat in zip(found.expert.tolist(), found.seat.tolist(), strict=True):
        request = problem.requests[problem.seat_request[seat]].request
        yield problem.experts[expert], request, problem.seats[seat].seat


def _seats(problem: Problem) -> Iterator[Row]:
    """Each place by itself: those of one seat are told apart by a number."""
    for seat, of in enumerate(problem.seat_request.tolist()):
        request, name = problem.requests[of].request, problem.seats[seat].seat
        for place in range(int(problem.seat_count[seat])):
            yield request, f"{name}#{place + 1}", request, name


def _requests(problem: Problem) -> Iterator[Row]:
    pays_for, payer = eligible_payers(problem)
    for position, request in enumerate(problem.requests):
        payers = [problem.agreements[a] for a in payer[np.equal(pays_for, position)]]
        yield (
            request.request, request.member, request.days, request.priority,
            request.pairing or "preferred", request.gap_days, ";".join(payers), request.earliest_start,
            request.latest_end, "".join(request.after),
        )  # fmt: skip
