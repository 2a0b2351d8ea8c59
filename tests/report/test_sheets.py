"""What each sheet tells a planner, on `first-steps` and on plans made by hand."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from allocator import report
from allocator.plan.entities import Agreement, Availability, Travel
from allocator.report.result import Result
from allocator.report.table import Cell, Table
from tests.plans_by_hand import (
    administration,
    day,
    decision,
    expert,
    mission,
    model_of,
    monday,
    plan_of,
    request,
    seat,
)
from tests.report.results_by_hand import explained_by_hand, first_steps, result_of

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def _explained() -> Iterator[None]:
    with explained_by_hand():
        yield


@pytest.fixture(scope="module")
def steps() -> Result:
    return first_steps()


def rows(table: Table, key: str = "request") -> dict[Cell, Row]:
    """The rows by one of their cells; the last of several."""
    return {row[key]: row for row in table.records()}


def test_every_sheet_is_rectangular_and_has_distinct_headers(steps: Result) -> None:
    tables = report.tables(steps)
    assert [table.name for table in tables] == [
        "Summary", "Missions", "Assignments", "Calendar", "Experts", "Administrations", "Regions",
        "Agreements", "Unserved", "Checks",
    ]  # fmt: skip
    for table in tables:
        assert {len(row) for row in table.rows} <= {len(table.columns)}
        assert len({header.casefold() for header in table.headers}) == len(table.columns)


def test_missions(steps: Result) -> None:
    table = report.missions(steps)
    assert [row[0] for row in table.rows] == ["R1", "R4", "R2", "R6"]  # by start
    found = rows(table)
    assert found["R2"]["pair check"] == "same country: KEN"
    assert found["R1"]["pair check"] == "different countries"
    assert found["R4"]["pair check"] == "no country shared"  # the Secretariat has no country
    assert found["R4"]["countries"] == ["GHA", "-"]
    assert found["R6"]["pair check"] == "one expert"
    assert (found["R1"]["end"], found["R1"]["member name"]) == ("2026-09-18", "Zambia")
    assert found["R6"]["cost"] == 900 + 5 * 200
    assert found["R6"]["funders"] == ["CHE"]
    assert found["R6"]["languages"] == ["fr"]


def test_assignments_begin_with_the_columns_of_the_input(steps: Result) -> None:
    table = report.assignments(steps)
    assert table.headers[:7] == ("request", "seat", "expert", "start", "agreement", "decision", "status")
    assert [column.choices for column in table.columns[5:7]] == [
        ("fixed", "previous", "excluded"), ("draft", "proposed", "accepted", "ticketed", "done", "declined"),
    ]  # fmt: skip
    first = table.records()[0]
    assert first["decision"] is None
    assert first["reason"] == "works in en; level 5; interest +2; knows ZMB (2024-05)"
    assert first["runners-up"] == ["SEN-02"]
    assert (first["profile"], first["qualification"], first["level"]) == ("CMA", "accredited", 5)


def test_unserved(steps: Result) -> None:
    found = rows(report.unserved(steps))
    assert list(found) == ["R3", "R5"]  # the more urgent first
    row = found["R5"]
    assert row["grade"] == "impossible alone"
    assert row["candidates"] == "expert (2 places): 1 of 7 experts; fell to qualification 4, own country 1"
    assert row["what stands in the way"].splitlines()[0] == "KEN-00 is taken (10 of 12 starts)"
    assert row["what stands in the way"].splitlines()[-1] == "and 2 more"


def test_calendar(steps: Result) -> None:
    table = report.calendar(steps)
    assert table.headers[4] == "2026-08-31"  # the plan starts on a Tuesday
    assert table.headers[-1] == "2026-11-30"
    found = rows(table, "code")
    assert [row["who"] for row in found.values()] == ["Member"] * 3 + ["Expert"] * 6
    assert found["ZMB"]["2026-09-14"] == ["R1"]
    assert found["KEN-03"]["2026-10-19"] == ["R2"]
    assert found["KEN-03"]["2026-09-21"] is None


def test_loads(steps: Result) -> None:
    people = rows(report.experts(steps), "expert")
    kenyan = people["KEN-03"]
    assert (kenyan["planned missions"], kenyan["planned days"], kenyan["limit used"]) == (2, 10, 1.0)
    assert kenyan["days away"] == 2 * 7
    assert kenyan["requests"] == ["R1", "R2"]
    assert people["FRA-05"]["limit used"] == 0
    bodies = rows(report.administrations(steps), "administration")
    assert (bodies["KEN"]["experts sent"], bodies["KEN"]["planned missions"]) == (2, 3)
    assert bodies["KEN"]["most away"] == 2
    assert bodies["KEN"]["limit used"] is None  # no limit


def test_loads_hold_what_is_delivered() -> None:
    fund = Agreement(agreement="A", kind="fund", funders=("F",), budget=2000)
    plan = plan_of(
        [expert("KEN-01", day_cost=100, missions=4, days=30)],
        ["R1", request("D1", done_on=day(1, 4)), request("D2", "BEN", done_on=day(3, 2), days=3)],
        administrations=[administration("KEN", days=20)],
        agreements={"A": fund},
        decisions=tuple(decision("", code, expert="KEN-01", agreement="A") for code in ("D1", "D2")),
    )
    result = result_of(plan, model_of(), mission("R1", monday(7), "KEN-01", agreement="A"))
    (person,) = report.experts(result).records()
    assert (person["planned missions"], person["delivered missions"], person["delivered days"]) == (1, 2, 8)
    assert (person["limit used"], person["planned cost"]) == (0.75, 500)
    (body,) = report.administrations(result).records()
    assert (body["planned days"], body["delivered days"], body["limit used"]) == (5, 8, 0.65)
    (payer,) = report.agreements(result).records()
    assert (payer["delivered cost"], payer["spent"], payer["left"]) == (800, 1300, 700)
    words = rows(report.summary(result), "what")["A"]["in words"]
    assert words == "pays for 1 mission, 800 for what is delivered, 700 left"
    esa, wca = report.regions(result).records()
    assert (esa["asked"], esa["served"], esa["delivered"], esa["share of all served"]) == (1, 1, 1, 0.6667)
    assert (wca["asked"], wca["delivered"], wca["share of all asked"]) == (0, 1, 0.3333)
    last = report.assignments(result).records()[-2:]
    assert [(row["request"], row["expert"], row["end"], row["reason"]) for row in last] == [
        ("D1", "KEN-01", None, "delivered"),
        ("D2", "KEN-01", None, "delivered"),
    ]


def test_agreements(steps: Result) -> None:
    found = rows(report.agreements(steps), "agreement")
    assert (found["LBR-TRI"]["spent"], found["LBR-TRI"]["left"]) == (3500, 8500)
    assert found["WCA-VAL"]["budget used"] == 0.76
    assert (found["ESA-FUND"]["budget"], found["ESA-FUND"]["left"]) == ("-", "-")
    assert found["WCA-FUND"]["planned missions"] == 0


def test_regions(steps: Result) -> None:
    found = rows(report.regions(steps), "region")
    assert (found["ESA"]["asked"], found["ESA"]["served"], found["ESA"]["share served"]) == (3, 2, 0.6667)
    assert (found["ESA"]["weight asked"], found["ESA"]["weight served"]) == (26, 19)
    assert found["EUR"]["share served"] is None
    assert found["EUR"]["experts sent"] == 1


def test_summary(steps: Result) -> None:
    table = report.summary(steps)
    found = rows(table, "what")
    assert found["Headline"]["in words"].startswith("4 of 6 requests served by 6 experts. The first 2 goals")
    served = found["Requests served, weighted by priority"]
    assert (served["value"], served["bound or limit"], served["unit"]) == (28, 28, "weight units")
    assert served["in words"] == "Proven: no plan can serve more"
    assert found["Priority 2 urgent"]["in words"] == "2 of 3 served, 1 not served"
    assert found["Cost"]["value"] == 3800 + 3500 + 3800 + 1900
    assert found["Cost"]["unit"] == "EUR"
    assert found["Teams with a country twice"]["in words"] == "R2"
    assert (
        found["Assignments whose expert already knows the Member"]["in words"] == "Counts 240 times in goal 4"
    )


def test_checks_hold_the_model(steps: Result) -> None:
    records = report.checks(steps).records()
    assert records[0]["finding"] == "Passed: no hard rule is broken"
    assert any(row["finding"].startswith("1 same-country place (") for row in records)
    lines = [row["finding"] for row in records if row["part"] == "Model file"]
    assert "[rules]" in lines
    assert {"plan digest", "seed", "workers", "created"} <= {row["what"] for row in records}


def test_checks_name_broken_rules() -> None:
    plan = plan_of(["KEN-01"], ["R1"], seats=(seat(count=2),))
    records = report.checks(result_of(plan, model_of(), mission("R1", monday(1), "KEN-01"))).records()
    assert records[0]["what"] == "full_team"
    assert records[0]["finding"].startswith("BROKEN [R1]")


def test_a_plan_without_agreements_has_no_such_sheet() -> None:
    result = result_of(plan_of(["KEN-01"], ["R1"]), model_of())
    assert "Agreements" not in {table.name for table in report.tables(result)}
    assert report.agreements(result).rows == ()
    figures = rows(report.summary(result), "what")
    assert figures["Cost"]["in words"] == "Without a Travel sheet travel costs nothing"


class TestReleases:
    """Tentative releases that an allocation rests on."""

    def figure(self, *spells: tuple[date, date, str]) -> Row:
        released = tuple(
            Availability(expert="KEN-01", first=first, last=last, status=status)
            for first, last, status in spells
        )
        plan = plan_of(["KEN-01"], ["R1"], availability=released)
        result = result_of(plan, model_of(), mission("R1", monday(2), "KEN-01"))
        return rows(report.summary(result), "what")["Tentative releases used"]

    def test_nothing_said_is_released(self) -> None:
        assert self.figure()["value"] == 0

    def test_one_tentative_day_counts(self) -> None:
        # away from Sunday 13 to Saturday 19 September; the Saturday is tentative
        parts = ((monday(1), date(2026, 9, 18), "confirmed"), (date(2026, 9, 19), monday(9), "tentative"))
        figure = self.figure(*parts)
        assert (figure["value"], figure["in words"]) == (1, "KEN-01 on R1")

    def test_touching_confirmed_rows_cover(self) -> None:
        parts = ((monday(1), date(2026, 9, 15), "confirmed"), (date(2026, 9, 16), monday(9), "confirmed"))
        assert self.figure(*parts)["value"] == 0


def test_gender_is_reported_where_it_is_given() -> None:
    people = [expert("KEN-01", gender="F"), expert("UGA-01")]
    result = result_of(plan_of(people, ["R1", "R2"]), model_of(), mission("R1", monday(1), "KEN-01"))
    assert rows(report.summary(result), "what")["Experts sent, gender F"]["value"] == 1


def test_members_that_take_part_are_in_the_calendar() -> None:
    plan = plan_of(["KEN-01"], [request("R1", other_members=("MOZ",))])
    result = result_of(plan, model_of(), mission("R1", monday(1), "KEN-01"))
    found = rows(report.calendar(result), "code")
    assert found["MOZ"][monday(1).isoformat()] == ["R1"]


def test_travel_costs_count() -> None:
    plan = plan_of(["KEN-01"], ["R1"], travel=(Travel(from_region="ESA", to_region="ESA", cost=700),))
    result = result_of(plan, model_of(), mission("R1", monday(1), "KEN-01"))
    assert report.missions(result).records()[0]["cost"] == 700
