import pytest

from bot.ledger.db import Database
from tests.handlers.slack.postbox import Postbox, a_postbox
from tests.slack.fixtures import served_slack, slack, socket_server
from tests.slack.web_api import FakeSlack

__all__ = ["served_slack", "slack", "socket_server"]


@pytest.fixture
def box(sqlite_database: Database, slack: FakeSlack) -> Postbox:
    return a_postbox(sqlite_database, slack)
