"""Elements that several views use: the calendar, tables as `report` makes them, errors in words."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from nicegui import run, ui
from nicegui.element import Element

from allocator.app.texts import defect_words
from allocator.errors import AllocatorError
from allocator.report.table import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.app.texts import Texts
    from allocator.report.table import Cell, Table

    Row = tuple[Cell, ...]

_Found = TypeVar("_Found")

_FOCUSABLE = 'node => node.el.querySelector(".q-table__middle").setAttribute("tabindex", "0")'
#: A table scrolls sideways before dates break and sentences stand in columns of one word each.
_SHORT, _ONE_LINE, _LONG = 32, "white-space: nowrap", "min-width: 16rem"
_FIGURES = frozenset({"whole", "money", "percent"})
#: Numbers as the language writes them; they stay numbers, so that they sort as such.
_FORMATS = {
    "": "value => typeof value === 'number' ? value.toLocaleString('LANGUAGE') : value",
    "percent": "value => typeof value === 'number' ? "
    "value.toLocaleString('LANGUAGE', {style: 'percent'}) : value",
}
#: Columns whose cells are the workbook's own words, which stand as they are.
_OWN = frozenset({
    "request", "expert", "administration", "agreement", "names", "member name", "note", "topic",
    "mission type", "expected result", "indicator", "seat", "plan", "scenario", "file", "sheet", "cell",
    "column",
})  # fmt: skip
FEW = 5  # rows, or options, among which nobody has to search
LOOK = 0.4  # seconds after which a page looks whether something is new
#: A cell that is in English, whatever the page is in, says so to whoever has it read out.
_CELL = """<q-td :props="props" :lang="props.row.english?.includes(props.col.name) ? 'en' : null">
{{ props.value }}</q-td>"""


class CalendarGrid(Element, component="calendar_grid.js"):
    """A calendar of elements: keyboard and screen reader reach every mission, and every request that waits.
    It is only read until `answer` says what its missions do."""

    def __init__(
        self,
        rows: list[dict[str, Any]],
        weeks: list[dict[str, str]],
        waiting: list[dict[str, Any]],
        legend: list[dict[str, str]],
        *,
        corner: str,
        label: str,
        words: dict[str, Any],
    ) -> None:
        super().__init__()
        self._props.update(
            rows=rows, weeks=weeks, waiting=waiting, legend=legend, corner=corner, label=label, words=words,
            fixed=True,
        )  # fmt: skip

    def answer(
        self,
        *,
        pick: "Callable[[str], object]",
        move: "Callable[[str, int], object]",
        ask: "Callable[[str], object]",
    ) -> None:
        """Have a mission opened, or moved to a week; `ask` is told of which request the weeks are to be shown
        in which it cannot start: `show_shut` answers."""
        self._props["fixed"] = False
        self.on("pick", lambda event: pick(str(event.args)))
        self.on("move", lambda event: move(str(event.args["request"]), int(event.args["week"])))
        self.on("ask", lambda event: ask(str(event.args)))

    def show(self, rows: list[dict[str, Any]], waiting: list[dict[str, Any]]) -> None:
        """Show other rows, and other requests that wait; what is marked stays marked."""
        self._props.update(rows=rows, waiting=waiting)
        self.update()

    def pick(self, request: str) -> None:
        """Mark a mission."""
        self.run_method("mark", request)

    def show_shut(self, request: str, weeks: dict[int, str], said: str) -> None:
        """Show the weeks in which a request cannot start."""
        self.run_method("show_shut", request, weeks, said)


def table_of(
    table: "Table", say: "Texts", *, quoted: "Callable[[Row], bool]" = lambda row: False
) -> ui.table:
    """A table of the report in the language of the page, to be sorted and searched; whatever it says is text.
    Rows that are `quoted` are others' words."""
    rows = [_row(number, table, row, None if quoted(row) else say) for number, row in enumerate(table.rows)]
    columns = [
        {
            "name": column.header, "label": say.said(column.header), "field": column.header, "sortable": True,
            "align": "right" if column.kind in _FIGURES else "left",
            ":format": _FORMATS.get(column.kind, _FORMATS[""]).replace("LANGUAGE", say.language),
            "style": _LONG if any(len(str(row[column.header])) > _SHORT for row in rows) else _ONE_LINE,
        }
        for column in table.columns
        if not column.detail
    ]  # fmt: skip
    with ui.column().classes("w-full"):
        words = say("search", table=say.said(table.name))
        search = ui.input(placeholder=words).props("dense clearable outlined").classes("w-64")
        search.props["aria-label"] = words
        search.set_visibility(len(rows) > FEW)
        drawn = ui.table(columns=columns, rows=rows, row_key="row", pagination=0)
        drawn.classes("w-full desk-table").props("dense flat virtual-scroll wrap-cells hide-pagination")
        drawn.props["no-data-label"] = drawn.props["no-results-label"] = say("search.none")
        if any(row["english"] for row in rows):
            drawn.add_slot("body-cell", _CELL)
        # What scrolls has to be reached by the keyboard; the table itself does not provide for it.
        drawn.on("vnode-mounted", js_handler=_FOCUSABLE)
        search.bind_value_to(drawn, "filter")
    return drawn


