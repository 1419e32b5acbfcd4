"""Live mentions and links in a payload: what outside text must never have made (slack.md 1.6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from tests.slack.kit.part import Problem

_LIVE = re.compile(r"<(?P<sign>[@#!]|[a-zA-Z][a-zA-Z0-9+.-]*:)[^<>\n]*>")
_LINKED_BY_ITSELF = re.compile(r"@(?:here|channel|everyone)\b|https?://|\bwww\.", re.IGNORECASE)
_SIGNS = {"@": "mention", "#": "channel_link", "!": "broadcast"}


def pings(payload: Any, *, allowed: Collection[str] = ()) -> list[Problem]:
    """Every live `<…>` of mrkdwn and of the top-level text, and every text that Slack would make live by itself.

    Codes: mention, channel_link, broadcast, link, linked_by_itself, link_names. `allowed` are whole markups
    that the product made itself, such as `<@U0ANA>`. Plain text, raw cells and rich text parse nothing.
    """
    found: list[Problem] = []
    if isinstance(payload, dict):
        if isinstance(payload.get("text"), str):
            untouched = payload.get("parse") == "none"
            found += _live(payload["text"], "/text", allowed, untouched=untouched)
        if payload.get("link_names"):
            found.append(Problem("link_names", "link_names makes names into mentions", "/link_names"))
    for text, pointer, untouched in _texts(payload, ""):
        found += _live(text, pointer, allowed, untouched=untouched)
    return found


def _live(text: str, pointer: str, allowed: Collection[str], *, untouched: bool) -> Iterator[Problem]:
    for match in _LIVE.finditer(text):
        if match[0] not in allowed:
            yield Problem(_SIGNS.get(match["sign"], "link"), f"live markup: {match[0]}", pointer)
    if not untouched:
        for match in _LINKED_BY_ITSELF.finditer(_LIVE.sub("", text)):
            yield Problem("linked_by_itself", f"Slack links this by itself: {match[0]}", pointer)


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str, bool]]:
    """Each parsed text below a value, its place, and whether Slack leaves bare names and addresses alone."""
    if isinstance(value, dict):
        if value.get("type") in {"mrkdwn", "markdown"} and isinstance(value.get("text"), str):
            yield value["text"], f"{pointer}/text", value.get("verbatim") is True
        for key, inner in value.items():
            yield from _texts(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{pointer}/{index}")
