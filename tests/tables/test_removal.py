"""What is taken out of a plan takes along the rows that speak of it, and says which."""

from dataclasses import fields
from random import Random
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.inputs.plan_file import Plan, plan_from_raw, raw_of, read_plan
from allocator.tables.checks.directory import Directory
from allocator.tables.checks.references import _resolver
from allocator.tables.schema import SHEETS
from tests.tiny_plans import random_plan

KEYED = tuple(sheet for sheet in SHEETS if sheet.keyed)


@pytest.fixture
def plan(sheets: Any, to_xlsx: Any) -> Plan:
    return read_plan(to_xlsx(sheets))


def without(plan: Plan, sheet: str, key: Any) -> Plan:
    return plan.with_changes([{"remove": {"sheet": sheet, "key": key}}])


def told(plan: Plan) -> list[str]:
    return [str(warning) for warning in plan.warnings if "taken out" in warning.message]


def named(plan: Plan, sheet: str) -> set[str]:
    """Every code in the columns of a plan that may name a row of a sheet: counted from the records."""
    found: set[str] = set()
    for other in SHEETS:
        held = getattr(plan, other.plan_field)
        records = [] if held is None or other.vertical else held.values() if other.keyed else held
        for column in other.columns:
            own = other.name == sheet and column.field in other.key
            for record in records if column.refers_to(sheet) and not own else ():
                value = getattr(record, column.field)
                found.update([value] if isinstance(value, str) else value)
    return found


def test_an_expert(plan: Plan) -> None:
    left = without(plan, "experts", "ZMB-01")
    assert list(left.experts) == ["WCO-01"]
    assert {row.expert for row in left.qualifications} == {"WCO-01"}
    assert left.availability == left.decisions == ()
    assert left.history == plan.history
    assert told(left) == [
        "Qualifications!A2: is taken out with the expert ZMB-01",
        "Availability!A2: is taken out with the expert ZMB-01",
        "Assignments!A2: is taken out with the expert ZMB-01",
    ]
    assert plan.experts["ZMB-01"].missions == 3  # nothing happened to the plan itself


def test_a_request(plan: Plan) -> None:
    left = without(plan, "Requests", "R1")
    assert set(left.requests) == {"R0", "R2"}
    assert left.requests["R2"].after == ()
    assert left.interest == left.decisions == ()
    assert "Requests!L3 (after): no longer names the request R1, which is taken out" in told(left)


def test_an_agreement(plan: Plan) -> None:
    """R1 may be paid by it alone: a blank would say that anybody may pay."""
    left = without(plan, "Agreements", "AG1")
    assert left.agreements == {}
    assert "R1" not in left.requests
    assert any(
        "Requests!A2: R1 is taken out with the agreement AG1, for its agreements name nobody" in words
        for words in told(left)
    )


def test_a_payer_leaves_the_rows_of_assignments(sheets: Any, to_csv: Any) -> None:
    sheets["Requests"][0]["agreements"] = None
    left = without(read_plan(to_csv(sheets)), "Agreements", "AG1")
    (row,) = left.decisions
    assert (row.expert, row.agreement) == ("ZMB-01", "")
    assert (
        "Assignments.csv line 2 (agreement): no longer names the agreement AG1, which is taken out"
        in told(left)
    )


def test_an_employer_without_a_row(plan: Plan) -> None:
    left = without(plan, "Administrations", "Zambia")
    assert list(left.experts) == ["WCO-01"]
    assert left.interest == ()
    assert left.agreements is not None
    assert left.agreements["AG1"].providers == ("WCO",)
    assert "Experts!A2: ZMB-01 is taken out with the administration ZMB" in told(left)


def test_the_last_provider(plan: Plan) -> None:
    left = without(without(plan, "Administrations", "ZMB"), "Administrations", "WCO")
    assert left.agreements == {}
    assert list(left.experts) == []


def test_a_member(plan: Plan) -> None:
    left = without(plan, "Members", "Kenya")
    assert left.closures == left.history == ()
    assert set(left.requests) == set()
    assert not any("no longer names" in words for words in told(left))  # those rows are gone themselves


def test_another_member_of_a_request(plan: Plan) -> None:
    left = without(plan, "Members", "UGA")
    assert left.requests["R1"].other_members == ("TZA",)


def test_a_mission_type(plan: Plan) -> None:
    left = without(plan, "Mission types", "diagnostic")
    assert left.requests == left.mission_types == {}
    assert left.seats == left.request_seats == ()


def test_a_seat(sheets: Any, to_xlsx: Any) -> None:
    more = {"mission type": "diagnostic", "seat": "lead", "profile": "TOE", "topic": "valuation"}
    sheets["Seats"].append(more)
    left = without(read_plan(to_xlsx(sheets)), "Seats", ["diagnostic", "expert"])
    assert left.decisions == ()
    assert "Assignments!A2: is taken out with the seat expert of R1" in told(left)


