"""The command measures, writes rows and tables, and goes on where it ended."""

import json

import pytest

from benchmarks import __main__ as command
from benchmarks.__main__ import main
from benchmarks.jobs import Job, over_time_jobs, own_jobs
from benchmarks.measure import changes, milestones
from benchmarks.peers.timefold import FOLDER
from benchmarks.records import Records
from benchmarks.tables import known_at, report

TINY_RUN = ["--only", "own,peers", "--sizes", "S", "--seeds", "2", "--seconds", "2", "--peers", "first-fit"]


def test_a_tiny_run_writes_rows_and_tables(tmp_path, capsys):
    main([*TINY_RUN, "--output", str(tmp_path)])
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert results["machine"]["cores"]
    ours, peer = results["rows"]
    assert (ours["job"]["solver"], peer["job"]["solver"]) == ("allocator", "first-fit")
    assert 0 < peer["value"] <= ours["bound"] <= ours["total"]
    assert ours["violations"] == peer["violations"] == 0
    assert 0 < ours["first_seconds"] <= ours["took"]
    assert [goal[0] for goal in ours["goals"]] == ["served", "pairing", "cost"]
    text = (tmp_path / "results.md").read_text(encoding="utf-8")
    assert f"{ours['value']:,}" in text
    assert "first-fit by hand" in text
    capsys.readouterr()
    main([*TINY_RUN, "--output", str(tmp_path), "--resume"])
    assert capsys.readouterr().out == f"Written to {tmp_path}\n"  # nothing was measured again


def test_an_unknown_word_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--sizes", "S,Q"])
    assert "Q unknown; choose of S, T" in capsys.readouterr().err


def test_milestones():
    trace = [(0.5, 10, None), (1.0, 12, 20), (3.0, 15, 20), (4.0, 15, 16), (5.0, 15, 15), (6.0, 15, 15)]
    assert milestones(trace, 15, 15) == {
        "first_seconds": 0.5, "first_value": 10, "soon": 12, "found_seconds": 3.0, "bound_seconds": 5.0,
        "proven_seconds": 5.0,
    }  # fmt: skip
    assert milestones(trace[:4], 15, 16)["proven_seconds"] is None


def test_a_trace_keeps_what_became_another():
    trace = [(0.5, 10, None), (1.0, 10, None), (1.257, 10, 20), (3.0, 15, 20), (4.0, 15, 20), (5.0, 15, 15)]
    assert changes(trace) == [(0.5, 10, None), (1.26, 10, 20), (3.0, 15, 20), (5.0, 15, 15)]
    assert [known_at(changes(trace), moment) for moment in (0.4, 0.5, 2.0, 9.0)] == [None, 10, 10, 15]
    assert known_at([(1.0, 7, None), (2.0, None, 9)], 3.0) == 7


def test_only_who_knows_a_kind_of_plan_is_asked():
    own = own_jobs(["S"], [1], ["Mon", "plain"], ["allocator", "textbook", "timefold"], 1.0, 1)
    asked = [(job.starts, job.solver) for job in own]
    assert asked == [("Mon", "allocator"), ("Mon", "textbook"), ("plain", "allocator"), ("plain", "timefold")]
    jobs = list(over_time_jobs(["S", "T"], 1, ["pyjobshop", "timefold"], 1.0, 1))
    assert [(job.plan, job.starts, job.solver) for job in jobs] == [
        ("S", "Mon-Fri", "allocator"), ("S", "Mon-Fri", "pyjobshop"), ("T", "Mon", "allocator"),
        ("T", "plain", "allocator"), ("T", "plain", "timefold"),
    ]  # fmt: skip


def test_a_timefold_that_is_not_here_is_left_out_in_a_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(FOLDER, "")  # put back in the end: the command names it for its processes
    main(["--only", "peers", "--peers", "timefold", "--starts", "plain", "--sizes", "S", "--seeds", "1",
          "--timefold", str(tmp_path), "--output", str(tmp_path)])  # fmt: skip
    assert f"Timefold left out: {tmp_path.resolve()} has no src" in capsys.readouterr().out


def job(**changes):
    asked = {"part": "own", "solver": "allocator", "plan": "S", "seed": 1, "starts": "Mon"}
    return {**asked, "seconds": 60.0, "workers": 1} | changes


