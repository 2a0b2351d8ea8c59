"""Where the allocation goes: the ending of `--output` chooses the form, and no input is ever written over."""

import os
import tempfile
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from allocator.errors import DefectError, Fault, InputError
from allocator.files import is_folder
from allocator.tables.as_written import is_as_written

if TYPE_CHECKING:
    from allocator.results.result import Result

Form = Literal["workbook", "json", "csv"]
Identity = tuple[int, int] | str

_FORMS: dict[str, Form] = {".xlsx": "workbook", ".json": "json", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class Target:
    """A file, or for `csv` a folder, that can be written; a workbook perhaps with a sheet for each
    administration."""

    path: Path
    form: Form
    administration_sheets: bool = False


def target_of(output: str, inputs: Iterable[Path], *, administration_sheets: bool = False) -> Target:
    """The target that `--output` names. Asked before the search, so that no search is lost: writing is
    tried beside the place.

    Raises InputError for an ending that is not known, for one of `inputs`, for a place that cannot be
    written, and for a workbook that holds a planner's own work: nobody's decisions are written over.
    """
    path = Path(output)
    form = _form(path, output)
    given = _identities(inputs)
    for each in _written_over(path, form):
        if _identity(each) in given:
            _refuse(each, "is an input of this run and would be written over; choose another --output")
    _require_room(path, form)
    if form == "workbook":
        _require_unedited(path)
    elif administration_sheets:
        _refuse(path, "is no workbook; --administration-sheets needs an --output that ends in .xlsx")
    return Target(path, form, administration_sheets)


def refuse_unless_workbook(output: Path, inputs: Iterable[Path], what: str) -> None:
    """Raises InputError where the output of a command that writes nothing else is no workbook, or cannot be
    written."""
    if output.suffix.lower() != ".xlsx":
        _refuse(output, f"does not end in .xlsx; {what} is written as a workbook")
    target_of(str(output), inputs)


def _form(path: Path, output: str) -> Form:
    """The form that a name asks for."""
    form = _FORMS.get(path.suffix.lower())
    if output.endswith(("/", os.sep)):
        form = "csv"
    elif is_folder(path):
        if form in ("workbook", "json"):
            _refuse(path, f"is a folder; name a file in it, or write {output}/ for CSV files in it")
        form = "csv"
    if form is None:
        _refuse(path, "ends in none of .xlsx, .json and .csv (a folder of CSV files)")
    return form


def _require_room(path: Path, form: Form) -> None:
    """Raises InputError where nothing can be written at a path."""
    from allocator.export.whole_files import require_folder, require_place

    folder = Path(os.path.realpath(path)).parent  # of what a link leads to
    if form != "csv" and not is_folder(folder):
        own = Path(os.path.realpath(path.parent)) == folder
        _refuse(path, f"cannot be written: there is no folder {path.parent if own else folder}")
    try:
        require_folder(path) if form == "csv" else require_place(path)
    except InputError as error:
        _refuse(path, error.faults[0].message)
    if not _can_append(path):
        _refuse(path, "cannot be written; is it open in another program, or protected?")


def _can_append(path: Path) -> bool:
    """Whether a file that is there may be changed: Excel locks those that are open."""
    if path.is_file():
        try:
            path.open("ab").close()
        except OSError:
            return False
    return True


def _identities(paths: Iterable[Path]) -> frozenset[Identity]:
    """What these paths stand for, and the files in those that are folders."""
    found: set[Identity] = set()
    for path in paths:
        found.add(_identity(path))
        if path.is_dir():
            found.update(map(_identity, path.iterdir()))
    return frozenset(found)


def _written_over(path: Path, form: Form) -> tuple[Path, ...]:
    """Whatever may be written over: the path, and in a folder of CSV files each of them."""
    return (path, *(sorted(path.glob("*.csv")) if form == "csv" and is_folder(path) else ()))


def _identity(path: Path) -> Identity:
    """The same for every name of a file: links, hard ones too, and other cases of letters. For a file that is
    not there, the path that it would have."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return os.path.realpath(path)
    return found.st_dev, found.st_ino


def _require_unedited(path: Path) -> None:
    """Refuse a workbook that is open, and one that somebody has worked on since it was written."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            _refuse(
                path,
                f"is open in another program, which left {lock.name} beside it; close it (or delete that "
                "file if nothing has it open), or choose another --output",
            )
    if path.is_file() and not is_as_written(path):
        _refuse(
            path,
            "was changed by hand since it was written, or is no allocation, and would be lost; choose "
            f"another --output. To plan on from it: allocator solve {path.name} --output second.xlsx",
        )


def load_writers() -> None:
    """Load everything that the writing needs: where memory is short, before there is a result to lose."""
    import allocator.explaining
    import allocator.export  # noqa: F401


def write(result: "Result", target: Target) -> None:
    """Write a result; what stood there before stays until the new one is complete.

    Where the target cannot be written after all, the result goes beside it, or into the folder for temporary
    files, as JSON if need be: no search is lost. Raises the error that names where it is.
    """
    try:
        _write(result, target)
    except Exception as error:
        rescued = _rescued(result, target)
        if rescued is None:
            raise
        message = f"the allocation was written to {rescued} instead"
        if not isinstance(error, InputError):
            raise DefectError(f"{type(error).__name__}: {error}", [message]) from error
        raise InputError(error.source, (*error.faults, Fault(place=rescued.name, message=message))) from None


def _rescued(result: "Result", target: Target) -> Path | None:
    """Another place that the result could be written to."""
    name = f"{target.path.stem}-{uuid.uuid4().hex[:6]}"
    folders = (target.path.parent, Path(tempfile.gettempdir()))
    for form, ending in ((target.form, target.path.suffix), ("json", ".json")):
        for folder in folders:
            with suppress(Exception):  # whatever it was: the next place, or the next form, may do
                spare = replace(target, path=folder / f"{name}{ending}", form=form)
                _write(result, spare)
                return spare.path
    return None


def _write(result: "Result", target: Target) -> None:
    from allocator.export import write_csv, write_json, write_workbook

    if target.form == "workbook":
        write_workbook(result, target.path, administration_sheets=target.administration_sheets)
    else:
        {"json": write_json, "csv": write_csv}[target.form](result, target.path)


def _refuse(path: Path, reason: str) -> NoReturn:
    raise InputError("--output", [Fault(place=str(path), message=reason)])
