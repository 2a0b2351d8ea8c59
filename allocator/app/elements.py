"""Elements that several views use: the calendar, and tables as `report` makes them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nicegui import ui
from nicegui.element import Element

from allocator.report.table import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.report.table import Table

_FOCUSABLE = 'node => node.el.querySelector(".q-table__middle").setAttribute("tabindex", "0")'
_FIGURES = frozenset({"whole", "money", "percent"})


class CalendarGrid(Element, component="calendar_grid.js"):
    """A calendar of elements: keyboard and screen reader reach every mission."""

    def __init__(
        self,
        rows: list[dict[str, Any]],
        weeks: list[dict[str, str]],
        *,
        corner: str,
        on_pick: "Callable[[str], object]",
        on_move: "Callable[[str, int], object]",
    ) -> None:
        super().__init__()
        self._props.update(rows=rows, weeks=weeks, corner=corner, label=f"Calendar by {corner}", picked="")
        self.on("pick", lambda event: on_pick(str(event.args)))
        self.on("move", lambda event: on_move(str(event.args["request"]), int(event.args["week"])))

    def pick(self, request: str) -> None:
        """Mark a mission."""
        self._props["picked"] = request
        self.update()


def table_of(table: "Table", *, hidden: Iterable[str] = (), key: str = "") -> ui.table:
    """A table of the report, to be sorted and searched; whatever it says is text."""
    left_out = frozenset(hidden)
    columns = [
        {
            "name": column.header, "label": column.header, "field": column.header, "sortable": True,
            "align": "right" if column.kind in _FIGURES else "left",
        }
        for column in table.columns
        if column.header not in left_out and not column.detail
    ]  # fmt: skip
    rows = [
        {"row": number, **{header: _shown(cell) for header, cell in zip(table.headers, row, strict=True)}}
        for number, row in enumerate(table.rows)
    ]
    with ui.column().classes("w-full"):
        search = (
            ui.input(placeholder=f"Search {table.name}").props("dense clearable outlined").classes("w-64")
        )
        search.props(f'aria-label="Search {table.name}"')
        drawn = ui.table(columns=columns, rows=rows, row_key=key or "row", pagination=0)
        drawn.classes("w-full desk-table").props("dense flat virtual-scroll wrap-cells")
        # What scrolls has to be reached by the keyboard; the table itself does not provide for it.
        drawn.on("vnode-mounted", js_handler=_FOCUSABLE)
        search.bind_value_to(drawn, "filter")
    return drawn


def _shown(cell: Any) -> Any:
    """A cell for the page: numbers stay numbers, so that they sort as such."""
    if isinstance(cell, int | float):
        return cell
    return "; ".join(cell) if isinstance(cell, tuple) else text_of(cell)
