"""What leaves the desk with the planner."""

from pathlib import Path
from tempfile import TemporaryDirectory

from nicegui import ui

import allocator
from allocator.app.desk import Desk
from allocator.errors import AllocatorError


def downloaded(desk: Desk) -> None:
    """Hand the workbook of the result to the browser."""
    if desk.result is None:
        return
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "allocation.xlsx"
            allocator.write_workbook(desk.result, path)
            ui.download(path.read_bytes(), "allocation.xlsx")
    except AllocatorError as error:
        ui.notify(str(error), type="negative", multi_line=True, close_button="Close", timeout=0)
