"""`Entry`: the values of a table of the org file by key, and how a wrong one is refused with its line."""

from __future__ import annotations

from typing import Any

from bot.orgfile.keys import KEYS
from bot.orgfile.lines import Path
from bot.orgfile.source import Source
from bot.orgfile.words import a, refuse_unknown, shown


class Entry:
    """The table at `path`, a `noun` of `keys.KEYS`."""

    def __init__(self, source: Source, path: Path, noun: str, values: Any) -> None:
        self.source = source
        self.path = path
        self.noun = noun
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        self.is_table = isinstance(values, dict)
        if not self.is_table:
            source.refuse(path, f"{a(noun)} is a table of keys and values, not {shown(values)}")
        for key in self.values:
            refuse_unknown(source, (*path, key), key, KEYS[noun], noun)

    def refuse(self, key: str, sentence: str) -> None:
        """Note a problem at the key's line."""
        self.source.refuse((*self.path, key), sentence)

    def has(self, key: str) -> bool:
        """Whether the key stands in the table."""
        return key in self.values

    def _list(self, key: str, what: str) -> list[Any]:
        value = self.values.get(key, [])
        if isinstance(value, list):
            return value
        self._refuse_type(key, what)
        return []

    def _needed(self, key: str, stand_in: Any) -> Any:
        if key not in self.values and self.is_table:
            self.source.refuse(self.path, f"this {self.noun} needs {key}{self._such_as(key)}")
        return self.values.get(key, stand_in)

    def _refuse_type(self, key: str, what: str) -> None:
        self.refuse(key, f"{key} must be {what}, not {shown(self.values[key])}{self._such_as(key)}")

    def _such_as(self, key: str) -> str:
        return f", such as {key} = {self._like(key)}"

    def _like(self, key: str) -> str:
        return KEYS[self.noun][key]
