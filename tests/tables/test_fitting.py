"""What has to fit together between cells: names, codes, days, seats, journeys, locks."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from allocator.inputs.plan_file import plan_from_frames

Find = Callable[[Any], list[str]]


def test_blanks_are_resolved(sheets: Any, to_frames: Any) -> None:
    plan = plan_from_frames(to_frames(sheets))
    request = plan.requests["R2"]
    assert request.languages == ("en",)
    assert (request.earliest_start, request.latest_end) == (date(2026, 7, 1), date(2027, 6, 30))
    assert request.days == 5
    assert request.preferred_start is None
    assert plan.requests["R1"].days == 4
    assert plan.decisions[0].place == "Assignments row 1"
    assert list(plan.members) == ["KEN", "MUS", "TZA", "UGA", "ZMB"]
    assert plan.members["MUS"].languages
    zambia = plan.administrations["ZMB"]
    assert (zambia.region, zambia.country, zambia.name) == ("ESA", "ZMB", "Zambia")
    assert plan.administrations["WCO"].country == "BEL"


def test_absent_and_empty_sheets_differ(sheets: Any, to_frames: Any) -> None:
    sheets["Requests"][0]["agreements"] = sheets["Assignments"][0]["agreement"] = None
    sheets["Agreements"] = []
    assert plan_from_frames(to_frames(sheets)).agreements == {}
    del sheets["Agreements"], sheets["Travel"]
    plan = plan_from_frames(to_frames(sheets))
    assert plan.agreements is None
    assert plan.travel is None


def test_a_plan_cannot_be_changed(sheets: Any, to_frames: Any) -> None:
    plan = plan_from_frames(to_frames(sheets))
    for mapping in (plan.members, plan.administrations, plan.experts, plan.requests, plan.agreements):
        with pytest.raises(TypeError):
            mapping["X"] = None


def test_members_by_name_and_a_member_of_ones_own(sheets: Any, to_frames: Any, find: Find) -> None:
    sheets["Members"].append({"member": "ABC", "name": "Atlantis", "region": "AP", "languages": "en;fr"})
    sheets["Members"].append({"member": "Ivory Coast"})
    sheets["Travel"].append({"from region": "EUR", "to region": "AP", "cost": 1})
    sheets["Travel"].append({"from region": "ESA", "to region": "AP", "cost": 1})
    sheets["Requests"][1]["member"] = "atlantis"
    sheets["Experts"][0]["administration"] = "Zambia"
    plan = plan_from_frames(to_frames(sheets))
    assert plan.requests["R2"].member == "ABC"
    assert plan.requests["R2"].languages == ("en", "fr")
    assert plan.members["CIV"].region == "WCA"
    assert plan.experts["ZMB-01"].administration == "ZMB"
    sheets["Members"][1]["region"] = None
    assert find(sheets) == ["Members row 2 (region): is blank; ABC is not a WCO Member, so fill it in"]


def test_administrations(sheets: Any, to_frames: Any, find: Find) -> None:
    sheets["Administrations"] += [
        {"administration": "Kenya", "days": 20},
        {"administration": "UNCTAD", "name": "UNCTAD", "region": "Europe", "country": "Switzerland"},
    ]
    sheets["Experts"][1]["administration"] = "UNCTAD"
    plan = plan_from_frames(to_frames(sheets))
    assert plan.administrations["KEN"].days == 20
    assert plan.administrations["KEN"].region == "ESA"
    assert plan.administrations["UNCTAD"].country == "CHE"
    sheets["Administrations"][1] = {"administration": "Keniya", "days": 20}
    assert find(sheets)[0].startswith(
        "Administrations row 2 (region): is blank; fill in the region ('Keniya' is not a WCO Member; did"
    )


def test_the_secretariat_needs_a_row(sheets: Any, find: Find) -> None:
    del sheets["Administrations"]
    faults = find(sheets)
    assert [fault.split(":")[0] for fault in faults] == [
        "Experts row 2 (administration)", "Agreements row 1 (providers)",
    ]  # fmt: skip
    assert "the Secretariat needs a row in Administrations" in faults[0]


CHANGES: list[tuple[str, int, dict[str, Any], str]] = [
    (
        "Experts",
        1,
        {"expert": "ZMB-01"},
        "Experts row 2 (expert): 'ZMB-01' is there twice, first at Experts row 1; keep one",
    ),
    ("Experts", 0, {"administration": "ZMBB"}, "Experts row 1 (administration): 'ZMBB' is not a WCO Member"),
    ("Experts", 0, {"minimum missions": 4}, "Experts row 1 (minimum missions): 4 is more than missions, 3"),
    ("Plan", 2, {"value": date(2026, 6, 1)}, "Plan row 3 (end): 2026-06-01 is before start 2026-07-01"),
    ("Closures", 0, {"to": date(2026, 12, 1)}, "Closures row 1 (to): 2026-12-01 is before from 2026-12-24"),
    (
        "Requests",
        0,
        {"latest end": date(2026, 8, 1)},
        "Requests row 1 (latest end): 2026-08-01 is before earliest",
    ),
    (
        "Requests",
        0,
        {"earliest start": date(2027, 7, 1), "latest end": None, "preferred start": None},
        "Requests row 1 (earliest start): 2027-07-01 is after the plan's end 2027-06-30; the",
    ),
    (
        "Requests",
        0,
        {"preferred start": date(2027, 1, 4)},
        "Requests row 1 (preferred start): 2027-01-04 is outside",
    ),
    (
        "Requests",
        0,
        {"requested on": date(2026, 12, 2)},
        "Requests row 1 (latest end): 2026-12-01 is before requested",
    ),
    (
        "Requests",
        2,
        {"done on": date(2024, 1, 1)},
        "Requests row 3 (done on): 2024-01-01 is before requested on",
    ),
    (
        "Requests",
        0,
        {"other members": "Kenya"},
        "Requests row 1 (other members): names the asking Member itself",
    ),
    (
        "Requests",
        0,
        {"after": "R2"},
        "Requests row 1 (after): the requests wait for each other in a circle: R1 after R2 after R1;",
    ),
    (
        "Requests",
        1,
        {"after": "R2"},
        "Requests row 2 (after): the requests wait for each other in a circle: R2 after R2",
    ),
    (
        "Requests",
        0,
        {"agreements": "AG2;AG3"},
        "Requests row 1 (agreements): 'AG2' has no row in Agreements; did you mean AG1?; 'AG3' has",
    ),
    (
        "Requests",
        0,
        {"topic": "*"},
        "Requests row 1 (topic): '*' belongs in Qualifications only; write one topic",
    ),
    (
        "Agreements",
        0,
        {"topics": "*"},
        "Agreements row 1 (topics): '*' belongs in Qualifications only; leave it blank",
    ),
    (
        "Seats",
        0,
        {"mission type": "other"},
        "Seats row 1 (mission type): 'other' has no row in Mission types",
    ),
    (
        "Qualifications",
        0,
        {"profile": "TOEE"},
        "Qualifications row 1 (profile): no seat asks for the profile 'TOEE'; did",
    ),
    (
        "Qualifications",
        0,
        {"topic": "Valuation"},
        "Qualifications row 1 (topic): 'Valuation' and 'valuation' (Requests row 1) count as different",
    ),
    ("Travel", 1, {"from region": "AMS"}, "Travel: has no row from EUR to ESA (as for WCO-01 on R1); add it"),
    (
        "Interest",
        0,
        {"expert": "KEN-99"},
        "Interest row 1 (expert): 'KEN-99' has no row in Experts or Administrations",
    ),
    ("Assignments", 0, {"seat": "leader"}, "Assignments row 1 (seat): R1 has no seat 'leader', but expert"),
    (
        "Assignments",
        0,
        {"request": "R0"},
        "Assignments row 1 (start): 2026-09-07 is after 2025-09-01, when it was done (Requests row 3)",
    ),
]


@pytest.mark.parametrize(("sheet", "row", "cells", "start"), CHANGES)
def test_what_does_not_fit(
    sheets: Any, find: Find, sheet: str, row: int, cells: dict[str, Any], start: str
) -> None:
    sheets[sheet][row].update(cells)
    faults = find(sheets)
    assert any(fault.startswith(start) for fault in faults), faults


def test_duplicates_are_seen_through_names(sheets: Any, find: Find) -> None:
    sheets["Members"].append({"member": "Kenya"})
    sheets["Qualifications"].append({**sheets["Qualifications"][0], "level": 1})
    assert find(sheets) == [
        "Members row 2 (member): 'KEN' is there twice, first at Members row 1; keep one",
        (
            "Qualifications row 3 (expert): 'ZMB-01, TOE, valuation' is there twice, "
            "first at Qualifications row 1; keep one"
        ),
    ]


def test_every_circle_is_found(sheets: Any, find: Find) -> None:
    base = {**sheets["Requests"][1], "after": None}
    for code, after in (("A", "B"), ("B", "C"), ("C", "A"), ("D", "A"), ("E", "F"), ("F", "E;R0")):
        sheets["Requests"].append({**base, "request": code, "after": after})
    circles = [fault.split("circle: ")[1] for fault in find(sheets)]
    assert [circle.split(";")[0] for circle in circles] == ["A after B after C after A", "E after F after E"]


def test_a_long_chain_is_no_circle(sheets: Any, find: Find) -> None:
    base = {**sheets["Requests"][1], "after": None}
    for number in range(2000):
        before = f"C{number - 1}" if number else None
        sheets["Requests"].append({**base, "request": f"C{number}", "after": before})
    (late,) = find(sheets)
    assert late.startswith("Requests row 13 (after): C8 ends on 2027-05-28 at the earliest")


def test_done_requests_wait_for_nothing(sheets: Any, find: Find) -> None:
    sheets["Requests"][2]["after"] = "R1"
    sheets["Requests"][0]["after"] = "R0"
    assert find(sheets) == []


def test_a_type_without_seats_is_one_fault(sheets: Any, find: Find) -> None:
    sheets["Mission types"].append({"mission type": "study", "days": 5})
    sheets["Assignments"] = []
    for row in sheets["Requests"]:
        row["mission type"] = "study"
    assert find(sheets) == [
        "Mission types row 2 (mission type): has no row in Seats, and R1 asks for it; add its seats"
    ]


def test_a_seat_without_topic_needs_one_from_the_request(sheets: Any, find: Find) -> None:
    sheets["Seats"][0]["topic"] = sheets["Agreements"][0]["topics"] = None
    sheets["Requests"][0]["topic"] = sheets["Requests"][1]["topic"] = None
    assert find(sheets) == [
        "Requests row 1 (topic): is blank, and the seat expert (Seats) takes the request's topic; fill it in"
    ]


def test_assignments_without_a_decision_are_left_out(sheets: Any, to_frames: Any) -> None:
    sheets["Assignments"].append({"request": "gone", "expert": "gone", "start": "never", "decision": " "})
    plan = plan_from_frames(to_frames(sheets))
    assert len(plan.decisions) == 1
    assert plan.warnings == ()


def test_locks_that_contradict_each_other(sheets: Any, find: Find) -> None:
    lock = sheets["Assignments"][0]
    sheets["Assignments"] += [
        {**lock, "start": date(2026, 9, 14)},
        {"request": "R1", "expert": "ZMB-01", "decision": "excluded"},
        {"request": "R2", "decision": "fixed"},
        {"request": "R2", "decision": "excluded"},
    ]
    assert find(sheets) == [
        "Assignments row 1 (decision): is excluded at Assignments row 3; keep one of the two; also in row 2",
        "Assignments row 2 (start): 2026-09-14 contradicts 2026-09-07 at Assignments row 1; keep one",
        "Assignments row 4 (decision): is excluded at Assignments row 5; keep one of the two",
    ]


def test_two_locks_may_say_the_same(sheets: Any, to_frames: Any) -> None:
    """Before: a person locked in the input, then fixed in the fed-back row as well, was refused."""
    lock = sheets["Assignments"][0]
    sheets["Assignments"].append({**lock, "start": None})
    assert len(plan_from_frames(to_frames(sheets)).decisions) == 2


def test_a_row_whose_key_fails_hides_no_references(sheets: Any, find: Find) -> None:
    sheets["Experts"][0]["expert"] = None
    assert find(sheets) == [
        "Experts row 1 (expert): is blank; fill it in (code of the person, such as KEN-03)"
    ]


def test_assignments_need_the_header_decision(sheets: Any, find: Find) -> None:
    """Before: a misspelt header dropped every decision with a warning only, or was two faults."""
    sheets["Assignments"] = [
        {("decison" if header == "decision" else header): value for header, value in row.items()}
        for row in sheets["Assignments"]
    ]
    (fault,) = find(sheets)
    assert fault == (
        "Assignments (decison): no such column is known; did you mean decision, which is needed "
        "(what the row says; blank: nothing)?"
    )
