"""Forms as they are sent out: whose, in which language, protected, and with nobody else's people."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import allocator
from allocator.errors import InputError
from allocator.inputs.round.asking import short_fingerprint
from allocator.inputs.round.texts import LANGUAGES, say
from allocator.plan.entities import Decision
from tests.plans_by_hand import administration, expert, plan_of
from tests.round.rounds import HEADER_ROW, ROOT, Round, asked, made_up_plan


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return asked(made_up_plan(), tmp_path_factory.mktemp("forms") / "to send")


def test_each_administration_is_asked_in_its_language(sent: Round) -> None:
    assert len(sent.forms) == len(sent.paths) == 60
    assert {form.language for form in sent.forms.values()} == set(LANGUAGES)
    assert sent.forms["MLI" if "MLI" in sent.forms else "BFA"].language == "fr"
    for code, form in sent.forms.items():
        first = openpyxl.load_workbook(sent.paths[code]).worksheets[0]
        assert first.title == say(form.language, "sheet.start")


def test_nobody_else_is_in_a_form(sent: Round) -> None:
    """Not in any part of the file: neither codes nor names."""
    people = sent.plan.experts
    for code, path in sent.paths.items():
        with zipfile.ZipFile(path) as book:
            text = "\n".join(book.read(part).decode("utf-8") for part in book.namelist())
        found = set(re.findall(r"\b[A-Z]+\d?-\d\d\b", text)) & set(people)
        assert found == {each for each, person in people.items() if person.administration == code}
        others = {person.name for person in people.values() if person.administration != code}
        assert not [name for name in others if f">{name}<" in text]


def test_a_form_is_protected_without_a_password_and_says_what_it_is(sent: Round) -> None:
    form, path = sent.forms["BFA"], sent.paths["BFA"]
    book = openpyxl.load_workbook(path)
    line = f"Allocator | BFA | {short_fingerprint(sent.plan)} | file | 1"
    assert book.custom_doc_props["Allocator form"].value == line
    assert book.security.lockStructure
    assert not book.security.workbookPassword
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert sheet["A3"].value.startswith("Allocator | BFA | ")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
    releases = book[say(form.language, "sheet.releases")]
    lists = [rule for rule in releases.data_validations.dataValidation if rule.type == "list"]
    assert lists[0].formula1 == '"oui,non,peut-être"'
    answers = [cell.protection.locked for cell in releases["E"][HEADER_ROW:]]
    assert not any(answers)
    assert all(cell.protection.locked for cell in releases["A"][HEADER_ROW : HEADER_ROW + 8])


def test_the_same_plan_gives_the_same_bytes(sent: Round, tmp_path: Path) -> None:
    again = allocator.ask(sent.plan, tmp_path / "again", sent.model)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in sent.paths.values()]


def test_an_answer_is_never_written_over(sent: Round) -> None:
    before = {path: path.read_bytes() for path in sent.folder.iterdir()}
    with pytest.raises(InputError, match="may be an answer; nothing is written over"):
        allocator.ask(sent.plan, sent.folder, sent.model)
    assert {path: path.read_bytes() for path in sent.folder.iterdir()} == before


def test_names_of_files_are_safe_and_differ(tmp_path: Path) -> None:
    codes = ["../up", "CON", "a/b", "A:B", "naïve", "a b", "x" * 100]
    people = [expert(f"P{number}", administration=code) for number, code in enumerate(codes)]
    bodies = [administration(code) for code in codes]
    plan = plan_of(people, ["R1"], administrations=bodies)
    written = allocator.ask(plan, tmp_path / "to")
    names = [path.name for path in written]
    assert all(path.parent == tmp_path / "to" and path.is_file() for path in written)
    assert len({name.casefold() for name in names}) == len(codes)
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]{1,80}\.xlsx", name) for name in names)
    assert "CON.xlsx" not in names


def test_a_language_without_translation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'de' has no translation; one of en, fr, es, pt is right"):
        allocator.ask(plan_of(["KEN-01"], ["R1"]), tmp_path, language="de")


def test_what_is_decided_is_not_asked_about(tmp_path: Path) -> None:
    fixed = (
        Decision(request="R1", expert="KEN-01", decision="fixed"),
        Decision(request="R2", decision="excluded"),
    )
    plan = plan_of(["KEN-01"], ["R1", "R2", "R3"], decisions=fixed)
    (path,) = allocator.ask(plan, tmp_path / "to", allocator.read_model(ROOT / "models/national.toml"))
    sheet = openpyxl.load_workbook(path)["Missions"]
    assert [cell.value for cell in sheet["A"][HEADER_ROW:] if cell.value] == ["R3"]


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    plan = plan_of([expert("KEN-01", name="=1+1")], ["R1"])
    (path,) = allocator.ask(plan, tmp_path / "to")
    with zipfile.ZipFile(path) as book:
        assert not any(b"<f>" in book.read(part) for part in book.namelist() if "worksheets" in part)


def test_members_have_their_french_names(sent: Round) -> None:
    rows = sent.forms["BFA"].rows["missions"]
    assert {row["member"] for row in rows if row["request"] == "R6"} == {"Tunisie"}
    assert "Bénin" in openpyxl.load_workbook(sent.paths["BEN"]).worksheets[0]["A1"].value


def test_codes_that_no_system_takes_as_names_have_files_of_their_own(tmp_path: Path) -> None:
    codes = ("CON.X", "A/B", "A?B", "KEN")
    people = [expert(f"{code}-01", administration=code) for code in codes]
    sent = asked(plan_of(people, ["R1"], administrations=[administration(code) for code in codes]), tmp_path)
    names = {path.name.casefold() for path in sent.paths.values()}
    assert len(names) == 4 and "ken-en.xlsx" in names and not any(name.startswith("con.") for name in names)
    sent.paths["A/B"].write_bytes(b"")
    found = allocator.gather(sent.plan, sent.folder, sent.model)
    assert {trouble.administration for trouble in found.troubles if "empty" in trouble.message} == {"A/B"}
