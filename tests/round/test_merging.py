"""Replies against a plan that has changed, answers that contradict each other, and what cannot be taken."""

import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import allocator
from allocator.errors import InputError
from allocator.inputs.round.gathered import Gathered
from allocator.inputs.round.states import States
from allocator.plan.entities import Availability, Decision, Interest
from allocator.report.replies import replies
from tests.plans_by_hand import administration, expert, plan_of
from tests.round.rounds import HEADER_ROW, ROOT, Book, Question, Round, asked

SEPTEMBER: Question = ("releases", ("KEN-01", "2026-09"))
OCTOBER: Question = ("releases", ("KEN-01", "2026-10"))


@pytest.fixture
def sent(tmp_path: Path) -> Round:
    release = Availability(
        expert="KEN-01", first=date(2026, 9, 10), last=date(2026, 9, 20), status="tentative"
    )
    plan = plan_of(
        [expert("KEN-01", name="Wanjiku"), "KEN-02"], ["R1"], availability=(release,),
        administrations=[administration("KEN")],
    )  # fmt: skip
    return asked(plan, tmp_path / "sent")


def gathered(sent: Round, **changes: object) -> Gathered:
    return allocator.gather(replace(sent.plan, **changes), sent.folder, sent.model)  # type: ignore[arg-type]


def answered(sent: Round, question: Question, word: str, name: str = "answer") -> Book:
    book = sent.book("KEN")
    book.cell(question, name).value = word
    book.save()
    return book


def test_a_tentative_release_is_confirmed(sent: Round) -> None:
    answered(sent, SEPTEMBER, "yes")
    found = gathered(sent)
    assert found.plan.availability == (
        Availability(expert="KEN-01", first=date(2026, 9, 10), last=date(2026, 9, 20)),
    )
    (change,) = found.changes
    assert (change.old, change.new, str(change.place)) == ("10-20 ?", "10-20", "KEN-en.xlsx, Releases!E6")


def test_no_takes_a_release_away_and_nobody_becomes_free_by_it(sent: Round) -> None:
    answered(sent, SEPTEMBER, "no")
    found = gathered(sent)
    assert found.plan.availability_of["KEN-01"] == ((date(2026, 8, 31), date(2026, 8, 31)),)


def test_who_had_no_row_keeps_the_months_without_an_answer(sent: Round) -> None:
    answered(sent, ("releases", ("KEN-02", "2026-10")), "no")
    rows = [row for row in gathered(sent).plan.availability if row.expert == "KEN-02"]
    assert [(row.first, row.last, row.status) for row in rows] == [
        (date(2026, 8, 1), date(2026, 9, 30), "tentative"),
        (date(2026, 11, 1), date(2027, 1, 31), "tentative"),
    ]


def test_an_old_form_counts_where_the_plan_still_says_what_it_showed(sent: Round) -> None:
    """October has changed since the form was made, September has not."""
    answered(sent, SEPTEMBER, "yes")
    answered(sent, OCTOBER, "no")
    later = Availability(expert="KEN-01", first=date(2026, 10, 5), last=date(2026, 10, 30))
    found = gathered(sent, availability=(*sent.plan.availability, later))
    assert [change.subject for change in found.changes] == [SEPTEMBER[1]]
    assert [str(trouble.place) for trouble in found.troubles] == ["KEN-en.xlsx, Releases!E7"]
    assert States(found.plan).of(*OCTOBER) == "5-30"


def test_what_the_plan_says_otherwise_since_is_located_and_stays(sent: Round) -> None:
    answered(sent, SEPTEMBER, "yes")
    moved = replace(sent.plan.availability[0], first=date(2026, 9, 1))
    found = gathered(sent, availability=(moved,))
    assert found.plan.availability == (moved,)
    (trouble,) = found.troubles
    assert str(trouble.place) == "KEN-en.xlsx, Releases!E6"
    assert (
        "the plan has changed since the form was made, from '10-20 ?' to '1-20 ?', which stays"
        in trouble.message
    )


def test_somebody_leaves(sent: Round) -> None:
    book = sent.book("KEN")
    question: Question = ("people", ("KEN-01",))
    book.cell(question).value, book.cell(question, "leaves").value = "no", date(2026, 11, 2)
    book.save()
    assert gathered(sent).plan.experts["KEN-01"].withdrawn_from == date(2026, 11, 2)


