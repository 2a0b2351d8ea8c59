"""What a written result says of itself beside its plan, model and allocation, as plain values and back.

A workbook carries it as lines of TOML on the sheet Checks, a JSON file as its own keys. `sealed` adds a
checksum, so that nobody takes for proven what was changed on the way.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple, TypeVar

from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Decision, Departure
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Goal, Proof, Provenance, Status

_SEAL = "seal"
_STATUSES: tuple[Status, ...] = ("optimal", "feasible", "interrupted", "broken")
_REPORT = "report"  # seconds of the writing, which are no part of the run

_T = TypeVar("_T")


class BrokenRecordError(ValueError):
    """The values are no record, or are not those that were sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The result beside plan, model and allocation.

    `sheets` is the fingerprint (`allocator.plan.fingerprint`) of the plan that is read from the same file.
    `decisions` are the rows of Assignments of the plan that was solved, where the file has others in their
    place; None where it has the same.
    """

    status: Status
    goals: tuple[Goal, ...]
    provenance: Provenance
    sheets: str
    decisions: tuple[Decision, ...] | None = None
    departures: tuple[Departure, ...] = ()


class ResultParts(NamedTuple):
    """A result as a file holds it, part by part, before it is known whether the parts agree.

    `record` is a sentence where the file does not hold it whole; `source` is the name of the file and `place`
    where in it the record stands. `agreed` are the rows of its assignments, which say how far each is agreed.
    """

    source: str
    plan: Plan
    model: CoordinationModel
    allocation: Allocation
    record: Record | str
    place: str
    agreed: tuple[Decision, ...] = ()


def sealed(record: Record) -> dict[str, Any]:
    """The record as texts, numbers, truth values, lists and mappings, without blanks, under a checksum."""
    return with_seal(_without_blanks(_plain(record)))


def with_seal(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values under a checksum."""
    return {**plain, _SEAL: _seal_of(plain)}


def is_as_sealed(values: Mapping[str, Any]) -> bool:
    """Whether values are all those, and only those, that `with_seal` put under their checksum."""
    return values.get(_SEAL) == _seal_of({key: value for key, value in values.items() if key != _SEAL})


def unsealed(values: Mapping[str, Any]) -> Record:
    """The record that `sealed` made; keys that it does not know are left alone. Raises BrokenRecordError."""
    try:
        record = _record(values)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenRecordError("does not hold what a result says of itself any more") from error
    if values.get(_SEAL) != sealed(record)[_SEAL]:
        raise BrokenRecordError("was changed since it was written")
    return record


def _seal_of(plain: Mapping[str, Any]) -> str:
    text = json.dumps(plain, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# -- to plain values -------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    if isinstance(value, Decision):
        reason = {"status_reason": value.status_reason} if value.status_reason else {}
        return {name: _plain(getattr(value, name)) for name in _DECISION} | reason
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(own) for key, own in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(own) for own in value]
    return value.isoformat() if isinstance(value, date) else value


def _without_blanks(plain: Mapping[str, Any]) -> dict[str, Any]:
    """TOML has no null: what is not there is left out."""
    kept: dict[str, Any] = {}
    for key, value in plain.items():
        if isinstance(value, Mapping):
            kept[key] = _without_blanks(value)
        elif isinstance(value, list):
            kept[key] = [_without_blanks(own) if isinstance(own, Mapping) else own for own in value]
        elif value is not None:
            kept[key] = value
    return kept


# -- and back --------------------------------------------------------------------------------------------


def _record(values: Mapping[str, Any]) -> Record:
    decisions = values.get("decisions")
    return Record(
        status=_one_of(values["status"], _STATUSES),
        goals=tuple(_goal(each) for each in _list(values["goals"])),
        provenance=_provenance(values["provenance"]),
        sheets=_text(values["sheets"]),
        decisions=None if decisions is None else tuple(_decision(each) for each in _list(decisions)),
        departures=tuple(_departure(each) for each in _list(values.get("departures", []))),
    )


def _goal(values: Mapping[str, Any]) -> Goal:
    bound, proof = values.get("bound"), values.get("proof")
    return Goal(
        name=_text(values["name"]),
        value=_whole(values["value"]),
        bound=None if bound is None else _whole(bound),
        unit=_text(values["unit"]),
        sense=_one_of(values["sense"], ("max", "min")),
        proven=_truth(values["proven"]),
        proof=None if proof is None else _proof(proof),
        parts={_text(code): _whole(part) for code, part in values["parts"].items()},
    )


def _proof(values: Mapping[str, Any]) -> Proof:
    return Proof(kind=_one_of(values["kind"], ("exact", "word", "words")), by=_texts(values["by"]))


def _provenance(values: Mapping[str, Any]) -> Provenance:
    limit, effort = values.get("time_limit"), values.get("effort")
    return Provenance(
        plan_digest=_text(values["plan_digest"]),
        model_digest=_text(values["model_digest"]),
        seed=_whole(values["seed"]),
        workers=_whole(values["workers"]),
        time_limit=None if limit is None else _number(limit),
        effort=None if effort is None else _whole(effort),
        versions=_mapping(values["versions"], _text),
        created=_text(values["created"]),
        seconds=_mapping({k: own for k, own in values["seconds"].items() if k != _REPORT}, _number),
        columns=_whole(values["columns"]),
        rows=_whole(values["rows"]),
        incidents=_texts(values.get("incidents", [])),
        neighbourhoods=_mapping(values.get("neighbourhoods", {}), _pair),
        started_from=_text(values.get("started_from", "")),
        plan_content=_text(values.get("plan_content", "")),
        scenario=_text(values.get("scenario", "")),
        changes=_texts(values.get("changes", [])),
    )


_DECISION = ("request", "seat", "expert", "start", "agreement", "decision", "status")


def _decision(values: Mapping[str, Any]) -> Decision:
    start = values.get("start")
    return Decision(
        request=_text(values["request"]),
        seat=_text(values["seat"]),
        expert=_text(values["expert"]),
        start=None if start is None else date.fromisoformat(_text(start)),
        agreement=_text(values["agreement"]),
        decision=_text(values["decision"]),
        status=_text(values["status"]),
        status_reason=_text(values.get("status_reason", "")),
    )


def _departure(values: Mapping[str, Any]) -> Departure:
    return Departure(
        row=_decision(values["row"]),
        person=_text(values["person"]),
        administration=_text(values["administration"]),
        members=_texts(values["members"]),
        missing=_text(values["missing"]),
    )


def _mapping(values: Any, read: Callable[[Any], _T]) -> dict[str, _T]:
    return {_text(key): read(value) for key, value in values.items()}


def _pair(value: Any) -> tuple[int, int]:
    first, second = _list(value)
    return _whole(first), _whole(second)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value))


def _list(value: Any) -> list[Any]:
    return _of(value, list)


def _text(value: Any) -> str:
    return _of(value, str)


def _truth(value: Any) -> bool:
    return _of(value, bool)


def _whole(value: Any) -> int:
    return _of(value, int)


def _number(value: Any) -> float:
    return value if isinstance(value, float) else _whole(value)


def _of(value: Any, kind: type[_T]) -> _T:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _one_of(value: Any, known: tuple[_T, ...]) -> _T:
    if value not in known:
        raise ValueError(f"{value!r} is none of {known}")
    return known[known.index(value)]
