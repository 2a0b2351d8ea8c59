"""A result read back is the same result; of one that was changed on the way nothing is proven."""

import csv
import json
import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

import allocator
from allocator.export import write_csv, write_json
from allocator.inputs.previous import with_previous
from allocator.plan.fingerprint import fingerprint
from allocator.results.result import Goal
from allocator.rules.coupling import COUPLING
from tests.report.results_by_hand import FIRST_STEPS, explained_by_hand, provenance, result_of
from tests.tiny_plans import tiny_model, tiny_plan, with_delivered

CODES = [module.RULE.code for module in COUPLING]
#: Plans that are solved, written in three forms and read again; `ALLOCATOR_ROUND_TRIPS=2000` asks for more.
ROUNDS = int(os.environ.get("ALLOCATOR_ROUND_TRIPS", "18"))
PLANTED = 10 * ROUNDS  # values changed in a file, one at a time
FORMS = ("result.xlsx", "result", "result.json")
ROOT = Path(__file__).parents[2]


def write(result: allocator.Result, path: Path) -> None:
    {".xlsx": allocator.write_workbook, "": write_csv, ".json": write_json}[path.suffix](result, path)


def cut_short(result: allocator.Result, seed: int) -> allocator.Result:
    """The result as if its search had ended early: from a random goal on, bounds are looser or not known."""
    pick = Random(seed)
    first = pick.randrange(2 * len(result.goals))  # in half of the cases everything stays proven
    goals = tuple(
        goal if number < first else _loosened(goal, pick) for number, goal in enumerate(result.goals)
    )
    proven = all(goal.proven for goal in goals)
    status = "optimal" if proven else pick.choice(("feasible", "interrupted"))
    return replace(result, goals=goals, status=status)


def _loosened(goal: Goal, pick: Random) -> Goal:
    sign = 1 if goal.sense == "max" else -1
    bound = pick.choice((None, goal.value, goal.value + sign * pick.randint(1, 9)))
    return replace(goal, bound=bound, proven=False, proof=None)


def cases() -> Iterator[tuple[int, allocator.Result]]:
    """Tiny plans about every rule in turn, solved, also with what is delivered and with a previous
    allocation."""
    for seed in range(50 * ROUNDS):
        focus = CODES[seed % len(CODES)]
        plan, model = tiny_plan(seed, focus), tiny_model(seed, focus)
        if seed % 3 == 1:
            plan = with_delivered(plan, seed)
        try:
            result = allocator.solve(plan, model, time_limit=None, workers=1)
            if seed % 4 == 2:
                result = allocator.solve(with_previous(plan, result), model, time_limit=None, workers=1)
        except (allocator.InfeasibleError, allocator.InputError):
            continue
        yield seed, cut_short(result, seed)


@pytest.fixture(scope="module")
def solved() -> list[tuple[int, allocator.Result]]:
    return list(islice(cases(), ROUNDS))


@pytest.mark.parametrize("form", FORMS)
def test_a_result_read_back_is_the_same(
    solved: list[tuple[int, allocator.Result]], tmp_path: Path, form: str
) -> None:
    proven = stable = 0
    for seed, result in solved:
        path = tmp_path / f"{seed}" / form
        path.parent.mkdir()
        write(result, path)
        again = allocator.read_result(path)
        assert again.doubts == (), (seed, again.doubts)
        assert (again.status, again.goals) == (result.status, result.goals), seed
        assert again.provenance == result.provenance, seed
        assert again.allocation.by_request == result.allocation.by_request, seed
        assert again.plan.departures == result.plan.departures, seed
        bound = [row for row in again.plan.decisions if row.decision]
        assert bound == [row for row in result.plan.decisions if row.decision], seed
        proven += result.status == "optimal"
        stable += any(row.decision == "previous" for row in bound)
    assert 0 < proven < len(solved)
    assert stable


def test_what_is_read_back_is_written_the_same(
    solved: list[tuple[int, allocator.Result]], tmp_path: Path
) -> None:
    """From one form into the next and back: nothing wears off."""
    for seed, result in solved[:6]:
        again = result
        for turn, form in enumerate((*FORMS, *FORMS)):
            path = tmp_path / f"{seed}-{turn}-{form}"
            write(again, path)
            again = allocator.read_result(path)
        assert (again.doubts, again.status, again.goals) == ((), result.status, result.goals), seed


