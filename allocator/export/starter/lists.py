"""The sheet `Lists` of a starter workbook: the codes that drop-downs offer, and the names of the ranges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from allocator.export.sheets import A4, SPARE_ROWS, put_cell, set_up_print
from allocator.export.starter.examples import bundled
from allocator.export.starter.styles import StarterStyles
from allocator.plan.entities import SECRETARIAT
from allocator.plan.reference import REGIONS, members
from allocator.report.table import Cell
from allocator.tables.cells.languages import language_names
from allocator.tables.schema import SHEETS, Column, Sheet

LISTS = "Lists"

#: Codes that stand on no sheet of their own, by the fields whose cells offer them.
_SHARED = {
    "administration": "administrations",
    "funders": "administrations",
    "profile": "profiles",
    "topic": "topics",
    "topics": "topics",
    "seat": "seats",
}
_OF_KIND = {
    "member": "members",
    "members": "members",
    "region": "regions",
    "places": "places",
    "languages": "languages",
    "weekdays": "weekdays",
}
_WEEKDAYS = ("Mon", "Mon-Fri", "Sun-Thu", "any")


def list_of(column: Column) -> str:
    """The name of the range that a column's drop-down offers; empty where there is none."""
    if column.refers and column.refers[0] != "Administrations":
        return _keys(column.refers[0])
    shared = "administration" if column.refers else column.field
    name = _SHARED.get(shared) or _OF_KIND.get(column.kind)
    return f"list_{name}" if name else ""


def name_keys(book: Workbook, sheet: Sheet, last_row: int) -> None:
    """Name the codes of a sheet, down to the last one, for other sheets to offer."""
    if any(sheet.name in column.refers[:1] for other in SHEETS for column in other.columns):
        position = sheet.columns.index(sheet.column(sheet.key[0]))
        _define(book, _keys(sheet.name), sheet.name, position, last_row)


def examples_name(sheet: Sheet) -> str:
    """The name of the range that holds the example rows of a sheet, each as one text."""
    return f"examples_of_{sheet.name.replace(' ', '_')}"


def add_lists(book: Workbook, styles: StarterStyles, examples: Mapping[str, Sequence[str]]) -> None:
    """The sheet with its ranges, among them `examples` by name. Where a planner may add codes, the range ends
    with the last one."""
    sheet = book.add_worksheet(LISTS)
    sheet.set_tab_color(styles.GREY)
    sheet.hide_gridlines(2)
    for position, column in enumerate((*_columns(), *_hidden(examples))):
        sheet.write_string(0, position, column.header, styles.list_header if column.header else styles.plain)
        sheet.set_column(position, position, column.width, styles.plain, {"hidden": not column.header})
        for row, cell in enumerate(column.cells, start=1):
            put_cell(sheet, row, position, cell, styles.plain)
        if column.name:
            cells = xl_range_abs(1, position, len(column.cells), position)
            book.define_name(column.name, f"={LISTS}!{cells}")
        if column.grows:
            _define(book, column.grows, LISTS, position, len(column.cells) + SPARE_ROWS)
    sheet.print_area(0, 0, len(members()), len(_columns()) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    set_up_print(sheet, LISTS, paper=A4)


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One column of the sheet, hidden where it has no header. Drop-downs offer it by its `name`, or by
    `grows` if a planner may add to it."""

    header: str = ""
    cells: Sequence[Cell]
    width: int = 9
    name: str = ""
    grows: str = ""


def _columns() -> tuple[_List, ...]:
    known = members().values()
    languages = language_names()
    return (
        _List(header="Member", cells=list(members())),
        _List(header="name", cells=[each.name for each in known], width=34),
        _List(header="region", cells=[each.region for each in known]),
        _List(header="languages", cells=[each.languages for each in known], width=11),
        _List(header="WCO region", cells=list(REGIONS), width=12, name="list_regions"),
        _List(header="name of the region", cells=list(REGIONS.values()), width=60),
        _List(header="language", cells=list(languages), name="list_languages"),
        _List(header="name of the language", cells=list(languages.values()), width=20),
        _List(header="profile", cells=bundled().codes_in("profile"), grows="list_profiles"),
        _List(header="topic", cells=bundled().codes_in("topic"), width=20, grows="list_topics"),
        _List(header="seat", cells=bundled().codes_in("seat"), width=14, grows="list_seats"),
        _List(header="weekdays", cells=_WEEKDAYS, name="list_weekdays"),
    )


def _hidden(examples: Mapping[str, Sequence[str]]) -> Iterator[_List]:
    """Ranges that are made of others, or that only formulas look at."""
    codes, names = list(members()), [each.name for each in members().values()]
    yield _List(cells=codes + names, name="list_members")
    yield _List(cells=[SECRETARIAT, *codes], name="list_administrations")
    yield _List(cells=[*REGIONS, *codes], name="list_places")
    for name, texts in examples.items():
        yield _List(cells=texts, name=name)


def _keys(sheet: str) -> str:
    return f"keys_of_{sheet.replace(' ', '_')}"


def _define(book: Workbook, name: str, sheet: str, column: int, last_row: int) -> None:
    """Name the cells of a column below its header, down to the last one that is filled."""
    cells = f"'{sheet}'!{xl_range_abs(1, column, last_row, column)}"
    first = f"'{sheet}'!{xl_range_abs(1, column, 1, column)}"
    filled = f'SUMPRODUCT(MAX(({cells}<>"")*ROW({cells})))-1'
    book.define_name(name, f"=OFFSET({first},0,0,MAX(1,{filled}),1)")