def test_what_was_delivered_is_limited_by_nothing_any_more(sheets: Any, to_xlsx: Any) -> None:
    sheets["Requests"][2]["agreements"] = "AG1"
    left = without(read_plan(to_xlsx(sheets)), "Agreements", "AG1")
    assert left.requests["R0"].agreements == ()


def test_who_leaves_an_earlier_allocation_is_told(sheets: Any, to_xlsx: Any) -> None:
    sheets["Assignments"][0]["decision"] = "previous"
    plan = read_plan(to_xlsx(sheets))
    for sheet, key, missing in (
        ("Experts", "ZMB-01", "expert ZMB-01"),
        ("Administrations", "ZMB", "expert ZMB-01"),
        ("Requests", "R1", "request R1"),
        ("Members", "KEN", "request R1"),
    ):
        left = without(plan, sheet, key)
        (departure,) = left.departures
        assert departure.missing == missing
        assert departure.row == plan.decisions[0]
        assert (departure.person, departure.administration) == ("ZMB-01 (A. Banda)", "ZMB")
        assert departure.members == ("Kenya", "Uganda", "Tanzania")
    row = without(plan, "Assignments", "R1")  # taken out itself, not with somebody
    assert row.decisions == row.departures == ()


def test_several_changes_and_what_each_took(plan: Plan) -> None:
    changes = [
        {"remove": {"sheet": "Experts", "key": "ZMB-01"}},
        {"add": {"sheet": "Experts", "row": {"expert": "X-1", "administration": "ZMB", "languages": ["en"]}}},
        {"set": {"sheet": "Requests", "key": "R1", "column": "priority", "value": 2}},
        {"scale": {"sheet": "Agreements", "column": "budget", "by": 0.5}},
    ]
    left = plan.with_changes(changes)
    assert set(left.experts) == {"WCO-01", "X-1"}
    assert left.requests["R1"].priority == 2
    assert left.agreements is not None
    assert left.agreements["AG1"].budget == 10_000
    assert len(told(left)) == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"remove": {"sheet": "Experts", "key": "ZMB-02"}},
            "no row has expert 'ZMB-02'; did you mean ZMB-01",
        ),
        ({"remove": {"sheet": "Members", "key": "France"}}, "no row has member 'France'"),
        ({"remove": {"sheet": "Experts"}}, "change 1: remove takes sheet, key"),
        ({"scale": {"sheet": "Experts", "column": "name", "by": 2}}, "'name' holds no whole numbers"),
        ({"scale": {"sheet": "Experts", "column": "days", "by": -1}}, "change 1 (by): must be a number"),
        ({"add": {"sheet": "Experts", "row": {}}}, "change 1 (row): must be a table of cells"),
        ({"set": {"sheet": 3, "key": "x", "column": "y", "value": 1}}, "change 1 (sheet): must be the name"),
        ({"move": {}}, "change 1: must hold exactly one of set, add, remove, scale"),
        (7, "change 1: must hold exactly one of"),
    ],
)
def test_faults_of_changes(plan: Plan, change: Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        plan.with_changes([change])
    assert words in str(caught.value)


def test_the_columns_are_those_that_the_checks_resolve() -> None:
    """Nothing that the reader follows to another sheet is left out of what a removal follows."""
    directory = Directory({}, frozenset())
    for sheet in SHEETS:
        for column in sheet.columns:
            follows = any(column.refers_to(other.name) for other in SHEETS)
            assert follows == (_resolver(column, directory) is not None), (sheet.name, column.header)


def test_every_list_of_which_a_blank_means_all_is_declared() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.kind in ("codes", "members", "places"):
                assert column.narrows == ("blank: any" in column.doc), (sheet.name, column.header)


def test_nothing_that_is_gone_is_spoken_of() -> None:
    """On random plans, whatever is taken out: the rest is a sound plan, or says what it lacks."""
    pick = Random(3)
    taken = refused = 0
    for seed in range(40):
        plan = plan_from_raw(raw_of(random_plan(seed)))
        for sheet in KEYED:
            codes = sorted({*(getattr(plan, sheet.plan_field) or {}), *(named(plan, sheet.name) - {""})})
            codes = [code for code in codes if code in getattr(plan, sheet.plan_field)] if codes else []
            for code in pick.sample(codes, min(2, len(codes))):
                try:
                    left = without(plan, sheet.name, code)
                except InputError as error:
                    assert "Traceback" not in str(error)
                    refused += 1
                    continue
                taken += 1
                others = {
                    name
                    for other in SHEETS
                    for column in other.columns
                    if column.refers_to(sheet.name)
                    for name in column.refers
                } - {sheet.name}
                same = {key for name in others for key in getattr(left, name.casefold().replace(" ", "_"))}
                assert code not in named(left, sheet.name) - same, (seed, sheet.name, code)
    assert taken > 300
    assert refused < taken / 5, refused


def test_plans_are_values(plan: Plan) -> None:
    before = {each.name: getattr(plan, each.name) for each in fields(plan)}
    without(plan, "Members", "KEN")
    assert all(getattr(plan, name) is value for name, value in before.items())
