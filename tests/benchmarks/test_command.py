"""The command measures, writes rows and tables, and goes on where it ended."""

import json

import pytest

from benchmarks.__main__ import main
from benchmarks.measure import milestones
from benchmarks.tables import report

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


def job(**changes):
    return {"part": "own", "solver": "allocator", "plan": "S", "seed": 1, "starts": "Mon"} | changes


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