# -- planted wrong values --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def proven() -> allocator.Result:
    """The six requests of the first steps, solved and proven."""
    plan = allocator.read_plan(ROOT / "scenarios/plans/first-steps")
    model = allocator.read_model(ROOT / "models/national.toml")
    result = allocator.solve(plan, model, time_limit=None, workers=1)
    assert result.status == "optimal"
    return result


def changed_book(result: allocator.Result, path: Path, change: Callable[[Any], None]) -> allocator.Result:
    """The result after a hand went over its workbook."""
    allocator.write_workbook(result, path)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return allocator.read_result(path)


def swap(old: str, new: str) -> Callable[[Any], None]:
    """Every cell of Checks with other words."""

    def change(book: Any) -> None:
        found = False
        for row in book["Checks"].iter_rows(min_row=2):
            if old in str(row[2].value):
                row[2].value, found = str(row[2].value).replace(old, new), True
        assert found

    return change


def cell(sheet: str, key: str, header: str, value: object) -> Callable[[Any], None]:
    """One cell of another sheet: of the first row that has the key in it."""

    def change(book: Any) -> None:
        headers = [each.value for each in book[sheet][1]]
        row = next(row for row in book[sheet].iter_rows(min_row=2) if key in [each.value for each in row])
        row[headers.index(header)].value = value

    return change


def without_part(part: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for row in book["Checks"].iter_rows(min_row=2):
            if row[0].value == part:
                row[0].value = None

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (swap("value = 28, bound = 28", "value = 28, bound = 27"), "was changed since it was written"),
        (swap("value = 28, bound = 28", "value = 29, bound = 29"), "was changed since it was written"),
        (swap("bound = 13000", "bound = 12000"), "was changed since it was written"),
        (swap("proven = true", "proven = 1"), "does not hold what a result says of itself any more"),
        (swap('status = "optimal"', 'status = "feasible"'), "was changed since it was written"),
        (swap("goals = [", "goals = ["[:-2]), "cannot be read any more"),
        (swap("sheets = ", "shoots = "), "does not hold what a result says of itself any more"),
        (without_part("Result file"), "has no part Result file"),
        (swap('pairing = { level = "soft" }', 'pairing = { level = "hard" }'), "the model was changed"),
        (cell("Requests", "R5", "priority", 1), "the plan was changed since it was solved"),
        (cell("Experts", "GHA-01", "missions", 1), "the plan was changed since it was solved"),
        (cell("Assignments", "GHA-01", "decision", "fixed"), "the plan was changed since it was solved"),
        (cell("Assignments", "GHA-01", "expert", "KEN-03"), "the allocation breaks hard rules"),
        (cell("Assignments", "KEN-03", "expert", "KEN-07"), "the allocation is not the one that was written"),
    ],
)
def test_nothing_that_was_changed_is_proven(
    proven: allocator.Result, tmp_path: Path, change: Callable[[Any], None], says: str
) -> None:
    found = changed_book(proven, tmp_path / "result.xlsx", change)
    assert says in " ".join(map(str, found.doubts))
    assert all(fault.severity == "warning" for fault in found.doubts)
    assert found.status in ("feasible", "broken")
    assert [(goal.bound, goal.proven, goal.proof) for goal in found.goals] == [(None, False, None)] * len(
        found.model.tiers
    )
    broken = bool(allocator.verify(found.plan, found.model, found.allocation))
    assert broken == (found.status == "broken") == ("breaks hard rules" in str(found.doubts))


@pytest.mark.parametrize(
    "change",
    [
        cell("Requests", "R5", "expected result", "Something else"),
        cell("Experts", "GHA-01", "name", "Another name"),
        lambda book: book["Summary"].cell(20, 3, 99_999),
        cell("Assignments", "GHA-01", "status", "accepted"),
    ],
)
def test_what_no_rule_looks_at_may_be_edited(
    proven: allocator.Result, tmp_path: Path, change: Callable[[Any], None]
) -> None:
    found = changed_book(proven, tmp_path / "result.xlsx", change)
    assert (found.doubts, found.status, found.goals) == ((), "optimal", proven.goals)


