"""Parameters of the bounds: which is computed when, the schedules of dual ascent, and second proofs."""

from dataclasses import dataclass
from typing import NamedTuple

from allocator.search.parameter_fields import Group, number, share

_WORTH = "of a request"  # what one is worth


class Schedule(NamedTuple):
    """How many steps, and in units of what a request is worth, at the first and at the last of them, the
    temperature of the smoothing and what a multiplier may change by."""

    steps: int
    hot: float
    cold: float
    long: float
    short: float


@dataclass(frozen=True)
class AscentParameters(Group):
    """Schedules of dual ascent (`bounds/dual_ascent.py`); temperatures and steps fall by a constant factor.

    In a later tier an earlier one is among the rows: its multiplier is far from zero, which takes longer
    steps. Refinement goes on from multipliers that were reached.
    """

    steps: int = number(300, "steps in the first tier", unit="steps", least=1)
    hot: float = number(0.05, "temperature of the smoothing at the first step", unit=_WORTH, least=1e-9)
    cold: float = number(0.0003, "temperature at the last step", unit=_WORTH, least=1e-9)
    long: float = number(0.05, "change of a multiplier at the first step", unit=_WORTH, least=1e-9)
    short: float = number(0.001, "change of a multiplier at the last step", unit=_WORTH, least=1e-9)
    steps_wide: int = number(
        100, "the same where no linear relaxation follows", unit="steps", least=1,
        measured="a made year (L, seed 1; the relaxation has 10,469 at most): bound 10,503 after 3.8 s of "
        "processor time, 300 of the usual steps 10,479 after 11.4 s and 10,697 after 3.8 s",
    )  # fmt: skip
    long_wide: float = number(0.1, "change of a multiplier at the first of them", unit=_WORTH, least=1e-9)
    steps_later: int = number(300, "steps in later tiers", unit="steps", least=1)
    hot_later: float = number(0.4, "first temperature in later tiers", unit=_WORTH, least=1e-9)
    cold_later: float = number(0.002, "last temperature in later tiers", unit=_WORTH, least=1e-9)
    long_later: float = number(0.5, "first change in later tiers", unit=_WORTH, least=1e-9)
    short_later: float = number(0.002, "last change in later tiers", unit=_WORTH, least=1e-9)
    steps_refined: int = number(1_000, "steps of refinement", unit="steps", least=1)
    hot_refined: float = number(0.01, "first temperature of refinement", unit=_WORTH, least=1e-9)
    cold_refined: float = number(0.0003, "last temperature of refinement", unit=_WORTH, least=1e-9)
    long_refined: float = number(0.02, "first change of refinement", unit=_WORTH, least=1e-9)
    short_refined: float = number(0.0003, "last change of refinement", unit=_WORTH, least=1e-9)

    @property
    def first_tier(self) -> Schedule:
        """From multipliers of zero, in the first tier."""
        return Schedule(self.steps, self.hot, self.cold, self.long, self.short)

    @property
    def wide(self) -> Schedule:
        """The same where the matrix is so wide that no linear relaxation follows: every step is dear, and
        refinement goes on from there."""
        return Schedule(self.steps_wide, self.hot, self.cold, self.long_wide, self.short)

    @property
    def later_tiers(self) -> Schedule:
        """From multipliers of zero, in later tiers."""
        return Schedule(self.steps_later, self.hot_later, self.cold_later, self.long_later, self.short_later)

    @property
    def refinement(self) -> Schedule:
        """From multipliers reached."""
        return Schedule(
            self.steps_refined, self.hot_refined, self.cold_refined, self.long_refined, self.short_refined
        )


@dataclass(frozen=True)
class BoundParameters(Group):
    """When which bound is computed (`bounds/relax_and_prove.py`)."""

    ascent_from: int = number(
        8_000, "size beyond which dual ascent comes before the linear relaxation", unit="columns"
    )
    ascent_from_later: int = number(60_000, "the same in tiers after the first", unit="columns")
    ascent_up_to_later: int = number(
        1_000_000, "size up to which dual ascent says anything of tiers after the first in time",
        unit="columns",
        measured="a made year (XL, seed 1, 7,549,961 columns): 30 s of processor time and 2.2 GB to begin, "
        "and no bound by the end of the tier",
    )  # fmt: skip
    relaxation_up_to: int = number(
        150_000, "size up to which the linear relaxation takes no more than minutes", unit="columns"
    )
    branch_and_cut_up_to: int = number(
        60_000, "size up to which branch and cut on all columns gets anywhere", unit="columns"
    )
    target_share: float = share(
        0.4, "how far from the bound towards the incumbent branch and cut is aimed",
        measured="the bundled year under `models/national.toml`, of HiGHS alone, two at a time: dates and "
        "balance 2,849 at least after 33 s aimed at 0.45, 2,814 in a minute aimed at the incumbent; cost "
        "683,185 after 43 s aimed at half, 681,590 after 20 s at 0.35, 679,605 at the incumbent",
    )  # fmt: skip
    near: int = number(
        6, "how little has to be left of the first tier that it is aimed at the incumbent at once",
        unit="steps of its cost",
        measured="made years (G, seeds 1, 4 and 7, 4 to 5 weight units from the bound after 9 s), value and "
        "bound after 72 s: 1,377 and 1,379, 1,461 and 1,464, 1,379 proven after 49 s; from 3 on 1,377 and "
        "1,380, 1,461 and 1,465, 1,379 proven after 71 s",
    )  # fmt: skip
    target_time: float = share(
        0.33, "part of the time left then that a target may take before the next one is half as far",
        measured="a typical year (T, seed 21): halved each time, dates and balance got seven targets of 5 s "
        "and 2,198 of at most 2,373",
    )  # fmt: skip
    scarce_from: float = share(
        1e-4, "price of a row from which it is scarce, as a part of a step of the cost"
    )  # fmt: skip
    core_most: float = share(
        0.7, "part of the starts or free columns up to which a core is worth it beside a larger one, or all"
    )  # fmt: skip
    core_time: float = share(0.5, "part of the time left then that all cores may take")
    aim_anew: float = share(
        0.33, "part of the gap that branch and cut began with at which it is aimed anew"
    )  # fmt: skip


@dataclass(frozen=True)
class ConfirmationParameters(Group):
    """Second proofs of what one solver alone says (`bounds/confirmation.py`)."""

    up_to: int = number(20_000, "size up to which a second proof is sought", unit="columns")
    seconds: float = number(2.0, "time for all confirmations of a run, at least", unit="s")
    time_share: float = share(0.2, "part of the time of the run so far for them, if that is more")
    work: int = number(
        2, "work of one confirmation where no clock may decide", unit="deterministic units", least=1
    )
