"""What the planner has forbidden: a person in a seat or anywhere on a request, or the request."""

from tests.plans_by_hand import TWO_SEATS, broken, decision, mission, monday, plan_of


def test_excluded_person_anywhere_on_the_request() -> None:
    plan = plan_of(
        ["KEN-01", "KEN-02"],
        ["R1", "R2"],
        seats=TWO_SEATS,
        decisions=(decision("excluded", "R1", expert="KEN-01"),),
    )
    assert broken("excluded", plan, mission("R1", monday(1), "KEN-02", "expert:KEN-01"))
    assert not broken("excluded", plan, mission("R1", monday(1), "KEN-02"))
    assert not broken("excluded", plan, mission("R2", monday(1), "KEN-01"))


def test_excluded_person_from_one_seat() -> None:
    row = decision("excluded", "R1", expert="KEN-01", seat="lead")
    plan = plan_of(["KEN-01", "KEN-02"], ["R1"], seats=TWO_SEATS, decisions=(row,))
    assert broken("excluded", plan, mission("R1", monday(1), "lead:KEN-01", "expert:KEN-02"))
    assert not broken("excluded", plan, mission("R1", monday(1), "lead:KEN-02", "expert:KEN-01"))


def test_excluded_request_is_not_served() -> None:
    plan = plan_of(["KEN-01"], ["R1"], decisions=(decision("excluded", "R1"),))
    assert broken("excluded", plan, mission("R1", monday(1), "KEN-01"))
    assert not broken("excluded", plan)
