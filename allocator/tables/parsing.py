"""From raw tables to drafts: headers matched, cells typed, blanks filled with their defaults."""

import re
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress

from allocator.plan.entities import DONE
from allocator.tables.cells.cells import Cell, is_blank, label_of, parse
from allocator.tables.cells.look_alikes import difference, twin_of
from allocator.tables.cells.suggest import did_you_mean, nearest
from allocator.tables.findings import Draft, Findings, Spot
from allocator.tables.headless import is_headless, note_headless
from allocator.tables.partial_locks import held_part
from allocator.tables.raw import RawRow, RawTable
from allocator.tables.schema import KEY_VALUE, OUTPUT_COLUMNS, SHEET_BY_NAME, Column, Sheet, normalised

_ASSIGNMENTS = "Assignments"
_HEAD, _TAIL = re.compile(r"[1-9]\d{0,2}"), re.compile(r"\d{3}")  # of 1,200
#: What every row of a result says.
_WRITTEN = frozenset({"seat", "expert", "start", "agreement"})


def parse_table(
    sheet: Sheet, table: RawTable, findings: Findings, delivered: Container[str] = ()
) -> list[Draft]:
    """The rows of a sheet as drafts. A row of Assignments that says neither what is decided nor how far it is
    agreed is a proposal only, and is left out; unless its request is `delivered`: then it says who went."""
    if not table.readable:
        return []
    if not table.headers:
        if sheet.required:
            findings.at(Spot(table=table), f"is empty; its columns are {', '.join(sheet.headers)}")
        return []
    if sheet.vertical:
        docs = dict.fromkeys(KEY_VALUE, "one setting per row, as key and value")
        positions = _positions(sheet, table, docs, findings)
        note_headless(sheet, table, positions, findings)
        return [_settings(sheet, table, positions, findings)]
    written = _is_of_a_result(sheet, table)
    docs = {
        column.header: column.doc
        for column in sheet.columns
        if column.required or column.header_needed or (written and column.field in _WRITTEN)
    }
    positions = _positions(sheet, table, docs, findings)
    note_headless(sheet, table, positions, findings)
    by_field = {
        column.field: positions[column.header] for column in sheet.columns if column.header in positions
    }
    rows = [
        row
        for row in table.rows
        if sheet.name != "Assignments" or _speaks(row, by_field) or _code(sheet, row, by_field) in delivered
    ]
    return [_draft(sheet, table, row, by_field, findings) for row in rows]


def _is_of_a_result(sheet: Sheet, table: RawTable) -> bool:
    """Whether a sheet of Assignments is one that a result has, as most of the headers show that only those
    have. A column of it that is gone, or renamed, makes a row say something else."""
    if sheet.name != _ASSIGNMENTS:
        return False
    own = {normalised(header) for header in OUTPUT_COLUMNS[_ASSIGNMENTS]}
    return 2 * len(own.intersection(map(normalised, table.headers))) > len(own)


def _lowered(doc: str) -> str:
    """A sentence as part of another; an abbreviation keeps its capitals."""
    return doc[0].lower() + doc[1:] if doc[1:2].islower() else doc


def _code(sheet: Sheet, row: RawRow, by_field: Mapping[str, int]) -> str:
    """The request of a row of Assignments; empty where there is none, or none that can be read."""
    cell = row.cell(by_field["request"]) if "request" in by_field else None
    with suppress(ValueError):
        return "" if is_blank(cell) else str(parse(sheet.column("request"), cell))
    return ""


def done_in(table: RawTable) -> set[str]:
    """The requests of which a row of Assignments says that they are done, as far as that can be read."""
    sheet = SHEET_BY_NAME["Assignments"]
    status = table.position("status") if table.sheet == sheet.name else None
    request = table.position("request")
    if status is None or request is None:
        return set()
    rows = (row for row in table.rows if normalised(str(row.cell(status))) == DONE)
    return {_code(sheet, row, {"request": request}) for row in rows}


