"""One cause that repeats is one fault, with its first places and the number of the others."""

from collections.abc import Callable
from typing import Any

import pytest

from allocator.errors import Fault, InputError
from allocator.inputs.plan_file import plan_from_frames, read_plan

Find = Callable[[Any], list[str]]


def many_requests(sheets: Any, count: int, **cells: Any) -> None:
    base = {key: value for key, value in sheets["Requests"][1].items() if key != "after"}
    sheets["Requests"] += [{**base, "request": f"N{i}", **cells} for i in range(count)]


def test_an_unknown_code_in_150_cells_is_one_fault(sheets: Any, to_frames: Any, to_xlsx: Any) -> None:
    many_requests(sheets, 150, **{"mission type": "TRS"})
    with pytest.raises(InputError) as caught:
        read_plan(to_xlsx(sheets))
    (fault,) = caught.value.faults
    assert str(fault) == (
        "Requests!C5 (mission type): 'TRS' has no row in Mission types; also in C6, C7, C8 and 146 more"
    )
    assert fault.also == tuple(f"Requests!C{row}" for row in range(6, 155))
    with pytest.raises(InputError) as caught:
        plan_from_frames(to_frames(sheets))
    assert str(caught.value.faults[0]).endswith("; also in row 5, row 6, row 7 and 146 more")


def test_a_misspelt_header_is_one_fault(sheets: Any, find: Find) -> None:
    many_requests(sheets, 150)
    for row in sheets["Requests"]:
        row["mision type"] = row.pop("mission type")
    assert find(sheets) == [
        (
            "Requests (mision type): no such column is known; did you mean mission type, which is "
            "needed (what is asked for)?"
        )
    ]


def test_a_misspelt_setting_is_one_fault(sheets: Any, find: Find) -> None:
    sheets["Plan"][1]["key"] = "strat"
    assert find(sheets) == [
        (
            "Plan row 2 (strat): no such setting is known; did you mean start, which is needed "
            "(first day of the plan)?"
        )
    ]


def test_other_columns_and_other_messages_stay_apart(sheets: Any, find: Find) -> None:
    many_requests(sheets, 2, priority=9)
    many_requests(sheets, 2, days=9999)
    many_requests(sheets, 1, priority=8)
    sheets["Requests"][-1]["request"] = "X1"
    sheets["Requests"][-2]["request"], sheets["Requests"][-3]["request"] = "X2", "X3"
    assert find(sheets) == [
        "Requests row 4 (priority): 9 is out of range; 1 to 5 is right; also in row 5",
        "Requests row 6 (days): 9999 is out of range; 1 to 3660 is right; also in row 7",
        "Requests row 8 (priority): 8 is out of range; 1 to 5 is right",
    ]


@pytest.mark.parametrize(
    ("places", "text"),
    [
        (("Experts!B2", "Experts!B3"), "Experts!B2: no; also in B3"),
        (("E.csv line 2", "E.csv line 30"), "E.csv line 2: no; also in line 30"),
        (
            ("Mission types row 2", "Mission types added row 1"),
            "Mission types row 2: no; also in added row 1",
        ),
        (tuple("ABCDEF"), "A: no; also in B, C, D and 2 more"),
    ],
)
def test_places_in_words(places: tuple[str, ...], text: str) -> None:
    assert str(Fault(place=places[0], message="no", also=places[1:])) == text