def test_how_far_it_is_agreed_is_not_lost(proven: allocator.Result, tmp_path: Path) -> None:
    found = changed_book(
        proven, tmp_path / "result.xlsx", cell("Assignments", "GHA-01", "status", "accepted")
    )
    rows = with_previous(proven.plan, found).decisions
    assert {row.expert for row in rows if row.status == "accepted"} == {"GHA-01"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda told: told["goals"][0].update(bound=27), "was changed since it was written"),
        (lambda told: told["goals"][0].update(value=29, bound=29), "was changed since it was written"),
        (lambda told: told.update(status="feasible"), "was changed since it was written"),
        (lambda told: told.pop("seal"), "was changed since it was written"),
        (lambda told: told["goals"].pop(), "was changed since it was written"),
        (lambda told: told["provenance"].pop("seed"), "does not hold what a result says of itself"),
        (lambda told: told["plan"]["Requests"][0].update(priority=5), "the plan was changed"),
        (lambda told: told["allocation"].pop(), "the allocation is not the one that was written"),
    ],
)
def test_a_json_file_is_not_taken_on_trust_either(
    proven: allocator.Result, tmp_path: Path, change: Callable[[Any], Any], says: str
) -> None:
    path = tmp_path / "result.json"
    write_json(proven, path)
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")
    found = allocator.read_result(path)
    assert says in " ".join(map(str, found.doubts))
    assert not any(goal.proven or goal.bound is not None for goal in found.goals)


def test_values_that_contradict_each_other_are_not_kept_under_any_seal(
    proven: allocator.Result, tmp_path: Path
) -> None:
    """Written with its seal by a program at fault."""
    first = replace(proven.goals[0], bound=27)
    late = replace(proven.goals[0], proven=False, proof=None, bound=30)
    unproven = replace(proven.goals[0], proof=None)
    for goals in ((first, *proven.goals[1:]), (late, *proven.goals[1:]), (unproven, *proven.goals[1:])):
        for form in FORMS:
            write(replace(proven, goals=goals), tmp_path / form)
            found = allocator.read_result(tmp_path / form)
            assert "contradict each other" in str(found.doubts)
            assert not any(goal.proven for goal in found.goals)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is not valid JSON"),
        ("[1, 2]", "it is no JSON object"),
        ("{}", "it has no plan, model_file, allocation"),
        ('{"status": "optimal", "output": "a.xlsx"}', "the result itself is in a.xlsx: give that"),
        ('{"plan": 3, "model_file": "", "allocation": []}', "its plan or model_file is of another kind"),
        ('{"plan": {"Plan": [3]}, "model_file": "", "allocation": []}', "is no list of rows by header"),
        ('{"plan": {}, "model_file": "", "allocation": []}', "the sheet is missing"),
        ('{"a": NaN}', "NaN is no number"),
        ("[" * 100_000, "is not valid JSON"),
    ],
)
def test_a_json_file_that_is_no_result_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(allocator.InputError) as caught:
        allocator.read_result(path)
    assert says in str(caught.value)
    assert "result.json" in str(caught.value)


# -- to other processes, and to DataFrames ---------------------------------------------------------------


def returned(result: allocator.Result) -> allocator.Result:
    assert result.searched is None
    return result


def test_a_result_goes_to_another_process_and_back_without_its_matrix(proven: allocator.Result) -> None:
    assert proven.searched is not None
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        again = pool.submit(returned, proven).result()
    assert again == proven
    assert again.searched is None and again.memo == {}
    assert list(again.missions["request"]) == list(proven.missions["request"])
    assert allocator.explain(again, "R5", time_limit=0).grade == "not asked"
    assert len(pickle.dumps(proven)) < 20_000


