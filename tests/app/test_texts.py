"""Every text of the page stands in the table, in both languages, with the same places."""

import csv
import re
import string
from pathlib import Path

import pytest

from allocator.app import texts as module
from allocator.app.texts import LANGUAGES, defect_words, texts
from allocator.errors import Fault, InputError
from allocator.report.phrases import phrases

ROOM = Path(module.__file__).parent
ROWS = list(csv.DictReader((ROOM / "texts.csv").read_text(encoding="utf-8").splitlines()))
_SAID = re.compile(r"""\bsay\(\s*f?["']([^"']+)["']""")
_SAME = {"Plan", "code", "Budgets", "Mission", "Missions", "Experts", "Budget", "Expert", "Administrations"}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_every_text_is_there_in_both_languages_with_the_same_places(row: dict[str, str]) -> None:
    assert all(row[language].strip() for language in LANGUAGES)
    assert places(row["en"]) == places(row["fr"])
    assert row["en"] != row["fr"] or row["en"] in _SAME


def test_no_text_hides_one_of_the_reports_and_none_is_there_twice() -> None:
    keys = [row["key"] for row in ROWS]
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if phrases("en").get(key, "")]


def test_what_the_page_says_is_in_the_table() -> None:
    keys = {row["key"] for row in ROWS}
    for path in ROOM.glob("*.py"):
        for said in _SAID.findall(path.read_text(encoding="utf-8")):
            known = re.compile(re.sub(r"\\\{[^}]*\\\}", r"\\S+", re.escape(said)))
            assert any(known.fullmatch(key) for key in keys) or phrases("en").get(said, ""), (path.name, said)


def test_another_language_is_refused() -> None:
    assert texts("fr")("undo") == "Annuler"
    with pytest.raises(InputError):
        texts("xx")


def test_names_of_sheets_stay_as_the_workbook_has_them() -> None:
    fault = Fault(place="Requests", message="the sheet is missing; add it")
    assert texts("fr").place(fault) == "Requests"
    said = texts("fr").of_fault(fault)
    assert said is None or said.startswith("Requests")


class Page:
    """A page, open in a browser or no more."""

    def __init__(self, has_socket_connection: bool) -> None:
        self.has_socket_connection, self.is_shown = has_socket_connection, False

    def __enter__(self) -> None:
        self.is_shown = True

    def __exit__(self, *_: object) -> None:
        self.is_shown = False


def test_a_defect_is_said_on_every_page_that_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = pytest.importorskip("allocator.app.pages")
    there = {"one": Page(True), "gone": Page(False), "two": Page(True)}
    said = list[tuple[str, list[str]]]()

    def warn(words: str, _: object) -> None:
        said.append((words, [name for name, page in there.items() if page.is_shown]))

    monkeypatch.setattr(pages.Client, "instances", there)
    monkeypatch.setattr(pages, "warn", warn)
    pages.say_everywhere(words := defect_words(KeyError("KEN-03")), texts("en"))
    assert said == [(words, ["one"]), (words, ["two"])]
    assert words == "A defect of the program: KeyError: 'KEN-03'"
