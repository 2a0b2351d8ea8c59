"""What a run gives back: an allocation, how good it is, how much better it could be, and its provenance."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from allocator.errors import Fault
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel

#: Nothing feasible is an `InfeasibleError`, not a status. `broken`: read from a file that was changed by
#: hand, so that the allocation breaks hard rules; no search ends so.
Status = Literal["optimal", "feasible", "interrupted", "broken"]


#: The largest seed of a search: those of CP-SAT have 32 bits, and a second question takes the next one.
MOST_SEED: Final = 2**31 - 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What it rests on that a value is the best possible.

    `exact` arithmetic in whole numbers; the `word` of one solver; or the `words` of several solvers, or of
    one under several settings, that came to it apart. `by` says whose, or which bound.
    """

    kind: Literal["exact", "word", "words"]
    by: tuple[str, ...]

    def __str__(self) -> str:
        who = " and ".join(self.by)
        if self.kind == "exact":
            return f"exact arithmetic: {who}"
        return f"the word of {who}" if self.kind == "word" else f"the words of {who}, apart from each other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One tier of the objective, in its own unit.

    `value` is what the allocation reaches and `bound` what no allocation can pass that is at least as good
    in the tiers before; None where no bound is known. `proven` says that the value is the best possible:
    value and bound meet here and in every tier before; `proof` what that rests on, None where it is not
    proven. `parts` gives the value of each goal or soft rule in the tier.
    """

    name: str
    value: int
    bound: int | None
    unit: str
    sense: Literal["max", "min"]
    proven: bool
    proof: Proof | None = None
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def gap(self) -> int | None:
        """Distance of the bound from the value, in the goal's unit; None without a bound."""
        return None if self.bound is None else abs(self.bound - self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a result comes from: enough to make it again. `created` in UTC, ISO 8601.

    `seconds` has the wall time of each stage: `reading` (by a command that read files), `matrix`,
    `construct`, `search`, `verification`.

    `incidents` are sentences about what went wrong on the way and was survived, such as a solver that
    died, or that contradicted a known allocation, or a search that had to be compiled first.
    `neighbourhoods` has, by kind, how many parts of the plan were solved anew and how many of them improved
    it. `started_from` is the digest of the allocation that the search began with, where it was given one;
    `plan_content` the fingerprint of the plan that was solved.

    `scenario` is the title of the scenario that was solved, empty where it was none; `changes` says in words
    what the scenario changes of its plan and model.
    """

    plan_digest: str
    model_digest: str
    seed: int
    workers: int
    time_limit: float | None
    effort: int | None
    versions: Mapping[str, str]
    created: str
    seconds: Mapping[str, float]
    columns: int
    rows: int
    incidents: tuple[str, ...] = ()
    neighbourhoods: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    started_from: str = ""
    plan_content: str = ""
    scenario: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Result:
    """The outcome of a search, as a plain value. The allocation has passed `allocator.verify`, unless the
    status is `broken`.

    `doubts` say, of a result that was read from a file, why bounds and proofs that were written are none of
    its own. `searched` is what the search worked on (`allocator.matrix.Searched`); explanations use it, where
    it is there, instead of building the matrix again. `memo` keeps what is derived from this result and
    costly, under a name that its owner chooses; a result made by `replace` begins with an empty one. Neither
    goes along when a result is pickled.
    """

    plan: Plan
    model: CoordinationModel
    allocation: Allocation
    status: Status
    goals: tuple[Goal, ...]
    provenance: Provenance
    doubts: tuple[Fault, ...] = ()
    searched: object = field(default=None, compare=False)
    memo: dict[str, Any] = field(default_factory=dict, init=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: no matrix, and nothing that can be derived again."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.init}
        return {**own, "searched": None, "memo": {}}

    def __repr__(self) -> str:
        served, asked = len(self.allocation.missions), len(self.plan.open_requests)
        goals = ", ".join(f"{goal.name} {goal.value}" for goal in self.goals)
        return f"<Result {self.status}: {served} of {asked} requests served; {goals or 'no goals'}>"
