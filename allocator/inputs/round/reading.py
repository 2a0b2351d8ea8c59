"""A returned file as a reply: every answer that is certain, and everything else with its place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from allocator.inputs.round.known import Known
from allocator.inputs.round.layout import (
    Layout,
    LayoutError,
    SheetView,
    identity_of,
    layout_of,
    strange_cells,
)
from allocator.inputs.round.parts import PARTS, PartName, identity_in
from allocator.inputs.round.replies import Reply, Trouble
from allocator.inputs.round.sheet_reader import SheetReader
from allocator.inputs.round.texts import say
from allocator.tables.cells.cells import Cell, is_blank, one_line, shortened
from allocator.tables.grids import Grids

#: The property of a form's file that holds its identity line.
IDENTITY_PROPERTY = "Allocator form"

_START_ROWS, _START_COLUMNS = 14, 3  # of the sheet that says what to do


def reply_of(
    file: str, grids: Grids, known: Known, current: str, asked: Mapping[str, Collection[PartName]]
) -> Reply:
    """What a file answers. `current` is the fingerprint of the plan, `asked` the parts of each
    administration's form. Nothing is raised: what cannot be read is a trouble of the reply."""
    reply = Reply(file=file, saved=grids.saved)
    views = [SheetView(grid) for grid in grids.sheets]
    came: set[PartName] = set()
    layouts = [_layout(reply, view, known, came) for view in views]
    _identify(reply, grids, views, layouts, known)
    if not reply.administration:
        return reply
    reply.earlier = bool(reply.fingerprint) and reply.fingerprint != current
    if reply.earlier and _is_of_another_plan(reply, views, layouts, known):
        return reply
    read: set[PartName] = set()
    for view, layout in zip(views, layouts, strict=True):
        if layout is None:
            _note_other_sheet(reply, view)
        elif _belongs(reply, view):
            if layout.part.name in read:
                reply.remark(f"is the sheet {layout.part.name} again; both are read", view.grid.title)
            read.add(layout.part.name)
            _note_reading(reply, view, layout)
            SheetReader(reply, view, layout, known, current=reply.fingerprint == current).read()
    _note_missing(reply, grids, came | read, asked.get(reply.administration, ()))
    reply.troubles = _grouped(reply.troubles)
    return reply


def _grouped(troubles: Iterable[Trouble]) -> list[Trouble]:
    """What is wrong in the same way in several cells of a column is one trouble."""
    found: dict[tuple[str, str, str], Trouble] = {}
    for each in troubles:
        key = each.place.sheet, each.column, each.message
        first = found.get(key)
        if first is None:
            found[key] = each
        else:
            found[key] = replace(first, also=(*first.also, each.place.cell, *each.also))
    return list(found.values())


def _layout(reply: Reply, view: SheetView, known: Known, came: set[PartName]) -> Layout | None:
    """The layout of a sheet; None, noted, where it has none, and its part, which came all the same, added to
    `came`."""
    try:
        return layout_of(view, known)
    except LayoutError as error:
        reply.trouble(str(error), view.grid.title)
        if error.part is not None:
            came.add(error.part.name)
        return None


def _identify(
    reply: Reply, grids: Grids, views: list[SheetView], layouts: list[Layout | None], known: Known
) -> None:
    """Whose reply it is: by the property of the file, by the line on a sheet, by the people in it."""
    lines = [found for view in views if (found := identity_of(view)) is not None]
    given = identity_in(grids.properties.get(IDENTITY_PROPERTY, ""))
    identity = given or (lines[0] if lines else None)
    if identity is None:
        _identify_by_people(reply, views, layouts, known)
    elif identity[0] in known.plan.administrations:
        reply.administration, reply.fingerprint = identity[0], identity[1]
    else:
        reply.trouble(f"is the form of {identity[0]}, which the plan does not know; nothing of it is read")
    reply.troubles = [replace(each, administration=reply.administration) for each in reply.troubles]


