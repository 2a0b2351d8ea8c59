"""A plan and an allocation that break every rule at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from allocator.matrix import build_matrix
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Availability, Closure
from allocator.problem import build_problem
from allocator.problem.rows import Rows, Spans, as_rows
from allocator.rules.base import HARD, OFF, SOFT
from allocator.rules.candidates import find_candidates
from allocator.rules.columns import build_columns
from tests.plans_by_hand import (
    RULES,
    administration,
    agreement,
    broken,
    day,
    decision,
    expert,
    holds,
    mission,
    monday,
    plan_of,
    request,
)
from tests.points import MODULES, model_with
from tests.rules.coupling.against_check import plans_about


def mess() -> tuple[Plan, Allocation]:
    """A plan and an allocation that break every rule."""
    start = day(3, 1)  # a Tuesday; 25 September, a holiday in Mozambique, follows
    people = [expert("KEN-01", missions=1), expert("KEN-02")]
    plan = plan_of(
        people,
        [
            request("R1", member="KEN", other_members=("MOZ",), languages=("fr",)),
            request("R2", member="TZA", after=("R4",)),
            request("R3", member="BEN"),
            "R4",
        ],
        administrations=[administration("KEN", away_at_once=1)],
        qualifications=(holds("KEN-01", status="pre-accredited"),),
        availability=(Availability(expert="KEN-01", first=monday(10), last=monday(12)),),
        closures=(Closure(member="MOZ", first=start, last=start),),
        agreements={"FUND": agreement(providers=("FRA",))},
        decisions=(decision("excluded", "R1", expert="KEN-01"), decision("fixed", "R4")),
    )
    return plan, Allocation(
        (
            mission("R1", start, "lead:KEN-01", "lead:KEN-02", agreement="FUND"),
            mission("R2", start, "KEN-01"),
            mission("R3", monday(9), "KEN-02"),
        )
    )


@pytest.mark.parametrize("code", RULES)
def test_every_rule_at_every_level(code: str) -> None:
    plan, allocation = mess()
    rule = RULES[code].RULE
    assert rule.code == code and rule.sentence and rule.unit and HARD in rule.levels
    hard = broken(code, plan, *allocation.missions)
    assert hard and all(violation.level is HARD and violation.message for violation in hard)
    if SOFT in rule.levels:
        soft = broken(code, plan, *allocation.missions, **{code: SOFT})
        assert soft == [replace(violation, level=SOFT) for violation in hard]
    if OFF in rule.levels:
        assert not broken(code, plan, *allocation.missions, **{code: OFF})


def test_an_off_rule_writes_no_rows() -> None:
    for code, module in MODULES.items():
        if OFF not in module.RULE.levels:
            continue
        changes = {code: OFF} | ({"agreement_provider": OFF} if code == "funding" else {})
        for plan in plans_about(code, 2):
            problem = build_problem(plan, model_with("served", **changes))
            blocks = {block.code for block in build_matrix(problem).blocks}
            own_level = {request.pairing for request in problem.requests} & {"required", "preferred"}
            assert code not in blocks or (code == "pairing" and own_level)


def test_rows_name_columns_of_the_problem() -> None:
    """Rows keyed by what they speak of: subjects inside their kind, entries inside their rows."""
    for code, module in MODULES.items():
        problem = build_problem(next(plans_about(code)), model_with("served"))
        columns = build_columns(problem, find_candidates(problem))
        for part in module.rows(problem, columns):
            rows: Rows = as_rows(part) if isinstance(part, Spans) else part
            assert rows.code == code
            assert (rows.row < len(rows)).all() and (rows.column < columns.count).all()


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_tests_of_its_own(code: str) -> None:
    kind = "coupling" if code in MODULES else "eligibility"
    tests = Path(__file__).parent / kind / f"test_{code}.py"
    assert f"def test_{code}" in tests.read_text(encoding="utf-8")
    assert kind == "eligibility" or "rows" in tests.read_text(encoding="utf-8")
