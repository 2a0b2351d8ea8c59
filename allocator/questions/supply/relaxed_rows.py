"""The rows of the relaxation, family by family; `relaxation` says why each of them holds."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from allocator.plan.policy import Level
from allocator.problem import FOREVER, Bools, Ints, Problem
from allocator.problem.rows import NO_LIMIT, Rows, Spans, Subject, as_rows, left, limits, make_rows, numbered
from allocator.questions.supply.filtering import Filtered
from allocator.questions.supply.stretches import Stretches, spells_of_work, stretches_of
from allocator.rules.coupling import agreement_provider, pairing

_CODE = "served"  # what the rows are for; nobody is told their names
_rows = partial(make_rows, _CODE)


@dataclass(frozen=True)
class RelaxedColumns:
    """The columns: `y` one per request, `x` one per stretch, `f` one per request and agreement."""

    found: Filtered
    stretches: Stretches
    y: Ints
    x: Ints
    f: Ints

    @classmethod
    def of(cls, found: Filtered) -> "RelaxedColumns":
        """The columns of a filtered problem."""
        stretches = stretches_of(found)
        requests, payers = len(found.problem.requests), len(found.columns.payer_request)
        ends = np.cumsum([requests, len(stretches), payers])
        y, x, f = np.split(np.arange(ends[-1], dtype=np.int64), ends[:-1])
        return cls(found, stretches, y, x, f)

    @property
    def problem(self) -> Problem:
        """The problem relaxed."""
        return self.found.problem

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.y) + len(self.x) + len(self.f)

    @property
    def column_upper(self) -> Ints:
        """1 for every column, 0 for the requests that are impossible."""
        upper = np.ones(self.width, dtype=np.int64)
        upper[self.y[~self.found.open_requests]] = 0
        return upper

    def holds(self, code: str) -> bool:
        """Whether a rule is hard."""
        return self.problem.model.level(code) is Level.HARD


def relaxed_rows(layout: RelaxedColumns) -> list[Rows]:
    """All rows of the relaxation."""
    return [
        *_teams(layout),
        *_limits(layout),
        *_one_at_a_time(layout),
        *_hosts(layout),
        *_follow_ups(layout),
        *_money(layout),
    ]


def _teams(layout: RelaxedColumns) -> list[Rows]:
    """Every seat full; nobody twice on a team; only people of a payer's providers; countries that differ."""
    problem, stretches = layout.problem, layout.stretches
    seats = np.arange(len(problem.seats), dtype=np.int64)
    full = _rows(
        "request", problem.seat_request,
        [(stretches.seat, layout.x, 1), (seats, layout.y[problem.seat_request], -problem.seat_count)],
        lower=0, upper=0,
    )  # fmt: skip
    return [full, _once(layout), *_providers(layout), _countries(layout)]


def _once(layout: RelaxedColumns) -> Rows:
    """Σ x of one expert on one request <= y, where a full seat does not say it already: for people who fit
    several seats of a team, or a seat of several places."""
    problem, stretches = layout.problem, layout.stretches
    row, (expert, request) = numbered(stretches.expert, stretches.request)
    least, most = np.full(len(expert), NO_LIMIT, dtype=np.int64), np.zeros(len(expert), dtype=np.int64)
    np.minimum.at(least, row, stretches.seat)
    np.maximum.at(most, row, stretches.seat)
    needed = (least < most) | (problem.seat_count[most] > 1)
    number = np.cumsum(needed) - 1
    used = np.flatnonzero(needed[row])
    request = request[needed]
    return _rows(
        "request", request,
        [(number[row[used]], layout.x[used], 1), (np.arange(len(request)), layout.y[request], -1)], upper=0,
    )  # fmt: skip


