"""A served request has one expert in every place, and is served once."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from allocator.matrix import build_matrix, point_of
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import RequestSeat
from allocator.problem import build_problem
from tests.plans_by_hand import broken, day, mission, monday, plan_of, request, seat
from tests.points import MODULES, Expressible, model_with, projection_of
from tests.rules.coupling.against_check import VIOLATING
from tests.tiny_plans import broken_codes


@pytest.mark.parametrize(
    ("team", "faults"),
    [
        (["lead:KEN-01", "expert:KEN-02", "expert:TZA-01"], 0),
        (["lead:KEN-01", "expert:KEN-02"], 1),
        (["lead:KEN-01", "expert:KEN-02", "expert:TZA-01", "expert:TZA-02"], 1),
        (["lead:KEN-01", "expert:KEN-01", "expert:TZA-01"], 1),
        (["lead:KEN-01", "expert:TZA-01", "expert:TZA-01"], 1),
        (["lead:KEN-01", "expert:KEN-02", "expert:TZA-01", "observer:TZA-02"], 1),
        (["lead:KEN-01", "expert:KEN-02", "expert:XXX-99"], 1),
        ([], 2),
    ],
)
def test_full_team(team: list[str], faults: int) -> None:
    seats = (seat("lead"), seat("expert", count=2))
    plan = plan_of(["KEN-01", "KEN-02", "TZA-01", "TZA-02"], ["R1"], seats=seats)
    assert len(broken("full_team", plan, mission("R1", monday(1), *team))) == faults


def test_full_team_of_a_request_with_its_own_seats() -> None:
    own = (RequestSeat(request="R1", seat="trainer", profile="ET"),)
    plan = plan_of(["KEN-01"], ["R1"], request_seats=own)
    assert not broken("full_team", plan, mission("R1", monday(1), "trainer:KEN-01"))
    assert broken("full_team", plan, mission("R1", monday(1), "lead:KEN-01"))


def test_full_team_serves_open_requests_once() -> None:
    plan = plan_of(["KEN-01"], ["R1", request("R2", done_on=date(2026, 8, 1))])
    assert broken("full_team", plan, mission("R1", monday(1), "KEN-01"), mission("R1", monday(9), "KEN-01"))
    assert broken("full_team", plan, mission("R2", monday(1), "KEN-01"))
    assert broken("full_team", plan, mission("R9", monday(1), "KEN-01"))
    elsewhere = replace(mission("R1", monday(1)), team=mission("R2", monday(1), "KEN-01").team)
    assert broken("full_team", plan, elsewhere)
    assert not broken("full_team", plan)


def test_rows_of_full_team_over_all_raw_points() -> None:
    model = model_with("served")
    violating = 0
    for team in ([seat("lead"), seat("expert")], [seat("lead", count=2)], [seat("lead")]):
        plan = plan_of(
            ["KEN-01", "TZA-01"] if len(team) == 2 else ["KEN-01", "TZA-01", "ZAF-01"],
            [request("R1", latest_end=day(2, 4)), request("R2", latest_end=day(1, 4))][: 3 - len(team)],
            seats=tuple(team),
        )
        problem = build_problem(plan, model)
        expressible = Expressible(problem)
        rows = projection_of(build_matrix(problem), ("full_team",), expressible.base)
        free = np.zeros(0, dtype=np.int64)
        assert expressible.base <= 14
        for number in range(1 << expressible.base):
            point = (number >> np.arange(expressible.base)) & 1
            allocation = said_by(expressible, point)
            holds_rows = rows.least(point, free) is not None
            if allocation is None:  # people in seats of a mission that does not begin
                assert not holds_rows
                continue
            broken = bool(broken_codes(plan, model, allocation, ("full_team",)))
            violating += broken
            assert holds_rows != broken, allocation
    assert violating >= VIOLATING


def said_by(expressible: Expressible, point: np.ndarray) -> Allocation | None:
    """The missions that a raw point says; None where somebody goes on a mission that does not begin."""
    problem, columns = expressible.problem, expressible.columns
    taken = np.flatnonzero(point[columns.z])
    if (point[columns.z_start[taken]] == 0).any():
        return None
    missions = []
    for start in np.flatnonzero(point[columns.y]):
        r = problem.start_request[start]
        team = tuple(
            Assignment(
                problem.requests[r].request,
                problem.seats[columns.z_seat[z]].seat,
                problem.experts[columns.z_expert[z]],
            )
            for z in taken
            if columns.z_start[z] == start
        )
        day = problem.date_of(int(problem.start_day[start]))
        missions.append(Mission(request=problem.requests[r].request, start=day, team=team))
    return Allocation(tuple(missions))


def test_without_the_rows_of_full_team_half_a_team_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(["KEN-01", "TZA-01"], ["R1"], seats=(seat("lead"), seat("expert")))
    problem = build_problem(plan, model_with("served"))
    half = Allocation(
        (Mission(request="R1", start=plan.settings.start, team=(Assignment("R1", "lead", "KEN-01"),)),)
    )
    matrix = build_matrix(problem)
    assert not matrix.feasible(point_of(matrix, half))
    monkeypatch.setattr(MODULES["full_team"], "rows", lambda problem, columns: [])
    without = build_matrix(problem)
    assert without.feasible(point_of(without, half))
