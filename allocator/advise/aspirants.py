"""Whom one could accredit: people who are not there yet, and people of the pool who lack one thing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import median_low
from typing import Literal

from allocator.advise.coverage import changed_digest, weight_of
from allocator.advise.effects import Yardstick
from allocator.advise.hypotheses import Standing, standing_for_unserved
from allocator.plan import Plan
from allocator.plan.entities import Administration, Expert, Qualification

#: new: somebody who is not in the pool. accredit: a pre-accredited person becomes accredited. qualify: an
#: expert gets one qualification more. language: an expert learns one language more.
Kind = Literal["new", "accredit", "qualify", "language"]

_ALIKE = 3  # people who would bring the same
_LEVEL = 3  # what a qualification is worth where nothing else is said


@dataclass(frozen=True, kw_only=True)
class Aspirant:
    """One person, and the one thing that changes. A new one comes from `region`, is accredited for the topic,
    works in the language and is released for the whole plan, within the usual limits of missions and days.
    `helps` are the unserved requests with a seat that the person could then take."""

    kind: Kind
    expert: str = ""
    profile: str = ""
    topic: str = ""
    language: str = ""
    region: str = ""
    helps: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Names it among others."""
        parts = (self.kind, self.expert, self.profile, self.topic, self.language, self.region)
        return " ".join(part for part in parts if part)

    def added_to(self, plan: Plan) -> Plan:
        """The plan with it."""
        changed = {"new": _with_new, "accredit": _accredited, "qualify": _qualified, "language": _speaking}
        return replace(changed[self.kind](plan, self), digest=changed_digest(plan, self.key))


def _with_new(plan: Plan, who: Aspirant) -> Plan:
    body = f"new in {who.region}"
    code = f"new {who.profile} {who.topic} {who.language} {who.region}"
    while code in plan.experts:
        code += " again"
    bodies = {**plan.administrations, body: Administration(administration=body, region=who.region)}
    cost = median_low(expert.day_cost for expert in plan.experts.values()) if plan.experts else 0
    person = Expert(expert=code, administration=body, languages=(who.language,), day_cost=cost)
    return _qualified(
        replace(plan, administrations=bodies, experts={**plan.experts, code: person}),
        replace(who, expert=code),
    )


def _qualified(plan: Plan, who: Aspirant) -> Plan:
    """The row for the topic takes the place of one that was there."""
    row = Qualification(expert=who.expert, profile=who.profile, topic=who.topic, level=_LEVEL)
    others = [
        q
        for q in plan.qualifications
        if (q.expert, q.profile, q.topic) != (row.expert, row.profile, row.topic)
    ]
    return replace(plan, qualifications=(*others, row))


def _accredited(plan: Plan, who: Aspirant) -> Plan:
    rows = (
        replace(q, status="accredited") if (q.expert, q.profile, q.topic) == _held(who) else q
        for q in plan.qualifications
    )
    return replace(plan, qualifications=tuple(rows))


def _held(who: Aspirant) -> tuple[str, str, str]:
    return who.expert, who.profile, who.topic


def _speaking(plan: Plan, who: Aspirant) -> Plan:
    person = plan.experts[who.expert]
    speaks = replace(person, languages=(*person.languages, who.language))
    return replace(plan, experts={**plan.experts, who.expert: speaks})


def with_all(plan: Plan, aspirants: Iterable[Aspirant]) -> Plan:
    """The plan with all of them at once."""
    for each in aspirants:
        plan = each.added_to(plan)
    return plan


def aspirants_of(yardstick: Yardstick) -> list[Aspirant]:
    """Everybody who could take a seat of a request that is not served, with one change; those first whose
    seats belong to the weightiest requests."""
    before = standing_for_unserved(yardstick, yardstick.plan)
    known = before.pairs()
    asked = [(q, before.request_of(q)) for q in before.seats]
    found = [*_new(yardstick, before, asked), *_accreditable(yardstick, known)]
    found += [*_qualifiable(yardstick, before, known, asked), *_teachable(yardstick, known)]
    return sorted(found, key=lambda each: (-_weight(yardstick, each), each.key))


def shortlisted(found: Iterable[Aspirant], number: int) -> list[Aspirant]:
    """The first so many, of whom no more than a few would bring the same."""
    times: Counter[tuple[str, ...]] = Counter()
    chosen = []
    for who in found:
        brings = who.kind, who.profile, who.topic, who.language
        times[brings] += 1
        if times[brings] <= _ALIKE:
            chosen.append(who)
    return chosen[:number]


def _weight(yardstick: Yardstick, who: Aspirant) -> int:
    return sum(weight_of(yardstick.plan, yardstick.model, request) for request in who.helps)


