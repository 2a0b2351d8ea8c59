"""What a fingerprint tells apart: whatever may change an allocation, or what it is worth."""

from allocator.plan.fingerprint import fingerprint
from tests.plans_by_hand import decision, monday, plan_of


def test_the_first_row_of_a_request_speaks_for_its_mission() -> None:
    """Two previous rows on different days: goals compare with the first."""
    rows = (
        decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(1)),
        decision("previous", "R1", seat="lead", expert="TZA-01", start=monday(5)),
    )
    people = ["KEN-01", "TZA-01"]
    plans = [plan_of(people, ["R1"], decisions=each) for each in (rows, rows[::-1])]
    assert fingerprint(plans[0]) != fingerprint(plans[1])


def test_rows_of_different_requests_may_change_places() -> None:
    rows = (decision("fixed", "R1", expert="KEN-01"), decision("fixed", "R2", expert="KEN-01"))
    plans = [plan_of(["KEN-01"], ["R1", "R2"], decisions=each) for each in (rows, rows[::-1])]
    assert fingerprint(plans[0]) == fingerprint(plans[1])
