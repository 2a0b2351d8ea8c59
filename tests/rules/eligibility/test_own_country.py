"""Nobody advises the own country."""

from tests.plans_by_hand import administration, amount, broken, mission, monday, plan_of, request


def test_own_country_by_code_and_by_country() -> None:
    institute = administration("KRA", country="KEN")
    plan = plan_of(["KEN-01", "KRA-01", "TZA-01"], [request("R1", member="KEN")], administrations=[institute])
    assert amount("own_country", plan, mission("R1", monday(1), "KEN-01")) == 1
    assert amount("own_country", plan, mission("R1", monday(1), "KRA-01")) == 1
    assert not broken("own_country", plan, mission("R1", monday(1), "TZA-01"))


def test_own_country_is_any_member_that_takes_part() -> None:
    plan = plan_of(["KEN-01", "WCO-01"], [request("R1", other_members=("KEN",))])
    assert broken("own_country", plan, mission("R1", monday(1), "KEN-01"))
    assert not broken("own_country", plan, mission("R1", monday(1), "WCO-01"))  # no country