def _speaks(row: RawRow, by_field: Mapping[str, int]) -> bool:
    """Whether a row of Assignments has a decision, or is agreed further than a draft."""
    decision, status = (
        row.cell(by_field[field]) if field in by_field else None for field in ("decision", "status")
    )
    agreed = not is_blank(status) and normalised(str(status)) != "draft"
    return not is_blank(decision) or ("decision" in by_field and agreed)


def _positions(
    sheet: Sheet, table: RawTable, needed: Mapping[str, str], findings: Findings
) -> dict[str, int]:
    """Where each known header stands; what is unknown, there twice or, though needed, missing is noted.

    `needed` has the help on each column that the table must have.
    """
    known = {normalised(header): header for header in sheet.headers}
    ignored = {normalised(header) for header in OUTPUT_COLUMNS.get(sheet.name, ())}
    locks = sheet.name == _ASSIGNMENTS
    positions: dict[str, int] = {}
    unknown: list[Spot] = []
    ours: set[str] = set()  # of the output, which are left out
    for position, written in enumerate(table.headers):
        header = known.get(normalised(written))
        spot = Spot(table=table, header=written)
        if header in positions or (locks and normalised(written) in ours):
            findings.at(spot, "the column is there twice; keep one")
        elif header is not None:
            positions[header] = position
        elif normalised(written) in ignored:
            ours.add(normalised(written))
        elif not is_headless(written):
            unknown.append(spot)
    missing = {header: doc for header, doc in needed.items() if header not in positions}
    whole = {sheet.column(each).header for each in _WRITTEN} <= positions.keys() if locks else True
    absent = [header for header in sheet.headers if header not in positions]
    for spot in unknown:
        grave = not whole or (locks and bool(did_you_mean(spot.header, absent)))
        _note_unknown(spot, "column", sheet.headers, missing, findings, grave=grave)
    for header, doc in missing.items():
        spot = Spot(table=table, header=header)
        findings.at(spot, f"the column is missing; add it ({_lowered(doc)})")
    return positions


def _note_unknown(
    spot: Spot,
    what: str,
    known: Iterable[str],
    missing: dict[str, str],
    findings: Findings,
    *,
    grave: bool = False,
) -> None:
    """A header or setting that is not known: a warning, or an error where it is `grave`: it may stand for one
    that is missing, and a lock of which a column is left out is another lock. One spelt like what is needed
    and missing is the one fault of the two, and no longer `missing`."""
    twin = twin_of(spot.header, known)
    if twin is not None:
        missing.pop(twin, None)
        findings.at(spot, f"is not {twin}: {difference(spot.header, twin)}; write {twin}")
        return
    needed = nearest(spot.header, missing)
    if needed is None:
        hint = did_you_mean(spot.header, known)
        if grave:
            right = "; rename or delete it, for a row without it may say something else"
            findings.at(spot, f"no such {what} is known{hint or right}")
            return
        findings.at(spot, f"no such {what} is known and it is ignored{hint}", severity="warning")
        return
    doc = missing.pop(needed)
    findings.at(spot, f"no such {what} is known; did you mean {needed}, which is needed ({_lowered(doc)})?")


def _draft(
    sheet: Sheet, table: RawTable, row: RawRow, by_field: Mapping[str, int], findings: Findings
) -> Draft:
    spots = {
        field: Spot(table=table, row=row, position=position, header=table.headers[position])
        for field, position in by_field.items()
    }
    draft = Draft(sheet=sheet, values={}, spots=spots, whole=Spot(table=table, row=row))
    if _is_shifted(table, row, findings):
        return draft
    if sheet.name == "Assignments":
        row = held_part(sheet, row, by_field)
    for column in sheet.columns:
        if column.field in by_field:
            _fill(draft, column, row.cell(by_field[column.field]), findings)
            _note_split(sheet, table, row, column, by_field, draft, findings)
        elif not column.required:
            draft.values[column.field] = column.default
    if draft.values.get("locks"):
        draft.values["locks"] = ()
    return draft


