"""Where the allocation goes: the ending of `--output` chooses the form, and no input is ever written over.

Without `--output` the name is the scenario's or `allocation.xlsx`, and where that is taken the next free one
with a number. A result that is named is written in the place of an earlier one, and that is said; what
somebody has worked on, or is no result, stays.
"""

import os
import re
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from allocator.cli.inputs import is_scenario
from allocator.errors import DefectError, Fault, InputError
from allocator.export.result_json import is_sealed
from allocator.outside.file_kinds import is_folder
from allocator.tables.as_written import is_as_written
from allocator.tables.schema import OUTPUT_SHEETS, SHEET_BY_NAME
from allocator.tables.written_sheets import CHECKS

if TYPE_CHECKING:
    from allocator.results.result import Result

Form = Literal["workbook", "json", "csv", "file"]
Identity = tuple[int, int] | str

_USUAL = "allocation.xlsx"
_WRITING = 30.0  # seconds after Checks within which the last file of a folder is surely written
_FORMS: dict[str, Form] = {".xlsx": "workbook", ".json": "json", ".csv": "csv"}


@dataclass(frozen=True, slots=True)
class Target:
    """A file, or for `csv` a folder, that can be written; a workbook perhaps with a sheet for each
    administration. `replaces` says that a result stood there when it was chosen; `wanted` is the name that it
    would have if that were free, None where the name was given."""

    path: Path
    form: Form
    administration_sheets: bool = False
    replaces: bool = False
    wanted: Path | None = None

    @property
    def remark(self) -> str:
        """What a planner should know of the place, behind its name."""
        if self.wanted is not None:
            return "" if self.path == self.wanted else f" ({self.wanted} was there already)"
        return ", in the place of the one that was there" if self.replaces else ""


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
    else:
        _require_result(path, form)
    if form != "workbook" and administration_sheets:
        _refuse(path, "is no workbook; --administration-sheets needs an --output that ends in .xlsx")
    there = path / f"{CHECKS}.csv" if form == "csv" else path
    return Target(path, form, administration_sheets, replaces=there.exists())


def require_apart(options: Mapping[str, Path | None]) -> None:
    """Raises InputError where two options name one file: the second would be written over the first."""
    seen: dict[Identity, str] = {}
    for option, path in options.items():
        if path is not None and (other := seen.setdefault(_identity(path), option)) != option:
            message = f"is named by {other} as well, and one would be written over the other; choose another"
            raise InputError(option, [Fault(place=str(path), message=message)])


@contextmanager
def blaming(option: str) -> Iterator[None]:
    """For a target that another option names: what is wrong with it is said of that option."""
    own = "--output"
    try:
        yield
    except InputError as error:
        if error.source != own:
            raise
        faults = (
            replace(each, message=each.message.replace(f"another {own}", f"another {option}"))
            for each in error.faults
        )
        raise InputError(option, faults) from None


def workbook_target(output: Path, inputs: Sequence[Path], what: str) -> Target:
    """The target of a command that writes workbooks only. Raises InputError where it is none, or cannot be
    written."""
    if output.suffix.lower() != ".xlsx":
        _refuse(output, f"does not end in .xlsx; {what} is written as a workbook")
    return target_of(str(output), inputs)


def file_target(output: Path, inputs: Iterable[Path], endings: Sequence[str], what: str) -> Target:
    """The target of a command that writes a picture or a page: a file of one of these endings. Raises
    InputError where it is none, is an input, or cannot be written."""
    if output.suffix.lower() not in endings:
        _refuse(output, f"does not end in {' or '.join(endings)}, as {what} does")
    if is_folder(output):
        _refuse(output, "is a folder; name a file in it")
    if _identity(output) in _identities(inputs):
        _refuse(output, "is an input of this run and would be written over; choose another --output")
    _require_room(output, "file")
    return Target(output, "file", replaces=output.exists())


def usual_target(inputs: Sequence[Path], *, administration_sheets: bool = False) -> Target:
    """The target where none is named: a workbook in this folder that is not there yet. `inputs` begin with
    what is solved. Raises InputError where it cannot be written."""
    wanted = Path(f"{_slug(inputs[0].stem)}.xlsx" if is_scenario(inputs[0]) else _USUAL)
    target = target_of(str(_free(wanted)), inputs, administration_sheets=administration_sheets)
    return replace(target, wanted=wanted)


def _slug(name: str) -> str:
    """A name with nothing in it that a command line or a web page would stumble over."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "scenario"


def _free(wanted: Path) -> Path:
    """The name, or the first with a number behind it that is not there."""
    names = (wanted.with_stem(f"{wanted.stem}-{number}") for number in count(2))
    return next(path for path in chain([wanted], names) if not os.path.lexists(path))


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


def _require_result(path: Path, form: Form) -> None:
    """Refuse a JSON file that is no result, and a folder of CSV files that is none or was worked on."""
    if form == "json":
        if path.is_file() and path.stat().st_size and not is_sealed(path):
            _refuse(path, "is no result, or was changed by hand, and would be lost; choose another --output")
        return
    there = [
        file for file in (path / f"{name}.csv" for name in (*SHEET_BY_NAME, *OUTPUT_SHEETS)) if file.exists()
    ]
    checks = path / f"{CHECKS}.csv"
    if there and checks not in there:
        _refuse(path, "holds sheets of a plan, which would be written over; choose another --output")
    if there and max(file.stat().st_mtime for file in there) > checks.stat().st_mtime + _WRITING:
        _refuse(path, "was changed by hand since it was written, and would be lost; choose another --output")


def load_writers() -> None:
    """Load everything that the writing needs: where memory is short, before there is a result to lose."""


def write(result: "Result", target: Target) -> Target:
    """Write a result; what stood there before stays until the new one is complete. Returns the target:
    another one where the name was free when it was chosen, and another run has taken it since.

    Where the target cannot be written after all, the result goes beside it, or into the folder for temporary
    files, as JSON if need be: no search is lost. Raises the error that names where it is.
    """
    if target.wanted is not None and os.path.lexists(target.path):
        target = replace(target, path=_free(target.wanted))
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
    return target


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
