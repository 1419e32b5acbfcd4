"""How a refusal of the org file is put: what was meant, and the wrong value as its writer knows it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from bot.facts.money import MAX_NANOS, NANOS_PER_UNIT
from bot.orgfile.keys import NOT_YET
from bot.orgfile.lines import Path
from bot.orgfile.source import Source

LARGEST = MAX_NANOS // NANOS_PER_UNIT
"""The largest number the file may hold: what the store can hold as money."""

_SHOWN = 40


def refuse_unknown(source: Source, path: Path, key: str, known: Iterable[str], noun: str = "") -> None:
    """Refuse a key that is not known, with a suggestion; one of the method's that is to come is told apart."""
    names = tuple(known)
    if key in names:
        return
    what = f"{key} in {a(noun)}" if noun else f"[{key}]"
    if key in NOT_YET.get(noun, ()):
        source.refuse(path, f"{what} is not supported by this version; take it out")
    else:
        source.refuse(path, f"{what} is not known{meant(key, names)}; known are {', '.join(names)}")


def meant(name: str, names: Iterable[str]) -> str:
    """What was probably meant, as the end of a sentence; empty where nothing is close."""
    close = difflib.get_close_matches(name, list(names), n=1)
    return f", did you mean {close[0]}?" if close else ""


def shown(value: object) -> str:
    """A wrong value as the file's writer knows it, shortened."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and abs(value) > LARGEST:
        return "a very large number"
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def a(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
