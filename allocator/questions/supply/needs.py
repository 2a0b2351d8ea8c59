"""Days asked and days released, per profile, topic and languages, month by month."""

from dataclasses import dataclass

import numpy as np

from allocator.problem import Bools, Ints, Problem
from allocator.problem.qualifications import ACCREDITED, PRE_ACCREDITED
from allocator.problem.rows import NO_LIMIT, left, limits
from allocator.questions.supply.calendar_days import (
    Amounts,
    Months,
    months_of,
    released_days,
    whole_parts,
    window_shares,
)
from allocator.questions.supply.picture import Need


@dataclass(frozen=True)
class Reckoning:
    """The months, the needs, and what each expert can give: working days released, within the limits."""

    months: tuple[str, ...]
    needs: tuple[Need, ...]
    expert_days: Ints
    qualified: Bools  # per expert: whether the person counts in any need


def reckon(problem: Problem) -> Reckoning:
    """Demand and supply of a problem, the scarcest needs first.

    Demand: the days of a request times its places, spread evenly over the working days of its window.
    Supply: the working days on which those are released who hold what one of the seats asks for and work in
    one of its languages, as long as the qualification lasts. Nobody counts for more days than the workload
    allows, neither in a month nor over the plan; so the months may add up to more than the plan.
    """
    months = months_of(problem)
    keys = [_key(problem, q) for q in range(len(problem.seats))]
    distinct = list(dict.fromkeys(keys))
    seat_need = np.array([distinct.index(key) for key in keys], dtype=np.int64)
    fits = _fitting(problem, distinct, seat_need)
    counted = released_days(problem, months)
    most = _most_days(problem, fits, seat_need)
    asked = np.zeros((len(distinct), len(months.names)))
    load = problem.request_days[problem.seat_request] * problem.seat_count
    np.add.at(asked, seat_need, load[:, None] * window_shares(problem, months)[problem.seat_request])
    times = fits.sum(axis=0)
    needs = []
    for k, (demand, languages) in enumerate(distinct):
        people = np.flatnonzero(fits[k])
        days = _days_released(problem, months, counted[people], people, demand)
        own = np.flatnonzero(seat_need == k)
        offer = _Offer(people, times[people] > 1, days, most[people])
        needs.append(_need(problem, own, languages, asked[k], offer))
    needs.sort(key=lambda need: (need.days_released / max(1, need.days_asked), -need.days_asked))
    return Reckoning(months.names, tuple(needs), np.minimum(counted[:, -1], most), times > 0)


@dataclass(frozen=True)
class _Offer:
    """Those who qualify for a need: positions, who also counts elsewhere, (people x months) days released,
    and the most days that the workload allows each."""

    people: Ints
    shared: Bools
    days: Ints
    most: Ints

    @property
    def months(self) -> Ints:
        """What they could give in each month."""
        months: Ints = np.minimum(self.days, self.most[:, None]).sum(axis=0)
        return months

    @property
    def whole(self) -> Ints:
        """What each could give over the plan."""
        whole: Ints = np.minimum(self.days.sum(axis=1), self.most)
        return whole


def _need(problem: Problem, seats: Ints, languages: tuple[str, ...], asked: Amounts, offer: _Offer) -> Need:
    """One need from its seats, the days asked by month, and those who qualify."""
    seat, request = problem.seats[seats[0]], problem.requests[problem.seat_request[seats[0]]]
    month_asked = whole_parts(asked)
    return Need(
        profile=seat.profile,
        topic=problem.plan.topic_of(request, seat),
        languages=languages,
        places=int(problem.seat_count[seats].sum()),
        people=tuple(problem.experts[e] for e in offer.people),
        shared=tuple(problem.experts[e] for e in offer.people[offer.shared]),
        days_asked=int(month_asked.sum()),
        days_released=int(offer.whole.sum()),
        days_shared=int(offer.whole[offer.shared].sum()),
        asked=tuple(map(int, month_asked)),
        released=tuple(map(int, offer.months)),
    )


def _key(problem: Problem, seat: int) -> tuple[int, tuple[str, ...]]:
    """(profile and topic, languages) of a seat."""
    request = problem.requests[problem.seat_request[seat]]
    return int(problem.held.seat_demand[seat]), tuple(sorted(request.languages))


def _fitting(problem: Problem, needs: list[tuple[int, tuple[str, ...]]], seat_need: Ints) -> Bools:
    """(needs x experts): who holds what one of the seats asks for and shares a language with its requests."""
    held = problem.held
    status, level = held.status[:, held.seat_demand].T, held.level[:, held.seat_demand].T
    strict = np.array([seat.status == "accredited" for seat in problem.seats], dtype=bool)[:, None]
    minimum = np.array([seat.minimum_level for seat in problem.seats], dtype=np.int64)[:, None]
    holds = ((status == ACCREDITED) | ((status == PRE_ACCREDITED) & ~strict)) & (level >= minimum)
    fits = np.zeros((len(needs), len(problem.experts)), dtype=bool)
    np.logical_or.at(fits, seat_need, holds)
    spoken = [frozenset(problem.plan.experts[code].languages) for code in problem.experts]
    speaks = [[not spoken[e].isdisjoint(asked) for e in range(len(spoken))] for _, asked in needs]
    return np.asarray(fits & np.array(speaks, dtype=bool).reshape(fits.shape))


def _most_days(problem: Problem, fits: Bools, seat_need: Ints) -> Ints:
    """Per expert, the most working days that the workload allows: the days, and the missions at the length of
    the longest one that the expert qualifies for. NO_LIMIT where nothing limits them."""
    people = [problem.plan.experts[code] for code in problem.experts]
    if not problem.model.is_on("workload"):
        return np.full(len(people), NO_LIMIT, dtype=np.int64)
    longest = np.zeros(len(fits), dtype=np.int64)
    np.maximum.at(longest, seat_need, problem.request_days[problem.seat_request])
    own_longest = (fits * longest[:, None]).max(axis=0, initial=0)
    done = problem.delivered
    missions = left(limits(person.missions for person in people), done.missions)
    by_missions = np.where(missions < NO_LIMIT, missions, 0) * own_longest
    return np.minimum(
        left(limits(person.days for person in people), done.days),
        np.where(missions < NO_LIMIT, by_missions, NO_LIMIT),
    )


def _days_released(problem: Problem, months: Months, counted: Ints, people: Ints, demand: int) -> Ints:
    """(people x months): days released while the qualification lasts."""
    until = np.clip(problem.held.valid_until[people, demand] + 1, 0, months.length)
    edge = np.minimum(months.edge[None, :], until[:, None])
    return np.diff(np.take_along_axis(counted, edge, axis=1), axis=1)
