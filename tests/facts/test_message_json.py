from __future__ import annotations

from hypothesis import given

from bot.facts.message import Message
from bot.facts.message_json import from_json, to_json
from tests.surfaces.browser_messages import messages


@given(messages)
def test_any_message_is_read_back_as_it_was(message: Message) -> None:
    assert from_json(to_json(message)) == message
