"""Frozen facts as JSON text and back, byte for byte: decimals as strings, ISO dates, weeks as `2026-W46`.

Statistics are numbers, of which JSON keeps every bit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from math import isfinite
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from bot.facts.money import plain
from bot.facts.periods import Week, parse_week

T = TypeVar("T")

_WORDS: Mapping[Any, Callable[[str], Any]] = {
    Decimal: Decimal,
    Week: parse_week,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
"""What stands in a text as a word of its own."""


def to_json(value: object) -> str:
    """The frozen dataclass as JSON with sorted keys; the same facts always give the same text."""
    return json.dumps(_written(value), sort_keys=True, indent=2, ensure_ascii=False)


def from_json(kind: type[T], text: str) -> T:
    """The dataclass of that kind a text was made of.

    A field it lacks takes its default, one the dataclass has no more is left out: older snapshots stay readable.

    Raises ValueError, naming the field, for a text that is not one.
    """
    found = _read(kind, json.loads(text), kind.__name__)
    assert isinstance(found, kind)
    return found


def _written(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return _finite(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Week):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if is_dataclass(value):
        return {field.name: _written(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")


def _read(kind: Any, value: Any, where: str) -> Any:
    options = get_args(kind)
    if NoneType in options:
        wanted = next(option for option in options if option is not NoneType)
        return None if value is None else _read(wanted, value, where)
    if get_origin(kind) is tuple:
        return tuple(_read(options[0], item, where) for item in _expected(list, value, where))
    if kind in _WORDS:
        return _WORDS[kind](_expected(str, value, where))
    if is_dataclass(kind):
        return _facts(kind, _expected(dict, value, where), where)
    if issubclass(kind, Enum):
        return _named(kind, value, where)
    return _expected(kind, value, where)


def _facts(kind: Any, found: dict[str, Any], where: str) -> Any:
    hints = _hints(kind)
    known = {field.name for field in fields(kind)}
    missing = {field.name for field in fields(kind) if field.name not in found and not _has_default(field)}
    if missing:
        raise ValueError(f"{where} lacks {sorted(missing)}")
    return kind(
        **{name: _read(hints[name], value, f"{where}.{name}") for name, value in found.items() if name in known}
    )


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of a dataclass's fields, of which a company's digests hold many thousands."""
    return get_type_hints(kind)


def _named(kind: type[Enum], value: object, where: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"{where} should be a {kind.__name__}, not {value!r}") from None


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _finite(value: float) -> float:
    """JSON has no word for what is not finite, and no figure is."""
    if not isfinite(value):
        raise ValueError(f"{value} has no place in a snapshot")
    return value


def _expected(kind: type[T], value: object, where: str) -> T:
    if not isinstance(value, kind):
        raise ValueError(f"{where} should be a {kind.__name__}, not {value!r}")
    return value
