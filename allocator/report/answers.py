"""Questions to a result as users ask them: each answer has its tables."""

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

from allocator.questions.explaining import alternatives as finding
from allocator.questions.explaining import why_these as surveying
from allocator.report.alternative_teams_sheet import alternative_teams_of
from allocator.report.alternatives_sheet import alternatives_of
from allocator.report.holds import why_these_of
from allocator.report.stand_in_sheet import stand_ins_of
from allocator.results import alternatives as records
from allocator.results import why_these as holds
from allocator.results.result import Result

if TYPE_CHECKING:
    import pandas as pd

# Where a result keeps them, alternatives by request, for its sheets.
_ALTERNATIVES, _WHY_THESE = "alternatives", "why these"


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


@dataclass(frozen=True, kw_only=True)
class WhyThese(holds.WhyThese):
    """`allocator.results.why_these.WhyThese` with its table as a DataFrame."""

    result: Result = field(repr=False, compare=False)

    @cached_property
    def table(self) -> "pd.DataFrame":
        """One row per assignment: its grade, who could go instead, what changes, what the goals lose."""
        return why_these_of(self.result, self).frame()


def alternatives(
    result: Result, request: str, *, time_limit: float = 10.0, workers: int = 2, teams: int = 12
) -> Alternatives:
    """Every week and team of a request, served or not, and everybody for each of its seats: whether it is
    free, costs something, is impossible, or is open after `time_limit` seconds of solving.

    `teams` is how many teams are judged week by week, the best ones; all are counted. The result keeps what
    was asked of it: `write_workbook` adds the sheets Alternatives, Alternative teams and Stand-ins.
    Raises InputError for a request that the plan does not have or that is already delivered.
    """
    found = finding.alternatives(result, request, time_limit=time_limit, workers=workers, teams=teams)
    own = {each.name: getattr(found, each.name) for each in fields(records.Alternatives)}
    kept = Alternatives(**own, result=result)
    result.memo.setdefault(_ALTERNATIVES, {})[request] = kept
    return kept


def why_these(result: Result, *, time_limit: float = 60.0, workers: int = 2) -> WhyThese:
    """Whether every assignment of a result has to be: needed (proven that nothing serves as much without it),
    free (an allocation without it is worse in no goal), at a cost, or open after `time_limit` seconds.

    The result keeps the answer: the sheet Assignments has a column with it.
    """
    found = surveying.why_these(result, time_limit=time_limit, workers=workers)
    kept = WhyThese(holds=found.holds, seconds=found.seconds, result=result)
    result.memo[_WHY_THESE] = kept
    return kept
