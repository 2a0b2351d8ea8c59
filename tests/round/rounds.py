"""A made-up round: sixty administrations, their forms made by the product, filled in from a drawn truth."""

import random
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

import allocator
from allocator.inputs.round.asking import forms_of
from allocator.inputs.round.forms import Form
from allocator.inputs.round.parts import PARTS, PartName
from allocator.inputs.round.states import Key, States
from allocator.inputs.round.texts import say
from allocator.inputs.round.words import month_in
from allocator.plan import Plan
from allocator.plan.entities import Availability, Interest, RequestSeat
from allocator.plan.policy import CoordinationModel
from allocator.plan.reference import members as wco_members
from tests.plans_by_hand import administration, expert, plan_of, request

ROOT = Path(__file__).parents[2]
#: Members of each language that forms are written in.
COUNTED = {"en": 15, "fr": 15, "es": 15, "pt": 15}
HEADER_ROW = 5

Question = tuple[PartName, Key]
#: The question and its answer: a word, for releases perhaps with the first and the last day.
Truth = dict[Question, tuple[str, tuple[int, int] | None]]


def sixty() -> tuple[str, ...]:
    """Codes of sixty administrations: Members, and bodies of no Member where a language has too few."""
    codes = []
    for language, count in COUNTED.items():
        own = [
            code
            for code, known in sorted(wco_members().items())
            if next((each for each in known.languages if each in COUNTED), "") == language
        ]
        codes += own[:count]
    return (*codes, *(f"BODY{number}" for number in range(60 - len(codes))))


def made_up_plan(codes: tuple[str, ...] | None = None) -> Plan:
    """Two people each, of whom the first has releases, and requests in every language."""
    codes = codes or sixty()
    rng = random.Random(60)
    people, releases, interest = [], [], []
    for code in codes:
        known = wco_members().get(code)
        languages = known.languages if known else ("en",)
        for number in (1, 2):
            person = f"{code}-{number:02}"
            people.append(expert(person, languages=languages, name=f"Person {number} of {code}"))
        for month in (9, 10, 12):
            first = rng.randint(1, 12)
            status = rng.choice(("confirmed", "tentative"))
            releases.append(
                Availability(
                    expert=f"{code}-01", first=date(2026, month, first),
                    last=date(2026, month, first + 14), status=status,
                )
            )  # fmt: skip
        interest.append(Interest(expert=f"{code}-01", request="R1", interest=rng.choice((-2, 1, 2))))
    asks = [
        request(f"R{number}", member, languages=(language,), expected_result=f"Result {number}")
        for number, (member, language) in enumerate(
            (
                ("ZMB", "en"),
                ("MLI", "fr"),
                ("PER", "es"),
                ("AGO", "pt"),
                ("NPL", "en"),
                ("TUN", "fr"),
                ("SEN", "fr"),
                ("MOZ", "pt"),
            ),
            1,
        )
    ]
    nobody = tuple(RequestSeat(request=code, seat="lead", profile="TOE") for code in ("R7", "R8"))
    bodies = [administration(code, name="" if code in wco_members() else f"Body {code}") for code in codes]
    return plan_of(
        people,
        asks,
        administrations=bodies,
        availability=tuple(releases),
        interest=tuple(interest),
        request_seats=nobody,
    )


def truth_of(form: Form, states: States, rng: random.Random) -> Truth:
    """What an administration wants to say: an answer to nine questions of ten."""
    truth: Truth = {}
    for part in PARTS.values():
        for row in form.rows[part.name]:
            if rng.random() < 0.1:
                continue
            question = question_of(part.name, row)
            word = rng.choice(part.words)
            days = None
            if part.name == "releases" and word != "no" and rng.random() < 0.3:
                first = rng.randint(1, 14)
                days = (first, rng.randint(first, 28))
            truth[question] = (word, days)
    return truth


