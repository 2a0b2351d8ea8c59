"""Rows of the planner's sheets changed by replies, all of a sheet at once."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from allocator.inputs.round.months import Spell
from allocator.inputs.round.states import Key
from allocator.plan.reference import UnknownMember, resolve_member
from allocator.tables.cells.cells import Cell, is_blank, text_of
from allocator.tables.raw import RawPlan, RawRow, RawTable, with_value
from allocator.tables.schema import SHEET_BY_NAME

_Row = Mapping[str, Cell]  # by header


def with_releases(raw: RawPlan, spells: Mapping[str, Sequence[Spell]]) -> RawPlan:
    """The sheet Availability with other rows for some people, where their first one stood."""
    rows = {
        expert: [
            {"expert": expert, "from": each.first, "to": each.last,
             "status": "confirmed" if each.sure else "tentative"}
            for each in own
        ]
        for expert, own in spells.items()
    }  # fmt: skip
    return _with_rows(raw, "Availability", ("expert",), {(code,): own for code, own in rows.items()})


def with_interest(raw: RawPlan, interest: Mapping[Key, int], people: Container[str]) -> RawPlan:
    """The sheet Interest with other numbers for some (person or administration, request). Whoever is none of
    the people is an administration, which a row may name by its country."""
    rows: dict[Key, list[_Row]] = {
        key: [{"expert": key[0], "request": key[1], "interest": number}] for key, number in interest.items()
    }
    return _with_rows(raw, "Interest", ("expert", "request"), rows, lambda text: _code(text, people))


def _code(text: str, people: Container[str]) -> str:
    with suppress(UnknownMember):
        return text if text in people else resolve_member(text)
    return text


def with_withdrawals(raw: RawPlan, days: Mapping[str, date | None]) -> RawPlan:
    """The sheet Experts with the day from which some people no longer go."""
    table = _with_columns(raw.tables["Experts"], ("withdrawn from",))
    expert, position = table.position("expert"), table.position("withdrawn from")
    assert expert is not None
    assert position is not None
    rows = tuple(
        replace(row, cells=with_value(row.cells, position, days[code]))
        if (code := _text(row.cell(expert))) in days
        else row
        for row in table.rows
    )
    return _with_table(raw, replace(table, rows=rows))


def _with_rows(
    raw: RawPlan,
    sheet: str,
    key: tuple[str, ...],
    rows: Mapping[Key, Iterable[_Row]],
    code: Callable[[str], str] = str,
) -> RawPlan:
    """The rows with a key replaced, where the first of them stood; new keys come last."""
    headers = tuple(dict.fromkeys(header for own in rows.values() for row in own for header in row))
    table = _with_columns(raw.tables.get(sheet) or _empty(sheet), headers)
    positions = {header: table.position(header) for header in headers}
    places = [table.position(header) for header in key]
    left = dict(rows)
    kept: list[RawRow | _Row] = []
    for row in table.rows:
        first, *others = ("" if at is None else _text(row.cell(at)) for at in places)
        own = (code(first), *others)
        if own not in rows:
            kept.append(row)
        elif own in left:
            kept.extend(left.pop(own))
    for own_rows in left.values():
        kept.extend(own_rows)
    made = (
        row if isinstance(row, RawRow) else _made(row, positions, number)
        for number, row in enumerate(kept, 1)
    )
    return _with_table(raw, replace(table, rows=tuple(made)))


def _text(cell: Cell) -> str:
    try:
        return "" if is_blank(cell) else " ".join(text_of(cell).split())
    except ValueError:
        return ""


def _made(row: _Row, positions: Mapping[str, int | None], number: int) -> RawRow:
    cells: tuple[Cell, ...] = ()
    for header, cell in row.items():
        at = positions[header]
        assert at is not None
        cells = with_value(cells, at, cell)
    return RawRow(number, cells, added=True)


def _with_columns(table: RawTable, headers: Iterable[str]) -> RawTable:
    missing = tuple(header for header in headers if table.position(header) is None)
    return replace(table, headers=(*table.headers, *missing))


def _empty(sheet: str) -> RawTable:
    headers = SHEET_BY_NAME[sheet].headers
    return RawTable(sheet=sheet, title=sheet, origin="frame", headers=headers, rows=())


def _with_table(raw: RawPlan, table: RawTable) -> RawPlan:
    return replace(raw, tables=MappingProxyType({**raw.tables, table.sheet: table}))
