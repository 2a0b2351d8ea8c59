"""Questions to a result as users ask them: each answer has its tables."""

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

from allocator.explaining import alternatives as finding
from allocator.report.alternative_teams_sheet import alternative_teams_of
from allocator.report.alternatives_sheet import alternatives_of
from allocator.report.stand_in_sheet import stand_ins_of
from allocator.results import alternatives as records
from allocator.results.result import Result

if TYPE_CHECKING:
    import pandas as pd

_MEMO = "alternatives"  # where a result keeps them, by request, for its sheets


@dataclass(frozen=True, kw_only=True)
class Alternatives(records.Alternatives):
    """`allocator.results.alternatives.Alternatives` with its tables as DataFrames."""

    result: Result = field(repr=False, compare=False)

    @cached_property
    def weeks(self) -> "pd.DataFrame":
        """One row per week and team: whether it is now, free, costs something, is impossible (`no`) or open;
        the rule, who gives way, and what each goal loses."""
        return alternative_teams_of(self.result, [self]).frame()

    @cached_property
    def picture(self) -> "pd.DataFrame":
        """Teams down, weeks across, a few words in each cell; the first row counts all teams."""
        return alternatives_of([self]).frame()

    @cached_property
    def stand_ins(self) -> "pd.DataFrame":
        """One row per seat and expert of the plan: those who could take a place, best first, and what keeps
        the others away."""
        return stand_ins_of(self.result, [self]).frame()


def alternatives(
    result: Result, request: str, *, time_limit: float = 10.0, workers: int = 2, teams: int = 12
) -> Alternatives:
    """Every week and team of a request, served or not, and everybody for each of its seats: whether it is
    free, costs something, is impossible, or is open after `time_limit` seconds of solving.

    `teams` is how many teams are judged week by week, the best ones; all are counted. The result keeps what
    was asked of it: `write_workbook` adds the sheets Alternatives, Alternatives in words and Stand-ins.
    Raises InputError for a request that the plan does not have or that is already delivered.
    """
    found = finding.alternatives(result, request, time_limit=time_limit, workers=workers, teams=teams)
    own = {each.name: getattr(found, each.name) for each in fields(records.Alternatives)}
    kept = Alternatives(**own, result=result)
    result.memo.setdefault(_MEMO, {})[request] = kept
    return kept
