"""Nobody reads of people, requests or missions that do not concern them."""

import re
from pathlib import Path

import pytest
from icalendar import Calendar

import allocator
from allocator.export.file_names import file_name
from allocator.export.proposing.workbooks import administration_workbook
from tests.export.proposing.quick import drawn, texts_in

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def year() -> allocator.Result:
    """A year with dozens of missions."""
    plan = allocator.read_plan(ROOT / "scenarios/plans/columbus")
    result = drawn(plan, allocator.read_model(ROOT / "models/national.toml"))
    assert len(result.allocation.missions) >= 40
    return result


def codes(plan: allocator.Plan, text: str) -> tuple[set[str], set[str]]:
    """The people that a text speaks of, by code or name, and the requests."""
    words = set(re.findall(r"[A-Za-z0-9-]+", text))
    people = {code for code, who in plan.experts.items() if code in words or (who.name and who.name in text)}
    return people, words.intersection(plan.requests)


def concerned(result: allocator.Result, own: set[str]) -> tuple[set[str], set[str]]:
    """Some people with their partners, and the requests that they go to."""
    missions = [each for each in result.allocation.missions if own.intersection(each.experts)]
    return own.union(*(each.experts for each in missions)), {each.request for each in missions}


def test_an_administration_reads_of_its_people_and_their_partners_alone(
    year: allocator.Result, tmp_path: Path
) -> None:
    plan = year.plan
    sent = {place.expert for _, place in year.allocation.assignments()}
    found = allocator.propose(year)
    for each in found.administrations:
        path = tmp_path / file_name(each.administration, ".xlsx")
        path.write_bytes(administration_workbook(each, year.provenance.created))
        own = {code for code in sent if plan.experts[code].administration == each.administration}
        assert codes(plan, texts_in(path)) == concerned(year, own)
    assert {each.language for each in found.administrations} >= {"en", "fr"}


def test_a_persons_calendar_tells_of_the_partners_alone(year: allocator.Result, tmp_path: Path) -> None:
    allocator.write_calendars(year, tmp_path, drafts=True)
    for expert in {place.expert for _, place in year.allocation.assignments()}:
        people, requests = concerned(year, {expert})
        assert codes(year.plan, content(tmp_path / "experts" / file_name(expert, ".ics"))) == (
            people,
            requests,
        )


def test_an_agreements_calendar_names_nobody(year: allocator.Result, tmp_path: Path) -> None:
    allocator.write_calendars(year, tmp_path, drafts=True)
    for payer in {each.agreement for each in year.allocation.missions if each.agreement}:
        requests = {each.request for each in year.allocation.missions if each.agreement == payer}
        assert codes(year.plan, content(tmp_path / "agreements" / file_name(payer, ".ics"))) == (
            set(),
            requests,
        )


def test_a_members_calendar_tells_of_its_own_missions_alone(year: allocator.Result, tmp_path: Path) -> None:
    plan = year.plan
    allocator.write_calendars(year, tmp_path, drafts=True)
    hosts = {
        code for each in year.allocation.missions for code in plan.members_of(plan.requests[each.request])
    }
    for member in hosts:
        visits = [m for m in year.allocation.missions if member in plan.members_of(plan.requests[m.request])]
        people = {code for each in visits for code in each.experts}
        told = codes(plan, content(tmp_path / "members" / file_name(member, ".ics")))
        assert told == (people, {each.request for each in visits})


def content(path: Path) -> str:
    """What a calendar says, its lines unfolded."""
    calendar = Calendar.from_ical(path.read_bytes())
    said = [str(event.get(name, "")) for event in calendar.walk("VEVENT") for name in event]
    return "\n".join([str(calendar.get("name", "")), *said])