def _providers(layout: RelaxedColumns) -> list[Rows]:
    """Per seat and set of agreements that the same people provide: Σ x <= places · payers in the set."""
    problem, columns, stretches = layout.problem, layout.found.columns, layout.stretches
    if not (len(layout.f) and layout.holds("agreement_provider")):
        return []
    payer = np.full((len(problem.requests), len(problem.agreements)), -1, dtype=np.int64)
    payer[columns.payer_request, columns.payer_agreement] = layout.f
    eligible = payer[stretches.request] >= 0
    under = eligible & agreement_provider.provides(problem)[problem.expert_administration[stretches.expert]]
    bound = np.flatnonzero((under != eligible).any(axis=1))
    sets, own = agreement_provider.distinct(under[bound])
    row, (seat, allowed) = numbered(stretches.seat[bound], own)
    set_row, agreement = np.nonzero(sets[allowed])
    request = problem.seat_request[seat]
    return [
        _rows(
            "request", request,
            [
                (row, layout.x[bound], 1),
                (set_row, payer[request[set_row], agreement], -problem.seat_count[seat[set_row]]),
            ],
            upper=0,
        )
    ]  # fmt: skip


def _countries(layout: RelaxedColumns) -> Rows:
    """Σ x of one country <= y, for requests whose people must come from different countries."""
    problem, stretches = layout.problem, layout.stretches
    hard = [pairing.level_of(problem.model, request) is Level.HARD for request in problem.requests]
    country = problem.expert_country[stretches.expert]
    asked = np.array(hard, dtype=bool)[stretches.request] & (country >= 0)
    row, keys = numbered(stretches.request[asked], country[asked])
    request = keys[0]
    return _rows(
        "request", request,
        [(row, layout.x[asked], 1), (np.arange(len(request)), layout.y[request], -1)], upper=0,
    )  # fmt: skip


