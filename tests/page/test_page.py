"""The page of a result says what it should, to whom it should, and nothing in it comes from elsewhere."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator.export.page.parts import in_parts
from allocator.plan.allocation import Allocation
from allocator.report.phrases import LANGUAGES, phrases
from allocator.report.result import Result
from allocator.report.stays import stays
from tests.page.conftest import Written
from tests.report.results_by_hand import goal

NASTY = '<img src=x onerror=alert(1)><script>alert("{{ 7 * 7 }}")</script>\u202e{% raw %}'


def test_the_first_screen_answers(four: Result, written: Written) -> None:
    text = written(four).text
    for words in (
        "First steps: six requests and seven experts",
        "4 of 6 requests served.",
        "Proven: no plan can serve more.",
        "Asked: 6 requests of 5 Members; 7 experts in the plan.",
        "Three things to know",
        "1 request of the two most urgent priorities not served: R3.",
        "In 1 mission two of the team come from the same country: R2.",
    ):
        assert words in text


def test_who_goes_to_zambia_and_when(four: Result, written: Written) -> None:
    row = "Zambia (ZMB) 14–18\xa0Sep\xa02026"
    text = written(four).text.replace("\xa0", " ")
    assert row.replace("\xa0", " ") in text
    assert "KEN-03 (Person KEN-03), Kenya MUS-02 (Person MUS-02), Mauritius" in text


def test_why_a_request_is_not_served(four: Result, written: Written) -> None:
    text = written(four).text
    assert "2 requests not served: 2 impossible alone." in text
    assert "Impossible alone. Nobody holds the seat and speaks pt" in text
    french = written(four, language="fr").text
    assert "Impossible en soi." in french
    assert "S'y oppose : une mission à la fois, sur 10 des 12 départs possibles." in french


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_section(four: Result, written: Written, language: str) -> None:
    say = phrases(language)
    seen = written(four, replace(four), names=["one", "two"], language=language)
    for key in ("goals", "calendar", "missions", "experts", "map", "load", "budget", "regions", "unserved"):
        assert say(f"section.{key}") in seen.text
    assert say("section.comparison") in seen.text
    assert seen.text.index(say("section.method")) > 0
    assert seen.elements.count("svg") >= 6


@pytest.mark.parametrize("missions", [0, 1, 4])
def test_pages_of_every_size(four: Result, written: Written, missions: int) -> None:
    allocation = Allocation(four.allocation.missions[:missions])
    result = replace(four, allocation=allocation, goals=(goal(value=missions, bound=None),))
    seen = written(result)
    assert f"{missions} of 6 requests served." in seen.text
    assert "No bound is known" in seen.text


def test_nothing_is_fetched_and_nothing_runs(four: Result, written: Written) -> None:
    seen = written(four, replace(four))
    assert seen.fetched == []
    assert not {"script", "link", "iframe", "img", "object", "embed"} & set(seen.elements)
    assert not [name for name in seen.elements if name.startswith("on")]


def test_names_inside_pictures_are_apart(four: Result, tmp_path: Path, written: Written) -> None:
    written(four)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    names = re.findall(r'\sid="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(names)


@pytest.mark.parametrize(
    "reader", [None, ("donor", "ESA-FUND"), ("administration", "KEN"), ("member", "ZMB")]
)
def test_hostile_cells_are_text(four: Result, written: Written, reader: Any) -> None:
    plan = four.plan
    hostile = replace(
        four,
        plan=replace(
            plan,
            settings=replace(plan.settings, title=NASTY),
            experts={code: replace(each, name=NASTY) for code, each in plan.experts.items()},
            members={code: replace(each, name=NASTY) for code, each in plan.members.items()},
            administrations={c: replace(each, name=NASTY) for c, each in plan.administrations.items()},
            agreements={c: replace(each, name=NASTY) for c, each in (plan.agreements or {}).items()},
            requests={
                code: replace(each, expected_result=NASTY, indicator=NASTY, topic=NASTY)
                for code, each in plan.requests.items()
            },
        ),
    )
    seen = written(hostile, reader=reader)
    assert not {"script", "img", "onerror"} & set(seen.elements)
    assert "{{ 7 * 7 }}" in seen.text


# -- one reader ---------------------------------------------------------------------------------------------


def others_of(result: Result, own: set[str]) -> set[str]:
    return {code for code in result.plan.experts if code not in own}


def amounts_of(result: Result, requests: set[str]) -> set[str]:
    """What missions and people cost, as pages write it."""
    say = phrases("en")
    own = [stay for stay in stays(result) if stay.place.request in requests]
    teams = Counter[str]()
    for stay in own:
        teams[stay.place.request] += stay.cost
    return {say.number(cost) for cost in (*(stay.cost for stay in own), *teams.values())}


def is_named(code: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text) is not None


@pytest.mark.parametrize("code", ["ESA-FUND", "LBR-TRI", "WCA-VAL", "WCA-FUND"])
def test_a_donor_reads_of_its_own_missions_alone(four: Result, written: Written, code: str) -> None:
    text = written(four, reader=("donor", code)).text
    own = [m for m in four.allocation.missions if m.agreement == code]
    theirs = [m for m in four.allocation.missions if m.agreement != code]
    for mission in own:
        assert all(is_named(each, text) for each in (mission.request, *mission.experts))
    people = {expert for mission in own for expert in mission.experts}
    unseen = others_of(four, people) | {m.request for m in theirs}
    unseen |= {each for each in four.plan.agreements or {} if each != code}
    assert [each for each in sorted(unseen) if is_named(each, text)] == []
    strange = amounts_of(four, {m.request for m in theirs}) - amounts_of(four, {m.request for m in own})
    assert [each for each in sorted(strange) if is_named(each, text)] == []


@pytest.mark.parametrize("code", ["KEN", "MUS", "SEN", "GHA", "WCO", "FRA"])
def test_an_administration_reads_of_its_own_experts_alone(four: Result, written: Written, code: str) -> None:
    text = written(four, reader=("administration", code)).text
    own = {c for c, each in four.plan.experts.items() if each.administration == code}
    sent = {stay.place.expert for stay in stays(four)} & own
    assert all(is_named(each, text) for each in sent)
    assert [each for each in sorted(others_of(four, own)) if is_named(each, text)] == []
    assert [each for each in four.plan.agreements or {} if is_named(each, text)] == []
    total = sum(stay.cost for stay in stays(four) if stay.place.expert in own)
    assert f"{total:,} EUR" in text
    others = {f"{stay.cost:,}" for stay in stays(four) if stay.place.expert not in own}
    assert [each for each in sorted(others - {f"{total:,}"}) if is_named(each, text)] == []


@pytest.mark.parametrize("code", ["ZMB", "TGO", "LBR", "MOZ", "BEN"])
def test_a_member_reads_of_its_own_requests_alone(four: Result, written: Written, code: str) -> None:
    text = written(four, reader=("member", code)).text
    plan = four.plan
    own = {each.request for each in plan.open_requests if code in plan.members_of(each)}
    assert all(is_named(each, text) for each in own)
    assert [each for each in plan.requests if each not in own and is_named(each, text)] == []
    sent = {expert for m in four.allocation.missions if m.request in own for expert in m.experts}
    assert [each for each in sorted(others_of(four, sent)) if is_named(each, text)] == []
    assert [each for each in plan.agreements or {} if is_named(each, text)] == []


def test_a_reader_sees_results_and_indicators_by_level(four: Result, written: Written) -> None:
    text = written(four, reader=("member", "ZMB")).text
    request = four.plan.requests["R1"]
    assert "Strategic level: results sought" in text
    assert request.expected_result in text and request.indicator in text


def test_a_member_is_found_by_its_name(four: Result, written: Written) -> None:
    assert written(four, reader=("member", "Zambia")).text == written(four, reader=("member", "ZMB")).text


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (("donor", "ESA-FUNT"), "ESA-FUNT: is no agreement of this plan; did you mean ESA-FUND?"),
        (("member", "Atlantis"), "Atlantis: is no Member of this plan"),
        (("administration", "XXX"), "XXX: is no administration of this plan"),
        (("donators", "A"), "donators: is no reader"),
    ],
)
def test_a_reader_that_is_not_there(four: Result, tmp_path: Path, reader: Any, words: str) -> None:
    with pytest.raises(allocator.InputError) as caught:
        allocator.write_report(four, tmp_path / "report.html", reader=reader)
    assert words in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_page_of_one_reader_is_of_one_result(four: Result, tmp_path: Path) -> None:
    with pytest.raises(allocator.InputError, match="one result only"):
        allocator.write_report(four, tmp_path / "report.html", four, reader=("member", "ZMB"))


def test_parts_are_of_almost_one_length() -> None:
    for number in range(1, 120):
        parts = in_parts([str(n) for n in range(number)], 32)
        assert [name for part in parts for name in part] == [str(n) for n in range(number)]
        assert max(map(len, parts)) <= 32
        assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert in_parts([], 32) == []
