"""What is shown of two results: figures, every difference, and what their plans and models differ in."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

import allocator
from allocator.plan.allocation import Allocation
from allocator.plan.policy import Level
from allocator.questions.comparison import Comparison
from allocator.questions.comparison.best_values import Range
from allocator.questions.comparison.differences import DELIVERED, NOT_ASKED, NOT_SERVED, SERVED
from allocator.report.comparison_sheets import comparison_tables
from allocator.report.comparison_words import headline, notes, range_words, verdict_words
from allocator.tables.as_written import is_as_written
from tests.comparison.runs import Problem, other_problem
from tests.export.package_faults import faults
from tests.plans_by_hand import mission
from tests.report.results_by_hand import FIRST_STEPS, goal, provenance, result_of
from tests.tiny_plans import tiny_model, tiny_plan

ROOT = Path(__file__).parents[2]


def first_steps(*missions: Any, **changes: Any) -> allocator.Result:
    plan = changes.pop("plan", None) or allocator.read_plan(ROOT / "scenarios/plans/first-steps")
    model = changes.pop("model", None) or allocator.read_model(ROOT / "models/national.toml")
    given = {"status": "feasible", **changes}
    return allocator.Result.of(result_of(plan, model, *(missions or FIRST_STEPS), **given))


def figures(found: Comparison) -> dict[str, tuple[int | None, ...]]:
    return {what: values for what, _, values in found.figures}


def test_figures_stand_beside_each_other() -> None:
    found = allocator.compare(first_steps(), first_steps(*FIRST_STEPS[:2]), names=["all", "two"])
    told = figures(found)
    assert told["Requests asked"] == (6, 6)
    assert told["Requests served"] == (4, 2)
    assert told["Weight of the requests served"][0] == 28
    assert told["Seats taken"] == (7, 3)
    assert told["Experts sent"] == (6, 3)
    assert told["Teams of two or more"] == (3, 1)
    assert told["Teams from different countries"] == (2, 1)
    assert told["Same-country places"] == (1, 0)
    paid = [values[1] or 0 for what, values in told.items() if what.startswith("Paid by ")]
    assert told["Cost"] == (13_000, sum(paid))
    assert sum(values[0] or 0 for what, values in told.items() if what.startswith("Requests served in")) == 4
    assert sum(values[0] or 0 for what, values in told.items() if "served of priority" in what) == 4


def test_every_difference_is_told_once() -> None:
    """R1 moves by a week; in R2 MUS-02 goes for KEN-07; R4 is paid by another; R6 is dropped."""
    other = first_steps(
        mission("R1", date(2026, 9, 21), "adviser:MUS-02", "adviser:KEN-03", agreement="ESA-FUND"),
        mission("R2", date(2026, 10, 19), "adviser:KEN-03", "adviser:MUS-02", agreement="ESA-FUND"),
        mission("R4", date(2026, 10, 5), "expert:GHA-01", "expert:WCO-01", agreement="ESA-FUND"),
    )
    found = allocator.compare(first_steps(), other)
    told = {
        (each.request, tuple(seating.expert for seating in each.seatings)): each.kinds
        for each in found.differences
    }
    assert told == {
        ("R1", ("KEN-03", "KEN-03")): ("date",),
        ("R1", ("MUS-02", "MUS-02")): ("date",),
        ("R2", ("KEN-07", "MUS-02")): ("person",),
        ("R4", ("GHA-01", "GHA-01")): ("payer",),
        ("R4", ("WCO-01", "WCO-01")): ("payer",),
        ("R6", ("SEN-02", "")): ("served",),
    }
    (gone,) = (each for each in found.differences if each.request == "R6")
    assert [seating.fate for seating in gone.seatings] == [SERVED, NOT_SERVED]
    assert gone.seatings[0].start == date(2026, 11, 9)


def test_plans_that_ask_for_other_things_are_compared_all_the_same() -> None:
    plan = allocator.read_plan(ROOT / "scenarios/plans/first-steps")
    kept = {code: request for code, request in plan.requests.items() if code != "R6"}
    done = replace(kept["R3"], done_on=date(2026, 9, 1), requested_on=date(2026, 1, 1))
    experts = {code: expert for code, expert in plan.experts.items() if code != "SEN-02"}
    experts["GHA-01"] = replace(experts["GHA-01"], missions=9, name="Another name")
    smaller = replace(plan, requests={**kept, "R3": done}, experts=experts)
    found = allocator.compare(
        first_steps(), first_steps(*FIRST_STEPS[1:], plan=smaller), names=["whole", "smaller"]
    )
    fates = {each.request: tuple(seating.fate for seating in each.seatings) for each in found.differences}
    assert fates == {"R6": (SERVED, NOT_ASKED), "R3": (NOT_SERVED, DELIVERED)}
    assert all(each.kinds == ("asked",) for each in found.differences)
    told = {contrast.what: contrast for contrast in found.contrasts[0]}
    assert told["Requests"].one == "only here: R6"
    assert told["Requests"].other.startswith("changed: R3 (requested on 2026-01-01 instead of ")
    assert "done on 2026-09-01 instead of blank" in told["Requests"].other
    assert told["Experts"].one == "only here: SEN-02"
    assert "missions 9 instead of" in told["Experts"].other
    assert "The plans differ: goals and figures are each counted on the own plan." in list(notes(found))


def test_models_that_differ_say_in_what() -> None:
    usual = first_steps()
    strict = usual.model.with_levels(pairing=Level.HARD)
    other = replace(strict, priorities={**strict.priorities, 1: 20}, tiers=strict.tiers[:2])
    found = allocator.compare(usual, first_steps(model=other))
    told = {(each.part, each.what): (each.one, each.other) for each in found.contrasts[0]}
    assert told["Rule", "pairing"] == ("soft", "hard")
    assert told["Weight", "priority 1"] == ("12", "20")
    assert told["Goals", "in their order"][1] == "served, then pairing"


def served(value: int, bound: int | None, **changes: Any) -> allocator.Result:
    """A result about which nothing counts but its first goal; the levels of its model make it another
    problem."""
    levels = changes.pop("levels", {})
    model = first_steps().model.with_levels(**levels)
    return first_steps(model=model, goals=(goal("served", value, bound),), **changes)


NOBODY = {"language": Level.OFF, "pairing": Level.HARD}  # neither forbids all that the other does


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ((20, 25), (30, 32), "Settled: better by 5 to 12 weight units"),
        ((30, 32), (20, 29), "Settled: worse by 1 to 12 weight units"),
        ((30, 30), (29, 29), "Settled: worse by 1 weight unit"),
        ((30, 30), (30, 30), "Settled: equal"),
        ((28, 30), (30, 30), "Not worse: equal or better by up to 2 weight units"),
        ((30, 30), (28, 30), "Not better: equal or worse by up to 2 weight units"),
        (
            (28, 33),
            (30, 31),
            "Open: by these bounds better by up to 3 weight units, equal, or worse by up to 3 weight units",
        ),
        (
            (28, None),
            (30, 31),
            (
                "Open: by these bounds better by up to 3 weight units, equal, or worse, "
                "as no bound is known in A"
            ),
        ),
    ],
)
def test_verdicts_read_as_sentences(
    one: tuple[int, int | None], other: tuple[int, int | None], words: str
) -> None:
    found = allocator.compare(
        replace(served(*one), allocation=Allocation()),  # empty: worth nothing where it is lent to the other
        replace(served(*other, levels=NOBODY), allocation=Allocation()),
        names=["A", "B"],
    )
    assert verdict_words(found, found.goals[0], 0) == words


def test_a_goal_that_counts_differently_is_not_compared() -> None:
    found = allocator.compare(
        first_steps(goals=(goal(), goal("pairing", 1, 1, sense="min"))),
        first_steps(
            model=first_steps().model.with_levels(pairing=Level.OFF),
            goals=(goal(), goal("pairing", 0, 0, sense="min")),
        ),
    )
    served_words, pairing_words = (verdict_words(found, each, 0) for each in found.goals)
    assert served_words == "Settled: equal"
    assert pairing_words == "Not comparable: the rule pairing is off in one of them"
    assert "settled equal in served; not comparable in pairing" in headline(found)


def test_a_policy_that_only_forbids_more_is_never_called_better() -> None:
    """Strict pairing found more, as the usual run had no time: what it found can be lent."""
    strict = {"pairing": Level.HARD}
    apart = tuple(each for each in FIRST_STEPS if each.request != "R2")  # R2 has two people of Kenya
    usual = first_steps(apart[0], goals=(goal("served", 4, 39), *_rest(first_steps())))
    goals = (goal("served", 21, 39), *_rest(usual))
    other = first_steps(*apart, model=usual.model.with_levels(**strict), goals=goals)
    found = allocator.compare(usual, other, names=["usual", "strict"])
    assert verdict_words(found, found.goals[0], 0).startswith("Not better: equal or worse by up to 18 weight")
    (loan,) = found.loans
    assert (loan.lender, loan.borrower) == ("strict", "usual")
    assert any("What strict found keeps every hard rule of usual too" in note for note in notes(found))


def _rest(result: allocator.Result) -> tuple[Any, ...]:
    return tuple(
        goal(tier.name, 0, None, sense="min", parts={term.code: 0 for term in tier.terms})
        for tier in result.model.tiers[1:]
    )


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (28, 28, "28"), (28, 30, "28 to 30"), (None, 1300, "1,300 or less"), (5, None, "5 or more"),
        (None, None, "not known"),
    ],
)  # fmt: skip
def test_ranges_read_as_words(low: int | None, high: int | None, words: str) -> None:
    assert range_words(Range(low=low, high=high)) == words


def test_runs_of_one_policy_share_a_column_and_show_their_spread() -> None:
    runs = [
        first_steps(goals=(goal("served", value, 30),), provenance=provenance(seed=seed))
        for seed, value in enumerate((28, 24, 27))
    ]
    strict = served(20, 21, levels={"pairing": Level.HARD})
    found = allocator.compare(*runs, strict, names=["usual #0", "usual #1", "usual #2", "strict"])
    assert [entry.name for entry in found.entries] == ["usual", "strict"]
    standing = found.goals[0].standings[0]
    assert standing is not None
    assert (standing.value, standing.least, standing.median, standing.most) == (28, 24, 27, 28)
    (goals, *_, compared) = comparison_tables(found)
    assert [header for header in goals.headers if header.startswith("usual")] == [
        "usual", "usual: bound", "usual: least", "usual: median", "usual: most", "usual: best",
    ]  # fmt: skip
    assert [row[:2] for row in compared.rows] == [
        ("usual #0", "usual"), ("usual #1", "usual"), ("usual #2", "usual"), ("strict", "strict"),
    ]  # fmt: skip


def test_a_result_that_breaks_rules_is_no_witness() -> None:
    broken = first_steps(goals=(goal("served", 99, None),), status="broken")
    found = allocator.compare(broken, served(20, 21, levels=NOBODY))
    assert found.goals[0].standings[0] is not None
    assert found.goals[0].standings[0].best.low != 99


@pytest.mark.parametrize("given", [(), (1,)])
def test_one_result_is_nothing_to_compare(given: tuple[int, ...]) -> None:
    with pytest.raises(allocator.InputError, match="takes two results or more"):
        allocator.compare(*(first_steps() for _ in given))
    with pytest.raises(allocator.InputError, match="takes one name for each result"):
        allocator.compare(first_steps(), first_steps(), names=["one"])


@pytest.mark.parametrize("seed", [0, 2, 5, 6])
def test_every_comparison_makes_a_sound_workbook(tmp_path: Path, seed: int) -> None:
    pick = Random(seed)
    plan, model = tiny_plan(seed, "pairing"), tiny_model(seed, "pairing")
    problems = Problem(plan, model), Problem(*other_problem(plan, model, pick))
    runs = [problem.run(pick) for problem in problems for _ in range(2) if problem.costs]
    found = allocator.compare(*runs, names=[f"a <very> & long name {n} " * 9 for n in range(len(runs))])
    path = tmp_path / "comparison.xlsx"
    allocator.write_comparison(found, path)
    assert list(faults(path)) == []
    assert is_as_written(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "Goals" and book.sheetnames[-1] == "Compared"
    assert headline(found)[:200] in str(book["Goals"]["A2"].value)
    for table in comparison_tables(found):
        assert len(set(table.headers)) == len(table.headers)
