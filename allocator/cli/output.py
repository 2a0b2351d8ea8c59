"""Where the allocation goes: the ending of `--output` chooses the form, and no input is ever written over."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from allocator.errors import Fault, InputError

if TYPE_CHECKING:
    from allocator.result import Result

Form = Literal["workbook", "json", "csv"]

_FORMS: dict[str, Form] = {".xlsx": "workbook", ".json": "json", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class Target:
    """A file, or for `csv` a folder, that can be written."""

    path: Path
    form: Form


def target_of(output: str, inputs: Iterable[Path]) -> Target:
    """The target that `--output` names. Asked before the search, so that no search is in vain.

    Raises InputError for an ending that is not known, for one of `inputs`, and for a place that cannot be
    written.
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
    return Target(path, form)


def write(result: "Result", target: Target) -> None:
    """Write a result; what stood there before stays until the new one is complete. Raises InputError."""
    from allocator.export import write_csv, write_json, write_workbook

    writers = {"workbook": write_workbook, "json": write_json, "csv": write_csv}
    writers[target.form](result, target.path)


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