def test_a_seat_is_offered_and_somebody_named_for_it(sent: Round, tmp_path: Path) -> None:
    from tests.plans_by_hand import holds

    people = [expert("KEN-01", name="Wanjiku"), "UGA-01"]
    plan = plan_of(people, ["R1"], qualifications=(holds("UGA-01"),))
    round_ = asked(plan, tmp_path / "seats")
    book = round_.book("KEN")
    question: Question = ("seats", ("R1", "lead"))
    book.cell(question).value, book.cell(question, "person").value = "yes", "Wanjiku"
    book.save()
    found = allocator.gather(plan, round_.folder, round_.model)
    assert {(row.expert, row.interest) for row in found.plan.interest} == {("KEN", 2), ("KEN-01", 2)}
    book.cell(question, "person").value = "Otieno, to be hired"
    book.save()
    found = allocator.gather(plan, round_.folder, round_.model)
    assert {(row.expert, row.interest) for row in found.plan.interest} == {("KEN", 2)}
    assert "is not among the people of KEN" in found.troubles[0].message


def test_who_is_named_in_an_old_form_does_not_overrule_what_was_entered_since(tmp_path: Path) -> None:
    """Before: the name counted as if the form had shown what the plan says now."""
    from tests.plans_by_hand import holds

    people = [expert("KEN-01", name="Wanjiku"), "UGA-01"]
    round_ = asked(plan_of(people, ["R1"], qualifications=(holds("UGA-01"),)), tmp_path / "seats")
    book = round_.book("KEN")
    question: Question = ("seats", ("R1", "lead"))
    book.cell(question).value, book.cell(question, "person").value = "yes", "Wanjiku"
    book.save()
    since = Interest(expert="KEN-01", request="R1", interest=-2)
    found = gathered(round_, interest=(since,))
    assert {(row.expert, row.interest) for row in found.plan.interest} == {("KEN", 2), ("KEN-01", -2)}
    (trouble,) = found.troubles
    assert "to 'no', which stays" in trouble.message and trouble.place.sheet.startswith("Seats")
    agreed = Interest(expert="KEN-01", request="R1", interest=2)
    again = gathered(round_, interest=(agreed,))
    assert not again.troubles  # it says the same
    elsewhere = Interest(expert="UGA-01", request="R1", interest=1)
    assert len(gathered(round_, interest=(elsewhere,)).plan.interest) == 3  # nothing was said of KEN-01


@pytest.mark.parametrize("answer", [None, "yes"])
def test_another_name_at_a_code_is_located(sent: Round, answer: str | None) -> None:
    book = sent.book("KEN")
    question: Question = ("missions", ("R1", "KEN-01"))
    book.cell(question, "name").value, book.cell(question).value = "Achieng", answer
    book.save()
    found = gathered(sent)
    assert not found.changes
    assert "'Achieng' is not KEN-01, who is 'Wanjiku'" in found.troubles[0].message


def test_days_written_where_they_are_shown_are_located(sent: Round) -> None:
    answered(sent, SEPTEMBER, "1-30", "released")
    (trouble,) = gathered(sent).troubles
    assert str(trouble.place) == "KEN-en.xlsx, Releases!D6"


def test_a_new_person_is_located(sent: Round) -> None:
    book = sent.book("KEN")
    book.sheet("people").cell(HEADER_ROW + 3, 2).value = "Njoroge"
    book.save()
    (trouble,) = gathered(sent).troubles
    assert "'Njoroge' is nobody whom the plan knows; add a new person" in trouble.message


def test_remarks_are_kept_for_a_person_to_read(sent: Round) -> None:
    answered(sent, SEPTEMBER, "after the election", "remark")
    found = gathered(sent)
    assert [(str(each.place), each.text) for each in found.remarks] == [
        ("KEN-en.xlsx, Releases!H6", "KEN-01 September 2026: after the election")
    ]
    table = replies(found)
    assert next(row for row in table.records() if row["part"] == "to read")["cell"] == "H6"


def test_a_bomb_is_refused(sent: Round) -> None:
    path = sent.folder / "huge.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "x")
        book.writestr("xl/workbook.xml", b" " * (300 << 20))
    (trouble,) = gathered(sent).troubles
    assert trouble.place.file == "huge.xlsx"
    assert "far more than a plan" in trouble.message


def test_the_plan_that_is_given_stays(sent: Round, tmp_path: Path) -> None:
    answered(sent, SEPTEMBER, "yes")
    before = sent.plan.availability
    allocator.gather(sent.plan, sent.folder, sent.model, output=tmp_path / "new.xlsx")
    assert sent.plan.availability == before
    assert allocator.read_plan(tmp_path / "new.xlsx").availability != before