def _fill(draft: Draft, column: Column, cell: Cell, findings: Findings) -> None:
    """Give a draft the value of a cell, or the default for a blank one, or a fault."""
    if is_blank(cell):
        if column.required:
            findings.on(draft, column.field, f"is blank; fill it in ({_lowered(column.doc)})")
        else:
            draft.values[column.field] = column.default
        return
    try:
        draft.values[column.field] = parse(column, cell)
    except ValueError as error:
        findings.on(draft, column.field, str(error))


def _note_split(
    sheet: Sheet, table: RawTable, row: RawRow, column: Column, by_field: Mapping[str, int],
    draft: Draft, findings: Findings,
) -> None:  # fmt: skip
    """Note a number of a CSV file with what looks like its last three figures in the next cell: a comma
    without quotation marks between them, which no surplus cell gives away where the last one was blank."""
    if table.separator != "," or column.kind not in ("whole", "limit"):
        return
    here = by_field[column.field]
    first, rest = str(row.cell(here) or "").strip(), str(row.cell(here + 1) or "").strip()
    if not (_HEAD.fullmatch(first) and _TAIL.fullmatch(rest)):
        return
    beside = next((each for each in sheet.columns if by_field.get(each.field) == here + 1), None)
    if beside is None or beside.kind != "text":
        return
    message = (
        f"is {first}, and {beside.header} is {rest}: if that is {first},{rest} with a comma, write "
        f"{first}{rest}; if it is {first}, say more than a number in {beside.header}"
    )
    findings.on(draft, column.field, message)


def _is_shifted(table: RawTable, row: RawRow, findings: Findings) -> bool:
    """Note cells of a CSV file beyond the headers. It is most likely a comma without quotation marks, which
    shifts the row, so that nothing in it can be relied on."""
    width = len(table.headers)
    surplus = [position for position in range(width, len(row.cells)) if not is_blank(row.cells[position])]
    if not surplus or table.origin != "csv":
        return False
    message = (
        f"has {surplus[-1] + 1} cells under {width} headers; put text with a comma in quotation marks, or "
        "write the header that is missing"
    )
    findings.at(Spot(table=table, row=row), message)
    return True


def _settings(sheet: Sheet, table: RawTable, positions: Mapping[str, int], findings: Findings) -> Draft:
    """The sheet `Plan`: one draft from all its rows."""
    draft = Draft(sheet=sheet, values={}, spots={}, whole=Spot(table=table))
    if any(header not in positions for header in KEY_VALUE):
        return draft
    cells, unknown = _setting_cells(sheet, table, positions, draft, findings)
    missing = {
        column.header: column.doc
        for column in sheet.columns
        if column.required and column.field not in draft.spots
    }
    for spot in unknown:
        _note_unknown(spot, "setting", [column.header for column in sheet.columns], missing, findings)
    for header, doc in missing.items():
        findings.at(Spot(table=table, header=header), f"the row is missing; add it ({_lowered(doc)})")
    for column in sheet.columns:
        if column.field in cells or not (column.required or column.field in draft.spots):
            _fill(draft, column, cells.get(column.field), findings)
    return draft


def _setting_cells(
    sheet: Sheet, table: RawTable, positions: Mapping[str, int], draft: Draft, findings: Findings
) -> tuple[dict[str, Cell], list[Spot]]:
    """The cell of each setting, whose spot goes into the draft, and the keys that are not known. A row that
    is shifted has a spot and no cell."""
    known = {normalised(column.header): column for column in sheet.columns}
    cells: dict[str, Cell] = {}
    unknown: list[Spot] = []
    for row in table.rows:
        key_cell = row.cell(positions["key"])
        key = label_of(key_cell)
        column = known.get(normalised(key))
        spot = Spot(table=table, row=row, position=positions["value"], header=key)
        if column is None:
            unknown.append(spot)
        elif column.field in draft.spots:
            findings.at(spot, f"is set twice, first at {draft.spots[column.field].place}; keep one")
        else:
            draft.spots[column.field] = spot
            if _is_shifted(table, row, findings):
                continue
            cells[column.field] = row.cell(positions["value"])
    return cells, unknown
