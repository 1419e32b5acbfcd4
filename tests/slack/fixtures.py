"""Fixtures for any test folder: import `served_slack`, `slack` and `socket_server` into its conftest.py.

Over HTTP: `with serving(app) as url: world = World(slack, Client(f"{url}/slack/events"))`. In Socket Mode: start the
app with APP_TOKEN, `socket_server.wait_for_connections()`, `world = World(slack, socket_server)`. Either way the app
gets BOT_TOKEN and `slack.url` (SLACK_API_URL), and over HTTP also client.SIGNING_SECRET. Then:

    world.command("/ai-outcome")                       # what Ana types in #support
    view = world.wait_for(world.open_view)             # the modal on her screen
    world.submit(view, {"quantity": "3"})              # by block_id; refused: world.open_view().errors
    said, = world.wait_for(lambda: world.space.messages(SUPPORT))
    world.press(said, "outcome.undo")                  # an old copy of a message is a stale screen
    assert world.troubles == []                        # nobody saw an error

    slack.faults.add("chat.postMessage", LostAnswer()) # the next call: said, but never answered
    slack.clock.advance(3.1)                           # triggers and response URLs run out
    slack.desk.unsupported.add("data_visualization")   # this workspace has no charts yet
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.slack.socket_mode import SocketServer
from tests.slack.web_api import FakeSlack

__all__ = ["served_slack", "slack", "socket_server"]


@pytest.fixture(scope="module")
def served_slack() -> Iterator[FakeSlack]:
    """One server for a file of tests: ask for `slack` instead, which empties it."""
    with FakeSlack().serving() as served:
        yield served


@pytest.fixture
def slack(served_slack: FakeSlack) -> FakeSlack:
    """A fake Slack in which nothing was said and nothing goes wrong."""
    return served_slack.reset()


@pytest.fixture
def socket_server(slack: FakeSlack) -> Iterator[SocketServer]:
    """The Socket Mode end of `slack`: apps.connections.open then leads to it."""
    with SocketServer().serving() as server:
        slack.desk.socket_url = server.url
        yield server
