"""Fixtures that any test folder may import into its conftest.py: `from tests.slack.fixtures import *`."""

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
