"""`Numbers`: the numbers and the money in a table of the org file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from bot.orgfile.entry import Entry
from bot.orgfile.words import LARGEST, shown

_SMALLEST = Decimal("1e-9")
_FINEST_PART = Decimal("1e-6")
_LARGEST_WEIGHT = 10**9


class Numbers(Entry):
    """What of an entry is asked for as a number."""

    def integer(self, key: str, default: int | None, *, least: int, most: int = 10**9) -> int | None:
        """The whole number under the key."""
        value = self.values.get(key, default)
        if value is None or (not isinstance(value, bool) and isinstance(value, int) and least <= value <= most):
            return value
        limits = f"of at least {least}" if most == 10**9 else f"from {least} to {most}"
        self._refuse_type(key, f"a whole number {limits}")
        return default

    def number(self, key: str, what: str, fits: Callable[[Decimal], bool]) -> Decimal | None:
        """The number under the key, as a number or as text; one that does not fit is refused as not `what`."""
        value = self.values.get(key)
        if value is None:
            return None
        number = _decimal(value)
        if number is None or not fits(number):
            self._refuse_type(key, what)
            return None
        return number

    def positive(self, key: str) -> Decimal | None:
        """The number above zero under the key."""
        return self.number(key, "a number above zero", lambda number: _SMALLEST <= number <= LARGEST)

    def not_negative(self, key: str) -> Decimal | None:
        """The number under the key, which may be 0."""
        return self.number(key, "a number of at least 0", lambda number: 0 <= number <= LARGEST)

    def fraction(self, key: str) -> Decimal | None:
        """The part of a whole under the key: more than nothing, less than all, with at most six decimal places."""
        return self.number(
            key,
            "a number between 0 and 1 with at most 6 decimal places",
            lambda number: 0 < number < 1 and number == number.quantize(_FINEST_PART),
        )

    def amount(self, key: str, *, or_nothing: bool = False) -> Decimal:
        """The amount of money that must stand under the key, above zero, or also zero with `or_nothing`."""
        amount = self.optional_amount(key, or_nothing=or_nothing)
        return Decimal(1 if self.has(key) else self._needed(key, 1)) if amount is None else amount

    def optional_amount(self, key: str, *, or_nothing: bool = False) -> Decimal | None:
        """The amount of money under the key, above zero, or also zero with `or_nothing`, as text or a whole number."""
        value = self.values.get(key)
        if isinstance(value, Decimal):
            self.refuse(
                key, f'write {key} in quotes, {key} = "{value}": TOML numbers with a point are floats, which lose cents'
            )
            return None
        least = "an amount of zero or more" if or_nothing else "an amount above zero"
        return self.number(
            key,
            f"{least} and up to {LARGEST:,}",
            lambda number: _SMALLEST <= number <= LARGEST or (or_nothing and number == 0),
        )

    def integers(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """The whole numbers listed under the key."""
        if not self.has(key):
            return default
        items = self._list(key, "a list of whole numbers")
        if any(isinstance(item, bool) or not isinstance(item, int) for item in items):
            self._refuse_type(key, "a list of whole numbers")
            return default
        return tuple(items)

    def weights(self, key: str) -> tuple[tuple[str, int], ...]:
        """The whole numbers above zero under the key by name, in the order of the names."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or (self.has(key) and not value):
            self._refuse_type(key, "names with a whole number each")
            return ()
        for name, weight in value.items():
            if isinstance(weight, bool) or not isinstance(weight, int) or not 0 < weight <= _LARGEST_WEIGHT:
                path = (*self.path, key, name)
                self.source.refuse(path, f"the weight of {name} must be a whole number above zero, not {shown(weight)}")
                return ()
        return tuple(sorted(value.items()))


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
