"""A `Message` as JSON text and back: what a delivery keeps until it is said."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any, get_args

from pydantic import TypeAdapter

from bot.facts.message import Element, Message

_KINDS: dict[str, TypeAdapter[Any]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(Element)}


def to_json(message: Message) -> str:
    """The message as JSON; each element says what kind it is, amounts are decimal strings."""
    elements = [{"kind": type(element).__name__, **asdict(element)} for element in message.elements]
    whole = {"title": message.title, "summary": message.summary, "elements": elements}
    return json.dumps(whole, default=_plain, ensure_ascii=False)


def from_json(text: str) -> Message:
    """The message a text was made of."""
    whole = json.loads(text)
    elements = tuple(_KINDS[each.pop("kind")].validate_python(each) for each in whole["elements"])
    return Message(whole["title"], whole["summary"], elements)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a message")
