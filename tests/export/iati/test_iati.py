"""Donor returns: valid by the published schema, and to the unit what the workbook says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import allocator
from allocator import report
from allocator.errors import InputError
from allocator.export.iati.shares import percentages, shared, years
from allocator.plan.public_holidays import two_letters
from allocator.plan.reference import members
from allocator.report.result import Result
from tests.plans_by_hand import agreement, decision, expert, mission, model_of, monday, plan_of, request
from tests.report.results_by_hand import explained_by_hand, first_steps, result_of

SCHEMA = Path(__file__).parent / "schema" / "iati-activities-schema.xsd"
WHO = {"organisation": "XM-DAC-47139", "name": "World Customs Organization"}


@pytest.fixture(autouse=True)
def _explained() -> Iterator[None]:
    with explained_by_hand():
        yield


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


def returned(result: Result, folder: Path, schema: etree.XMLSchema) -> Any:
    """The return of a result, which holds by the schema."""
    path = folder / "a.xml"
    allocator.write_iati(result, path, **WHO)
    root = etree.parse(path).getroot()
    schema.assertValid(root)
    return root


def amounts(activity: Any, tag: str) -> int:
    return sum(int(value.text) for value in activity.iterfind(f"{tag}/value"))


def with_everything() -> Result:
    """Two payers, one of them idle; a mission delivered, and one planned for three Members."""
    done = request("R1", done_on=date(2026, 8, 28), expected_result="A time release study", indicator="Hours")
    regional = request("R2", other_members=("MOZ", "KEN"), indicator="Rulings a month", topic="<HS> & 'more'")
    plan = plan_of(
        [expert("KEN-01", day_cost=301), expert("TGO-01", day_cost=77)],
        [done, regional, request("R3")],
        agreements={
            "A & B": agreement(
                "A & B", name="Fund <1>", budget=99_999, first=date(2026, 1, 1), last=date(2028, 2, 29)
            ),
            "IDLE": agreement("IDLE", beneficiaries=("ZMB", "ESA")),
        },
        decisions=(decision("fixed", "R1", expert="KEN-01", agreement="A & B", start=monday(1)),),
    )  # fmt: skip
    return result_of(plan, model_of(), mission("R2", monday(5), "TGO-01", agreement="A & B"))


def test_first_steps_holds_by_the_schema_and_adds_up(tmp_path: Path, schema: etree.XMLSchema) -> None:
    result = first_steps()
    root = returned(result, tmp_path, schema)
    rows = report.agreements(result).records()
    assert len(root) == len(rows)
    for activity, row in zip(root, rows, strict=True):
        assert activity.findtext("iati-identifier") == f"XM-DAC-47139-{row['agreement']}"
        assert amounts(activity, "planned-disbursement") == row["spent"] - row["delivered cost"]
        assert amounts(activity, "transaction") == row["delivered cost"]
        assert amounts(activity, "budget") == (row["budget"] if isinstance(row["budget"], int) else 0)


def test_what_is_delivered_planned_regional_and_idle(tmp_path: Path, schema: etree.XMLSchema) -> None:
    result = with_everything()
    used, idle = returned(result, tmp_path, schema)
    (row, unused) = report.agreements(result).records()
    assert amounts(used, "transaction") == row["delivered cost"] > 0
    assert amounts(used, "planned-disbursement") == row["spent"] - row["delivered cost"] > 0
    assert amounts(used, "budget") == 99_999 and len(used.findall("budget")) == 3
    shares = {each.get("code"): float(each.get("percentage")) for each in used.iterfind("recipient-country")}
    assert set(shares) == {"ZM", "MZ", "KE"} and sum(shares.values()) == pytest.approx(100, abs=1e-9)
    assert used.findtext("title/narrative") == "Fund <1>"
    assert used.find("activity-status").get("code") == "2"
    titles = [each.text for each in used.iterfind("result/indicator/title/narrative")]
    assert titles == ["Hours", "Rulings a month"]
    assert unused["planned missions"] == 0
    assert idle.find("activity-status").get("code") == "1"
    assert [each.get("code") for each in idle.iterfind("recipient-country")] == ["ZM"]


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        ({}, "2026-09-07", "2026-12-18"),
        ({"first": date(2027, 3, 1)}, "2027-03-01", "2027-03-01"),  # before: the plan's last day
        ({"first": date(2027, 3, 1), "last": date(2027, 9, 1)}, "2027-03-01", "2027-09-01"),
        ({"last": date(2026, 3, 1)}, "2026-03-01", "2026-03-01"),
        ({"last": date(2026, 10, 1)}, "2026-09-07", "2026-10-01"),
        ({"first": date(2026, 10, 1)}, "2026-10-01", "2026-12-18"),
    ],
)
def test_days_of_an_agreement_are_its_own_where_it_has_any(
    tmp_path: Path, schema: etree.XMLSchema, dates: dict[str, date], first: str, last: str
) -> None:
    funds = {"A": agreement("A"), "IDLE": agreement("IDLE", budget=1_000, **dates)}
    plan = plan_of(["KEN-01"], ["R1"], agreements=funds)
    root = returned(
        result_of(plan, model_of(), mission("R1", monday(1), "KEN-01", agreement="A")), tmp_path, schema
    )
    idle = root.findall("iati-activity")[1]
    assert [day.get("iso-date") for day in idle.iterfind("activity-date")] == [first, last]
    assert amounts(idle, "budget") == 1_000


def test_what_nobody_pays_stands_under_the_plan(tmp_path: Path, schema: etree.XMLSchema) -> None:
    result = result_of(plan_of(["KEN-01"], ["R1"]), model_of(), mission("R1", monday(3), "KEN-01"))
    (activity,) = returned(result, tmp_path, schema)
    assert activity.find("participating-org[@role='1']") is None
    assert len(activity.findall("planned-disbursement")) == 1


def test_hostile_text_stays_text(tmp_path: Path, schema: etree.XMLSchema) -> None:
    text = "\x00\x0b]]><x/>&lt;\ud800\u202e"
    plan = plan_of(["KEN-01"], [request("R1", expected_result=text, indicator=text, topic=text)])
    plan = replace(plan, settings=replace(plan.settings, title=text))
    result = result_of(plan, model_of(), mission("R1", monday(3), "KEN-01"))
    (activity,) = returned(result, tmp_path, schema)
    assert activity.find(".//x") is None
    assert "]]><x/>&lt;" in activity.findtext("title/narrative")


@pytest.mark.parametrize("organisation", ["", "WCO", "XM-DAC", "XM-DAC-1 2", "XM-DAC-a/b", "xm-dac-1"])
def test_what_is_no_identifier_is_refused(tmp_path: Path, organisation: str) -> None:
    with pytest.raises(InputError, match="no identifier of an organisation"):
        allocator.write_iati(first_steps(), tmp_path / "a.xml", organisation=organisation, name="x")
    assert not (tmp_path / "a.xml").exists()


def test_nothing_to_return_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to return"):
        allocator.write_iati(result_of(plan_of(["KEN-01"], ["R1"]), model_of()), tmp_path / "a.xml", **WHO)


def test_every_member_has_a_code_of_two_letters() -> None:
    assert all(len(two_letters(code)) == 2 for code in members())
    assert (two_letters("XKX"), two_letters("WCO"), two_letters("GBR")) == ("XK", "", "GB")


@settings(deadline=None)
@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_parts_add_up(whole: int, weights: list[int]) -> None:
    parts = shared(whole, weights)
    assert sum(parts) == whole and min(parts) >= 0
    total = sum(weights)
    if total:
        assert all(
            abs(part - whole * weight / total) < 1 for part, weight in zip(parts, weights, strict=True)
        )
    assert sum(round(float(text) * 100) for text in percentages(weights)) == 10_000


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_periods_touch_and_last_a_year_at_most(first: date, last: date) -> None:
    periods = years(first, last)
    assert bool(periods) == (first <= last)
    if periods:
        assert (periods[0][0], periods[-1][1]) == (first, last)
    assert all((until - since).days <= 365 for since, until in periods)
    assert all((b[0] - a[1]).days == 1 for a, b in pairwise(periods))
