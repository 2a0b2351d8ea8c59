"""Letters of other scripts, dashes, digits that look like what was meant: named, wherever a code stands."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from allocator.tables import SHEETS
from allocator.tables.cells.look_alikes import difference, look_of, strange_letter
from allocator.tables.cells.suggest import did_you_mean
from allocator.tables.schema import SHEET_BY_NAME

Find = Callable[[Any], list[str]]

DISGUISES = {
    "Cyrillic": dict(zip("ABCEHIJKMOPSTXYaceijopsxy", "АВСЕНІЈКМОРЅТХУасеіјорѕху", strict=True)),
    "Greek": dict(zip("ABEHIKMNOPTXYZaiov", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖαιον", strict=True)),
    "Armenian": dict(zip("LOSUhnou", "ԼՕՏՍհոօս", strict=True)),
    "Fullwidth": {chr(code): chr(code + 0xFEE0) for code in range(0x30, 0x7B) if chr(code).isalnum()},
    "Mathematical": {chr(65 + i): chr(0x1D400 + i) for i in range(26)},
}
CODES = ("key", "code", "codes", "member", "members", "region", "places", "languages", "choice", "weekdays")


def cells(sheets: Any) -> Iterator[tuple[str, int, str, str]]:
    """The first cell that holds codes in every column of a plan: sheet, index of the row, header, text."""
    seen = set()
    for sheet in SHEETS:
        kinds = {column.header: column.kind for column in sheet.columns}
        for i, row in enumerate(sheets[sheet.name]):
            if sheet.vertical and kinds[row["key"]] in CODES:
                yield sheet.name, i, "value", row["value"]
            for header, value in row.items():
                if kinds.get(header) in CODES and value and (sheet, header) not in seen:
                    seen.add((sheet, header))
                    yield sheet.name, i, header, value


@pytest.mark.parametrize("script", DISGUISES)
def test_a_letter_in_disguise_is_named_in_every_column_of_codes(sheets: Any, find: Find, script: str) -> None:
    letters = DISGUISES[script]
    for sheet, i, header, text in list(cells(sheets)):
        at = next((at for at, letter in enumerate(text) if letter in letters), None)
        if at is None or len(re.findall("[A-Za-z]", text)) < 2:
            continue
        sheets[sheet][i][header] = text[:at] + letters[text[at]] + text[at + 1 :]
        if script in ("Fullwidth", "Mathematical") and not find(sheets):
            assert header in ("source", "gender", "status", "level", "pairing", "kind", "decision")
            sheets[sheet][i][header] = text  # one of a few words: read as the one it is
            continue
        place = f"U+{ord(letters[text[at]]):04X}"
        (fault,) = [line for line in find(sheets) if line.startswith(f"{sheet} row {i + 1} ")][:1] or [""]
        where = f"position {at + 1} is the {script} {letters[text[at]]} ({place})"
        assert where in fault or ";" in text or header in ("working days", "value"), (sheet, header, fault)
        assert place in fault, (sheet, header, fault)
        sheets[sheet][i][header] = text


@pytest.mark.parametrize("dash", "‐‑‒–—−﹣")
def test_another_dash_is_named(sheets: Any, find: Find, dash: str) -> None:
    sheets["Availability"][0]["expert"] = f"ZMB{dash}01"
    (fault,) = find(sheets)
    assert f"did you mean ZMB-01? Here the character at position 4 is {dash} (U+{ord(dash):04X}, " in fault


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("WCO-01", "WC0-01", "position 3 is the digit 0, not the Latin O"),
        ("ZMB-11", "ZMB-I1", "position 5 is the Latin I, not the digit 1"),
        ("СОТ", "COT", "position 1 is the Latin C, not the Cyrillic С (U+0421)"),
        ("A–1", "A-1", "position 2 is - (U+002D, hyphen-minus), not – (U+2013, en dash)"),
        ("d'or", "d’or", "position 2 is ’ (U+2019, right single quotation mark), not ' (U+0027, apostrophe)"),
    ],
)
def test_two_keys_that_look_the_same_are_told_apart(
    sheets: Any, find: Find, one: str, other: str, difference: str
) -> None:
    for code in (one, other):
        sheets["Experts"].append({"expert": code, "administration": "ZMB", "languages": "en"})
        sheets["Qualifications"].append({"expert": code, "profile": "TOE", "topic": "*"})
    assert any(difference in line and "count as different experts" in line for line in find(sheets))


def test_headers_settings_and_sheets_in_disguise_are_errors(sheets: Any, find: Find, to_csv: Any) -> None:
    sheets["Requests"][0]["рriority"] = sheets["Requests"][0].pop("priority")
    sheets["Plan"][5]["key"] = "сurrency"
    sheets["Сlosures"] = sheets.pop("Closures")
    named = "is not {0}: the letter at position 1 is the Cyrillic {1}, not the Latin {2}; write {0}"
    assert sorted(find(sheets)) == [
        "Plan row 6 (сurrency): " + named.format("currency", "с (U+0441)", "c"),
        "Requests (рriority): " + named.format("priority", "р (U+0440)", "p"),
        "Сlosures: " + named.format("Closures", "С (U+0421)", "C"),
    ]


def test_names_and_codes_of_other_scripts_are_none_of_ours(sheets: Any, find: Find) -> None:
    sheets["Plan"][0]["value"] = "План на 2027 год: CMA и ТОЕ"
    sheets["Experts"][0]["name"] = "Оксана Хохлова"
    sheets["Experts"][1]["note"] = "Ελένη Παπαδοπούλου, α and β"
    sheets["Closures"][0]["reason"] = "Рождество"
    for row in (*sheets["Requests"], *sheets["Qualifications"], *sheets["Seats"], *sheets["Request seats"]):
        row["topic"] = {"valuation": "таможенная оценка"}.get(row["topic"], row["topic"])
    sheets["Agreements"][0]["topics"] = "таможенная оценка"
    for row in (*sheets["Seats"], *sheets["Assignments"]):
        row["seat"] = "А"  # a seat of its own, all of one script
    assert find(sheets) == []


@pytest.mark.parametrize("code", ["ΖΜΒ", "ΖАМВІА"])
def test_an_employer_all_of_another_script_that_reads_like_a_member(
    sheets: Any, find: Find, code: str
) -> None:
    """Without a row it is no outside body that lacks one; with a row it may be one."""
    sheets["Experts"][0]["administration"] = code
    (fault,) = [line for line in find(sheets) if line.startswith("Experts row 1 ")]
    assert "(administration)" in fault and "not the Latin Z" in fault and "write Z" in fault
    sheets["Administrations"].append({"administration": code, "name": "Of its own", "region": "ESA"})
    (warning,) = [line for line in find(sheets) if "position 1" in line]
    assert warning.startswith("Administrations row") and "not the Latin Z" in warning


@pytest.mark.parametrize("text", ["nan", "NaN", "None", "<NA>", "NaT", "NULL", "N/A", "#N/A"])
def test_what_a_program_writes_for_nothing_is_no_code(sheets: Any, find: Find, text: str) -> None:
    sheets["Requests"][1]["topic"] = text
    assert len(find(sheets)) == 1
    assert "leave the cell blank" in find(sheets)[0] or "formula" in find(sheets)[0]


@pytest.mark.parametrize("mark", [";", "；", "؛", "\u037e"])
def test_lists_are_separated_by_every_semicolon(sheets: Any, find: Find, mark: str) -> None:
    sheets["Experts"][0]["languages"] = f"en{mark}fr"
    sheets["Agreements"][0]["providers"] = f"ZMB{mark} WCO"
    assert find(sheets) == []


@pytest.mark.parametrize(
    "text", ["time–release", "Côte d’Ivoire", "nº 3", "R²", "Straße", "ığdır", "таможня", "KEN 01"]
)
def test_what_is_no_disguise(text: str) -> None:
    assert strange_letter(text) == ""


def test_a_suggestion_that_looks_the_same_says_what_differs() -> None:
    for text, known in [("СMA", "CMA"), ("KEN−03", "KEN-03"), ("ехcluded", "excluded"), ("l1", "I1")]:
        assert look_of(text) == look_of(known)
        assert difference(text, known) in did_you_mean(text, [known, "other"])
    assert did_you_mean("ken-07", ["KEN-03", "KEN-07", "SEN-02"]) == "; did you mean KEN-07?"
    assert all("U+" not in did_you_mean("KEN-3", SHEET_BY_NAME) for _ in range(2))