def test_no_folder_is_an_error(sent: Round, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist; name a folder"):
        allocator.gather(sent.plan, tmp_path / "nowhere", sent.model)


def test_what_is_wrong_in_the_same_way_is_told_once(sent: Round) -> None:
    book = sent.book("KEN")
    for question in (SEPTEMBER, OCTOBER):
        book.cell(question, "name").value = "W. Kamau"
    book.save()
    (trouble,) = gathered(sent).troubles
    assert (trouble.place.cell, trouble.also) == ("B6", ("B7",))


def test_a_sheet_that_is_there_twice_is_read_twice(sent: Round) -> None:
    book = sent.book("KEN")
    copied = book.book.copy_worksheet(book.sheet("releases"))
    row, column = book.cell(SEPTEMBER).row, book.column("releases", "answer")
    book.cell(SEPTEMBER).value, copied.cell(row, column).value = "yes", "no"
    copied.cell(row + 1, column).value = "yes"
    book.save()
    found = gathered(sent)
    assert [change.subject for change in found.changes] == [OCTOBER[1]]
    assert {trouble.place.sheet for trouble in found.troubles} == {"Releases", "Releases Copy"}


def test_somebody_who_is_locked_leaves(sent: Round) -> None:
    """The lock stays and is a matter of the planner: nothing else is lost by it."""
    book = sent.book("KEN")
    book.cell(("people", ("KEN-01",))).value = "no"
    book.cell(("releases", ("KEN-02", "2026-10"))).value = "yes"
    book.save()
    lock = Decision(
        request="R1", expert="KEN-01", start=date(2026, 9, 14), decision="fixed", status="accepted"
    )
    found = gathered(sent, decisions=(lock,))
    assert found.plan.experts["KEN-01"].withdrawn_from == sent.plan.settings.start
    assert len(found.changes) == 2
    assert [row.expert for row in found.plan.decisions] == ["KEN-01"]


def test_the_planners_own_columns_and_blanks_stay(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ROOT / "scenarios" / "plans" / "first-steps", folder)
    path = folder / "Experts.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [
        f"{line},{'my column' if number == 0 else f'mine {number}'}" for number, line in enumerate(lines)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    plan = allocator.read_plan(folder)
    allocator.ask(plan, tmp_path / "sent")
    allocator.gather(plan, tmp_path / "sent", output=tmp_path / "new.xlsx")
    again = allocator.read_plan(tmp_path / "new.xlsx")
    assert again.digest == plan.digest
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert [cell.value for cell in book["Experts"][1]][-1] == "my column"
    assert [cell.value for cell in book["Experts"][2]][-1] == "mine 1"
    requests = {cell.value: cell.column for cell in book["Requests"][1]}
    assert book["Requests"].cell(2, requests["requested on"]).is_date


def test_a_deleted_sheet_is_located_beside_other_faults(sent: Round) -> None:
    book = answered(sent, SEPTEMBER, "perhaps not")
    del book.book[book.sheet("people").title]
    book.save()
    told = [trouble.message for trouble in gathered(sent).troubles]
    assert len(told) == 2 and "is no answer that can be read" in told[0]
    assert told[1] == "the sheet People is missing; its questions count as not answered"


def test_a_sheet_that_cannot_be_read_is_not_missing_as_well(sent: Round) -> None:
    book = sent.book("KEN")
    sheet = book.sheet("releases")
    sheet.cell(HEADER_ROW, book.column("releases", "remark") + 1).value = "your answer"
    book.save()
    (trouble,) = gathered(sent).troubles
    assert "twice; which of them counts" in trouble.message


def test_the_form_of_another_plan_is_told_in_one_sentence(sent: Round) -> None:
    for question in (SEPTEMBER, OCTOBER):
        answered(sent, question, "yes")
    people = [expert("KEN-91"), expert("KEN-92"), expert("KEN-93")]
    other = plan_of(people, ["R9"], administrations=[administration("KEN")])
    found = allocator.gather(other, sent.folder, sent.model)
    (trouble,) = found.troubles
    assert trouble.message.startswith("is the form of another plan: of 3 people and requests in it this plan")
    assert str(trouble.place) == "KEN-en.xlsx" and trouble.administration == "KEN" and not found.changes

    half = plan_of([*people, "KEN-01", "KEN-02"], ["R9"], administrations=[administration("KEN")])
    found = allocator.gather(half, sent.folder, sent.model)
    assert not any("another plan" in trouble.message for trouble in found.troubles)