def _new(yardstick: Yardstick, before: Standing, asked: list[tuple[int, str]]) -> Iterator[Aspirant]:
    """New people, one per profile, topic and language, from the region that suits best: most requests within
    reach, then the cheapest journeys."""
    plan, problem = yardstick.plan, before.problem
    regions = sorted({plan.administrations[e.administration].region for e in plan.experts.values()} - {""})
    kinds = sorted(
        {
            (problem.seats[q].profile, plan.topic_of(plan.requests[r], problem.seats[q]), language)
            for q, r in asked
            for language in plan.requests[r].languages
        }
    )
    options = [
        Aspirant(kind="new", profile=profile, topic=topic, language=language, region=region)
        for profile, topic, language in kinds
        for region in regions
        if topic
    ]
    standing = standing_for_unserved(yardstick, with_all(plan, options))
    added = standing.problem.experts[len(plan.experts) :]
    helps = _helps(standing, standing.pairs())
    best: dict[tuple[str, str, str], tuple[tuple[int, int, str], Aspirant]] = {}
    for option, code in zip(options, added, strict=True):
        able = replace(option, helps=helps.get(code, ()))
        cost = sum(standing.problem.plan.cost_of(plan.requests[r], code) for r in able.helps)
        rank = -_weight(yardstick, able), cost, option.region
        kind = option.profile, option.topic, option.language
        if able.helps and (kind not in best or rank < best[kind][0]):
            best[kind] = rank, able
    return (able for _, able in best.values())


def _accreditable(yardstick: Yardstick, known: set[tuple[str, int]]) -> Iterator[Aspirant]:
    """Pre-accredited people whose accreditation opens a seat to them."""
    plan = yardstick.plan
    options = [
        Aspirant(kind="accredit", expert=q.expert, profile=q.profile, topic=q.topic)
        for q in plan.qualifications
        if q.status != "accredited"
    ]
    standing = standing_for_unserved(yardstick, with_all(plan, options))
    opened = standing.pairs() - known
    for option in options:
        pairs = {pair for pair in opened if pair[0] == option.expert and _asks(standing, pair[1], option)}
        helps = _helps(standing, pairs).get(option.expert, ())
        if helps:
            yield replace(option, helps=helps)


def _asks(standing: Standing, seat: int, who: Aspirant) -> bool:
    """Whether a seat asks for a profile and topic; `*` is any topic."""
    problem = standing.problem
    place = problem.seats[seat]
    topic = problem.plan.topic_of(problem.requests[int(problem.seat_request[seat])], place)
    return place.profile == who.profile and who.topic in (topic, "*")


def _qualifiable(
    yardstick: Yardstick, before: Standing, known: set[tuple[str, int]], asked: list[tuple[int, str]]
) -> Iterator[Aspirant]:
    """People of the pool to whom one qualification more opens a seat."""
    plan, problem = yardstick.plan, before.problem
    skills = {(problem.seats[q].profile, plan.topic_of(plan.requests[r], problem.seats[q])) for q, r in asked}
    options = [
        Aspirant(kind="qualify", expert=code, profile=profile, topic=topic)
        for profile, topic in sorted(skills)
        for code in plan.experts
        if topic and plan.qualification_of(code, profile, topic) is None
    ]
    standing = standing_for_unserved(yardstick, with_all_qualified(plan, options))
    opened = standing.pairs() - known
    by_expert: dict[str, set[tuple[str, int]]] = {}
    for pair in opened:
        by_expert.setdefault(pair[0], set()).add(pair)
    for option in options:
        pairs = {pair for pair in by_expert.get(option.expert, ()) if _asks(standing, pair[1], option)}
        helps = _helps(standing, pairs).get(option.expert, ())
        if helps:
            yield replace(option, helps=helps)


def with_all_qualified(plan: Plan, options: Iterable[Aspirant]) -> Plan:
    """The plan with many qualifications more that nobody has yet."""
    rows = (Qualification(expert=o.expert, profile=o.profile, topic=o.topic, level=_LEVEL) for o in options)
    return replace(plan, qualifications=(*plan.qualifications, *rows))


def _teachable(yardstick: Yardstick, known: set[tuple[str, int]]) -> Iterator[Aspirant]:
    """People of the pool to whom one language more opens a seat."""
    plan = yardstick.plan
    languages = sorted({language for r in plan.open_requests for language in r.languages})
    for language in languages:
        options = [
            Aspirant(kind="language", expert=code, language=language)
            for code, person in plan.experts.items()
            if language not in person.languages
        ]
        standing = standing_for_unserved(yardstick, with_all(plan, options))
        helps = _helps(standing, standing.pairs() - known)
        yield from (replace(o, helps=helps[o.expert]) for o in options if o.expert in helps)


def _helps(standing: Standing, pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[str, ...]]:
    """The requests whose seats each expert could take."""
    found: dict[str, set[str]] = {}
    for expert, seat in pairs:
        found.setdefault(expert, set()).add(standing.request_of(seat))
    return {expert: tuple(sorted(requests)) for expert, requests in found.items()}
