"""Sentences of the workbook's contract that were done otherwise: found by reading both beside each other."""

import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

import allocator
from allocator.errors import InputError
from allocator.inputs.previous import with_previous
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Decision, Interest
from allocator.plan.public_holidays import has_calendar
from allocator.verification import goal_value, verify
from tests.cli.conftest import FIRST_STEPS
from tests.plans_by_hand import (
    administration,
    broken,
    decision,
    expert,
    mission,
    model_of,
    monday,
    plan_of,
)
from tests.tiny_plans import MODELS
from tests.whatif.results_at_random import result_of

NATIONAL = MODELS["national"]
Read = Callable[..., allocator.Plan]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The plan `first-steps` with other sheets, or more lines in some."""

    def made(
        sheets: Mapping[str, str] = MappingProxyType({}), more: Mapping[str, str] = MappingProxyType({})
    ) -> allocator.Plan:
        shutil.copytree(FIRST_STEPS, tmp_path / "plan", dirs_exist_ok=True)
        for name, text in sheets.items():
            (tmp_path / "plan" / f"{name}.csv").write_text(text, encoding="utf-8")
        for name, text in more.items():
            path = tmp_path / "plan" / f"{name}.csv"
            there = path.read_text(encoding="utf-8-sig").rstrip("\n")
            path.write_text(f"{there}\n{text}\n", encoding="utf-8")
        return allocator.read_plan(tmp_path / "plan")

    return made


def test_an_answer_under_a_code_of_both_is_the_persons() -> None:
    """Before: the search and the check counted otherwise, and a plan ended in a defect."""
    people = [expert("KEN", administration="KEN"), expert("KEN-02", administration="KEN")]
    answer = Interest(expert="KEN", request="R1", interest=5)
    plan = plan_of(people, ["R1"], administrations=[administration("KEN")], interest=(answer,))
    for who, worth in (("KEN", 5), ("KEN-02", 0)):
        allocation = Allocation((mission("R1", monday(2), who),))
        assert goal_value("interest", plan, NATIONAL, allocation) == worth
    barred = plan_of(
        people, ["R1"], administrations=[administration("KEN")], interest=(answer,),
        decisions=(decision("excluded", "R1", expert="KEN"),),
    )  # fmt: skip
    found = allocator.solve(barred, NATIONAL, time_limit=5.0, workers=1)
    assert found.allocation.by_request["R1"].experts == ("KEN-02",)


def test_a_code_of_two_letters_is_no_countrys() -> None:
    assert has_calendar("AUS") and not has_calendar("AU")


@pytest.mark.parametrize("code", ["EAC-1", "ECOWAS1", "X"])
def test_any_code_that_is_listed_is_a_member(read: Read, code: str) -> None:
    plan = read({"Members": f"member,name,region,languages\n{code},A body of its own,ESA,en\n"})
    assert plan.members[code].region == "ESA"


def test_who_is_excluded_from_one_seat_may_be_fixed_in_another(read: Read) -> None:
    there = (FIRST_STEPS / "Seats.csv").read_text("utf-8-sig").splitlines()
    own = [f"diagnostic,{seat},CMA,modernization" for seat in ("lead", "second")]
    rest = [",".join(row.split(",")[:4]) for row in there[2:]]
    rows = "request,seat,expert,start,agreement,decision\nR1,lead,KEN-03,,,fixed\nR1,{},KEN-03,,,excluded\n"
    sheets = {"Seats": "\n".join(["mission type,seat,profile,topic", *own, *rest])}
    assert len(read({**sheets, "Assignments": rows.format("second")}).decisions) == 2
    for seat in ("lead", ""):
        with pytest.raises(InputError, match="is excluded at"):
            read({**sheets, "Assignments": rows.format(seat)})


def test_employees_of_the_secretariat_are_of_every_region() -> None:
    plan = plan_of([expert("WCO-01"), expert("FRA-01")], ["R1"])
    for who, foreign in (("WCO-01", False), ("FRA-01", True)):
        assert bool(broken("regional_peer", plan, mission("R1", monday(2), who))) == foreign
    model = model_of()
    allocation = Allocation((mission("R1", monday(2), "WCO-01"),))
    assert "regional_peer" not in {each.rule for each in verify(plan, model, allocation)}


@pytest.mark.parametrize("rows", [
    (decision("fixed", "R1", expert="KEN-01", status="ticketed"),),
    (decision("fixed", "R1", seat="lead", expert="KEN-01", start=monday(3), status="ticketed"),
     decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(3))),
])  # fmt: skip
def test_how_far_a_mission_was_agreed_is_kept(rows: tuple[Decision, ...]) -> None:
    plan = plan_of(["KEN-01"], ["R1"], decisions=rows)
    earlier = result_of(plan, NATIONAL, Allocation((mission("R1", monday(3), "KEN-01"),)))
    (row,) = [row for row in with_previous(plan, earlier).decisions if row.decision == "previous"]
    assert row.status == "ticketed"


def test_a_release_that_touches_the_plan_is_of_use(read: Read) -> None:
    """A journey may begin before the plan does."""
    eve = read().settings.start - timedelta(days=1)
    for last, useless in ((eve, False), (eve - timedelta(days=1), True)):
        plan = read(more={"Availability": f"FRA-05,{last - timedelta(days=5)},{last},confirmed"})
        said = [each for each in plan.warnings if "releases nobody in this plan" in each.message]
        assert bool(said) == useless


def test_a_remark_of_ones_own_on_assignments_is_a_warning(read: Read) -> None:
    whole = "request,seat,expert,start,agreement,decision,my remark\nR1,,KEN-03,,,excluded,on leave\n"
    plan = read({"Assignments": whole})
    assert [each for each in plan.warnings if "no such column is known and it is ignored" in each.message]
    with pytest.raises(InputError, match="may say something else"):  # which may be the expert's
        read({"Assignments": "request,decision,whom\nR1,excluded,KEN-03\n"})


def test_what_is_delivered_needs_no_topic(read: Read) -> None:
    headers, *rows = (FIRST_STEPS / "Requests.csv").read_text("utf-8-sig").splitlines()
    blank = next(row for row in rows if row.startswith("R6,")).replace("R6,", "R0,").replace("valuation", "")
    lines = [f"{headers},done on", *(f"{row}," for row in rows), f"{blank},2026-06-01"]
    assert not read({"Requests": "\n".join(lines)}).requests["R0"].topic
    with pytest.raises(InputError, match="takes the request's topic"):
        read({"Requests": "\n".join([*lines[:-1], f"{blank},"])})
