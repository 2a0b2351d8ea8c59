"""What a plan of the second generator can be bent in."""

from dataclasses import dataclass
from typing import Literal

from benchmarks.plans.chance import WEEKS
from benchmarks.plans.sizes import SIZES, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How much a plan holds, and everything that a family may bend; the defaults are a typical plan's.

    `teams` are the shares of teams of one, two, three and so on; `windows` the fewest and most weeks of a
    request's window; `chained` the share of requests in chains of `phases`. `plenty` scales budgets, 1 being
    about what is asked. `amounts` are the least and most of a day's cost and of a journey's, drawn evenly
    where they are of one size, by their logarithm where `huge`. `room` is how many missions a Member may have
    at once, `hosted` how many requests it has on average. `quota` is how many people each administration lets
    go at once (None: a third of its pool). `pairing` stands on every request; `learners` is the share of the
    qualifications that are not accredited yet; `taught`: anybody may take any seat of a team, under mentors.
    `weeks` is how long the plan is.
    """

    experts: int
    requests: int
    agreements: int
    topics: int
    teams: tuple[float, ...] = (0.25, 0.5, 0.25)
    windows: tuple[int, int] = (5, 18)
    chained: float = 0.2
    phases: int = 2
    rest: tuple[int, ...] = (7, 7, 7, 14)
    plenty: float = 1.0
    amounts: tuple[int, int] = (150, 450)
    huge: bool = False
    room: int = 1
    hosted: float = 1.6
    quota: int | None = None
    pairing: Literal["", "required"] = ""
    learners: float = 0.15
    taught: bool = False
    start_days: str = "Mon"
    weeks: int = WEEKS


def typical(size: str | Size) -> Shape:
    """A typical plan of a size (`S`, `T`, `G`, `M`, `L`, `XL`, or one of your own)."""
    held = SIZES[size] if isinstance(size, str) else size
    return Shape(
        experts=held.experts, requests=held.requests, agreements=held.agreements,
        topics=held.fields + held.procedures,
    )  # fmt: skip
