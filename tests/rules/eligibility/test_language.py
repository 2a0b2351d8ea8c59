"""Expert and request have a language in common."""

from tests.plans_by_hand import broken, expert, mission, monday, plan_of, request


def test_language_needs_one_in_common() -> None:
    people = [expert("SEN-01", languages=("fr", "en")), expert("MOZ-01", languages=("pt",))]
    plan = plan_of(people, [request("R1", languages=("ar", "fr"))])
    assert not broken("language", plan, mission("R1", monday(1), "SEN-01"))
    (violation,) = broken("language", plan, mission("R1", monday(1), "MOZ-01"))
    assert (violation.subject, violation.amount) == ("R1, MOZ-01", 1)
