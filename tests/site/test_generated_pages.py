"""The pages that are made from the program have all that the program has, and their examples are true."""

import pytest
from site_pages import commands, examples, exit_codes, goals, library, messages, rules, sheets
from site_pages.messages import Message

import allocator
from allocator.cli.app import COMMANDS
from allocator.errors import MEANINGS, ExitCode
from allocator.goals import GOALS
from allocator.report.registry import SHEETS as WRITTEN
from allocator.rules import RULES
from allocator.tables import SHEETS

GOAL_CODES = [module.GOAL.code for module in GOALS]


def test_every_command_has_a_section_with_its_example() -> None:
    page = commands.page()
    for each in COMMANDS:
        assert f"\n## allocator {each.name}\n" in page
        assert each.example in page
    assert "`--time-limit` `SECONDS`" in page


def test_every_sheet_and_column_of_the_input_is_told() -> None:
    page = sheets.input_page()
    for sheet in SHEETS:
        section = page.split(f"\n## {sheet.name}\n")[1].split("\n## ")[0]
        for column in sheet.columns:
            header = f"**{column.header}**" if column.required else column.header
            assert f"\n| {header} | " in section
            assert column.doc


def test_every_sheet_of_the_output_is_named() -> None:
    page = sheets.output_page()
    assert [name for name in WRITTEN if name not in page] == []


def test_every_exit_code_is_told() -> None:
    page = exit_codes.page()
    assert all(f"\n| {code.value} | {meaning} |" in page for code, meaning in MEANINGS.items())
    assert set(MEANINGS) == set(ExitCode)


def test_every_public_name_is_in_the_library() -> None:
    page = library.page()
    assert [name for name in allocator.__all__ if f"::: allocator.{name}\n" not in page] == []


@pytest.mark.parametrize("code", RULES)
def test_three_rows_break_each_rule(code: str) -> None:
    assert len(examples.known()["rules"][code]["rows"]) == 3
    found = examples.violations(code)
    assert found
    assert {violation.rule for violation in found} == {code}
    assert all(part in rules.page() for part in (f"{{ #{code} }}", RULES[code].sentence.split("'")[0]))


@pytest.mark.parametrize("code", GOAL_CODES)
def test_three_rows_are_counted_by_each_goal(code: str) -> None:
    assert len(examples.known()["goals"][code]["rows"]) == 3
    assert examples.value(code) > 0
    assert f"{{ #{code} }}" in goals.page()


def test_no_example_is_of_a_rule_or_goal_that_is_gone() -> None:
    assert list(examples.known()["rules"]) == list(RULES)
    assert list(examples.known()["goals"]) == GOAL_CODES


def test_every_message_has_a_place_and_says_what_to_do() -> None:
    assert len(messages.known()) > 200
    assert [message for message in messages.known() if messages.kind_of(message) is None] == []
    assert [message for message in messages.known() if not messages.helps(message)] == []


def test_no_advice_is_left_of_a_message_that_is_gone() -> None:
    texts = {message.text for message in messages.known()}
    assert [text for text in messages.explained()["single"] if text not in texts] == []


def test_a_message_is_parted_where_it_says_what_would_be_right() -> None:
    told = Message("tables/x.py", "… is a list; one code is right")
    assert (told.wrong, messages.helps(told)) == ("… is a list", "One code is right.")
    silent = Message("tables/x.py", "… is a mystery; …")
    assert (silent.wrong, messages.helps(silent)) == ("… is a mystery", "")
