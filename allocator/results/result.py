"""What a run gives back: an allocation, how good it is, how much better it could be, and its provenance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from allocator.allocation import Allocation
from allocator.plan import Plan
from allocator.policy import CoordinationModel

if TYPE_CHECKING:
    import pandas as pd

    from allocator.explaining import Explainer
    from allocator.matrix import Searched

#: Nothing feasible is an `InfeasibleError`, not a status.
Status = Literal["optimal", "feasible", "interrupted"]


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
    died, or that contradicted a known allocation. `neighbourhoods` has, by kind, how many parts of the plan
    were solved anew and how many of them improved it.
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


@dataclass(frozen=True)
class Result:
    """The outcome of `allocator.solve`. The allocation has passed `allocator.verify`."""

    plan: Plan
    model: CoordinationModel
    allocation: Allocation
    status: Status
    goals: tuple[Goal, ...]
    provenance: Provenance
    searched: "Searched | None" = field(default=None, compare=False, repr=False)  # for explanations

    @cached_property
    def explainer(self) -> "Explainer":
        """What `allocator.explain` asks; built once per result."""
        from allocator.explaining import Explainer

        return Explainer(self)

    @cached_property
    def showing(self) -> dict[str, float]:
        """Seconds that it took to put the result into tables, once that has been done. Kept, so that the same
        result is written the same."""
        return {}

    @cached_property
    def missions(self) -> "pd.DataFrame":
        """One row per served request: dates, team, countries, agreement, cost, pair check."""
        from allocator.report import missions

        return missions(self).frame()

    @cached_property
    def assignments(self) -> "pd.DataFrame":
        """One row per seat taken, in the columns of the workbook's Assignments sheet, and more."""
        from allocator.report import assignments

        return assignments(self).frame()

    @cached_property
    def unserved(self) -> "pd.DataFrame":
        """One row per request not served: the reason and what stands in the way."""
        from allocator.report import unserved

        return unserved(self).frame()
