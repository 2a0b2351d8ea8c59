"""What else could be decided for one request; `allocator.alternatives` finds it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from allocator.results.interval import Interval

#: now: as the allocation has it. free: nothing else changes. costs: possible where something else gives way.
#: impossible: no allocation that keeps the rules and the locks has it. open: not settled in the time given.
Verdict = Literal["now", "free", "costs", "open", "impossible"]

#: The verdicts, whatever asks least of others first.
ORDER: tuple[Verdict, ...] = ("now", "free", "costs", "open", "impossible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an allocation makes of one request beside another allocation: it `drops` out, `comes` in, or stays
    and goes on another date, with other people, or at somebody else's expense. `sentence` says it."""

    request: str
    kind: Literal["drops", "comes", "moves", "other people", "other payer"]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLoss:
    """By how much a goal is served less, in its unit; negative where it is served better."""

    goal: str
    unit: str
    loss: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an alternative comes to.

    `start` and `payer` are those that it is judged on. `rules` and `sentence` say what forbids it, or what is
    in its way. `changes` are what gives way in an allocation that has it, and `losses` what the goals lose
    there, in the model's order, those that lose or gain something. `least` is what the first goal must lose
    whatever gives way, and what it loses there.
    """

    verdict: Verdict
    start: date | None = None
    payer: str = ""
    rules: tuple[str, ...] = ()
    sentence: str = ""
    changes: tuple[Change, ...] = ()
    losses: tuple[GoalLoss, ...] = ()
    least: Interval = field(default_factory=lambda: Interval(None, None))


def best_of(effects: Iterable[Effect]) -> Effect:
    """The effect that asks least of others."""
    return min(effects, key=lambda each: (ORDER.index(each.verdict), each.least.high or 0, len(each.changes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week in which the request could start, from `monday` on, whoever goes.

    `teams` counts those that nothing forbids, `free` those of them for whom nothing else has to change, and
    `starts` the days on which it could begin. Where there is no team, `sentence` says what forbids it.
    """

    monday: date
    starts: int
    teams: int
    free: int
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team and what sending it comes to, week by week, in the order of `Alternatives.weeks`."""

    places: tuple[tuple[str, str], ...]  # seat, expert
    effects: tuple[Effect, ...]

    @property
    def experts(self) -> tuple[str, ...]:
        """Who goes, in the order of the seats."""
        return tuple(expert for _, expert in self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Somebody for a place of a seat. Where the request is served, everything else of the mission stays as it
    is, and the place is that of `instead_of`; else the effect is the best of any team and week."""

    seat: str
    expert: str
    effect: Effect
    instead_of: str = ""


@dataclass(frozen=True, kw_only=True)
class Alternatives:
    """Every week and team of a request, and everybody for each of its seats.

    `teams` are the first of all `possible` ones, best first; `complete` says that all of them were counted.
    `reason` is why the request is impossible whatever is decided, where it is.
    """

    request: str
    served: bool
    weeks_of_start: tuple[Week, ...]
    teams: tuple[Team, ...]
    possible: int
    everybody: tuple[StandIn, ...]
    complete: bool = True
    reason: str = ""
    seconds: float = field(default=0.0, compare=False)
