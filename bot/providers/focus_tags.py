"""FOCUS tags: providers write them as a JSON object, as a JSON list of pairs, or as the text of a map."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

UNREADABLE = "tags"
"""The tag that keeps, as it stands, a text that is in none of the three forms."""

_NEXT_PAIR = re.compile(r"[,;]\s*(?=[^,;=]+=)")


@lru_cache(maxsize=4096)
def tags(text: str) -> Mapping[str, str]:
    """The tags by name: `{"k": "v"}`, `[{"key": "k", "value": "v"}]` or `{k=v, k2=v2}`; nothing is refused or lost."""
    try:
        found = _from_json(json.loads(text, parse_int=str, parse_float=str, parse_constant=str))
    except (ValueError, RecursionError):
        found = _from_map_text(text)
    if found is None or not _is_text("".join([*found, *found.values()])):
        found = {UNREADABLE: text}
    return MappingProxyType(found)


def _is_text(text: str) -> bool:
    r"""Whether databases take it: JSON can spell a NUL (`\u0000`) and halves of characters (`\ud800`)."""
    return "\0" not in text and text == text.encode(errors="replace").decode()


def _from_json(value: object) -> dict[str, str] | None:
    if value is None:
        return {}
    if isinstance(value, dict):
        return {key: _worded(item) for key, item in value.items()}
    if not isinstance(value, list):
        return None
    found = {}
    for pair in value:
        fields = {name.lower(): item for name, item in pair.items()} if isinstance(pair, dict) else {}
        if not isinstance(fields.get("key"), str) or fields.keys() - {"key", "value"}:
            return None
        found[fields["key"]] = _worded(fields.get("value"))
    return found


def _worded(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _from_map_text(text: str) -> dict[str, str] | None:
    body = text.strip()
    if body.startswith("{") and body.endswith("}"):
        body = body[1:-1].strip()
    found = {}
    for pair in _NEXT_PAIR.split(body):
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            return None
        found[key.strip()] = value.strip()
    return found
