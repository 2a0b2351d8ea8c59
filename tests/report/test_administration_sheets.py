"""What an administration is told: who is asked for, when, for whom, and what for."""

from datetime import date

from allocator import report
from tests.plans_by_hand import administration, expert, mission, model_of, monday, plan_of, request
from tests.report.results_by_hand import first_steps, result_of


def test_one_sheet_for_each_administration_of_which_somebody_goes() -> None:
    sheets = {each.table.name: each for each in report.administration_sheets(first_steps())}
    assert list(sheets) == ["For WCO", "For GHA", "For KEN", "For MUS", "For SEN"]  # in the plan's order
    kenya = sheets["For KEN"]
    assert kenya.heading == "Experts asked of Kenya (KEN)"
    assert kenya.lead == (
        "First steps: six requests and seven experts, 2026-09-01 to 2026-11-30: 2 experts on 2 missions, "
        "15 working days on mission and 21 calendar days away from home; at most 2 away at once."
    )
    first, *_ = kenya.table.records()
    assert first == {
        "expert": "KEN-03", "departure": "2026-09-13", "first day": "2026-09-14", "last day": "2026-09-18",
        "return": "2026-09-19", "for": ["Zambia"], "mission": "diagnostic, modernization",
        "team mates": ["MUS-02, Mauritius"], "who pays": first["who pays"],
        "expected result": first["expected result"], "indicator": first["indicator"], "request": "R1",
    }  # fmt: skip
    assert first["who pays"].startswith("ESA-FUND (")
    assert first["expected result"]


def test_nobody_sent_means_no_sheet() -> None:
    assert report.administration_sheets(result_of(plan_of(["KEN-01"], ["R1"]), model_of())) == ()


def test_names_members_that_take_part_and_bodies_without_a_country() -> None:
    people = [expert("KEN-01", name="A"), expert("OUT-01")]
    bodies = [administration("OUT", name="An outside body")]
    plan = plan_of(people, [request("R1", other_members=("MOZ",), topic="")], administrations=bodies)
    sheets = report.administration_sheets(
        result_of(plan, model_of(), mission("R1", monday(1), "KEN-01", "OUT-01"))
    )
    kenya, other = (each.table.records()[0] for each in sheets)
    assert (kenya["expert"], kenya["team mates"]) == ("KEN-01 (A)", ["OUT-01, An outside body"])
    assert other["team mates"] == ["KEN-01 (A), KEN"]
    assert kenya["for"] == ["ZMB", "MOZ"]
    assert (kenya["mission"], kenya["who pays"]) == ("visit", None)
    assert sheets[1].heading == "Experts asked of An outside body (OUT)"


def test_rows_stand_by_departure() -> None:
    plan = plan_of(["KEN-01", "KEN-02"], ["R1", "R2"])
    later, sooner = mission("R1", monday(5), "KEN-01"), mission("R2", monday(2), "KEN-02")
    (sheet,) = report.administration_sheets(result_of(plan, model_of(), later, sooner))
    assert [row[1] for row in sheet.table.rows] == [date(2026, 9, 13), date(2026, 10, 4)]
