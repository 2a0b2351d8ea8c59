"""Published problems as plans: tiny ones in the same format whose optimum is known by hand."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks.published.__main__ import main
from benchmarks.published.convert import plan_of
from benchmarks.published.harness import families, run
from benchmarks.published.problem import Problem, problem_of
from benchmarks.published.score import Schedule, Visit, value_of, violations

Record = dict[str, Any]


def problem(family: str, objective: str, best: int, experts: list[Record], tasks: list[Record],
            rules: tuple[str, ...] = (), **more: Any) -> Problem:  # fmt: skip
    """A problem of which `best` is the optimum."""
    common = ("one_task_at_a_time", "distinct_experts_in_task")
    record = {
        "id": f"{family}/tiny", "family": family, "horizon": 10,
        "objective": {
            "type": objective, "sense": "max" if objective in ("total_score", "tasks_scheduled") else "min"
        },
        "best_known": best, "best_known_status": "optimal", "rules": dict.fromkeys((*common, *rules), True),
        "experts": [{"id": number, **expert} for number, expert in enumerate(experts)],
        "tasks": [{"id": number, **task} for number, task in enumerate(tasks)],
        "precedence": [], **more,
    }  # fmt: skip
    return problem_of(record)


def reviewer(best: int, *rules: str, forbidden: tuple[int, ...] = ()) -> Problem:
    """Two papers of two reviews, four reviewers of one review each, of whom 0 and 1 share a country.

    Whoever reviews paper 0, the other two review paper 1: {0,1} gives 9 + 9 + 1 + 5 = 24, but of one country;
    {1,2} gives 9 + 1 + 8 + 5 = 23; {1,3}, where 3 may not review paper 1, 9 + 0 + 8 + 1 = 18.
    """
    countries = ("SE", "SE", "FI", None)
    papers = [
        {"duration": 1, "fixed_start": day, "release": day, "deadline": day + 1, "slots": [{}, {}]}
        for day in range(2)
    ]
    papers[1]["forbidden"] = list(forbidden)
    return problem(
        "reviewer", "total_score", best, [{"country": c, "max_tasks": 1, "min_tasks": 0} for c in countries],
        papers, rules, pair_scores=[[9, 8], [9, 1], [1, 1], [0, 5]],
    )  # fmt: skip


def fewest_reviews(best: int, *rules: str) -> Problem:
    """Two papers of one review, and reviewer 0 scores 5 on both; if 1 must review as well, 1 + 5 is best."""
    people = [{"max_tasks": 2, "min_tasks": 1}] * 2
    papers = [{"duration": 1, "fixed_start": day, "slots": [{}]} for day in range(2)]
    return problem("reviewer", "total_score", best, people, papers, rules, pair_scores=[[5, 5], [1, 0]])


def defence() -> Problem:
    """One examiner, free in two spells of two that touch: the session of three fits in neither, that of one
    does. Joined, the spells would hold both."""
    people = [
        {"skills": ["member"], "availability": [[0, 2], [2, 4]], "max_tasks": 2},
        {"skills": ["room"], "availability": [[0, 4]]},
    ]
    slots = [{"role": 0, "eligible": [0]}, {"skill": "room"}]
    sessions = [{"duration": length, "weight": 1, "slots": slots} for length in (3, 1)]
    rules = ("optional_tasks", "do_not_merge_touching_availability")
    return problem("defence", "tasks_scheduled", 1, people, sessions, rules)


def smptsp() -> Problem:
    """Four shifts, two of them at any time: 0 takes the first and third, 1 the second and fourth."""
    able = ([0, 1], [1, 2], [0, 2], [1])
    shifts = [
        {"duration": 2, "fixed_start": start, "release": start, "deadline": start + 2,
         "slots": [{"eligible": eligible}]}
        for start, eligible in enumerate(able)
    ]  # fmt: skip
    return problem("smptsp", "experts_used", 2, [{}, {}, {}], shifts)


def mspsp() -> Problem:
    """Task 1 (two days) needs skill a; task 2 (one day) a and b, so both people; task 3 (two days) b, after
    both, over the milestone 4. One after the other: 5. Could one person count twice, it would be 4."""
    a, b = {"skill": "a"}, {"skill": "b"}
    tasks = [
        {"duration": 0, "slots": []}, {"duration": 2, "slots": [a]}, {"duration": 1, "slots": [a, b]},
        {"duration": 2, "slots": [b]}, {"duration": 0, "slots": []},
    ]  # fmt: skip
    order = [[0, 1], [0, 2], [1, 4], [2, 4], [4, 3]]
    people = [{"skills": ["a", "b"]}, {"skills": ["a"]}]
    return problem("mspsp", "makespan", 5, people, tasks, precedence=order)


TINY = {
    "reviewer": reviewer(24),
    "reviewer, countries": reviewer(23, "different_countries_in_task"),
    "reviewer, countries, forbidden": reviewer(18, "different_countries_in_task", forbidden=(3,)),
    "reviewer, fewest free": fewest_reviews(10),
    "reviewer, fewest": fewest_reviews(6, "min_tasks_binding"),
    "defence": defence(),
    "smptsp": smptsp(),
    "mspsp": mspsp(),
}


@pytest.mark.parametrize("name", TINY)
def test_the_optimum_is_found_and_proven(name: str) -> None:
    outcome = run(TINY[name], seconds=20, workers=1, seed=0)
    assert outcome["violations"] == []
    assert outcome["value"] == outcome["bound"] == outcome["best_known"]
    assert outcome["status"] == "equal, proven"
    assert 0 <= outcome["found"] <= outcome["seconds"]


@pytest.mark.parametrize("name", TINY)
def test_the_plan_raises_no_doubts(name: str) -> None:
    assert [str(warning) for warning in plan_of(TINY[name]).warnings] == []


SOLVED: Mapping[str, Schedule] = {
    "reviewer, countries": {0: Visit(0, (1, 2)), 1: Visit(1, (0, 3))},
    "reviewer, countries, forbidden": {0: Visit(0, (1, 3)), 1: Visit(1, (0, 2))},
    "reviewer, fewest": {0: Visit(0, (1,)), 1: Visit(1, (0,))},
    "defence": {1: Visit(3, (0, 1))},
    "smptsp": {0: Visit(0, (0,)), 1: Visit(1, (1,)), 2: Visit(2, (0,)), 3: Visit(3, (1,))},
    "mspsp": {1: Visit(0, (1,)), 2: Visit(2, (0, 1)), 3: Visit(3, (0,))},
}


@pytest.mark.parametrize("name", SOLVED)
def test_the_score_of_a_solution_by_hand(name: str) -> None:
    assert violations(TINY[name], SOLVED[name]) == []
    assert value_of(TINY[name], SOLVED[name]) == TINY[name].record["best_known"]


@pytest.mark.parametrize(
    ("name", "changes", "faults"),
    [
        ("smptsp", {3: None}, ["task 3 is not scheduled"]),
        ("smptsp", {2: Visit(1, (0,))}, ["task 2 starts at 1, fixed at 2", "runs 1 to 3", "0 and 2 at once"]),
        ("smptsp", {2: Visit(2, (1,))}, ["do not fill", "expert 1 is on tasks 1 and 2", "2 and 3 at once"]),
        ("defence", {1: Visit(4, (0, 1))}, ["expert 0 is not available", "expert 1 is not available"]),
        ("defence", {0: Visit(0, (0, 1)), 1: None}, ["expert 0 is not available from 0 to 3"]),
        ("mspsp", {2: Visit(2, (0, 0))}, ["has somebody twice", "on tasks 2 and 2 at once"]),
        ("mspsp", {2: Visit(2, (0,))}, ["do not fill its 2 slots"]),
        ("mspsp", {3: Visit(2, (0,))}, ["on tasks 2 and 3 at once", "its predecessors end at 3"]),
        ("mspsp", {1: None}, ["task 1 is not scheduled", "tasks [1] come before others"]),
        ("reviewer, countries", {0: Visit(0, (1, 0)), 1: Visit(1, (2, 3))}, ["experts of one country"]),
        ("reviewer, countries", {0: Visit(0, (1, 3))}, ["expert 3 has 2 tasks, 0 to 1 are"]),
        ("reviewer, countries, forbidden", {1: Visit(1, (0, 3)), 0: Visit(0, (1, 2))}, ["3 is forbidden"]),
        ("reviewer, fewest", {0: Visit(0, (0,))}, ["expert 1 has 0 tasks, 1 to 2 are right"]),
    ],
)  # fmt: skip
def test_the_score_names_every_broken_rule(
    name: str, changes: dict[int, Visit | None], faults: list[str]
) -> None:
    changed = {**SOLVED[name], **changes}
    found = violations(TINY[name], {task: visit for task, visit in changed.items() if visit is not None})
    assert len(found) == len(faults)
    assert all(part in said for part, said in zip(faults, found, strict=True)), found


def test_a_problem_that_asks_for_more_is_refused() -> None:
    record = {**smptsp().record, "rules": {"same_team_all_day": True, "untimed": False}}
    with pytest.raises(ValueError, match=r"smptsp/tiny: no plan says same_team_all_day$"):
        problem_of(record)


def test_the_command_without_a_folder_says_that_it_skips(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("ALLOCATOR_INSTANCES", raising=False)
    main([])
    assert capsys.readouterr().out.startswith("Skipped: no folder given; --instances PATH")
    main(["--instances", str(tmp_path)])
    assert capsys.readouterr().out.startswith(f"Skipped: none in {tmp_path}")


def test_the_command_prints_a_row_and_writes_the_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("smptsp", "defence"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tiny.json").write_text(json.dumps(TINY[name].record))
    assert list(families(tmp_path)) == ["defence", "smptsp"]
    monkeypatch.setenv("ALLOCATOR_INSTANCES", str(tmp_path))
    written = tmp_path / "figures.json"
    main(["--only", "smptsp", "--seconds", "5", "--workers", "1", "--json", str(written)])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| smptsp/tiny")]
    assert len(rows) == 1
    assert rows[0].startswith("| smptsp/tiny | 2 | 2 | 2 |")
    assert [(each["problem"], each["value"]) for each in json.loads(written.read_text())] == [
        ("smptsp/tiny", 2)
    ]
