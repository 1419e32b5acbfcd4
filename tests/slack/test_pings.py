"""A text from outside that would ping somebody, or link somewhere, is found."""

from __future__ import annotations

import pytest

from tests.slack.pings import pings
from tests.slack.samples import message, mrkdwn, plain, rich, section

LIVE = {
    "<!channel>": "broadcast",
    "<!subteam^S0123>": "broadcast",
    "<@U0EVE>": "mention",
    "<#C0SECRET|salaries>": "channel_link",
    "<https://evil.example|Click>": "link",
    "<mailto:x@evil.example|x>": "link",
}


@pytest.mark.parametrize(("text", "code"), LIVE.items(), ids=LIVE)
def test_live_markup_is_found_wherever_slack_parses_it(text: str, code: str) -> None:
    assert [ping.code for ping in pings(message(section(text=mrkdwn(text)), parse="none"))] == [code]
    assert [ping.code for ping in pings({"text": text, "parse": "none"})] == [code]
    assert pings(message(section(text=plain(text)), rich({"type": "text", "text": text}), parse="none")) == []


def test_markup_of_our_own_may_be_allowed_and_escaped_text_is_quiet() -> None:
    assert pings({"text": "<@U0ANA> answered", "parse": "none"}, allowed={"<@U0ANA>"}) == []
    assert pings(message(section(text=mrkdwn("&lt;!channel&gt; @here http://x")), parse="none")) == []


@pytest.mark.parametrize("text", ["@here", "see http://evil.example", "@everyone!"])
def test_text_that_slack_links_by_itself_is_found_without_verbatim_or_parse_none(text: str) -> None:
    loose = {"type": "mrkdwn", "text": text}
    assert [ping.pointer for ping in pings(message(section(text=loose)))] == ["/blocks/0/text/text"]
    assert [ping.code for ping in pings({"text": text})] == ["linked_by_itself"]
    assert [ping.code for ping in pings({"text": "x", "link_names": True})] == ["link_names"]
