"""What Slack makes of a typed line, read back (the manifest asks for `should_escape`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.ledger.db import Database
from handlers.slack.outcome import typed
from tests.handlers.slack.office import Office, over_http
from tests.handlers.slack.test_conversations import answered, counted
from tests.slack.web_api import FakeSlack


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("refunds 3", "refunds 3"),
        ("3 for <#C1|general>", "3 for general"),
        ("3 for <#C9|> today", "3 for  today"),
        ("3 for <#C9> today", "3 for  today"),
        ("3 with <@U1|ana>", "3 with @ana"),
        ("3 with <@U1>", "3 with "),
        ("3 <https://a.example/1|a.example/1>", "3 https://a.example/1"),
        ("3 <https://a.example/1?b=1&amp;c=2>", "3 https://a.example/1?b=1&c=2"),
        ("3 <mailto:a@b.example|a@b.example>", "3 a@b.example"),
        ("3 <!here>", "3 @here"),
        ("3 <!channel|channel>", "3 @channel"),
        ("3 <!subteam^S1|@support>", "3 @support"),
        ("3 <!date^1392734382^{date}|18 Feb 2014>", "3 18 Feb 2014"),
        ("3 &lt;b&gt; &amp;amp; R&amp;D", "3 <b> &amp; R&D"),
        ("3 &lt;#C1|general&gt;", "3 <#C1|general>"),
        ("3 <unclosed", "3 <unclosed"),
    ],
)
def test_a_line_is_read_as_it_was_typed(sent: str, read: str) -> None:
    assert typed(sent) == read


@pytest.fixture
def office(sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    with over_http(sqlite_database, slack) as office:
        yield office


def test_channels_people_and_links_in_a_line_become_its_note_and_evidence(office: Office) -> None:
    office.world.command("/ai-outcome", "refunds 3 <https://t.example/1|t.example/1> for <#C1|general> <@U1|ana>")
    said = answered(office, "Logged: 3 ×")
    assert "evidence https://t.example/1" in said.words
    assert "note: for general @ana" in said.words
    assert counted(office, "refunds") == 3


def test_a_refused_line_is_shown_as_it_was_typed(office: Office) -> None:
    office.world.command("/ai-outcome", "#refnds 3 for <#C1|general> &amp; <@U1|ana>")
    assert "You typed: #refnds 3 for general & @ana" in answered(office, "You typed").words
