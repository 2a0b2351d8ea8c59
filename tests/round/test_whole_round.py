"""Sixty administrations answer, half of them in a way that was not asked for: all is merged or located."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

import allocator
from allocator.inputs.round.gathered import Gathered
from allocator.inputs.round.replies import Trouble
from allocator.inputs.round.states import States
from tests.round.damages import DAMAGES, Damaged, Lost
from tests.round.rounds import Question, Round, Truth, asked, expected_state, made_up_plan


@dataclass
class Came:
    """A round as it came back."""

    sent: Round
    truths: dict[str, Truth]
    lost: dict[str, Lost]
    damage: dict[str, str]
    found: Gathered
    output: Path


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Came:
    from tests.round.rounds import truth_of

    folder = tmp_path_factory.mktemp("round")
    sent = asked(made_up_plan(), folder / "sent")
    rng = random.Random(2026)
    truths, lost, damage = {}, {}, {}
    codes = list(sent.forms)
    with_missions = [code for code in codes if sent.forms[code].rows["missions"]]
    damaged = dict(zip(rng.sample(with_missions, 30), (*DAMAGES, *DAMAGES), strict=False))
    for code, form in sent.forms.items():
        truths[code] = truth_of(form, sent.states, rng)
        _answer_at_least(truths[code], sent, code)
        book = sent.book(code)
        book.fill(truths[code])
        book.save()
        lost[code] = set()
        if code in damaged:
            damage[code] = damaged[code].__name__
            lost[code] = damaged[code](Damaged(code, sent, truths[code]))
    output = folder / "gathered.xlsx"
    found = allocator.gather(sent.plan, folder / "sent", sent.model, output=output)
    return Came(sent, truths, lost, damage, found, output)


def _answer_at_least(truth: Truth, sent: Round, code: str) -> None:
    """What every damage needs: releases without days, a yes among them, a mission."""
    for month in ("2026-09", "2026-10", "2026-12"):
        truth["releases", (f"{code}-01", month)] = ("yes", None)
    row = next(iter(sent.forms[code].rows["missions"]), None)
    if row is not None:
        truth["missions", (row["request"], row["expert"])] = ("yes", None)


def test_sixty_were_asked_and_half_came_back_damaged_in_all_ways(came: Came) -> None:
    assert len(came.sent.forms) == 60
    assert len(came.damage) == 30
    assert {damage.__name__ for damage in DAMAGES} == set(came.damage.values())
    assert len(DAMAGES) >= 12


def test_every_answer_is_merged_or_located(came: Came) -> None:
    now = States(came.found.plan)
    for code, truth in came.truths.items():
        for question, answer in truth.items():
            about = came.damage.get(code, "whole"), question
            if question in came.lost[code]:
                assert _state(now, code, question) == _state(came.sent.states, code, question), about
                assert _located(came.found.troubles, code, came, question), about
            else:
                assert _state(now, code, question) == _meant(question, answer, came.sent.states), about


def _state(states: States, code: str, question: Question) -> str:
    part, key = question
    return states.of(part, (key[0], code) if part == "seats" else key)


def _meant(question: Question, answer: tuple[str, tuple[int, int] | None], states: States) -> str:
    """Days that a damage gave stand for themselves."""
    return answer[0] if answer[0][0].isdigit() else expected_state(question, answer, states)


def _located(troubles: tuple[Trouble, ...], code: str, came: Came, question: Question) -> bool:
    """Whether a trouble names the file, the sheet or the cell of a question."""
    own = [each for each in troubles if each.administration == code]
    part = question[0]
    sheet = came.sent.forms[code]
    from allocator.inputs.round.texts import say

    title = say(sheet.language, f"sheet.{part}")
    whole = any(not each.place.sheet or (each.place.sheet == title and not each.place.cell) for each in own)
    rows = {cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for each in own if each.place.sheet == title
            for cell in (each.place.cell, *each.also)}  # fmt: skip
    form_rows = came.sent.forms[code].rows[part]
    from tests.round.rounds import HEADER_ROW, question_of

    numbers = {
        str(HEADER_ROW + 1 + i) for i, row in enumerate(form_rows) if question_of(part, row) == question
    }
    return whole or bool(rows & (numbers or rows))


def test_nothing_else_is_located(came: Came) -> None:
    """A whole reply has no trouble, and a damaged one none but those of its damage."""
    quiet = {"renamed_column", "moved_columns", "second_period", "merged_down", "other_words", "days_as_text",
             "renamed_file", "without_identity", "corrected_later", "sent_twice", "blank_codes",
             "saved_as_csv"}  # fmt: skip
    for trouble in came.found.troubles:
        assert came.damage.get(trouble.administration, "whole") not in {*quiet, "whole"}, trouble


def test_nothing_changes_without_an_answer(came: Came) -> None:
    now = States(came.found.plan)
    for code, form in came.sent.forms.items():
        for row in form.rows["missions"]:
            question: Question = ("missions", (row["request"], row["expert"]))
            if question not in came.truths[code]:
                assert _state(now, code, question) == _state(came.sent.states, code, question)


def test_gathering_again_changes_nothing(came: Came) -> None:
    plan = allocator.read_plan(came.output)
    assert plan.digest == came.found.plan.digest
    assert not any("Replies" in str(warning) for warning in plan.warnings)
    again = allocator.gather(plan, came.sent.folder, came.sent.model)
    assert again.changes == ()
    assert all(reply.earlier for reply in again.replies if reply.fingerprint)
    assert again.plan.digest == plan.digest


def test_a_plan_gathered_twice_from_the_start_is_the_same(came: Came) -> None:
    again = allocator.gather(came.sent.plan, came.sent.folder, came.sent.model)
    assert again.changes == came.found.changes
    assert again.plan.digest == came.found.plan.digest
