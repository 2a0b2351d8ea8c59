"""Experts come from the Member's region, or from the Secretariat."""

from tests.plans_by_hand import amount, broken, expert, mission, monday, plan_of


def test_regional_peer_exempts_the_secretariat() -> None:
    people = [expert("KEN-01"), expert("SEN-01"), expert("WCO-01", source="secretariat")]
    plan = plan_of(people, ["R1"])
    assert amount("regional_peer", plan, mission("R1", monday(1), "SEN-01")) == 1
    assert not broken("regional_peer", plan, mission("R1", monday(1), "KEN-01", "WCO-01"))