def test_there_is_one_row_per_place_of_a_seat() -> None:
    """Neither locks that the sheet Assignments repeats, nor what is delivered."""
    plan = allocator.read_plan(ROOT / "scenarios/plans/first-steps")
    done = replace(plan.requests["R6"], done_on=plan.settings.start)
    lock = allocator.plan.entities.Decision(request="R5", expert="SEN-02", decision="excluded")
    gone = allocator.plan.entities.Decision(request="R6", seat="expert", expert="SEN-02")
    plan = replace(plan, requests={**plan.requests, "R6": done}, decisions=(lock, gone))
    model = allocator.read_model(ROOT / "models/national.toml")
    result = allocator.Result.of(result_of(plan, model, *FIRST_STEPS[1:], provenance=provenance()))
    with explained_by_hand():
        assert list(result.assignments["request"]) == ["R1", "R1", "R4", "R4", "R2", "R2"]


def test_a_folder_written_by_hand_has_no_bounds(proven: allocator.Result, tmp_path: Path) -> None:
    """A planner who keeps only the sheets of the input and the assignments loses nothing else."""
    write_csv(proven, tmp_path)
    file = tmp_path / "Checks.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.reader(lines) if row[0] != "Result file"]
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
    found = allocator.read_result(tmp_path)
    assert [goal.value for goal in found.goals] == [goal.value for goal in proven.goals]
    assert "Result file" in str(found.doubts)
    allocator.write_workbook(found, tmp_path / "again.xlsx")
    assert allocator.read_result(tmp_path / "again.xlsx").goals == found.goals


# -- whatever is changed, anywhere ------------------------------------------------------------------------


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _leaves(each, (*path, key))
    if not isinstance(value, dict | list):
        yield path


def _planted(told: Any, path: tuple[Any, ...], pick: Random) -> None:
    *way, last = path
    for key in way:
        told = told[key]
    value = told[last]
    told[last] = pick.choice(
        [value + pick.choice((-1, 1)), -value, None, "x"]
        if isinstance(value, int) and not isinstance(value, bool)
        else [None, "", "x", 3, True, not value, [value]]
    )


def test_no_value_planted_in_a_json_file_makes_something_false_proven(
    proven: allocator.Result, tmp_path: Path
) -> None:
    """What still counts as proven has the plan, the model, the values and the bounds of what was solved."""
    write_json(proven, tmp_path / "result.json")
    text = (tmp_path / "result.json").read_text(encoding="utf-8")
    read = {key: value for key, value in json.loads(text).items() if key not in ("tables", "headline")}
    places, refused, doubted = list(_leaves(read)), 0, 0
    for seed in range(PLANTED):
        pick = Random(seed)
        told = json.loads(text)
        _planted(told, pick.choice(places), pick)
        (tmp_path / "planted.json").write_text(json.dumps(told), encoding="utf-8")
        try:
            found = allocator.read_result(tmp_path / "planted.json")
        except allocator.InputError:
            refused += 1
            continue
        doubted += bool(found.doubts)
        if any(goal.proven for goal in found.goals):
            assert found.goals == proven.goals and found.status == "optimal", seed
            assert fingerprint(found.plan) == fingerprint(proven.plan), seed
            assert found.model.levels == proven.model.levels and found.model.tiers == proven.model.tiers
    assert refused >= PLANTED // 20 and doubted >= PLANTED // 20, (refused, doubted)


def test_no_letter_changed_on_checks_makes_something_false_proven(
    proven: allocator.Result, tmp_path: Path
) -> None:
    write_csv(proven, tmp_path)
    file = tmp_path / "Checks.csv"
    text = file.read_text(encoding="utf-8-sig")
    begins = text.index("Model file")
    doubted = 0
    for seed in range(PLANTED // 5):
        pick = Random(seed)
        at = pick.randrange(begins, len(text))
        file.write_text(text[:at] + pick.choice('0179xy \n"=') + text[at + 1 :], encoding="utf-8")
        try:
            found = allocator.read_result(tmp_path)
        except allocator.InputError:
            continue
        doubted += bool(found.doubts)
        if any(goal.proven for goal in found.goals):
            assert (found.goals, found.model.levels) == (proven.goals, proven.model.levels), (seed, at)
    assert doubted >= PLANTED // 20
