"""Parameters of large neighbourhood search: which parts of a plan are solved, and with what patience."""

from collections.abc import Iterator
from dataclasses import dataclass

from allocator.search.parameter_fields import Group, number, share


@dataclass(frozen=True)
class NeighbourhoodParameters(Group):
    """Large neighbourhood search (`lns/`)."""

    up_to: int = number(
        2_000_000, "size up to which neighbourhoods are cut out of the matrix", unit="columns",
        measured="a made year (XL, seed 1, 7,549,961 columns): rows by row and by column take 1.3 GB each "
        "once more, and the walk gains until the time is up",
    )  # fmt: skip
    work: int = number(1, "work on one neighbourhood", unit="deterministic units (about a second)", least=1)
    futile_rounds: int = number(
        60, "rounds without improvement after which nothing more is tried", unit="rounds"
    )
    rounds_per_session: int = number(
        6, "rounds without improvement before another session of local search", unit="rounds", least=1
    )
    rounds_per_session_later: int = number(
        2, "the same in later tiers", unit="rounds", least=1,
        measured="the bundled year, two minutes, two runs with six: 1 of 17 and none of 48 rounds gained",
    )  # fmt: skip
    size: float = number(10.0, "requests in the first neighbourhood", unit="requests", least=1.0)
    smallest: int = number(4, "requests in a neighbourhood, at least", unit="requests", least=1)
    largest: int = number(60, "requests in a neighbourhood, at most", unit="requests", least=1)
    harder: float = number(0.9, "what the size is multiplied by after one that was not solved", most=1.0)
    easier: float = number(1.03, "what it is multiplied by after one solved without improvement", least=1.0)
    reaction: float = share(0.2, "how far the weight of a kind moves towards its latest score")
    score_gained: float = share(1.0, "score of a neighbourhood that improved the incumbent")
    score_solved: float = share(0.05, "score of one that was solved without improvement")
    least_weight: float = number(
        0.05, "least weight of a kind: what improved nothing early may do so late", least=0.001, most=1.0
    )

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """A size outside smallest to largest."""
        if not self.smallest <= self.size <= self.largest:
            yield "size", f"{self.size} is not between smallest, {self.smallest}, and largest, {self.largest}"


@dataclass(frozen=True)
class KernelParameters(Group):
    """Branch and cut on the cheapest columns, for points (`kernels.py`)."""

    up_to: int = number(
        20_000, "size up to which they find more than local search", unit="columns",
        measured="a made year (G, seed 21, 31,719 columns), one run each of 120 s: 1,301 served and cost "
        "1.9% from its bound with kernels, 1,302 and 0.9% without",
    )  # fmt: skip
    first: float = number(
        0.3, "part of the free columns in the first kernel", unit="share", least=0.01, most=1.0
    )
    growth: float = number(1.25, "what each further kernel multiplies it by", least=1.01)
    last: float = number(0.5, "the same at most", unit="share", most=0.99)
    most: float = share(
        0.75, "part of the free columns that one has at most: many cost nothing beyond the relaxation"
    )
    time_share: float = share(0.15, "part of what is left of a tier for one kernel, at most")
    patience: int = number(
        20_000, "moves without improvement after which local search makes room for a kernel", unit="moves"
    )
    patience_far: int = number(200_000, "the same before all columns", unit="moves")
    far: float = share(
        0.8, "how far from the bound towards the incumbent all columns are aimed",
        measured="dates and balance of a typical year (T, seed 22; walks end at 2,828), two at a time: the "
        "optimum 2,646 after 27 s aimed at 0.83 of the way from the relaxation, 34 s at the incumbent",
    )  # fmt: skip


@dataclass(frozen=True)
class ExecutorParameters(Group):
    """Patience with an executor that solves neighbourhoods (`lns/subproblems.py`)."""

    silence: float = number(60.0, "time without an answer after which an executor is given up", unit="s")
    silence_share: float = share(0.25, "part of the time that a round may take, at most the same")
    short_silence: float = number(
        5.0, "silence that is always borne: a slice, or the start of a process", unit="s"
    )
    withdrawal: float = number(0.5, "time that taking tasks back from an executor may take", unit="s")
    poll: float = number(
        0.05, "time between two looks at a stop while slices are away", unit="s", least=0.001
    )
    worth_a_warning: float = number(
        1.0, "time without any first answer of which the end of the run says something", unit="s"
    )
