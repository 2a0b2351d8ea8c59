"""Nobody is sent across a shared border."""

from tests.plans_by_hand import administration, amount, broken, mission, monday, plan_of, request


def test_neighbour_of_the_member_that_asks() -> None:
    institute = administration("TAX", country="TZA")
    plan = plan_of(
        ["TZA-01", "TAX-01", "KEN-01", "ZMB-01"],
        [request("R1", other_members=("UGA",))],
        administrations=[institute],
    )
    assert amount("neighbour", plan, mission("R1", monday(1), "TZA-01", "TAX-01")) == 2
    assert not broken("neighbour", plan, mission("R1", monday(1), "KEN-01"))  # a neighbour of Uganda's only
    assert not broken("neighbour", plan, mission("R1", monday(1), "ZMB-01"))  # that is own_country
