"""Every tuning number of the search: meaning, unit, range, and where its value was measured.

They are in groups, one per part of the search. `SearchParameters()` has the values that `allocator.solve`
uses; `SearchParameters.from_toml` reads others from a file with one table per group:

    [local_search]
    memory = 800

Numbers that only keep arithmetic safe stay with the code they keep safe.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from allocator.errors import Fault, InputError
from allocator.outside.toml_file import read_toml
from allocator.search.bound_parameters import AscentParameters, BoundParameters, ConfirmationParameters
from allocator.search.lns_parameters import ExecutorParameters, KernelParameters, NeighbourhoodParameters
from allocator.search.parameter_fields import Group, faults_of_table, number, share

#: How the parameters below were measured that refer to it. Differences of 0.2% are too small to tell.
_ALONE = "local search alone, first tier, three made years (T, seeds 4 to 6), 50,000 moves, two runs each: "


@dataclass(frozen=True)
class ConstructionParameters(Group):
    """The first allocation (`construct/`)."""

    seconds: float = number(2.0, "time for the first allocation, at least, whatever the limit", unit="s")
    time_share: float = share(0.2, "part of the time limit for the first allocation, at most")
    compiled_from: int = number(
        30, "open requests beyond which the compiled local search is made ready at once", unit="requests"
    )
    greedy_up_to: int = number(
        3_000,
        "size up to which greedy construction takes less time than loading compiled code",
        unit="columns",
    )
    shown_after: float = number(2.0, "time after which a slow construction shows what it has", unit="s")
    polishing_moves: int = number(1_000, "moves of late acceptance after the first filling", unit="moves")
    greedy_passes: int = number(3, "passes of greedy construction: follow-ups wait for predecessors", least=1)
    greedy_people: int = number(60, "people tried for one mission at one start", unit="people", least=1)
    one_weekday_from: int = number(
        60_000, "size beyond which the search begins on the starts of a single weekday", unit="columns"
    )


@dataclass(frozen=True)
class TierParameters(Group):
    """How a tier divides its time among solvers (`tiers.py`, `interval_formulation.py`)."""

    whole_up_to: int = number(3_000, "size up to which the whole matrix is solved at once", unit="columns")
    whole_at_most: int = number(
        2_000_000, "size beyond which no solver is given the whole matrix, however much time is left",
        unit="columns",
    )  # fmt: skip
    first_share: float = share(0.6, "part of the time for the first tier; later open ones share alike")
    least_pass: float = share(
        0.05, "part of the time limit that must be left for open tiers to be taken up again"
    )
    whole_share: float = share(0.2, "part of a tier for the whole matrix at once where there is an incumbent")
    relaxation_share: float = share(0.4, "part of a tier for its relaxation where nothing runs beside it")
    one_weekday_share: float = share(0.4, "part of a tier for local search on a single weekday")
    improvement_share: float = share(0.7, "part of a tier for local search and neighbourhoods")
    interval_local_share: float = share(
        0.1, "part of a tier for local search before the interval formulation"
    )
    interval_decisions: int = number(
        4_000, "candidates and requests up to which the interval formulation is used", unit="decisions"
    )
    interval_columns: int = number(
        16, "columns for each of them from which on it is smaller than the matrix", unit="columns"
    )


@dataclass(frozen=True)
class SessionParameters(Group):
    """Sessions of local search in one tier (`sessions.py`)."""

    moves_per_look: int = number(
        500, "moves between two looks at clock and other solvers", unit="moves", least=1
    )
    moves_per_report: int = number(20_000, "moves between two incumbents handed over, at least", unit="moves")
    report_share: float = number(
        0.2, "part of the time for handing incumbents over, where a clock may decide", unit="share",
        least=0.001, most=1.0,
        measured="a made year (XL, seed 1): 20,000 moves took 1.4 s of processor time, handing over 2 to 4 s",
    )  # fmt: skip
    moves_per_effort: int = number(20_000, "moves of the first tier per unit of effort", unit="moves")
    moves_per_effort_later: int = number(40_000, "the same in later tiers, half of them cheap", unit="moves")
    futile_moves: int = number(100_000, "moves without improvement after which a session ends", unit="moves")
    futile_memories: int = number(20, "the same in lengths of the memory, if that is more", unit="memories")
    memory: int = number(
        400, "length of late acceptance in the first session of a tier", unit="moves", least=1
    )
    memory_growth: int = number(8, "what each further session multiplies it by", least=1)
    longest_memory: int = number(20_000, "length of late acceptance at most", unit="moves", least=1)
    longest_memory_later: int = number(4_000, "the same in later tiers", unit="moves", least=1)
    exchanges: float = share(
        0.5, "moves of later tiers that exchange people and nothing else",
        measured="fit in walks of 15 to 20 s, one run each, with exchanges and slack against neither: the "
        "bundled year 151,560 for 150,430 points, two made years (T) 116,820 for 116,910 (seed 1), 119,660 "
        "for 119,330 (seed 2)",
    )  # fmt: skip
    slack: float = share(
        0.02, "part of a later tier's value by which a session after the first may make it worse, at most"
    )
    cooling_memories: int = number(
        150, "lengths of the memory without improvement after which such a session ends", unit="memories"
    )
    ranked_up_to: int = number(
        2_000_000, "size up to which every other session of the first tier ranks by regret", unit="columns",
        measured="walks of 600,000 moves, made years, four each, medians: by prices of the relaxation G "
        "(seeds 1, 4) 1,378 and 1,461 for 1,376 and 1,460 without; by dual ascent G (5) 1,307 for "
        "1,311 and M (1) 2,166 for 2,161. Beyond this size a first walk gains until the time is up",
    )  # fmt: skip
    restarts: int = number(4, "sessions on a single weekday, all from one point", unit="sessions")
    futile_ejections: int = number(
        12, "attempts of guided ejection in a row without improvement before something else", unit="attempts"
    )

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """A memory longer than the longest."""
        for name in ("longest_memory", "longest_memory_later"):
            if self.memory > getattr(self, name):
                yield "memory", f"{self.memory} is more than {name}, {getattr(self, name)}"


@dataclass(frozen=True)
class LocalSearchParameters(Group):
    """Moves of the local search (`local/`)."""

    most_removed: int = number(16, "missions that one move may remove", unit="missions", least=6)
    ejections: float = share(
        0.7, "moves that insert with ejection, in the first tier; the others ruin",
        measured=f"{_ALONE}all of them served 1.0% less weight, a fifth of them 0.2% less",
    )  # fmt: skip
    ejections_later: float = share(0.4, "the same in later tiers, of what is no exchange")
    spread: float = number(
        0.6, "how much dearer a price may seem by chance, in the first tier", unit="of itself",
        measured=f"{_ALONE}none of it served 0.6% less weight, twice of it 0.2% less",
    )  # fmt: skip
    spread_later: float = number(0.2, "the same in later tiers", unit="of itself")
    insertion_people: int = number(
        24, "free people looked at for one place", unit="people", least=1,
        measured=f"{_ALONE}four served 0.2% less weight",
    )  # fmt: skip
    insertion_payers: int = number(3, "payers tried for one start", unit="payers", least=1)
    insertion_starts: int = number(4, "starts tried beside the cheapest one", unit="starts")
    ejection_people: int = number(
        24, "people looked at for one place of an ejection", unit="people", least=1,
        measured=f"{_ALONE}four served 0.3% less weight",
    )  # fmt: skip
    ruined_missions: int = number(5, "missions that one ruin removes, at most", unit="missions", least=1)
    offered: int = number(
        2, "unserved requests offered the room after a move", unit="requests",
        measured=f"{_ALONE}none served 0.2% less weight",
    )  # fmt: skip
    guided_starts: int = number(6, "starts compared by guided ejection", unit="starts", least=1)
    guided_people: int = number(1_024, "people compared by guided ejection", unit="people", least=1)
    perturbations: int = number(2, "exchanges tried between two guided ejections", unit="exchanges")
    steps_per_look: int = number(1_000, "steps of guided ejection between two looks at the clock", least=1)
    closing_steps: int = number(3_000, "steps to insert again what closing an item removed", least=1)
    closing_growth: float = number(1.3, "what every failure multiplies them by", least=1.0)
    closing_longest: int = number(300_000, "these steps at most", least=1)
    closing_perturbations: int = number(2_000, "exchanges tried after items were closed for nothing")
    closing_exchanges: float = share(0.7, "attempts that close two items and open another")
    closing_failed: float = number(
        4.0, "missions that an item seems to have more per failure", unit="missions"
    )
    closing_luck: float = number(3.0, "the same by chance, at most", unit="missions")
    scarcity: float = number(
        0.1, "weight of demand beside what the tier charges, before there are multipliers"
    )
    plain_price: float = number(0.5, "weight of the plain price beside the reduced cost, in the first tier")
    plain_price_later: float = number(0.1, "the same in later tiers")
    reduced_cost: float = number(
        10.0, "weight of the reduced cost, in units of what a request is worth", unit="of a request",
        measured="two made years (T, seeds 4 and 5): half and twice of it were no better",
    )  # fmt: skip
    reduced_cost_later: float = number(
        3.0, "the same in later tiers, in units of what an item is charged", unit="of a charge",
        measured="one made year (T, seed 4): a third of it was worse",
    )  # fmt: skip

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """A ruin that removes more than is remembered."""
        if self.ruined_missions > self.most_removed:
            yield "ruined_missions", f"{self.ruined_missions} is more than most_removed, {self.most_removed}"


@dataclass(frozen=True)
class ScheduleParameters(Group):
    """List scheduling, where an early finish is sought (`schedules/`)."""

    share: float = share(0.6, "part of a tier for list scheduling, at most")
    words: int = number(
        20_000_000, "room for who may take each seat at each start, and who is busy on each day", unit="words"
    )
    moves_per_look: int = number(500, "moves between two looks at the clock", unit="moves", least=1)
    memory: int = number(400, "length of late acceptance in the first session", unit="moves", least=1)
    memory_growth: int = number(4, "what each further session multiplies it by", least=1)
    longest_memory: int = number(1_600, "length of late acceptance at most", unit="moves", least=1)
    futile_moves: int = number(100_000, "moves without improvement after which a session ends", unit="moves")
    futile_memories: int = number(20, "the same in lengths of the memory, if that is more", unit="memories")
    futile_sessions: int = number(6, "sessions in a row without improvement after which a walk ends", least=1)


@dataclass(frozen=True)
class BackgroundParameters(Group):
    """Solvers on threads of their own (`background.py`)."""

    poll: float = number(0.05, "time between two looks at a running solver", unit="s", least=0.001)
    grace: float = number(
        1.0,
        "time for a solver to end once it is asked to; one that builds a large model cannot hear it",
        unit="s",
    )


@dataclass(frozen=True)
class InfeasibilityParameters(Group):
    """The explanation of infeasible plans (`infeasibility/`)."""

    seconds: float = number(
        10.0, "time for a smallest conflict; past it the set is only called a set", unit="s"
    )


@dataclass(frozen=True)
class VariationParameters(Group):
    """Variations of a result, solved again from it (`allocator.whatif`)."""

    moves: int = number(6_000, "moves of local search from the first trade on", unit="moves")
    first_steps: int = number(200, "steps of guided ejection to serve what is wanted", unit="steps", least=1)
    smallest: int = number(8, "requests solved anew together at first", unit="requests", least=1)
    largest: int = number(32, "the same at most", unit="requests", least=1)
    seconds: float = number(2.0, "time for one of these parts, at most", unit="s")
    walk: int = number(
        100_000, "moves before what changed is solved anew, where a search starts from before", unit="moves",
        measured="made years (M, seeds 5 to 7) after one withdrawal, one run each: 1,932, 2,133 and 2,088 "
        "served after 1.4, 1.3 and 1.1 s; without, after 3.5, 6.9 and 3.4 s",
    )  # fmt: skip
    walk_share: float = share(0.03, "part of the time for them, at most")
    change_share: float = share(
        0.03, "part of the time for what changed, after that",
        measured="the same years after 20 s, with a tenth of 60 s: 1,936, 2,135 and 2,092 served, and so "
        "1,935, 2,137 and 2,093",
    )  # fmt: skip
    vertex_up_to: int = number(
        30_000, "size up to which the simplex method relaxes the whole, once for each base", unit="columns",
        measured="a made year of 600 experts (M, seed 11, 77,581 columns): 110 s on a busy machine",
    )  # fmt: skip

    def contradictions(self) -> Iterator[tuple[str, str]]:
        """A first size beyond the last."""
        if self.smallest > self.largest:
            yield "smallest", f"{self.smallest} is more than largest, {self.largest}"


@dataclass(frozen=True)
class RepairParameters(Group):
    """Searches that stay close to what was agreed (`close_to_start.py`, `bounds/group_proof.py`)."""

    search_share: float = share(0.4, "part of the time for steps that pay; bounds get the rest")
    tiers: int = number(
        4, "tiers that moves and small neighbourhoods look at, at most", unit="tiers", least=1
    )
    patience: int = number(
        2, "rounds without a gain, where the first bounds leave room", unit="rounds", least=1
    )
    relaxation_share: float = share(0.5, "part of the time left for the relaxation of a group of tiers")
    whole_share: float = share(0.5, "part of the time left for CP-SAT on what prices leave of the matrix")
    whole_up_to: int = number(6_000, "free columns up to which CP-SAT gets anywhere", unit="columns")
    relaxed_beside_known_up_to: int = number(
        30_000, "size up to which a tier that has a bound from before is relaxed all the same", unit="columns"
    )


@dataclass(frozen=True)
class SearchParameters:
    """The parameters of a whole search."""

    construction: ConstructionParameters = field(default_factory=ConstructionParameters)
    tiers: TierParameters = field(default_factory=TierParameters)
    bounds: BoundParameters = field(default_factory=BoundParameters)
    ascent: AscentParameters = field(default_factory=AscentParameters)
    confirmation: ConfirmationParameters = field(default_factory=ConfirmationParameters)
    sessions: SessionParameters = field(default_factory=SessionParameters)
    local_search: LocalSearchParameters = field(default_factory=LocalSearchParameters)
    schedules: ScheduleParameters = field(default_factory=ScheduleParameters)
    neighbourhoods: NeighbourhoodParameters = field(default_factory=NeighbourhoodParameters)
    kernels: KernelParameters = field(default_factory=KernelParameters)
    executors: ExecutorParameters = field(default_factory=ExecutorParameters)
    background: BackgroundParameters = field(default_factory=BackgroundParameters)
    infeasibility: InfeasibilityParameters = field(default_factory=InfeasibilityParameters)
    variations: VariationParameters = field(default_factory=VariationParameters)
    repairs: RepairParameters = field(default_factory=RepairParameters)

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """The parameters of a file, and the usual value of every other. Raises InputError with all faults:
        groups and parameters that there are not, values out of range."""
        place, faults = path.name or str(path), list[Fault]()
        kinds = {each.name: each.default_factory for each in fields(cls)}
        groups: dict[str, Any] = {}
        for name, table in read_toml(path, "search parameters").items():
            wrong = list(faults_of_table(name, table, kinds))
            faults += [Fault(place=place, column=column, message=message) for column, message in wrong]
            if not wrong:
                kind: Any = kinds[name]
                groups[name] = kind(**table)
        if faults:
            raise InputError(str(path), faults)
        return cls(**groups)


#: The parameters that `allocator.solve` uses.
USUAL = SearchParameters()
