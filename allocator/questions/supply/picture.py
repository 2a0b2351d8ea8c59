"""What is told about supply and demand, in the workbook's codes: plain records, ready for every display."""

from dataclasses import dataclass
from typing import Literal

from allocator.rules.base import rule_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is asked for and offered of one profile and topic in one group of languages.

    Days are working days on mission: `asked` and `released` hold one number per month of the picture; what is
    asked adds up to `days_asked`, what could be given in each month to `days_released` or more. `languages`
    are the working languages of the requests, each of which needs one of them. `people` are those who
    qualify, `shared` those of them who also stand in other rows, `days_shared` the days of the shared ones.
    """

    profile: str
    topic: str
    languages: tuple[str, ...]
    places: int
    people: tuple[str, ...]
    shared: tuple[str, ...]
    days_asked: int
    days_released: int
    days_shared: int
    asked: tuple[int, ...]
    released: tuple[int, ...]

    @property
    def short(self) -> bool:
        """Whether more is asked than released, over the plan or in some month."""
        months = zip(self.asked, self.released, strict=True)
        return self.days_asked > self.days_released or any(asked > given for asked, given in months)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScarceSeat:
    """A seat with at most one candidate to spare. `fell` counts the experts by the rule that they fell to
    first, in the order in which the rules are asked."""

    request: str
    seat: str
    profile: str
    topic: str
    languages: tuple[str, ...]
    places: int
    candidates: tuple[str, ...]
    fell: dict[str, int]

    @property
    def lacking(self) -> int:
        """How many people are missing, whatever is decided."""
        return max(0, self.places - len(self.candidates))

    @property
    def in_words(self) -> str:
        """Who is left: `nobody left of 7 experts: 5 fall to qualification, 2 to language`."""
        experts = sum(self.fell.values()) + len(self.candidates)
        left = f"{len(self.candidates) or 'nobody'} left of {experts} experts"
        return f"{left}: {self.fell_in_words}" if self.fell else left

    @property
    def fell_in_words(self) -> str:
        """How many experts fall to which rule: `5 fall to qualification, 2 to language`."""
        fell = [f"{number} to {rule_name(code)}" for code, number in self.fell.items()]
        return ", ".join(fell).replace(" to ", " fall to ", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An expert against what is asked of them.

    `seats` is how many seats the expert is a candidate of, `needed_by` the requests that have nobody to spare
    for a seat of theirs without this expert, and `needed_weight` their weight. `days_asked` shares the days
    of every seat equally among its candidates; `days_released` keeps to the expert's limits. The bound of
    the plan without the expert is lower by at least `bound_falls` weight units, as it is told.
    `has_release` is False for those without a row of Availability, who count as released all the time.
    """

    expert: str
    administration: str
    seats: int
    needed_by: tuple[str, ...]
    needed_weight: int
    days_asked: int
    days_released: int
    bound_falls: int
    has_release: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A request that no allocation serves, and the smallest set of rules without which one could.

    `weekends`: of `release` only the days off at the edges of releases are in the way. `others` are further
    sets that would help as well. `reason` says in words what the rules forbid.
    """

    request: str
    rules: tuple[str, ...]
    weekends: bool
    others: tuple[tuple[str, ...], ...]
    weight: int
    reason: str

    @property
    def rule(self) -> str:
        """The first of its rules."""
        return self.rules[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """Minimum missions that no allocation reaches: `asked` missions of `experts` in all, beside what is
    delivered (`beside` says that it has used some of the minimum or of the limit).

    `limit` is what is in the way, and `most` how much of it there is: `missions` agreed at most, `requests`
    that the expert fits (then they are named), missions that fit one after the other in `time`, `seats` that
    they fit together; or days, where the missions take `needed` at least: the expert's `days`, or the `quota`
    of the `administration`.
    """

    experts: tuple[str, ...]
    asked: int
    most: int
    limit: Literal["missions", "requests", "days", "time", "quota", "seats"]
    needed: int = 0
    requests: tuple[str, ...] = ()
    administration: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """People whose lack alone makes requests impossible: with `people` more of this kind, released when they
    are needed, none of `requests` would be impossible for want of people."""

    profile: str
    topic: str
    languages: tuple[str, ...]
    people: int
    requests: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedBound:
    """How much is asked, and the most that any allocation serves: requests, and weight units by priority.

    The two bounds hold each by itself: one allocation need not reach both.
    """

    requests_asked: int
    weight_asked: int
    requests: int
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyAndDemand:
    """A plan under a coordination model before anything is solved.

    `months` are those of the plan (`2026-09`). `needs` come with the scarcest first, as do `seats` (those
    with at most one candidate to spare) and `people` (all experts). `days_asked` is the sum over all needs;
    in `days_released` every expert counts once. `notes` say in words what was assumed.
    """

    months: tuple[str, ...]
    days_asked: int
    days_released: int
    needs: tuple[Need, ...]
    seats: tuple[ScarceSeat, ...]
    people: tuple[Person, ...]
    impossible: tuple[Impossible, ...]
    minimums: tuple[Minimum, ...]
    levers: tuple[Lever, ...]
    bound: ServedBound
    notes: tuple[str, ...]
