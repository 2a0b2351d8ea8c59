"""Whom to accredit next: up to five people, one after the other, each the one with whom most is served."""

from dataclasses import dataclass, replace

from allocator.advise.aspirants import Aspirant, aspirants_of, shortlisted, with_all
from allocator.advise.effects import Effect, Yardstick
from allocator.advise.hypotheses import Measured, promising
from allocator.advise.jobs import Clock

#: How many aspirants are looked at in the first round, and in later ones; and how many of them, those that
#: can gain most, are searched.
_CONSIDERED, _AGAIN = 40, 12
_SEARCHED, _SEARCHED_AGAIN = 12, 5
_FIRST_ROUND = 0.4  # of the time


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """An aspirant and what he or she gains by himself or herself."""

    who: Aspirant
    effect: Effect


@dataclass(frozen=True, kw_only=True)
class Step:
    """One accreditation of the sequence, behind those before it. `effect` is what it adds to them; the total
    so far is `served` weight units and `requests` requests."""

    who: Aspirant
    effect: Effect
    served: int
    requests: int


@dataclass(frozen=True, kw_only=True)
class AccreditationAdvice:
    """The sequence; everybody who was considered, by what each gains alone; and what all of them together
    gain, which nobody exceeds alone. `left_out` have less to offer at first sight and were not looked at."""

    steps: tuple[Step, ...]
    prospects: tuple[Prospect, ...]
    together: Effect
    left_out: int


def accreditation(yardstick: Yardstick, people: int, clock: Clock) -> tuple[Yardstick, AccreditationAdvice]:
    """The advice for up to so many people."""
    found = aspirants_of(yardstick)
    considered = shortlisted(found, _CONSIDERED)
    yardstick, first = _round(yardstick, considered, clock, _FIRST_ROUND if people > 1 else 1.0, _SEARCHED)
    prospects = sorted(
        (Prospect(who=who, effect=first.effects[who.key]) for who in considered),
        key=lambda each: (each.effect.rank, each.who.key),
    )
    return yardstick, AccreditationAdvice(
        steps=_sequence(yardstick, prospects, first, people, clock),
        prospects=tuple(prospects),
        together=first.together,
        left_out=len(found) - len(considered),
    )


def _round(
    yardstick: Yardstick, aspirants: list[Aspirant], clock: Clock, part: float, searched: int
) -> tuple[Yardstick, Measured]:
    plans = {who.key: who.added_to(yardstick.plan) for who in aspirants}
    together = with_all(yardstick.plan, aspirants)
    return promising(yardstick, plans, together, clock, part=part, searched=searched)


def _sequence(
    yardstick: Yardstick, prospects: list[Prospect], last: Measured, people: int, clock: Clock
) -> tuple[Step, ...]:
    """One after the other: in each round the one with whom most is served, as far as anybody adds
    something."""
    steps: list[Step] = []
    ranked = [each.who for each in prospects]
    while ranked:
        best = max(ranked, key=lambda who: (_served(last, who), -ranked.index(who)))
        coverage, effect = last.coverage[best.key], last.effects[best.key]
        known = yardstick.best.value or 0
        if coverage.allocation is None or coverage.value is None or coverage.value <= known:
            break
        requests = len(coverage.allocation.missions)
        steps.append(Step(who=best, effect=effect, served=coverage.value, requests=requests))
        if len(steps) == people or clock.over():
            break
        plan = best.added_to(yardstick.plan)
        result = replace(yardstick.result, plan=plan, allocation=coverage.allocation, searched=None)
        yardstick = Yardstick(result, coverage)
        again = sorted(ranked, key=lambda who: _hope(last, who))[: _AGAIN + 1]
        ranked = [who for who in again if who is not best or who.kind == "new"][:_AGAIN]
        yardstick, last = _round(yardstick, ranked, clock, 1 / (people - len(steps)), _SEARCHED_AGAIN)
    return tuple(steps)


def _hope(found: Measured, who: Aspirant) -> tuple[int, int]:
    """Sorts those first with whom most was found to be served, then those with whom most can be."""
    bound = found.coverage[who.key].bound
    return -_served(found, who), -(1 << 40 if bound is None else bound)


def _served(found: Measured, who: Aspirant) -> int:
    return found.coverage[who.key].value or 0
