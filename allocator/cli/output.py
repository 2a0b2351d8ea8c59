"""Where the allocation goes: the ending of `--output` chooses the form, and no input is ever written over."""

import os
import tempfile
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from allocator.errors import Fault, InputError
from allocator.tables.output_sheet import is_as_written

if TYPE_CHECKING:
    from allocator.result import Result

Form = Literal["workbook", "json", "csv"]

_FORMS: dict[str, Form] = {".xlsx": "workbook", ".json": "json", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class Target:
    """A file, or for `csv` a folder, that can be written; a workbook perhaps with a sheet for each
    administration."""

    path: Path
    form: Form
    administration_sheets: bool = False


def target_of(output: str, inputs: Iterable[Path], *, administration_sheets: bool = False) -> Target:
    """The target that `--output` names. Asked before the search, so that no search is in vain.

    Raises InputError for an ending that is not known, for one of `inputs`, for a place that cannot be
    written, and for a workbook that holds a planner's own work: nobody's decisions are written over.
    """
    path = Path(output)
    form = "csv" if output.endswith(("/", os.sep)) or path.is_dir() else _FORMS.get(path.suffix.lower())
    if form is None:
        _refuse(path, "ends in none of .xlsx, .json and .csv (a folder of CSV files)")
    if any(_same(path, given) for given in inputs):
        _refuse(path, "is an input of this run and would be written over; choose another --output")
    if form != "csv" and not path.parent.is_dir():
        _refuse(path, f"cannot be written: there is no folder {path.parent}")
    if not _writable(path):
        _refuse(path, "cannot be written; is it open in another program, or protected?")
    if form == "workbook":
        _spare_the_planner(path)
    elif administration_sheets:
        _refuse(path, "is no workbook; --administration-sheets needs an --output that ends in .xlsx")
    return Target(path, form, administration_sheets)


def _spare_the_planner(path: Path) -> None:
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


def write(result: "Result", target: Target) -> None:
    """Write a result; what stood there before stays until the new one is complete.

    Where the target cannot be written after all, the result goes beside it, or into the folder for temporary
    files: no search is in vain. Raises InputError that says so.
    """
    try:
        _write(result, target)
    except InputError as error:
        rescued = _beside(result, target)
        if rescued is None:
            raise
        message = f"the allocation was written to {rescued} instead"
        raise InputError(error.source, (*error.faults, Fault(place=rescued.name, message=message))) from None


def _beside(result: "Result", target: Target) -> Path | None:
    """Another place that the result could be written to."""
    name = f"{target.path.stem}-{uuid.uuid4().hex[:6]}{target.path.suffix}"
    for place in (target.path.with_name(name), Path(tempfile.gettempdir()) / name):
        with suppress(InputError):
            _write(result, replace(target, path=place))
            return place
    return None


def _write(result: "Result", target: Target) -> None:
    from allocator.export import write_csv, write_json, write_workbook

    if target.form == "workbook":
        write_workbook(result, target.path, administration_sheets=target.administration_sheets)
    else:
        {"json": write_json, "csv": write_csv}[target.form](result, target.path)


def _same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _writable(path: Path) -> bool:
    """Whether a file or folder can be written, or made, as far as can be told without doing so."""
    if path.is_file():
        try:
            path.open("ab").close()
        except OSError:
            return False
    standing = next(place for place in (path, *path.absolute().parents) if place.is_dir())
    return os.access(standing, os.W_OK)


def _refuse(path: Path, reason: str) -> NoReturn:
    raise InputError("--output", [Fault(place=str(path), message=reason)])