def _limits(layout: RelaxedColumns) -> list[Rows]:
    """Missions and days of each expert, days of each administration."""
    problem, stretches = layout.problem, layout.stretches
    days = problem.request_days[stretches.request]
    one = np.ones(len(stretches), dtype=np.int64)
    found = []
    if layout.holds("workload"):
        people = [problem.plan.experts[code] for code in problem.experts]
        missions = left(limits(p.missions for p in people), problem.delivered.missions)
        most_days = left(limits(p.days for p in people), problem.delivered.days)
        shortest = np.full(len(people), FOREVER, dtype=np.int64)
        np.minimum.at(shortest, stretches.expert, days)
        missions = np.minimum(missions, np.where(most_days < NO_LIMIT, most_days // shortest, NO_LIMIT))
        found.append(_most(layout, "expert", stretches.expert, one, missions))
        found.append(_most(layout, "expert", stretches.expert, days, most_days))
    if layout.holds("release_quota"):
        body = problem.expert_administration[stretches.expert]
        bodies = problem.plan.administrations.values()
        quota = left(limits(a.days for a in bodies), problem.delivered.body_days)
        found.append(_most(layout, "administration", body, days, quota))
    return found


def _one_at_a_time(layout: RelaxedColumns) -> list[Rows]:
    """What of an expert's missions fits into each spell, and which of them exclude each other; the people
    whom an administration lets go at once."""
    problem, stretches = layout.problem, layout.stretches
    spell, days = spells_of_work(stretches)
    expert = np.zeros(len(days), dtype=np.int64)
    expert[spell] = stretches.expert
    shortest = np.full(len(days), NO_LIMIT, dtype=np.int64)
    np.minimum.at(shortest, spell, stretches.fewest_days)
    fit = _rows("expert", expert, [(spell, layout.x, stretches.fewest_days)], upper=days)
    count = _rows("expert", expert, [(spell, layout.x, 1)], upper=days // shortest)
    alone = _cliques(
        "expert", stretches.expert, stretches.last_departure, stretches.first_busy_until,
        layout.x, stretches.request, np.ones(len(problem.experts), dtype=np.int64),
    )  # fmt: skip
    if not layout.holds("release_quota"):
        return [fit, count, alone]
    body = problem.expert_administration[stretches.expert]
    at_once = limits(a.away_at_once for a in problem.plan.administrations.values())
    away = _cliques(
        "administration", body, stretches.last_departure, stretches.first_return,
        layout.x, stretches.expert, at_once,
    )  # fmt: skip
    return [fit, count, alone, away]


def _hosts(layout: RelaxedColumns) -> list[Rows]:
    """Missions at a Member at once, where a request's window leaves it no choice of days."""
    if not layout.holds("member_capacity"):
        return []
    problem, found = layout.problem, layout.found
    starts = np.flatnonzero(np.array([code == "" for code in found.shut_by], dtype=bool))
    latest = np.full(len(problem.requests), -NO_LIMIT, dtype=np.int64)
    earliest = np.full(len(problem.requests), NO_LIMIT, dtype=np.int64)
    np.maximum.at(latest, problem.start_request[starts], problem.start_day[starts])
    np.minimum.at(earliest, problem.start_request[starts], problem.start_last[starts])
    request, member = np.nonzero(problem.takes_part & found.open_requests[:, None])
    capacity = limits(m.missions_at_once for m in problem.plan.members.values())
    return [
        _cliques("member", member, latest[request], earliest[request], layout.y[request], request, capacity)
    ]


def _follow_ups(layout: RelaxedColumns) -> list[Rows]:
    """y of a follow-up <= y of each open predecessor."""
    problem = layout.problem
    if not layout.holds("sequence"):
        return []
    pairs = [
        (r, problem.request_index[code])
        for r, request in enumerate(problem.requests)
        for code in request.after
        if code in problem.request_index
    ]
    later, before = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    row = np.arange(len(pairs), dtype=np.int64)
    return [_rows("request", later, [(row, layout.y[later], 1), (row, layout.y[before], -1)], upper=0)]


def _money(layout: RelaxedColumns) -> list[Rows]:
    """One payer for each served request, and the budgets."""
    problem, columns, stretches = layout.problem, layout.found.columns, layout.stretches
    if not layout.holds("funding") or problem.plan.agreements is None:
        return []
    requests = np.arange(len(problem.requests), dtype=np.int64)
    payer, agreement = columns.payer_request, columns.payer_agreement
    one_payer = _rows("request", requests, [(payer, layout.f, 1), (requests, layout.y, -1)], lower=0, upper=0)
    cost = problem.cost(stretches.expert, stretches.request)
    sole = np.bincount(payer, minlength=len(requests)) == 1
    payer_of = np.zeros(len(requests), dtype=np.int64)
    payer_of[payer] = agreement
    own = np.flatnonzero(sole[stretches.request])
    other = np.flatnonzero(~sole[payer])
    budget = left(limits(a.budget for a in problem.plan.agreements.values()), problem.delivered.spent)
    within = _rows(
        "agreement", np.arange(len(budget), dtype=np.int64),
        [
            (payer_of[stretches.request[own]], layout.x[own], cost[own]),
            (agreement[other], layout.f[other], _cheapest_teams(layout, cost)[payer[other]]),
        ],
        upper=budget,
    )  # fmt: skip
    return [one_payer, within]


def _cheapest_teams(layout: RelaxedColumns, cost: Ints) -> Ints:
    """Per request, the least that a team costs: in every place the cheapest person of its seat."""
    problem = layout.problem
    cheapest = np.full(len(problem.seats), NO_LIMIT, dtype=np.int64)
    np.minimum.at(cheapest, layout.stretches.seat, cost)
    cheapest[cheapest == NO_LIMIT] = 0  # seats that nobody can take: never served
    team = np.zeros(len(problem.requests), dtype=np.int64)
    np.add.at(team, problem.seat_request, cheapest * problem.seat_count)
    return team


def _most(layout: RelaxedColumns, kind: Subject, who: Ints, load: Ints, limit: Ints) -> Rows:
    """Σ load · x <= limit, for everybody who has a limit."""
    limited: Bools = limit < NO_LIMIT
    number = np.cumsum(limited) - 1
    used = np.flatnonzero(limited[who])
    return _rows(
        kind, np.flatnonzero(limited), [(number[who[used]], layout.x[used], load[used])], upper=limit[limited]
    )


def _cliques(
    kind: Subject, who: Ints, first: Ints, last: Ints, column: Ints, group: Ints, capacity: Ints
) -> Rows:
    """No more columns than the capacity among those that surely cover a common day, first to last."""
    sure = (first <= last) & (capacity[who] < NO_LIMIT)
    return as_rows(
        Spans(
            code=_CODE, kind=kind, who=who[sure], first=first[sure], last=last[sure],
            column=column[sure], group=group[sure], capacity=capacity,
        )
    )  # fmt: skip
