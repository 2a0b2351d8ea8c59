"""Experts on one mission come from different countries. What a request says about it beats the model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from allocator.problem.rows import make_rows, numbered
from allocator.rules.base import HARD, OFF, SOFT, Rule, Violation, levels

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.entities import Request
    from allocator.plan.policy import CoordinationModel, Level
    from allocator.problem import Problem
    from allocator.problem.rows import Parts
    from allocator.rules.columns import Columns

RULE = Rule(
    "pairing",
    "Experts on one mission come from different countries",
    levels(HARD, SOFT, OFF),
    "same-country places",
)

_OWN_LEVEL = {"required": HARD, "preferred": SOFT, "off": OFF}


def level_of(model: "CoordinationModel", request: "Request") -> "Level":
    """The level in force for a request: its own, else the model's."""
    return _OWN_LEVEL.get(request.pairing, model.level(RULE.code))


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    for mission in allocation.missions:
        level = level_of(model, plan.requests[mission.request])
        countries = [_country(plan, expert) for expert in mission.experts]
        shared = len(countries) - len(set(countries))
        if shared and level is not OFF:
            yield Violation(
                rule=RULE.code,
                level=level,
                subject=mission.request,
                message=f"{len(countries)} experts share countries: {', '.join(countries)}",
                amount=shared,
            )


def _country(plan: "Plan", expert: str) -> str:
    """The country of an expert's administration. Where it has none, the expert counts as a country."""
    return plan.administration_of(expert).country or f"the country of {expert}"


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """Σ z of one country at a start <= y + slack; the slacks of a mission add up to its same-country places.

    On a team of two or three only one country can stand twice, so its rows share one slack.
    """
    levels = [level_of(problem.model, request) for request in problem.requests]
    wanted = np.array([level is not OFF for level in levels], dtype=bool) & (problem.team_size > 1)
    soft = np.array([level is SOFT for level in levels], dtype=bool)
    country = problem.expert_country[columns.z_expert]
    asked = (country >= 0) & wanted[columns.z_request]
    row, (start, nation) = numbered(columns.z_start[asked], country[asked])
    request = problem.start_request[start]
    size = np.bincount(row, minlength=len(start))
    keep = size > 1
    number = np.cumsum(keep) - 1
    used = keep[row]
    start, nation, request = start[keep], nation[keep], request[keep]
    shared = np.where(problem.team_size[request] <= 3, -1, nation)
    slack, _ = numbered(start, shared)
    return [
        make_rows(
            RULE.code, "request", request,
            [(number[row[used]], columns.z[asked][used], 1), (np.arange(len(start)), columns.y[start], -1)],
            upper=0, soft=soft[request], slack=slack,
        )
    ]  # fmt: skip
