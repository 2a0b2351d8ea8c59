"""Results as users meet them."""

from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING

from allocator import report
from allocator.report.notebook import result_html
from allocator.results import result as records

if TYPE_CHECKING:
    import pandas as pd


class Result(records.Result):
    """The outcome of `allocator.solve`: `allocator.results.result.Result` with its tables as DataFrames."""

    @classmethod
    def of(cls, result: records.Result) -> "Result":
        """The same result, with the tables."""
        return cls(**{each.name: getattr(result, each.name) for each in fields(result) if each.init})

    @cached_property
    def missions(self) -> "pd.DataFrame":
        """One row per served request: dates, team, countries, agreement, cost, pair check."""
        return report.missions(self).frame()

    @cached_property
    def assignments(self) -> "pd.DataFrame":
        """One row per place of a seat that is taken, in the columns of the workbook's Assignments sheet."""
        return report.seats_taken(self).frame()

    @cached_property
    def delivery(self) -> "pd.DataFrame":
        """One row per request: planned dates and people against delivered ones."""
        return report.delivery(self).frame()

    @cached_property
    def delivery_counts(self) -> "pd.DataFrame":
        """Requests by how far they have come: all, per priority, Member and agreement."""
        return report.delivery_counts(self).frame()

    @cached_property
    def unserved(self) -> "pd.DataFrame":
        """One row per request not served: the reason and what stands in the way."""
        return report.unserved(self).frame()

    @cached_property
    def goals_table(self) -> "pd.DataFrame":
        """One row per goal in the model's order: value, bound, gap (in `unit`), and what a proof rests on."""
        return report.goals_table(self).frame()

    @cached_property
    def experts(self) -> "pd.DataFrame":
        """One row per expert: missions and days, against the limits."""
        return report.experts(self).frame()

    @cached_property
    def administrations(self) -> "pd.DataFrame":
        """One row per administration: people and days released, against the quotas."""
        return report.administrations(self).frame()

    @cached_property
    def agreements(self) -> "pd.DataFrame":
        """One row per agreement: missions paid for, money spent, and what is left of the budget."""
        return report.agreements(self).frame()

    @cached_property
    def regions(self) -> "pd.DataFrame":
        """One row per region: requests asked and served, each also as a share of all."""
        return report.regions(self).frame()

    @cached_property
    def calendar(self) -> "pd.DataFrame":
        """One row per Member and per expert with a mission, one column per week headed by its Monday."""
        return report.calendar(self).frame()

    def _repr_html_(self) -> str:
        """Goals and a small calendar, where a notebook shows the result."""
        return result_html(self)
