"""The table of figures says what is reached, what is not, and what is not measured; a run is taken up
again."""

import json
import os

import pytest

from benchmarks import figures
from benchmarks.figures_to_reach import FIGURES, Measure, from_bound, gap_at, gap_of, open_goal
from benchmarks.jobs import INSTANCES, Job
from benchmarks.marked import PAGE, put
from benchmarks.measure import _change, _national

MARKED = "before\n<!-- figures: filled by a command -->\nold\n<!-- end of figures -->\nafter\n"


def row(served=100, bound=100, cost=51, plan="G", **more):
    goals = [["served", served, bound, "", served == bound], ["cost", cost, 50, "", False]]
    return {
        "job": {"part": "own", "plan": plan, "seconds": 9.0},
        "goals": goals,
        "load": 1.5,
        "bound": bound,
        "trace": [[2.0, 90, None]],
        **more,
    }


def test_gaps_are_of_the_bound():
    pairs = [(5, 5), (0, 0), (150, 100), (95, 100), (3, 0), (3, None)]
    assert [from_bound(*pair) for pair in pairs] == [
        0.0, 0.0, 50.0, 5.0, None, None,
    ]  # fmt: skip
    one = row(served=99)
    assert (gap_of("served")(one), gap_of("cost")(one), gap_of("fit")(one)) == (1.0, 2.0, None)
    assert (open_goal("served")(one), open_goal("served")(row()), open_goal("fit")(row())) == (1.0, 0.0, 1.0)
    assert (gap_at(1.0)(one), gap_at(30.0)(one)) == (None, 10.0)


def told(**rows):
    lines = figures.report({name: rows.get(name, [None]) for name in FIGURES}).splitlines()
    return {line.split(" | ")[0].strip("| "): line for line in lines if line.startswith("|")}


def test_what_is_reached_and_what_is_not():
    good, bad = row(), row(served=80)
    assert "| 3 of 3 | 0.00 | 0.00 | yes |" in told(large=[good] * 3)["large"]
    assert "| 3 of 3 | 0.00 | 20.00 | in the median |" in told(large=[good, good, bad])["large"]
    assert "| 3 of 3 | 20.00 | 20.00 | **no** |" in told(large=[good, bad, bad])["large"]
    assert "| 1 of 3 | 0.00 | 0.00 | yes so far |" in told(large=[good, None, None])["large"]
    assert "| 0 of 1 | - | - | not measured |" in told()["large"]
    lines = figures.report({name: [good, bad] if name == "large" else [None] for name in FIGURES})
    assert "Runs of 9 seconds; the load before each was 1.5 to 1.5. Measured on: " in lines


def test_what_no_row_may_have_is_counted():
    def published(status):
        return row() | {"status": status}

    behind, failed = published("behind"), {"job": row()["job"], "failed": "no memory"}
    good = [published(word) for word in ("equal, proven", "better", "first")]
    assert "| 3 of 3 | - | 0 of 3 | yes |" in told(published=good)["published"]
    assert "| 5 of 5 | - | 2 of 5 | **no** |" in told(published=[*good, behind, failed])["published"]


def test_a_failed_row_is_not_reached():
    failed = {"job": {"plan": "G", "seconds": 9.0}, "failed": "no memory"}
    assert "| 2 of 2 | unknown | unknown | **no** |" in told(large=[row(), failed])["large"]


def test_the_worst_family_counts_by_the_median_of_its_plans():
    rows = [row(served=n, plan=plan) for plan in ("rest", "teams") for n in (100, 100, 90)]
    assert "| 6 of 6 | 0.00 | 0.00 | yes |" in told(families=rows)["families"]
    rows[0] = row(served=90, plan="rest")
    assert "| 6 of 6 | 5.00 | 10.00 | **no** |" in told(families=rows)["families"]


def test_every_figure_has_measures_and_asks_for_new_plans():
    asked = figures._parser().parse_args([])
    assert min(asked.seeds) > 20  # development looks at the first ones
    for name, figure in FIGURES.items():
        assert all(isinstance(measure, Measure) and measure.target for measure in figure.measures), name
        jobs = list(figures.jobs_of(figure, asked))
        assert len({job.key for job in jobs}) == len(jobs) == 5 * len(figure.plans)


def test_the_table_takes_the_place_of_the_old_one(tmp_path):
    file = tmp_path / "page.md"
    file.write_text(MARKED, encoding="utf-8")
    for text in ("first", "new"):
        put("figures", text, file)
    page = file.read_text(encoding="utf-8")
    assert page.startswith("before\n") and page.endswith("after\n")
    assert "new" in page and "old" not in page and "first" not in page
    with pytest.raises(ValueError, match="no place for race"):
        put("race", "text", file)


def test_the_page_has_every_place():
    for name in ("figures", "race", "over time", "many cores"):
        assert PAGE.read_text(encoding="utf-8").count(f"<!-- {name}: filled by a command -->") == 1


def test_a_run_is_taken_up_again(tmp_path, monkeypatch, capsys):
    measured = []

    def canned(job):
        measured.append((job.plan, job.seed))
        return row(value=100)

    monkeypatch.setattr(figures, "measured", canned)
    for seeds in ("21", "21,22"):
        figures.main(["--only", "large", "--seeds", seeds, "--output", str(tmp_path)])
    assert measured == [("G", 21), ("G", 22)]
    assert "| 2 of 2 | 0.00 | 0.00 | yes |" in capsys.readouterr().out
    assert len((tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_published_rows_name_no_folder_and_stay_where_the_problems_are_not(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(INSTANCES, "set by the command")
    problems, kept = tmp_path / "problems", tmp_path / "kept"
    (problems / "mspsp").mkdir(parents=True)
    (problems / "mspsp" / "one.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(figures, "measured", lambda job: {"load": 0, "status": "behind"})
    asked = ["--only", "published", "--output", str(kept)]
    figures.main([*asked, "--instances", str(problems)])
    assert os.environ[INSTANCES] == str(problems)
    assert str(problems) not in (kept / "rows.jsonl").read_text(encoding="utf-8")
    monkeypatch.delenv(INSTANCES)
    capsys.readouterr()
    figures.main(asked)
    assert "| none | 1 of 1 | - | 1 of 1 | **no** |" in capsys.readouterr().out


def test_an_unknown_figure_is_refused(capsys):
    with pytest.raises(SystemExit):
        figures.main(["--only", "largest"])
    assert "largest unknown; choose of first, bundled" in capsys.readouterr().err


def _job(part, plan, seconds):
    return Job(part=part, solver="allocator", plan=plan, seed=2, starts="Mon", seconds=seconds, workers=1)


def test_after_a_change_both_ways_are_measured():
    found = json.loads(json.dumps(_change(_job("change", "S", 1.0))))
    assert 0 < found["anew"] <= found["bound"] and found["violations"] == 0
    caught_up = found["caught_up"]
    assert caught_up is None or 0 < found["first_seconds"] <= caught_up <= found["took"]
    assert caught_up is not None or found["value"] < found["anew"]


def test_typical_years_are_of_the_second_generator():
    found = _national(_job("typical", "S", 0.5))
    assert [goal[0].split()[0] for goal in found["goals"]][:4] == [
        "served",
        "pairing",
        "accreditation",
        "fit",
    ]
