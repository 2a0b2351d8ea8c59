"""Frozen records as plain values, and back by their types: nothing but these types can come out of a file."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from allocator.store.packing import BrokenDocumentError

_Kind = TypeVar("_Kind")


def plain(value: Any) -> Any:
    """A record, or a collection of such, as JSON values: dates in ISO 8601, records as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value) if each.init}
    if isinstance(value, Mapping):
        return {str(key): plain(own) for key, own in value.items()}
    if isinstance(value, tuple | list):
        return [plain(own) for own in value]
    return value.isoformat() if isinstance(value, date) else value


def record(kind: type[_Kind], value: Any) -> _Kind:
    """The record of a type that JSON values give. Raises BrokenDocumentError where they give none.

    Fields that are missing take their default; names that the type does not have are left out, for a later
    version may have written them.
    """
    made: _Kind = _read(kind, value)
    return made


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:
    if is_dataclass(kind):
        return _dataclass(kind, value)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(arguments, value)
    if origin is Literal:
        return _require(value, value in arguments, kind)
    if origin is tuple:
        return _tuple(arguments, value)
    if origin is not None and issubclass(origin, Mapping):
        _require(value, isinstance(value, dict), kind)
        return {key: _read(arguments[1], own) for key, own in value.items()}
    return _scalar(kind, value)


def _dataclass(kind: Any, value: Any) -> Any:
    _require(value, isinstance(value, dict), kind)
    hints = _hints(kind)
    given = {
        each.name: _read(hints[each.name], value[each.name])
        for each in fields(kind)
        if each.init and each.name in value
    }
    try:
        return kind(**given)
    except TypeError:
        raise BrokenDocumentError(f"lacks parts of a {kind.__name__}") from None


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    for kind in kinds:
        try:
            return _read(kind, value)
        except BrokenDocumentError:
            continue
    raise BrokenDocumentError(f"holds a {type(value).__name__} where none can be")


def _tuple(arguments: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    _require(value, isinstance(value, list), tuple)
    if arguments[-1] is Ellipsis:
        return tuple(_read(arguments[0], own) for own in value)
    _require(value, len(value) == len(arguments), tuple)
    return tuple(_read(kind, own) for kind, own in zip(arguments, value, strict=True))


def _scalar(kind: Any, value: Any) -> Any:
    if kind is date:
        _require(value, isinstance(value, str), kind)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BrokenDocumentError("holds a date that is none") from None
    if kind in (None, NoneType):
        return _require(value, value is None, kind)
    if kind is float:
        return float(_require(value, isinstance(value, int | float) and not isinstance(value, bool), kind))
    if kind is int:
        return _require(value, isinstance(value, int) and not isinstance(value, bool), kind)
    return _require(value, kind is Any or isinstance(value, kind), kind)


def _require(value: Any, sound: bool, kind: Any) -> Any:
    if not sound:
        name = getattr(kind, "__name__", str(kind))
        raise BrokenDocumentError(f"holds a {type(value).__name__} where a {name} belongs")
    return value
