"""The Home tab in workspaces that have less, and for whoever is not answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.facts.org import Budget
from bot.ledger.db import Database
from tests.handlers.slack.office import ORG, OWNER, Office, over_http
from tests.handlers.slack.test_conversations import spend
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, GUEST

PROVIDER = Budget(
    scope_kind="provider", scope="openai", period="month", amount=Decimal(100), currency="USD", owner=OWNER
)


@pytest.fixture
def office(sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    with over_http(sqlite_database, slack, replace(ORG, budgets=(*ORG.budgets, PROVIDER))) as office:
        spend(office, "85")
        yield office


def home(office: Office, user: str = ANA) -> str:
    office.world.open_home(user)
    view = office.world.wait_for(lambda: office.world.space.homes.get(user))
    assert view is not None
    return view.words


@pytest.mark.parametrize("lacking", [set(), {"table"}, {"table", "rich_text"}, {"table", "context"}])
def test_it_is_shown_whole_whatever_blocks_the_workspace_has(office: Office, lacking: set[str]) -> None:
    office.world.slack.desk.unsupported |= lacking
    words = home(office)
    assert "Support EU, each month" in words
    assert "$85 (85%)" in words
    assert "How it works" in words


def test_a_providers_budget_is_called_as_in_its_alerts(office: Office) -> None:
    assert "OpenAI spend, each month" in home(office)


def test_a_guest_is_told_why_it_is_empty(office: Office) -> None:
    words = home(office, GUEST)
    assert "Guests of this workspace" in words
    assert "$85" not in words
