"""Every message of the reader has a French form: faults and warnings of plans, replies, models, scenarios.

The messages are found in the source of the program, as the page of messages finds them, with … for what
depends on the input. Those that are put together of several pieces stand in `reader_messages.toml`, as they
are read.
"""

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_pages.messages import Message, known

from allocator.report.said import said

FRENCH = said("fr")
READERS = (
    "inputs/",
    "tables/",
    "plan/",
    "outside/toml_file.py",
    "app/desk.py",
    "app/drafts.py",
    "app/parcels.py",
)
MESSAGES = [message for message in known() if message.file.startswith(READERS)]
#: What may stand where a message has …
FILLERS = ("X-1", "12", "'x'", "2026-07-01")
#: English that is left over where a sentence is said in part; what is quoted is the workbook's own.
ENGLISH = re.compile(r"\b(the|not|which|write|are|of|and|or|is|give|from|row|added|line|more|with|nobody)\b")
QUOTED = re.compile(r"'[^']*'|« [^»]* »|`[^`]*`|\{[^}]*\}|\"[^\"]*\"|\([^()]*\)")
#: Said of the inside of a file; what a planner reads is that the file is damaged.
INSIDE = {
    "no worksheet", "a cell without a place", "a row that no sheet has", "a string that is not there",
    "a number that is none", "a workbook declares no entities", "more elements than a workbook needs",
}  # fmt: skip
#: Messages that are put together of pieces, as they are read.
EXAMPLES = tomllib.loads(Path(__file__).with_name("reader_messages.toml").read_text(encoding="utf-8"))
COMPOSED, PIECES = EXAMPLES["composed"], EXAMPLES["pieces"]


def filled(template: str) -> Iterator[str]:
    """A message with values in its places."""
    number = template.count("…")
    ways = (
        itertools.product(FILLERS, repeat=number) if number <= 4 else [(each,) * number for each in FILLERS]
    )
    for values in ways:
        pieces = zip(template.split("…"), (*values, ""), strict=True)
        yield "".join(piece + value for piece, value in pieces)


def left_over(text: str) -> list[str]:
    """English words in what is said in French, but for quoted ones."""
    bare = text
    while (less := QUOTED.sub("", bare)) != bare:
        bare = less
    return ENGLISH.findall(bare)


def test_the_messages_of_the_reader_are_found() -> None:
    assert len(MESSAGES) > 200
    texts = {message.text for message in MESSAGES}
    assert set(COMPOSED) | INSIDE <= texts  # none stands here that nothing says any more


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: f"{message.file}: {message.text}")
def test_a_message_of_the_reader_is_said_in_french(message: Message) -> None:
    if message.text in INSIDE:
        return
    texts = [COMPOSED[message.text]] if message.text in COMPOSED else filled(message.text)
    others = list(filter(None, map(FRENCH, texts)))
    assert others, "say it in allocator/report/said_of_inputs.csv"
    assert any(left_over(other) == [] for other in others), others[0]


@pytest.mark.parametrize("template", COMPOSED)
def test_an_example_is_one_of_its_template(template: str) -> None:
    pattern = ".*".join(map(re.escape, template.split("…")))
    assert re.fullmatch(pattern, COMPOSED[template])


@pytest.mark.parametrize("text", PIECES)
def test_a_message_of_pieces_is_said_in_french(text: str) -> None:
    other = FRENCH(text)
    assert other is not None
    assert left_over(other) == [], other


def test_the_excuses_of_the_test_hold() -> None:
    assert FRENCH("the reader has said something new") is None
    assert left_over("est vide, for there is nobody") == ["is", "nobody"]
