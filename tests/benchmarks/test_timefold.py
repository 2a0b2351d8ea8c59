"""Timefold's files say what the plan says, its answer is read back and judged, and of two machines the better
one counts. A stand-in for Java writes answers made by hand; a real one runs where there is one."""

import csv
import os
import shutil
import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import allocator
from allocator.problem import build_problem
from allocator.rules.candidates import find_candidates
from allocator.verification import goal_value
from benchmarks.peers import timefold
from benchmarks.peers.timefold_files import read_solution, unknown_parts, write_plan
from benchmarks.plans import make_plain_plan, plain_model
from tests.benchmarks.conftest import TINY


@pytest.fixture(scope="module")
def plain():
    return make_plain_plan(TINY, 4)


@pytest.fixture(scope="module")
def sought(model):
    return plain_model(model)


@pytest.fixture(scope="module")
def files(plain, sought, tmp_path_factory):
    """The sheets that Timefold reads, each as a list of rows by header."""
    folder = tmp_path_factory.mktemp("timefold")
    write_plan(plain, sought, folder)
    lines = {file.stem: file.read_text(encoding="utf-8").splitlines() for file in folder.glob("*.csv")}
    return {name: list(csv.DictReader(own)) for name, own in lines.items()}


@pytest.fixture(scope="module")
def found(plain, sought):
    return allocator.solve(plain, sought, effort=1, workers=1).allocation


def test_a_plain_plan_asks_for_nothing_unknown(plain, sought, plan, model):
    assert plain.warnings == ()
    assert unknown_parts(plain, sought) == []
    assert set(unknown_parts(plan, model)) >= {
        "weekends", "holidays and closures", "travel days", "report days", "quotas", "mentoring",
        "agreements with providers or dates",
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"does not know .*quotas"):
        write_plan(plan, model, Path())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda plan: {"settings": replace(plan.settings, start_days=frozenset({0, 1}))}, "other starts"),
        (lambda plan: {"settings": replace(plan.settings, notice_days=7)}, "days of notice"),
        (lambda plan: {"decisions": (object(),)}, "locks"),
    ],
)
def test_what_is_unknown_is_named(plain, sought, change, words):
    assert any(words in said for said in unknown_parts(replace(plain, **change(plain)), sought))


def test_starts_are_the_mondays_of_the_window(plain, sought, files):
    """Timefold counts the Mondays from the earliest start on which a mission ends in time."""
    problem = build_problem(plain, sought)
    own: dict[str, set[date]] = {request.request: set() for request in problem.requests}
    for of, day in zip(problem.start_request.tolist(), problem.start_day.tolist(), strict=True):
        own[problem.requests[of].request].add(problem.date_of(day))
    for row in files["Requests"]:
        first, last = (date.fromisoformat(row[key]) for key in ("earliest start", "latest end"))
        length = timedelta(days=int(row["days"]) - 1)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        assert own[row["request"]] == {day for day in days if day.weekday() == 0 and day + length <= last}


def test_candidates_and_their_costs_are_the_plan_s(plain, sought, files):
    """By the sums and filters of the Timefold model, those who hold a place's topic may take it, for as much
    as the plan says, but for a unit."""
    fare = {(row["from region"], row["to region"]): int(row["cost"]) for row in files["Travel"]}
    member = {row["member"]: row for row in files["Members"]}
    expert = {row["expert"]: row for row in files["Experts"]}
    units, pairs = set(), set()
    for row in files["Qualifications"]:
        request, person = plain.requests[row["profile"]], expert[row["expert"]]
        home, host = member[person["administration"]], member[request.member]
        assert person["administration"] != request.member
        assert set(person["languages"].split(";")) & set(host["languages"].split(";"))
        cost = fare[home["region"], host["region"]] + int(person["day cost"]) * request.days
        units.add(plain.cost_of(request, row["expert"]) / cost)
        pairs.add((row["expert"], row["profile"], row["topic"]))
    assert len(units) == 1 and units.pop() > 1
    problem = build_problem(plain, sought)
    held = find_candidates(problem)
    assert pairs == {
        (problem.experts[e], problem.requests[problem.seat_request[s]].request, problem.seats[s].seat)
        for e, s in zip(held.expert.tolist(), held.seat.tolist(), strict=True)
    }
    assert {row["agreement"] for row in files["Agreements"]} == set(plain.agreements)


