"""The digest and the alert as Slack is given them, block for block."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from bot.facts.message import Message
from bot.surfaces.slack_blocks import render
from reports.digest_message import message
from tests.reports.alerts import FORMS as ALERTS
from tests.reports.forms import digest_of
from tests.slack.blocks import problems


def digest() -> Message:
    return message(digest_of("ordinary"))


def alert() -> Message:
    return ALERTS["eighty"]()


@pytest.mark.parametrize("of", [digest, alert])
def test_it_is_drawn_as_it_was_reviewed(of: Callable[[], Message], golden: Callable[[str, str], None]) -> None:
    rendered = render(of())
    assert problems({**rendered, "parse": "none"}, "message") == []
    golden(f"slack_{of.__name__}.json", json.dumps(rendered, indent=1, ensure_ascii=False) + "\n")
