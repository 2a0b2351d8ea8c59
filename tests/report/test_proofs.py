"""What a proof rests on, and what went wrong on the way, where a planner and a program look for it."""

from pathlib import Path

import allocator
from allocator.export.json_file import document
from allocator.report.check_sheet import checks
from allocator.results.result import Proof
from tests.report.results_by_hand import first_steps, goal, provenance, result_of

SAID = "CP-SAT said in tier 1 (served) that no plan is better than 34 where one has 36"
PROOFS = {
    "served": Proof(kind="exact", by=("propagation of the rows",)),
    "pairing": Proof(kind="word", by=("CP-SAT",)),
    "cost": Proof(kind="words", by=("CP-SAT", "HiGHS")),
}


def result() -> allocator.Result:
    """A result with every kind of proof, and none."""
    plain = first_steps()
    goals = [goal(name, proof=proof) for name, proof in PROOFS.items()]
    return result_of(
        plain.plan,
        plain.model,
        *plain.allocation.missions,
        goals=(*goals, goal("fit", 4, 6, proven=False)),
        provenance=provenance(incidents=(SAID,)),
    )


def test_checks_say_what_every_proof_rests_on() -> None:
    rows = {(str(row[0]), str(row[1])): str(row[2]) for row in checks(result()).rows}
    assert rows["Proof", "served"] == "exact arithmetic: propagation of the rows"
    assert rows["Proof", "pairing"] == "the word of CP-SAT"
    assert rows["Proof", "cost"].startswith("the words of CP-SAT and HiGHS")
    assert rows["Proof", "fit"] == "not proven"
    assert rows["Run", "incident"] == SAID


def test_json_carries_them() -> None:
    found = document(result())
    assert [g["proof"] and g["proof"]["kind"] for g in found["goals"]] == ["exact", "word", "words", None]
    assert found["provenance"]["incidents"] == [SAID]


def test_a_workbook_read_back_still_says_what_went_wrong(tmp_path: Path) -> None:
    allocator.write_workbook(result(), tmp_path / "result.xlsx")
    back = allocator.read_result(tmp_path / "result.xlsx")
    assert back.provenance.incidents == (SAID,)
    assert all(goal.proof is None for goal in back.goals)
