"""A result in a JSON file: everything that it says, and the plan it is about."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from allocator.errors import Fault, InputError
from allocator.inputs.model_file import parse_model
from allocator.inputs.plan_file import plan_from_raw
from allocator.outside.file_kinds import odd_kind
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.results.record import BrokenRecordError, Record, ResultParts, is_as_sealed, unsealed
from allocator.tables.json_sheets import from_json

#: Far more than a result of ten thousand requests.
LARGEST_FILE = 1 << 30

_NEEDED = ("plan", "model_file", "allocation")


def read_json(path: Path) -> ResultParts:
    """The parts of a result that `allocator solve --output FILE.json` wrote. Raises InputError."""
    document = _document(path)
    missing = [key for key in _NEEDED if key not in document]
    if missing and isinstance(document.get("output"), str):
        _refuse(path, f"is what `solve --json` told; the result itself is in {document['output']}: give that")
    if missing:
        _refuse(path, f"is no result that `allocator solve` wrote: it has no {', '.join(missing)}")
    plan, model = document["plan"], document["model_file"]
    if not isinstance(plan, dict) or not isinstance(model, str):
        _refuse(path, "is no result that `allocator solve` wrote: its plan or model_file is of another kind")
    return ResultParts(
        source=path.name,
        plan=plan_from_raw(from_json(path.name, plan)),
        model=parse_model(model, f"{path.name}, model_file"),
        allocation=_allocation(path, document["allocation"]),
        record=_record(document),
        place=path.name,
    )


def is_sealed(path: Path) -> bool:
    """Whether a JSON file is a result, and what it says of itself is as it was written; or the table of a
    sweep, as it was written."""
    try:
        document = _document(path)
    except InputError:
        return False
    return is_as_sealed(document) or not isinstance(_record(document), str)


def _document(path: Path) -> Mapping[str, Any]:
    try:
        odd = odd_kind(path)
        if odd is not None:
            _refuse(path, f"is {odd}; give a result that `allocator solve` wrote")
        if path.stat().st_size > LARGEST_FILE:
            _refuse(path, f"is larger than {LARGEST_FILE >> 30} GB; this is no result")
        document = json.loads(path.read_bytes(), parse_constant=_no_number)
    except FileNotFoundError:
        _refuse(path, "does not exist; give a result that `allocator solve` wrote")
    except OSError as error:
        _refuse(path, f"cannot be read: {error.strerror or 'the system gives no reason'}")
    except (ValueError, RecursionError) as error:
        _refuse(path, f"is not valid JSON: {error}")
    if not isinstance(document, dict):
        _refuse(path, "is no result that `allocator solve` wrote: it is no JSON object")
    return document


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _allocation(path: Path, missions: Any) -> Allocation:
    try:
        return Allocation(tuple(_mission(each) for each in missions))
    except (KeyError, TypeError, ValueError):
        _refuse(path, "holds an allocation that cannot be read; write the result again")


def _mission(values: Mapping[str, Any]) -> Mission:
    request, payer = str(values["request"]), values["agreement"]
    return Mission(
        request=request,
        start=date.fromisoformat(values["start"]),
        team=tuple(Assignment(request, str(each["seat"]), str(each["expert"])) for each in values["team"]),
        agreement=None if payer is None else str(payer),
    )


def _record(document: Mapping[str, Any]) -> Record | str:
    try:
        return unsealed(document)
    except BrokenRecordError as error:
        return str(error)


def _refuse(path: Path, message: str) -> NoReturn:
    raise InputError(str(path), [Fault(place=path.name, message=message)])
