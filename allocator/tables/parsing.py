"""From raw tables to drafts: headers matched, cells typed, blanks filled with their defaults."""

from collections.abc import Iterator, Mapping

from allocator.tables.cells import Cell, is_blank, parse
from allocator.tables.findings import Draft, Findings, Spot
from allocator.tables.raw import RawRow, RawTable
from allocator.tables.schema import KEY_VALUE, OUTPUT_COLUMNS, Column, Sheet, normalised
from allocator.tables.suggest import did_you_mean


def parse_table(sheet: Sheet, table: RawTable, findings: Findings) -> list[Draft]:
    """The rows of a sheet as drafts. An Assignments row without a decision says nothing and is left out."""
    if not table.readable:
        return []
    if not table.headers:
        if sheet.required:
            findings.at(Spot(table=table), f"is empty; its columns are {', '.join(sheet.headers)}")
        return []
    positions = _positions(sheet.headers, sheet, table, findings)
    if sheet.vertical:
        return [_settings(sheet, table, positions, findings)]
    by_field = {
        column.field: positions[column.header] for column in sheet.columns if column.header in positions
    }
    for column in sheet.columns:
        if (column.required or column.header_needed) and column.field not in by_field:
            _missing(table, column.header, column.doc, findings)
    rows = [row for row in table.rows if sheet.name != "Assignments" or _decided(row, by_field)]
    return [_draft(sheet, table, row, by_field, findings) for row in rows]


def _missing(table: RawTable, header: str, doc: str, findings: Findings) -> None:
    spot = Spot(table=table, header=header)
    findings.at(spot, f"the column is missing; add it ({_lowered(doc)})")


def _lowered(doc: str) -> str:
    """A sentence as part of another; an abbreviation keeps its capitals."""
    return doc[0].lower() + doc[1:] if doc[1:2].islower() else doc


def _decided(row: RawRow, by_field: Mapping[str, int]) -> bool:
    return "decision" in by_field and not is_blank(row.cell(by_field["decision"]))


def _positions(wanted: tuple[str, ...], sheet: Sheet, table: RawTable, findings: Findings) -> dict[str, int]:
    """Where each known header stands; what is unknown or there twice is noted."""
    known = {normalised(header): header for header in wanted}
    ignored = {normalised(header) for header in OUTPUT_COLUMNS.get(sheet.name, ())}
    positions: dict[str, int] = {}
    for position, written in enumerate(table.headers):
        header = known.get(normalised(written))
        spot = Spot(table=table, header=written)
        if header is None:
            if written and normalised(written) not in ignored:
                hint = did_you_mean(written, wanted)
                findings.at(spot, f"no such column is known and it is ignored{hint}", severity="warning")
        elif header in positions:
            findings.at(spot, "the column is there twice; keep one")
        else:
            positions[header] = position
    return positions


def _draft(
    sheet: Sheet, table: RawTable, row: RawRow, by_field: Mapping[str, int], findings: Findings
) -> Draft:
    spots = {
        field: Spot(table=table, row=row, position=position, header=table.headers[position])
        for field, position in by_field.items()
    }
    draft = Draft(sheet=sheet, values={}, spots=spots, whole=Spot(table=table, row=row))
    for column in sheet.columns:
        if column.field in by_field:
            _fill(draft, column, row.cell(by_field[column.field]), findings)
        elif not column.required:
            draft.values[column.field] = column.default
    _note_surplus(table, row, findings)
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


def _note_surplus(table: RawTable, row: RawRow, findings: Findings) -> None:
    """Cells beyond the headers: in CSV most likely a comma without quotation marks, which shifts a row."""
    width = len(table.headers)
    surplus = [position for position in range(width, len(row.cells)) if not is_blank(row.cells[position])]
    if not surplus:
        return
    if table.origin == "csv":
        message = (
            f"has {surplus[-1] + 1} cells under {width} headers; put text with a comma in quotation marks"
        )
        findings.at(Spot(table=table, row=row), message)
        return
    spot = Spot(table=table, row=row, position=surplus[0])
    findings.at(spot, "stands under no header and is ignored", severity="warning")


def _settings(sheet: Sheet, table: RawTable, positions: Mapping[str, int], findings: Findings) -> Draft:
    """The sheet `Plan`: one draft from all its rows."""
    draft = Draft(sheet=sheet, values={}, spots={}, whole=Spot(table=table))
    missing = [header for header in KEY_VALUE if header not in positions]
    for header in missing:
        _missing(table, header, "one setting per row, as key and value", findings)
    if missing:
        return draft
    cells = dict(_setting_cells(sheet, table, positions, draft, findings))
    for column in sheet.columns:
        if column.field in cells or not column.required:
            _fill(draft, column, cells.get(column.field), findings)
        else:
            findings.at(
                Spot(table=table, header=column.header),
                f"the row is missing; add it ({_lowered(column.doc)})",
            )
    return draft


def _setting_cells(
    sheet: Sheet, table: RawTable, positions: Mapping[str, int], draft: Draft, findings: Findings
) -> Iterator[tuple[str, Cell]]:
    """Each setting's field and cell; its spot goes into the draft."""
    known = {normalised(column.header): column for column in sheet.columns}
    for row in table.rows:
        key_cell = row.cell(positions["key"])
        key = "" if is_blank(key_cell) else str(key_cell).strip()
        column = known.get(normalised(key))
        spot = Spot(table=table, row=row, position=positions["value"], header=key)
        if column is None:
            hint = did_you_mean(key, [column.header for column in sheet.columns])
            findings.at(spot, f"no such setting is known and it is ignored{hint}", severity="warning")
        elif column.field in draft.spots:
            findings.at(spot, f"is set twice, first at {draft.spots[column.field].place}; keep one")
        else:
            draft.spots[column.field] = spot
            yield column.field, row.cell(positions["value"])
