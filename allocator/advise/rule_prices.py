"""What every rule costs: each of the model's rules off, tried for, required, where it permits that.

A rule that is tried for (soft) forbids nothing: what can be served at most is the same as without it. So one
search per rule settles its price: the model with the rule the other way round, required or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from allocator.advise.coverage import Coverage, Measure, Reaches, Stays
from allocator.advise.effects import Effect, Yardstick, less_of, more_of, no_effect
from allocator.advise.jobs import Clock, Job, run_jobs
from allocator.plan.policy import CoordinationModel, Level
from allocator.results.interval import Interval
from allocator.rules import RULES

_HARD, _SOFT, _OFF = Level.HARD, Level.SOFT, Level.OFF
_FUNDING, _PROVIDER = "funding", "agreement_provider"


@dataclass(frozen=True, kw_only=True)
class RulePrice:
    """One rule at another level than it has. `effect` says what that gains or costs; `amount`, where the rule
    is tried for, how much it must be broken at least while the most is served, in the rule's unit."""

    rule: str
    now: Level
    asked: Level
    effect: Effect
    amount: Interval | None = None


def rule_prices(yardstick: Yardstick, clock: Clock) -> tuple[Yardstick, tuple[RulePrice, ...]]:
    """The price of every rule, the dearest first, and the yardstick with what was learnt of it."""
    model, codes = yardstick.model, [code for code in RULES if _other_levels(yardstick.model, code)]
    jobs = [job for code in codes for job in _jobs(yardstick, code)]
    found = run_jobs(jobs, clock)
    looser = [found[_key(c, _free(c))] for c in codes if _key(c, _free(c)) in found]
    stricter = [found[_key(c, _HARD)] for c in codes if _key(c, _HARD) in found]
    known = [each for each in looser if each.value is not None]
    free = [found[k] for c in codes if model.level(c) is not _HARD and (k := _key(c, _free(c))) in found]
    yardstick = yardstick.learning(known, [*stricter, *free])
    rows = [row for code in codes for row in _rows(yardstick, code, found)]
    return yardstick, tuple(sorted(rows, key=lambda row: (row.effect.rank, list(RULES).index(row.rule))))


def with_level(model: CoordinationModel, code: str, level: Level) -> CoordinationModel:
    """The model with a rule at a level. Without funding nobody is asked who provides."""
    if code == _FUNDING and level is _OFF:
        return model.with_levels(**{code: level, _PROVIDER: _OFF})
    return model.with_levels(**{code: level})


def _other_levels(model: CoordinationModel, code: str) -> list[Level]:
    """The levels that a rule could have instead."""
    if code == _PROVIDER and not model.is_on(_FUNDING):
        return []
    return [
        each for each in (_HARD, _SOFT, _OFF) if each in RULES[code].levels and each is not model.level(code)
    ]


def _free(code: str) -> Level:
    """The level at which a rule forbids nothing, and its amount is known where it has one."""
    return _SOFT if _SOFT in RULES[code].levels else _OFF


def _key(code: str, level: Level) -> str:
    return f"{code} {level}"


def _jobs(yardstick: Yardstick, code: str) -> Iterator[Job[Coverage]]:
    """A hard rule is freed; another one is required, and counted unless it is."""
    levels = _other_levels(yardstick.model, code)
    now, free = yardstick.model.level(code), _free(code)
    for level in levels:
        if level is _HARD or level is free:
            yield _job(yardstick, code, level, _enough(yardstick, level, now))
    if now is free and free is _SOFT:
        yield _job(yardstick, code, now, None)


def _job(yardstick: Yardstick, code: str, level: Level, enough: Reaches | Stays | None) -> Job[Coverage]:
    rule = code if level is _SOFT else ""
    model = with_level(yardstick.model, code, level)
    search = Measure(yardstick.plan, model, yardstick.start, rule, None if rule else enough)
    return Job(_key(code, level), search)


def _enough(yardstick: Yardstick, level: Level, now: Level) -> Reaches | Stays | None:
    """A rule that is required takes nothing once as much is served as without it."""
    if level is _HARD:
        return Reaches(yardstick.best.bound)
    return Stays(yardstick.best.value) if now is _HARD else None


def _rows(yardstick: Yardstick, code: str, found: dict[str, Coverage]) -> Iterator[RulePrice]:
    """What is known of a rule at every level that it could have, and of its amount where it is tried for."""
    now = yardstick.model.level(code)
    free = found.get(_key(code, _free(code)), Coverage())
    for level in (_HARD, _SOFT, _OFF):
        if level not in RULES[code].levels:
            continue
        amount = free.amount if level is _SOFT else None
        if level is now:
            if amount is not None:
                yield RulePrice(rule=code, now=now, asked=now, effect=no_effect(yardstick), amount=amount)
        elif level is _HARD:
            effect = less_of(yardstick, found.get(_key(code, _HARD), Coverage()))
            yield RulePrice(rule=code, now=now, asked=level, effect=effect)
        elif now is _HARD:
            yield RulePrice(rule=code, now=now, asked=level, effect=more_of(yardstick, free), amount=amount)
        else:
            yield RulePrice(rule=code, now=now, asked=level, effect=no_effect(yardstick), amount=amount)
