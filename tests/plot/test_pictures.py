"""Every picture of results of every size: it says what is to be seen, has units, and is a whole file."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator import plot
from allocator.plan.allocation import Allocation
from allocator.plan.policy import Term, Tier
from allocator.plan.reference import members
from allocator.plot.routes import arc, labelled, place_of, traffic
from allocator.plot.style import LEVELS, REGION_LINES
from allocator.report.findings import most_further, nearly_used, served_words, sure_words
from allocator.report.phrases import LANGUAGES, phrases
from allocator.report.result import Result
from tests.plans_by_hand import day, expert, model_of, plan_of, request
from tests.report.results_by_hand import goal

SINGLE = ("calendar", "map", "load", "budget", "gap")


def texts(svg: str) -> list[str]:
    found = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    return [unescape(re.sub("<[^>]*>", " ", text)).strip() for text in found]


def axes(spec: Any) -> Iterator[dict[str, Any]]:
    """The quantities and times of a chart."""
    if isinstance(spec, dict):
        if spec.get("type") in ("quantitative", "temporal") and "title" in spec and "legend" not in spec:
            yield spec
        for each in spec.values():
            yield from axes(each)
    if isinstance(spec, list):
        for each in spec:
            yield from axes(each)


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_of_every_size_is_drawn(result: Result, name: str, language: str) -> None:
    if language != "en" and name == "map":
        pytest.skip("the same as in English but for words")
    chart = getattr(plot, name)(result, language=language)
    svg = plot.svg_of(chart)
    assert svg.startswith("<svg") and svg.endswith("</svg>")
    assert " ".join(chart.title.text) in " ".join(texts(svg))


@pytest.mark.parametrize("name", SINGLE)
def test_every_axis_of_numbers_or_days_says_its_unit(four: Result, name: str) -> None:
    found = list(axes(getattr(plot, name)(four).to_dict()))
    assert found or name == "map"
    assert all(axis["title"] for axis in found if axis.get("axis", {}).get("labels", True))


def test_titles_say_what_is_to_be_seen(four: Result) -> None:
    titles = {name: " ".join(getattr(plot, name)(four).title.text) for name in SINGLE}
    assert titles == {
        "calendar": "4 of 6 requests served; October is the fullest month, with 2 missions",
        "map": "6 experts of 5 administrations go to 3 Members; most from Kenya, 3 places on missions",
        "load": "Kenya gives most: 15 mission days",
        "budget": "13,000 EUR are paid; 0 of 2 budgets nearly used up",
        "gap": "2 of 6 goals proven; accreditation: 5 points, no bound is known",
    }


@pytest.mark.parametrize(
    ("used", "limit", "nearly"),
    [
        (9, 10, True),
        (8, 10, False),
        (27, 30, True),
        (12, 10, True),
        (0, 0, False),
        (1, 0, True),
        (5, None, False),
    ],
)
def test_nearly_used_begins_at_nine_tenths(used: int, limit: int | None, nearly: bool) -> None:
    assert nearly_used(used, limit) is nearly


def test_every_member_is_on_the_map(four: Result) -> None:
    spec = plot.map(four).to_dict()
    drawn = {row["code"] for values in spec["datasets"].values() for row in values if "latitude" in row}
    assert drawn == set(members())


def test_whoever_has_no_place_is_counted_on_the_map(four: Result) -> None:
    plan = four.plan
    bodies = {
        code: replace(body, country="") if code == "KEN" else body
        for code, body in plan.administrations.items()
    }
    homeless = replace(four, plan=replace(plan, administrations=bodies))
    groups = {mission.request: "-" for mission in four.allocation.missions}
    assert traffic(homeless, groups).unplaced == 3
    assert "3 places on missions by people" in " ".join(texts(plot.svg_of(plot.map(homeless))))


def test_the_secretariat_sends_from_brussels(four: Result) -> None:
    groups = {mission.request: "-" for mission in four.allocation.missions}
    assert traffic(four, groups).sent["BEL"] == 1


def test_names_on_the_map_do_not_touch() -> None:
    names = {code: each.name for code, each in members().items()}
    chosen = labelled(names, list(names), 40)
    assert 5 < len(chosen) <= 40
    assert labelled(names, [chosen[0], chosen[0]], 40) == [chosen[0]]


def test_an_arc_begins_and_ends_where_it_should() -> None:
    start, end = place_of("FJI") or place_of("NZL"), place_of("ZMB")
    assert start is not None and end is not None
    points = arc(start, end)
    assert (points[0], points[-1]) == (start, end)


def test_rows_can_be_chosen(four: Result) -> None:
    spec = plot.calendar(four, only=["ZMB", "XXX"]).to_dict()
    rows = {row["row"] for values in spec["datasets"].values() for row in values if "row" in row}
    assert rows == {"Zambia"}
    people = plot.calendar(four, by="expert").to_dict()
    rows = {row["row"] for values in people["datasets"].values() for row in values if "level" in row}
    assert {row[:3] for row in rows} == {"KEN", "MUS", "SEN", "GHA", "WCO"}


def test_a_comparison_says_who_serves_how_many(four: Result) -> None:
    fewer = replace(four, allocation=Allocation(four.allocation.missions[:3]))
    chart = plot.compare(four, fewer, names=["now", "cut"])
    assert chart.title.text == ["now serves 4 requests; cut 1 fewer"]


def test_a_comparison_takes_two() -> None:
    with pytest.raises(allocator.InputError, match="takes two results or more"):
        plot.compare()


def luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_levels_differ_in_grey_and_regions_are_named_once_each() -> None:
    shades = [luminance(colour) for colour in LEVELS.values()]
    assert shades[0] + 0.2 < shades[1] and shades[1] + 0.2 < shades[2]
    assert len(set(REGION_LINES.values())) == 6


def test_hostile_texts_are_texts(four: Result) -> None:
    nasty = '<script>alert("x")</script>'
    people = {code: replace(each, name=nasty) for code, each in four.plan.experts.items()}
    hostile = replace(four, plan=replace(four.plan, experts=people))
    svg = plot.svg_of(plot.calendar(hostile, by="expert"))
    assert "<script" not in svg
    assert any(nasty[:20] in text for text in texts(svg))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_texts_is_whole(language: str) -> None:
    """The same places to be filled in every language, and none empty."""
    own, english = phrases(language)._texts, phrases("en")._texts
    assert all(text.strip() for text in own.values())
    for key, text in english.items():
        assert set(re.findall(r"{\w+}", own[key])) == set(re.findall(r"{\w+}", text)), key
    assert len(own["months"].split(" ")) == 12


def test_an_unknown_language_is_an_input_error() -> None:
    with pytest.raises(allocator.InputError, match="xx: is no language"):
        phrases("xx")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Proven: no plan can serve more."),
        (
            {"bound": 29},
            "No plan can serve more requests; heavier ones may be possible, by at most 1 weight unit.",
        ),
        ({"bound": None}, "No bound is known: how many more a plan could serve is open."),
        (
            {"proven": False},
            "No plan can serve more, though this rests on a bound that the run did not confirm.",
        ),
    ],
)
def test_no_more_is_claimed_than_is_proven(four: Result, given: dict[str, Any], words: str) -> None:
    said = sure_words(replace(four, goals=(goal(**given),)), phrases("en"))
    assert said == words


def test_more_requests_of_less_weight_are_not_denied() -> None:
    """One heavy request is served, and two light ones could be in its place: more requests, less weight."""
    heavy = request("R1", priority=1, days=10, latest_end=day(4, 4))
    light = [request(code, priority=5, latest_end=day(4, 4)) for code in ("R2", "R3")]
    plan = plan_of([expert("KEN-01", days=10)], [heavy, *light])
    for weight in (1, 3):
        model = replace(model_of(), tiers=(Tier((Term("served", weight),)),))
        result = Result.of(allocator.solve(plan, model, time_limit=None, workers=1))
        assert list(result.allocation.by_request) == ["R1"] and result.goals[0].proven
        assert sure_words(result, phrases("en")) == (
            "Proven: no plan can serve more weight units; more requests of less weight may be possible."
        )


def test_requests_that_can_be_served_besides_are_counted_from_the_lightest(four: Result) -> None:
    """Weights 1 to 12 in the plan: the fewest weights that fill the bound say how many requests fit."""
    weights = sorted(four.model.priorities[r.priority] for r in four.plan.open_requests)
    for bound in range(28, sum(weights) + 1):
        fitting = max(n for n in range(len(weights) + 1) if sum(weights[:n]) <= bound)
        expected = fitting - 4 if fitting < len(weights) and fitting >= 4 else None
        assert most_further(four, goal(bound=bound)) == expected


def test_numbers_and_nouns_follow_the_language(four: Result) -> None:
    assert phrases("fr").counted("missions", 0) == "0 mission"
    assert phrases("es").counted("missions", 1234) == "1.234 misiones"
    assert served_words(four, phrases("fr")) == "4 sur 6 demandes servies"


def test_without_the_extra_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['altair'] = None\n"
        "from allocator.cli import main; sys.argv[1:] = ['plot', 'none.xlsx', 'map', '--output', 'a.svg']\n"
        "sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert "python -m pip install 'allocator[report]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_members_are_called_as_the_language_calls_them(four: Result) -> None:
    assert "Zambie" in texts(plot.svg_of(plot.calendar(four, language="fr")))
    members_ = {**four.plan.members, "ZMB": replace(four.plan.members["ZMB"], name="Zambia (ZRA)")}
    own = replace(four, plan=replace(four.plan, members=members_))
    assert "Zambia (ZRA)" in texts(plot.svg_of(plot.calendar(own, language="fr")))
