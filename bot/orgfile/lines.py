"""Where each table and key of a TOML text stands, which the standard library's reader does not say.

The text must be valid TOML (read it with `tomllib` first): this is a locator, not a second reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The way to a value: `("person", 0, "teams", 1, "since")`."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^\s,\]}#]+(?: \d\d:[^\s,\]}#]+)?")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")


@dataclass(frozen=True)
class Lines:
    """The lines of a text's tables, keys and list items."""

    by_path: dict[Path, int]

    def of(self, path: Path) -> int:
        """The line of the path, or of the nearest thing around it that stands in the text; from 1."""
        while path and path not in self.by_path:
            path = path[:-1]
        return self.by_path.get(path, 1)


def locate(text: str) -> Lines:
    """Find every table, key and list item of a valid TOML text."""
    scanner = _Scanner(text)
    scanner.document()
    return Lines(scanner.found)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.found: dict[Path, int] = {}
        self.items: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self.skip()
        while self.at < len(self.text):
            if self.next_is("["):
                table = self.header()
            else:
                self.pair(table)
            self.skip()

    def header(self) -> Path:
        is_list = self.text.startswith("[[", self.at)
        line = self.line
        self.take(2 if is_list else 1)
        *parents, name = self.keys()
        self.take(2 if is_list else 1)
        path: Path = ()
        for parent in parents:
            path = self.inside((*path, parent))
        path = (*path, name)
        if is_list:
            number = self.items[path] = self.items.get(path, -1) + 1
            self.found.setdefault(path, line)
            path = (*path, number)
        self.found[path] = line
        return path

    def inside(self, path: Path) -> Path:
        """The path, or the last of its items where it is a list of tables."""
        return (*path, self.items[path]) if path in self.items else path

    def pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self.keys():
            path = (*path, key)
            self.found.setdefault(path, line)
        self.take(1)
        self.skip()
        self.value(path)

    def keys(self) -> list[str]:
        """A key, or several joined by dots, up to what follows them."""
        keys = []
        while True:
            self.skip()
            string = _STRING.match(self.text, self.at)
            bare = _BARE_KEY.match(self.text, self.at)
            match = string or bare
            assert match is not None, "the text was valid TOML"
            self.take(len(match[0]))
            keys.append(_unquoted(match[0]) if string else match[0])
            self.skip()
            if not self.next_is("."):
                return keys
            self.take(1)

    def value(self, path: Path) -> None:
        if self.next_is("["):
            self.several("]", path)
        elif self.next_is("{"):
            self.several("}", path)
        else:
            match = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            assert match is not None, "the text was valid TOML"
            self.take(len(match[0]))

    def several(self, closing: str, path: Path) -> None:
        """The items of a list, or the pairs of an inline table."""
        self.take(1)
        number = 0
        while True:
            self.skip()
            if self.next_is(closing):
                self.take(1)
                return
            if closing == "}":
                self.pair(path)
            else:
                self.found[*path, number] = self.line
                self.value((*path, number))
                number += 1
            self.skip()
            if self.next_is(","):
                self.take(1)

    def next_is(self, char: str) -> bool:
        return self.text.startswith(char, self.at)

    def skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.take(len(match[0]) if match else 0)

    def take(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count


def _unquoted(key: str) -> str:
    if key.startswith("'"):
        return key[1:-1]
    return _ESCAPE.sub(lambda match: _character(match[1]), key[1:-1])


def _character(escape: str) -> str:
    if escape[0] in "uU" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    return {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}.get(escape, escape)
