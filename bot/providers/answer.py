"""`Answer`: one object of a provider's JSON that knows where it stands, so that a wrong field can be named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any, Final, TypeVar

import structlog

from bot.errors import ProviderChangedError
from bot.facts.money import amount, to_nanos

CENTS: Final = -2
"""The exponent of an amount that is counted in cents."""
_EXACT: Final = Context(prec=100)
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
_LONGEST: Final = 60
"""Digits before or after the point; what has more is no figure of a bill, and would take forever to write out."""
_MOST: Final = 2**63 - 1

T = TypeVar("T")

_log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """Fields are read by name; what is not as documented raises ProviderChangedError with the field's place.

    No error shows a value: an answer may echo what must not be seen. `provider` is the name as people write it.
    """

    provider: str
    body: Mapping[str, Any] = field(repr=False)
    at: str = ""
    unread: set[str] = field(default_factory=set, repr=False, compare=False)
    """The counts of the whole body that could not be read and were said, each field once for all rows."""

    @classmethod
    def of(cls, provider: str, value: Any, at: str = "") -> Answer:
        """The value, which must be an object."""
        if not isinstance(value, dict):
            raise _changed(provider, at or "the whole body", "is not an object")
        return cls(provider, value, at)

    def part(self, name: str) -> Answer:
        """The object in a field."""
        return self._inner(self.body.get(name), self._place(name))

    def optional_part(self, name: str) -> Answer | None:
        """The object in a field, or None where the field is null or absent."""
        return None if self.body.get(name) is None else self.part(name)

    def parts(self, name: str) -> Iterator[Answer]:
        """The objects of a list."""
        found = self.body.get(name)
        if not isinstance(found, list):
            raise self.changed(name, "is not a list")
        for number, value in enumerate(found):
            yield self._inner(value, f"{self._place(name)}[{number}]")

    def texts(self, name: str) -> list[str]:
        """The words of a list of texts, none of them empty."""
        found = self.body.get(name)
        if not isinstance(found, list) or not all(isinstance(value, str) and value for value in found):
            raise self.changed(name, "is not a list of texts")
        return found

    def named(self, name: str) -> Iterator[tuple[str, Answer]]:
        """The objects in a field by the names they have there; no error shows such a name."""
        place = f"{self._place(name)}.*"
        for called, value in self.part(name).body.items():
            if not _can_be_stored(called):
                raise self.changed(name, "holds a character that no text has")
            yield called, self._inner(value, place)

    def text(self, name: str) -> str:
        """The words in a field, never empty."""
        found = self.optional_text(name)
        if found is None:
            raise self.changed(name, "is missing or empty")
        return found

    def optional_text(self, name: str) -> str | None:
        """The words in a field, or None where it is null, absent or empty."""
        found = self.body.get(name)
        if found is not None and not isinstance(found, str):
            raise self.changed(name, "is not a text")
        if found and not _can_be_stored(found):
            raise self.changed(name, "holds a character that no text has")
        return found or None

    def number(self, name: str) -> Decimal:
        """The exact number in a field, written as a number or as a string of digits."""
        try:
            found = amount(self.body.get(name))
        except ValueError:
            raise self.changed(name, "is not a number") from None
        if abs(found.adjusted()) > _LONGEST:
            raise self.changed(name, "is beyond any figure of a bill")
        return found

    def optional_number(self, name: str) -> Decimal | None:
        """The exact number in a field, or None where it is null or absent."""
        return None if self.body.get(name) is None else self.number(name)

    def count(self, name: str) -> int:
        """The whole number in a field, zero or more, and no more than a database holds."""
        found = self.number(name)
        if not 0 <= found <= _MOST or found != int(found):
            raise self.changed(name, "is not a count")
        return int(found)

    def optional_count(self, name: str) -> int | None:
        """The whole number in a field, or None where it is null or absent."""
        return None if self.body.get(name) is None else self.count(name)

    def known_count(self, name: str) -> int | None:
        """The whole number in a field beside money; None where it is absent or cannot be read, which the log says."""
        return self._unless_unreadable(name, self.optional_count)

    def known_number(self, name: str) -> Decimal | None:
        """The exact number in a field that is no money; None as `known_count`."""
        return self._unless_unreadable(name, self.optional_number)

    def money(self, name: str, *, exponent: int = 0) -> Decimal:
        """The exact amount in a field, in units of its currency; `exponent` is CENTS where the field counts those."""
        found = self.number(name).scaleb(exponent, context=_EXACT)
        try:
            to_nanos(found)
        except ValueError:
            raise self.changed(name, "is more than the ledger can hold") from None
        return found

    def optional_money(self, name: str, *, exponent: int = 0) -> Decimal | None:
        """The exact amount in a field, or None where it is null or absent."""
        return None if self.body.get(name) is None else self.money(name, exponent=exponent)

    def flag(self, name: str) -> bool:
        """True or false."""
        found = self.body.get(name)
        if not isinstance(found, bool):
            raise self.changed(name, "is not true or false")
        return found

    def optional_flag(self, name: str) -> bool | None:
        """True or false, or None where the field is null or absent."""
        return None if self.body.get(name) is None else self.flag(name)

    def unix_instant(self, name: str, *, per_second: int = 1) -> datetime:
        """The UTC instant in a field of unix time, down to the second; `per_second` is 1000 where it counts ms."""
        try:
            return datetime.fromtimestamp(int(self.number(name)) // per_second, UTC)
        except (ValueError, OverflowError, OSError):
            raise self.changed(name, "is not a unix time") from None

    def instant(self, name: str) -> datetime:
        """The UTC instant in a field of RFC 3339, which states its zone."""
        try:
            found = datetime.fromisoformat(self.text(name))
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise self.changed(name, "is not a time with its zone")

    def optional_instant(self, name: str) -> datetime | None:
        """The UTC instant in a field of RFC 3339, or None where it is null or absent."""
        return None if self.body.get(name) is None else self.instant(name)

    def changed(self, name: str, how: str) -> ProviderChangedError:
        """The error that says what is wrong with a field of this object."""
        return _changed(self.provider, self._place(name), how)

    def _inner(self, value: Any, place: str) -> Answer:
        return replace(Answer.of(self.provider, value, place), unread=self.unread)

    def _unless_unreadable(self, name: str, read: Callable[[str], T | None]) -> T | None:
        try:
            return read(name)
        except ProviderChangedError as error:
            if name not in self.unread:
                self.unread.add(name)
                _log.warning("count not read", reason=str(error))
            return None

    def _place(self, name: str) -> str:
        return f"{self.at}.{name}" if self.at else name


def exact(text: str | bytes) -> Any:
    """What the JSON says, its numbers with every digit; ValueError or RecursionError where it is none."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)


def documents(provider: str, text: str) -> list[Answer]:
    """The objects of a file: a list of them, one alone, or one on each line (NDJSON); none in an empty file."""
    try:
        whole = exact(text) if text.strip() else []
    except (ValueError, RecursionError):
        try:
            whole = [exact(line) for line in text.split("\n") if line.strip()]
        except (ValueError, RecursionError):
            raise _changed(provider, "a file", "is neither JSON nor one JSON object on each line") from None
    found = whole if isinstance(whole, list) else [whole]
    return [Answer.of(provider, value, f"object {number}") for number, value in enumerate(found, start=1)]


def _can_be_stored(text: str) -> bool:
    """No half of a surrogate pair and no NUL: SQLite or PostgreSQL takes neither."""
    return _UNSTORABLE.search(text) is None


def _changed(provider: str, place: str, how: str) -> ProviderChangedError:
    return ProviderChangedError(
        f"{provider}'s answer has another shape than documented: {place} {how}; "
        "update Denominator, or tell its maintainers"
    )


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