def question_of(part: PartName, row: Mapping[str, str]) -> Question:
    """The question of a row of a form."""
    if part == "people":
        return part, (row["expert"],)
    if part == "releases":
        month = month_in(row["month"])
        assert month is not None
        return part, (row["expert"], f"{month:%Y-%m}")
    return part, (row["request"], row["seat" if part == "seats" else "expert"])


@dataclass
class Book:
    """A form while somebody fills it in, or damages it."""

    path: Path
    form: Form
    book: openpyxl.Workbook = field(init=False)

    def __post_init__(self) -> None:
        self.book = openpyxl.load_workbook(self.path)

    def sheet(self, part: PartName) -> Worksheet:
        """The sheet of a part."""
        return self.book[say(self.form.language, f"sheet.{part}")]

    def column(self, part: PartName, name: str) -> int:
        """The column of a field, counted from 1."""
        wanted = say(self.form.language, f"header.{name}")
        return next(cell.column for cell in self.sheet(part)[HEADER_ROW] if cell.value == wanted)

    def row(self, part: PartName, key: Key) -> int:
        """The row of a question."""
        questions = [question_of(part, row)[1] for row in self.form.rows[part]]
        return HEADER_ROW + 1 + questions.index(key)

    def cell(self, question: Question, name: str = "answer") -> openpyxl.cell.cell.Cell:
        """The cell of a field of a question."""
        part, key = question
        return self.sheet(part).cell(self.row(part, key), self.column(part, name))

    def fill(self, truth: Truth) -> None:
        """Write answers as somebody would who does as told."""
        for question, (word, days) in truth.items():
            self.cell(question).value = say(self.form.language, word)
            if days is not None:
                year, month = map(int, question[1][1].split("-"))
                for name, number in zip(("from", "to"), days, strict=True):
                    self.cell(question, name).value = date(year, month, number)

    def save(self, path: Path | None = None, day: int = 2) -> None:
        """Save as a spreadsheet program does: with the time."""
        self.book.save(path or self.path)
        stamp(path or self.path, day)


def stamp(path: Path, day: int) -> None:
    """A workbook as if it had been saved on a day of March 2026."""
    with zipfile.ZipFile(path) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    times = re.compile(rb"(<dcterms:modified[^<>]*>)[^<>]*<")
    core = times.sub(rb"\g<1>2026-03-%02dT12:00:00Z<" % day, parts["docProps/core.xml"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, content in {**parts, "docProps/core.xml": core}.items():
            book.writestr(part, content)


def expected_state(question: Question, answer: tuple[str, tuple[int, int] | None], states: States) -> str:
    """What the plan must say after an answer, worked out by hand from days."""
    (part, key), (word, days) = question, answer
    if part == "people":
        return "yes" if word == "yes" else f"no, from {states.plan.settings.start}"
    if part != "releases":
        return word
    if word == "no":
        return "–"
    mark = "" if word == "yes" else " ?"
    if days is not None:
        first, last = days
        return f"{first}{f'-{last}' * (last > first)}{mark}"
    shown = states.of("releases", key)
    year, month = map(int, key[1].split("-"))
    whole = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    runs = [run.removesuffix(" ?") for run in shown.split("; ")] if shown != "–" else [f"1-{whole}"]
    return "; ".join(f"{run}{mark}" for run in runs)


@dataclass
class Round:
    """A plan, its forms, and where they lie."""

    plan: Plan
    model: CoordinationModel
    folder: Path
    forms: dict[str, Form]
    paths: dict[str, Path]
    states: States

    def book(self, code: str) -> Book:
        """The form of an administration, opened."""
        return Book(self.paths[code], self.forms[code])


def asked(plan: Plan, folder: Path) -> Round:
    """A round sent out."""
    model = allocator.read_model(ROOT / "models/national.toml")
    paths = allocator.ask(plan, folder, model)
    forms = forms_of(plan, model)
    codes = [form.administration for form in forms]
    by_code = dict(zip(codes, forms, strict=True))
    return Round(plan, model, folder, by_code, dict(zip(codes, paths, strict=True)), States(plan))