def _lines(plan, allocation):
    """An allocation as Timefold writes it: a row for each place, in whatever order."""
    lines = []
    for mission in reversed(allocation.missions):
        left = [
            f"{s.seat}#{n + 1}" for s in plan.seats_of(plan.requests[mission.request]) for n in range(s.count)
        ]
        for person in mission.team:
            place = next(name for name in left if name.startswith(f"{person.seat}#"))
            left.remove(place)
            lines.append(f"{mission.request},{place},{person.expert},{mission.start},{mission.agreement}\n")
    return "".join(lines)


def test_a_solution_is_read_back_as_it_was(plain, sought, found, tmp_path):
    (tmp_path / "out.txt").write_text(_lines(plain, found), encoding="utf-8")
    again = read_solution(plain, tmp_path / "out.txt")
    assert allocator.verify(plain, sought, again) == []
    assert {m.request: (m.start, m.agreement, sorted(m.team)) for m in again.missions} == {
        m.request: (m.start, m.agreement, sorted(m.team)) for m in found.missions
    }


_STAND_IN = """#!/bin/sh
# java ... Main PLAN CONFIGURATION OUT SECONDS: copies the answer of that configuration
eval "out=\\${$(($# - 1))}"; for seconds; do :; done
grep -q '<randomSeed>7</randomSeed>' "$(dirname "$out")/$(basename "$out").xml" || exit 1
echo "first fit: weight 3 of 9 hard 0"
cp "$ANSWERS/$(basename "$out").txt" "${out}_${seconds}.txt"
"""


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A model, jars and a Java that only copies what stands in the folder that comes back."""
    model, programs, answers = (tmp_path / name for name in ("model", "bin", "answers"))
    for folder in (model / "src", model / "jars", programs, answers):
        folder.mkdir(parents=True)
    (model / "jars" / "timefold-solver-core-1.jar").touch()
    for name in ("B.xml", "L1000.xml"):
        (model / name).write_text("<solver><environmentMode>X</environmentMode></solver>", encoding="utf-8")
    for name, text in (("java", _STAND_IN), ("javac", "#!/bin/sh\n")):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(stat.S_IRWXU)
    monkeypatch.setenv(timefold.FOLDER, str(model))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("ANSWERS", str(answers))
    monkeypatch.delenv(timefold.JARS, raising=False)
    return answers


def test_the_better_of_two_machines_counts(plain, sought, found, stand_in):
    fewer = replace(found, missions=found.missions[:1])
    (stand_in / "B.txt").write_text(_lines(plain, fewer), encoding="utf-8")
    (stand_in / "L1000.txt").write_text(_lines(plain, found), encoding="utf-8")
    both, first = (timefold.solve(plain, sought, 1.0, workers, 7) for workers in (2, 1))
    served = goal_value("served", plain, sought, found)
    assert goal_value("served", plain, sought, both.allocation) == served
    assert both.trace == ((0.0, 3, None), (1.0, served, None)) and both.bound is None
    assert len(first.allocation.missions) == 1


def test_an_answer_that_breaks_a_rule_is_no_value_of_its_trace(plain, sought, found, stand_in):
    late = replace(found.missions[0], start=found.missions[0].start + timedelta(days=1))
    (stand_in / "B.txt").write_text(_lines(plain, replace(found, missions=(late,))), encoding="utf-8")
    answer = timefold.solve(plain, sought, 1.0, 1, 7)
    assert allocator.verify(plain, sought, answer.allocation)
    assert answer.trace == ((0.0, 3, None),)


def test_why_there_is_none_is_said(tmp_path, stand_in, monkeypatch):
    assert timefold.why_not() == ""
    (tmp_path / "model" / "jars" / "timefold-solver-core-1.jar").unlink()
    assert "jars" in timefold.why_not()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "JDK" in timefold.why_not()
    (tmp_path / "model" / "L1000.xml").unlink()
    assert "no L1000.xml" in timefold.why_not()
    monkeypatch.delenv(timefold.FOLDER)
    assert timefold.FOLDER in timefold.why_not()


@pytest.mark.skipif(bool(timefold.why_not()), reason=f"no Timefold: {timefold.why_not()}")
def test_timefold_itself_serves_no_more_than_is_possible(plain, sought):
    assert shutil.which("java")
    answer = timefold.solve(plain, sought, 2.0, 1, 1)
    assert allocator.verify(plain, sought, answer.allocation) == []
    best = allocator.solve(plain, sought, effort=1, workers=1).goals[0]
    assert 0 < goal_value("served", plain, sought, answer.allocation) <= best.bound