def test_tables_say_what_failed_and_what_is_broken():
    rows = [
        {"job": job(), "failed": "exit code -9: no word"},
        {"job": job(solver="highs"), "value": 9, "bound": 10, "total": 12, "proven": False, "violations": 2,
         "took": 1.0},
        {"job": job(part="scale"), "failed": "ended from outside after 9 s"},
        {"job": job(part="published", plan="reviewer/a.json"), "value": 5, "bound": 5, "best_known": 5,
         "seconds": 1.5, "problem": "a", "family": "reviewer", "status": "optimal"},
    ]  # fmt: skip
    text = report(rows, {"cores": "2"})
    assert "exit code -9: no word" in text
    assert "9, 2 violations" in text
    assert "ended from outside after 9 s" in text
    assert "| reviewer | a | 5 | 5 | 5 | 1.5 | optimal |" in text


def traced(solver, value, bound, trace, **changes):
    goals = [["served", value, bound, "", False], ["pairing", 0, 0, "", True], ["cost", 900, None, "", False]]
    return {
        "job": job(part="over-time", solver=solver, **changes), "value": value, "bound": bound,
        "goals": goals, "trace": trace, "took": 60.0, "total": 100, "violations": 0, "proven": False,
    }  # fmt: skip


RACED = [
    traced("allocator", 80, 84, [[0.5, 70, None], [2.0, 75, 84], [20.0, 80, 84]], starts="plain"),
    traced("timefold", 81, None, [[0.0, 60, None], [10.0, 79, None], [30.0, 81, None]], starts="plain"),
]


def test_the_race_is_told_goal_by_goal():
    text = report(RACED, {"cores": "2"})
    assert "| S, plain | 1 | 84 | 80 | 75 | 80 | 0 | 900 | 81 | 79 | 81 | 0 | 900 |" in text
    alone = report([RACED[0], RACED[1] | {"goals": RACED[1]["goals"], "violations": 3}], {})
    assert "81, 3 violations" in alone
    assert "| ended early |" in report([RACED[0], {"job": RACED[1]["job"], "failed": "ended early"}], {})


def test_race_and_picture_go_to_their_places(tmp_path, monkeypatch):
    places = {}
    monkeypatch.setattr(command, "put", places.__setitem__)
    monkeypatch.setattr(command, "ROOT", tmp_path / "home")
    (tmp_path / "home").mkdir()
    (tmp_path / "over-time.svg").write_text("<svg/>", encoding="utf-8")
    records = Records(tmp_path / "rows.jsonl", resume=False)
    command.publish(records, tmp_path)
    assert not places and not list((tmp_path / "home").iterdir())
    for row in RACED:
        for part in ("own", "over-time"):
            made = Job(**row["job"] | {"part": part})
            records.add(made, {key: value for key, value in row.items() if key != "job"})
    command.publish(records, tmp_path)
    assert "| S, plain | 1 | 84 |" in places["race"] and "Runs of 60 seconds. " in places["race"]
    assert "(over-time.svg)" in places["over time"]
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["over-time.svg"]


def test_value_and_bound_are_drawn_over_time(tmp_path):
    pytest.importorskip("matplotlib")
    from benchmarks.chart import draw_over_time

    rows = [*RACED, traced("first-fit", 60, None, []), {"job": job(solver="highs"), "failed": "no word"}]
    for name in ("one.svg", "two.svg"):
        draw_over_time(rows, tmp_path / name)
    drawn = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert "Timefold" in drawn and "Allocator, bound" in drawn and "Timefold, bound" not in drawn
    assert drawn == (tmp_path / "two.svg").read_text(encoding="utf-8")


def test_the_growth_is_drawn(tmp_path):
    pytest.importorskip("matplotlib")
    from benchmarks.chart import draw_growth

    rows = [
        {
            "job": job(part="scale", plan=plan), "columns": 1000 * factor, "candidates_seconds": 0.1 * factor,
            "stages": {"matrix": 0.5 * factor}, "first_seconds": factor, "bound_seconds": None,
            "candidates_memory": factor, "memory_at_first": 2 * factor, "memory": 3 * factor,
        }
        for plan, factor in (("S", 1.0), ("T", 5.0))
    ]  # fmt: skip
    draw_growth([*rows, {"job": job(plan="XL"), "failed": "no memory"}], tmp_path / "growth.svg")
    assert "<svg" in (tmp_path / "growth.svg").read_text(encoding="utf-8")
