"""The benchmark of single changes tells a row for each plan, and holds every answer against the whole."""

from benchmarks.try_change import main


def test_a_tiny_run_tells_both_tables(capsys):
    main(["--plans", "S", "--seconds", "2", "--changes", "20", "--recoveries", "2"])
    answers, recoveries = capsys.readouterr().out.strip().split("\n\n")
    assert answers.splitlines()[2].startswith("| S | 60 | 40 | ")
    assert recoveries.splitlines()[2].startswith("| S | 2 | ")
