"""The sheet `Start here`: how to fill in the starter workbook, in ten steps, and what to do then."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from allocator.export.sheets import A4, set_up_print
from allocator.export.starter.lists import LISTS
from allocator.export.starter.notes import purpose
from allocator.export.starter.styles import StarterStyles
from allocator.export.styles import Styles
from allocator.tables.schema import SHEETS

GUIDE = "Start here"

_WIDTHS = (5, 24, 90)
_LETTERS, _LINE = 118, 16  # of a merged line at its size; points

_WITH_EXAMPLES = """
The grey rows are examples, and together a small plan that can be solved as it is. Write over them or delete
them; a row turns black as soon as you change it. With --empty, `allocator init` writes no examples.
"""
_WITHOUT_EXAMPLES = """
The sheets are empty. Without --empty, `allocator init` writes the same workbook with examples to look at.
"""
_STEPS = """
Hold the pointer over a header: its note says what the column holds, what a blank cell means, and gives an
example.

A dark header must be filled in; under a light one a cell may stay blank. What is required and still missing
in a row turns yellow.

Begin with the sheet Plan: a title, the first and the last day. Then {required}. The other sheets may stay
empty, but for those of step 5.

Agreements and Travel count by being there. Delete the sheet Agreements if nobody has to pay: with it, a
request is served only if an agreement pays. Delete the sheet Travel if journeys cost nothing: with it, every
pair of regions that may be travelled needs a row.

Cells with an arrow offer codes that are known. Topics, profiles and seats of your own: type them, or add them
to the sheet {lists}. Members go by code or by name; {lists} has both.

A cell that takes several codes separates them by ; as in en;fr. In a limit, - means that there is none.

Dates are real dates, such as 2026-07-01. A period includes its first and its last day. Amounts are whole
numbers without a mark of thousands, such as 12000. What is delivered gets its last day in done on, and in
Assignments a row per person who went: it uses up their days and the budget.

Leave the names of sheets and headers as they are. Rows and columns may stand in any order. Light columns that
you do not need may be deleted, unless their note says otherwise.

Save, open a terminal in the folder of this workbook, and type the commands below. Nothing ever writes into
this workbook.
"""
_COMMANDS = (
    ("allocator check plan.xlsx", "Lists everything that is wrong, each with its cell, before you plan."),
    (
        "allocator solve plan.xlsx",
        "Writes allocation.xlsx: who goes where and when, and if it can be better.",
    ),
    (
        "allocator solve allocation.xlsx --output second.xlsx",
        "Plans again, after you have edited the column decision on its sheet Assignments.",
    ),
)
_FOLDERS = """
The folder models holds policies (--model models/regional.toml), the folder scenarios what-ifs on this
workbook (allocator solve scenarios/strict-pairing.toml). The README.md in each says how to write your own.
"""


def steps(*, examples: bool) -> tuple[str, ...]:
    """The ten sentences, in order."""
    names = [sheet.name for sheet in SHEETS if sheet.required and not sheet.vertical]
    required = f"{', '.join(names[:-1])} and {names[-1]}"
    first = _WITH_EXAMPLES if examples else _WITHOUT_EXAMPLES
    others = _STEPS.format(required=required, lists=LISTS).split("\n\n")
    return tuple(" ".join(step.split()) for step in (first, *others))


def add_guide(book: Workbook, styles: Styles, starter: StarterStyles, *, examples: bool) -> None:
    """The first sheet of the workbook."""
    sheet = book.add_worksheet(GUIDE)
    sheet.set_tab_color(starter.GREY)
    sheet.hide_gridlines(2)
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width, starter.plain)
    sheet.write_string(0, 0, "Your plan: how to fill in this workbook", styles.title)
    sheet.set_row(0, 28)
    row = _add_steps(sheet, starter, 1, steps(examples=examples))
    row = _add_colours(sheet, starter, row + 1)
    row = _add_commands(sheet, starter, row + 1)
    _add_contents(sheet, starter, row + 1)
    set_up_print(sheet, GUIDE, paper=A4)
    sheet.set_portrait()


def _add_steps(sheet: Worksheet, starter: StarterStyles, row: int, sentences: tuple[str, ...]) -> int:
    for number, sentence in enumerate(sentences, start=1):
        sheet.write_number(row, 0, number, starter.number)
        row = _add_line(sheet, row, sentence, starter.step)
    return row


def _add_line(sheet: Worksheet, row: int, text: str, style: Format) -> int:
    """A text over both wide columns, in a row as high as it needs; the next row."""
    sheet.merge_range(row, 1, row, 2, "", style)
    sheet.write_string(row, 1, text, style)
    sheet.set_row(row, _LINE * (1 + len(text) // _LETTERS))
    return row + 1


def _add_colours(sheet: Worksheet, starter: StarterStyles, row: int) -> int:
    sheet.write_string(row, 0, "Colours", starter.heading)
    meanings = (
        ("header", starter.required, "must be filled in, in every row that you use"),
        ("header", starter.optional, "may stay blank: its note says what blank means"),
        ("example", starter.example, "still as the example is; write over it"),
        ("", starter.missing, "required, and still blank"),
    )
    for text, style, meaning in meanings:
        row += 1
        sheet.write_string(row, 1, text, style)
        sheet.write_string(row, 2, meaning, starter.plain)
    return row + 1


def _add_commands(sheet: Worksheet, starter: StarterStyles, row: int) -> int:
    sheet.write_string(row, 0, "Then", starter.heading)
    for command, meaning in _COMMANDS:
        row += 1
        sheet.merge_range(row, 1, row, 2, "", starter.command)
        sheet.write_string(row, 1, command, starter.command)
        row += 1
        sheet.write_string(row, 1, meaning, starter.plain)
    return _add_line(sheet, row + 1, " ".join(_FOLDERS.split()), starter.step)


def _add_contents(sheet: Worksheet, starter: StarterStyles, row: int) -> None:
    """Every sheet with what it holds and a way to it."""
    sheet.write_string(row, 0, "Sheets (bold: required)", starter.heading)
    texts = {each.name: f"{purpose(each)[0].upper()}{purpose(each)[1:]}" for each in SHEETS}
    required = {each.name for each in SHEETS if each.required}
    for name, text in {**texts, LISTS: "The codes that the drop-downs offer"}.items():
        row += 1
        style = starter.strong_link if name in required else starter.link
        sheet.write_url(row, 1, f"internal:'{name}'!A1", style, name)
        sheet.write_string(row, 2, text, starter.plain)