def _row(number: int, table: "Table", cells: "Row", say: "Texts | None") -> dict[str, Any]:
    """A row by headers, its number, and the headers of the cells that stay English."""
    row: dict[str, Any] = {"row": number}
    english = []
    for column, cell in zip(table.columns, cells, strict=True):
        shown = _shown(cell)
        if say is not None and isinstance(shown, str) and column.header not in _OWN:
            found = say.found(shown)
            if found is None and " " in shown and column.header != "name" and not column.detail:
                english.append(column.header)
            shown = found or shown
        row[column.header] = shown
    return {**row, "english": english}


def _shown(cell: Any) -> Any:
    """A cell for the page: numbers stay numbers, so that they sort as such."""
    if isinstance(cell, int | float):
        return cell
    return "; ".join(cell) if isinstance(cell, tuple) else text_of(cell)


def chosen_from(upload: ui.upload, words: str, endings: Iterable[str], rejected: str, say: "Texts") -> None:
    """Have files dropped on an upload, or chosen by a button: its own has no name, and hides its input.
    `rejected` is said of what has another ending, or is too large."""
    upload.on_rejected(lambda: warn(rejected, say))
    upload.on("failed", lambda: warn(say("upload.failed"), say))
    upload.props(f"accept={','.join(endings)} flat bordered").classes("w-full desk-upload")
    choose = ui.button(words, on_click=lambda: upload.run_method("pickFiles"))
    choose.props("outline dense no-caps")


def tell(text: str, say: "Texts") -> ui.label:
    """What the library says, in the language of the page; where it cannot be, in English, marked as such."""
    return _label(text, say.found(text))


def _label(text: str, found: str | None) -> ui.label:
    label = ui.label(text if found is None else found)
    return label.props('lang="en"') if found is None else label


def warn(text: str, say: "Texts", language: str = "") -> None:
    """Say what is wrong, until the planner has read it; `language` where it is not that of the page."""
    attributes: dict[str, Any] = {"attrs": {"lang": language}} if language else {}
    ui.notify(text, type="negative", multi_line=True, close_button=say("close"), timeout=0, **attributes)


def refuse(error: AllocatorError, say: "Texts") -> None:
    """Say why something is not done."""
    found = say.of_error(error)
    warn(str(error) if found is None else found, say, "en" if found is None else "")


@contextmanager
def told(say: "Texts") -> "Iterator[None]":
    """Errors are sentences on the page."""
    try:
        yield
    except AllocatorError as error:
        refuse(error, say)


def done(say: "Texts", act: "Callable[[], object]", after: "Callable[[], object]") -> None:
    """Do something, and draw anew whatever came of it."""
    with told(say):
        act()
    after()


def when_changed(seen: "Callable[[], object]", draw: "Callable[[], object]", *, first: bool = False) -> None:
    """Draw something anew, at the place of the page where this is called, whenever what is `seen` changes, be
    it on another page; `first` now as well."""
    drawn = [object() if first else seen()]

    async def look() -> None:
        now = seen()
        if drawn[0] != now:
            drawn[0] = now
            drawing = draw()
            if isawaitable(drawing):
                await drawing

    ui.timer(LOOK, look)


async def found_in(place: ui.column, words: str, look: "Callable[[], _Found]", say: "Texts") -> _Found | None:
    """What `look` finds in a thread; meanwhile `words` stand in its place. None where that is an error, which
    is said there, or where the server ends."""
    place.clear()
    with place:
        ui.label(words).props('role="status"')
    try:
        found: _Found | None = await run.io_bound(look)
    except Exception as error:  # whatever it was, it is said where the answer would be
        place.clear()
        if not place.is_deleted:
            with place:
                alert(error if isinstance(error, AllocatorError) else defect_words(error), say)
        return None
    place.clear()
    return found


def alert(wrong: str | AllocatorError, say: "Texts") -> ui.label:
    """Something broken, in words that are read out."""
    found = say.found(wrong) if isinstance(wrong, str) else say.of_error(wrong)
    return _label(str(wrong), found).classes("desk-broken whitespace-pre-line").props('role="alert"')
