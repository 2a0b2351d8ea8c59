"""A coordination model from a file that is handed over: taken as if chosen, or refused by line."""

from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator.app.desk import Desk
from allocator.app.drafts import MOST_MODEL_BYTES, model_of
from allocator.app.texts import texts
from allocator.errors import InputError
from tests.cli.conftest import ROOT

LONG = 60_000  # milliseconds
REGIONAL = ROOT / "models" / "regional.toml"
TEXT = REGIONAL.read_text(encoding="utf-8")

SERVED = TEXT.replace("{", "{{").replace("}", "}}").replace("served = 1 ", "served = {} ")


def wrong(content: bytes | str, name: str = "my model.toml") -> InputError:
    with pytest.raises(InputError) as caught:
        model_of(content if isinstance(content, bytes) else content.encode(), name)
    return caught.value


def line(beginning: str) -> int:
    return next(n for n, each in enumerate(TEXT.splitlines(), 1) if each.startswith(beginning))


def test_a_model_that_was_written_is_read() -> None:
    assert model_of(REGIONAL.read_bytes(), "C:\\any\\Where.TOML") == allocator.read_model(REGIONAL)


def test_every_fault_has_its_line_and_what_would_be_right() -> None:
    changed = TEXT.replace('pairing = { level = "soft" }', 'pairing = { level = "sofd" }')
    changed = changed.replace("language = { level", "langage = { level").replace("title =", "titel =")
    faults = {str(fault) for fault in wrong(changed).faults}
    assert {fault.partition(" (")[0] for fault in faults} == {
        "my model.toml", f"my model.toml line {line('title')}", f"my model.toml line {line('[rules]')}",
        f"my model.toml line {line('language')}", f"my model.toml line {line('pairing')}",
    }  # fmt: skip
    assert (
        f"my model.toml line {line('pairing')} (rules.pairing): cannot be 'sofd'; this rule may be "
        "hard or off or soft" in faults
    )
    french = texts("fr").of_error(wrong(changed))
    assert french is not None and f"my model.toml ligne {line('pairing')} (rules.pairing)" in french


@pytest.mark.parametrize(
    ("content", "name", "says", "french"),
    [
        (TEXT.replace("[rules]", "[rules"), "a.toml", f"a.toml line {line('[rules]')}, column 7: is not",
         "« ] » attendu"),
        (TEXT.replace("[rules]", "[rules]\nx"), "a.toml", "Expected '=' after a key", "« = » attendu"),
        (b"title = '\xff'", "a.toml", "a.toml line 1: is not UTF-8 text", "n'est pas un texte UTF-8"),
        (b"%PDF-1.7", "a.toml", "a.toml line 1, column 1: is not valid TOML", "instruction non valide"),
        (TEXT, "../../etc/passwd", "is no file with a model; give one that ends in .toml", "finit en .toml"),
        (TEXT + "#" * MOST_MODEL_BYTES, "a.toml", "has more than 1 MB; a model has a few kB", "dépasse 1 Mo"),
        ("", "a.toml", "a.toml (title): is missing", "manque"),
        ("a = " + "[" * 100_000, "a.toml", "is nested far deeper", "imbriqué"),
        ("=", "A.TOML", "A.TOML line 1, column 1: is not valid TOML", "A.TOML ligne 1, colonne 1 : n'est"),
        (b"a = '\xff'", ".toml", ".toml line 1: is not UTF-8", ".toml ligne 1 : n'est pas"),
        ("a = '''b", "1,000.toml", "1,000.toml, at its end: is", "1,000.toml, à la fin : n'est"),
        ("a = '''b", "a.toml", "Expected \"'''\"", "« ''' » attendu"),
        ("a = 'b", "a.toml", "Expected \"'\"", "« ' » attendu"),
        (r'a = "\ud800"', "a.toml", "is not a Unicode scalar value", "aucun caractère d'Unicode"),
        (SERVED.format("2026-01-01"), "a.toml", "is 2026-01-01, not", "est 2026-01-01, non"),
        (SERVED.format("2026-01-01T10:00:00+02:00"), "a.toml", "is 2026-01-01T10:00:00+02:00, not", "poids"),
        (SERVED.format("[1, [2]]"), "a.toml", "is […], not a whole number", "est […], non"),
        (SERVED.format("true"), "a.toml", "is true, not a whole number", "est true, non"),
        (TEXT + "\n[rules]", "a.toml", ": Cannot declare rules twice", ": La clé rules ne peut pas"),
        ("[a.'b) c']\n[a.'b) c']", "a.toml", 'declare a."b) c" twice', 'clé a."b) c" ne peut'),
        ("a = []\n[[a]]", "a.toml", "immutable namespace a", "clé a ne peut pas être complétée"),
    ],
)  # fmt: skip
def test_what_is_no_model_is_refused_in_both_languages(
    content: bytes | str, name: str, says: str, french: str
) -> None:
    error = wrong(content, name)
    assert says in str(error)
    said = texts("fr").of_error(error)
    assert said is not None and french in said


@pytest.mark.usefixtures("page")
def test_a_model_is_dropped_on_the_form_or_refused_there(
    solved_page: Any, solved_store: Any, tmp_path: Path
) -> None:
    page = solved_page
    page.get_by_text("Coordination model: ").click()
    drop = page.locator(".desk-upload input[type=file]").nth(1)
    drop.wait_for(state="attached", timeout=LONG)
    before = Desk.opened(solved_store).model
    wrong = tmp_path / "<b>my model.toml"
    wrong.write_text(TEXT.replace("language = { level", "langage = { level"), encoding="utf-8")
    drop.set_input_files(wrong)
    notice = page.locator(".q-notification", has_text="there is no rule langage, did you mean language?")
    notice.wait_for(timeout=LONG)
    assert f"<b>my model.toml line {line('language')} (rules.langage)" in notice.inner_text()
    notice.get_by_role("button").click()
    notice.wait_for(state="detached", timeout=LONG)
    assert Desk.opened(solved_store).model == before
    drop.set_input_files(REGIONAL)
    page.get_by_text("Coordination model: Regional pool first").wait_for(timeout=LONG)
    assert Desk.opened(solved_store).model == allocator.read_model(REGIONAL)
    page.get_by_label("Weight of served", exact=True).fill("3")
    page.get_by_label("Weight of served", exact=True).press("Tab")
    page.get_by_text("goals changed").first.wait_for(timeout=LONG)
    (first,) = (term for tier in Desk.opened(solved_store).model.tiers for term in tier.terms
                if term.code == "served")  # fmt: skip
    assert first.weight == 3
