"""The sheets of a plan from where the planner keeps them."""

from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.outside.file_kinds import odd_kind
from allocator.tables.cells.cells import one_line, shortened
from allocator.tables.raw import RawPlan


def read_raw(path: str | Path) -> RawPlan:
    """The sheets of a workbook or a CSV folder, before any cell is judged.

    Raises InputError if there is nothing at the path that can be read as a plan.
    """
    place = Path(path)
    try:
        if not place.exists():
            what = "is a link that leads to nothing" if place.is_symlink() else "does not exist"
            raise _refused(place, f"{what}; give a workbook (.xlsx) or a folder of CSV files")
        return _read(place)
    except OSError as error:
        raise _refused(place, f"cannot be read: {error.strerror or 'the system gives no reason'}") from error


def _read(place: Path) -> RawPlan:
    if place.is_dir():
        from allocator.tables.csv_folder import read_csv_folder

        raw = read_csv_folder(place)
    else:
        raw = _read_file(place)
    if not raw.tables:
        raise _refused(place, f"is not a plan: {_missing(place)}")
    return raw


def _read_file(place: Path) -> RawPlan:
    from allocator.tables.excel.workbook_file import other_ending

    ending = place.suffix.casefold()
    if what := odd_kind(place):
        raise _refused(place, f"is {what}; give a workbook (.xlsx) or a folder of CSV files")
    if ending == ".xlsx":
        from allocator.tables.excel.workbook import read_xlsx

        return read_xlsx(place)
    if ending == ".csv":
        raise _refused(place, "is one sheet; give the folder that holds all of them")
    message = "is neither a workbook (.xlsx) nor a folder of CSV files; save the plan as one of them"
    raise _refused(place, other_ending(place) or message)


def _missing(place: Path) -> str:
    """Why nothing of a plan was found."""
    if not place.is_dir():
        return "no sheet has the name of one, such as Experts or Requests"
    books = sorted(path.name for path in place.glob("*.xlsx") if not path.name.startswith(("~", ".")))
    hint = f"; give the workbook in it, {shortened(books[0])}" if len(books) == 1 else ""
    return f"no CSV file has the name of a sheet, such as Experts or Requests{hint}"


def _refused(place: Path, message: str) -> InputError:
    return InputError(str(place), [Fault(place=one_line(place.name or str(place)), message=message)])