def _identify_by_people(
    reply: Reply, views: list[SheetView], layouts: list[Layout | None], known: Known
) -> None:
    people = {known.expert(cell) for cell in _cells("expert", views, layouts)}
    owners = {known.plan.experts[code].administration for code in people if code is not None}
    if len(owners) == 1:
        reply.administration = owners.pop()
        reply.remark(f"does not say whose it is; all people in it belong to {reply.administration}")
    elif owners:
        several = ", ".join(sorted(owners))
        reply.trouble(f"does not say whose it is, and has people of {several}; nothing of it is read")
    else:
        reply.trouble("is no form of this round, and names nobody of the plan; nothing of it is read")


def _is_of_another_plan(
    reply: Reply, views: list[SheetView], layouts: list[Layout | None], known: Known
) -> bool:
    """Whether the plan does not know most of the people and requests in a form: that is then all that is
    said of it."""
    people, requests = (
        {one_line(str(cell)): cell for cell in _cells(name, views, layouts)} for name in ("expert", "request")
    )
    named = len(people) + len(requests)
    found = sum(known.expert(cell) is not None for cell in people.values())
    found += sum(known.request(cell) is not None for cell in requests.values())
    if 2 * found >= named:
        return False
    reply.troubles.clear()
    reply.trouble(
        f"is the form of another plan: of {named} people and requests in it this plan knows {found}; nothing "
        "of it is read. Give the plan that it was made from"
    )
    return True


def _cells(name: str, views: list[SheetView], layouts: list[Layout | None]) -> Iterator[Cell]:
    """What stands under a field on all sheets, without blanks."""
    for view, layout in zip(views, layouts, strict=True):
        if layout is not None and name in layout.columns:
            spots = ((row, layout.columns[name]) for row in view.rows() if row > layout.header_row)
            yield from (cell for spot in spots if not is_blank(cell := view.cells.get(spot)))


def _belongs(reply: Reply, view: SheetView) -> bool:
    """Whether a sheet belongs to the form of this administration; else that is noted."""
    identity = identity_of(view)
    if identity is None or identity[0] == reply.administration:
        return True
    message = f"is a sheet of {identity[0]} in the form of {reply.administration}; it is not read"
    reply.trouble(message, view.grid.title)
    return False


def _note_reading(reply: Reply, view: SheetView, layout: Layout) -> None:
    """How the columns were found where their headers do not say, and what stands beside the table."""
    title, grid = view.grid.title, view.grid
    for name in layout.found:
        header = one_line(str(view.cells.get((layout.header_row, layout.columns[name]), "")))
        place = grid.place((layout.header_row, layout.columns[name]))
        reply.remark(f"the column '{header}' is read as '{name}', which only it can be", title, place)
    for spot, text in strange_cells(view, layout):
        reply.remark(text, title, grid.place(spot))
    for spot, cell in sorted(view.cells.items(), key=lambda item: item[0]):
        if spot[0] < layout.header_row and spot[1] > 0 and spot not in view.covered and not is_blank(cell):
            reply.remark(one_line(str(cell)), title, grid.place(spot))


def _note_other_sheet(reply: Reply, view: SheetView) -> None:
    """What a sheet holds that has no questions."""
    identity, grid = identity_of(view), view.grid
    filled = {spot: cell for spot, cell in view.cells.items() if not is_blank(cell)}
    if identity is not None and identity[2] == "file":
        for spot, cell in sorted(filled.items(), key=lambda item: item[0]):
            if spot[0] > _START_ROWS or spot[1] >= _START_COLUMNS:
                reply.remark(one_line(str(cell)), grid.title, grid.place(spot))
    elif filled and not any(each.place.sheet == grid.title for each in reply.troubles):
        first = shortened(one_line(str(filled[min(filled)])))
        cells = "1 filled cell is" if len(filled) == 1 else f"{len(filled)} filled cells are"
        reply.trouble(f"is no sheet of the form; its {cells} not read, the first: {first}", grid.title)


def _note_missing(
    reply: Reply, grids: Grids, came: Collection[PartName], asked: Collection[PartName]
) -> None:
    """Sheets with questions that did not come back."""
    missing = [name for name in PARTS if name in asked and name not in came]
    if grids.sheets and all(sheet.by_line for sheet in grids.sheets):
        if missing:
            reply.remark(f"is one sheet of the form only; not in it: {', '.join(missing)}")
        return
    for name in missing:
        title = say("en", f"sheet.{name}")
        reply.trouble(f"the sheet {title} is missing; its questions count as not answered")
