"""The parameters of one request, and how a request is refused."""

from collections.abc import Iterable

_YES_NO = {"true": True, "false": False, "1": True, "0": False}


class RefusedError(Exception):
    """The provider's no: an HTTP status and the words that go into its error envelope."""

    def __init__(self, status: int, message: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.param, self.code = status, message, param, code


class Query:
    """Query parameters; arrays are written `name[]=a&name[]=b` or `name=a&name=b`, and both count."""

    def __init__(self, items: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in items:
            self._values.setdefault(name.removesuffix("[]"), []).append(value)

    def only(self, known: Iterable[str]) -> None:
        """Refuse a parameter the endpoint does not know."""
        for name in sorted(self._values.keys() - set(known)):
            raise RefusedError(400, f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter")

    def many(self, name: str) -> list[str]:
        """Every value of an array parameter, in order."""
        return self._values.get(name, [])

    def has(self, name: str) -> bool:
        """Whether the parameter was given at all, be it empty."""
        return name in self._values

    def one(self, name: str) -> str | None:
        """The value of a parameter, `None` when it was not given."""
        values = self._values.get(name)
        return values[-1] if values else None

    def number(self, name: str) -> int | None:
        """The whole number a parameter gives; refused when it is none."""
        value = self.one(name)
        if value is None:
            return None
        try:
            return int(value)
        except ValueError:
            raise RefusedError(400, f"'{name}' must be an integer, not '{value}'.", param=name) from None

    def limit(self, *, default: int, most: int) -> int:
        """The parameter `limit`, from 1 to `most`."""
        limit = self.number("limit")
        if limit is None:
            return default
        if not 1 <= limit <= most:
            raise RefusedError(400, f"'limit' must be between 1 and {most}, not {limit}.", param="limit")
        return limit

    def flag(self, name: str) -> bool:
        """A yes or no; no when it was not given."""
        value = self.one(name) or "false"
        if value.lower() not in _YES_NO:
            raise RefusedError(400, f"'{name}' must be true or false, not '{value}'.", param=name)
        return _YES_NO[value.lower()]

    def one_of(self, name: str, allowed: Iterable[str], default: str | None = None) -> str | None:
        """A word out of a list; refused when it is another."""
        value = self.one(name)
        if value is not None and value not in set(allowed):
            words = ", ".join(f"'{word}'" for word in allowed)
            raise RefusedError(400, f"'{name}' must be one of {words}, not '{value}'.", param=name)
        return default if value is None else value

    def fingerprint(self) -> str:
        """Everything but the cursor, so that a cursor can be held against the query it came from."""
        return repr(sorted((name, values) for name, values in self._values.items() if name != "page"))
