"""What people did, on the way into a ledger that keeps it where a later reading cannot have it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from bot import collect
from bot.collect import Account
from bot.facts.activity import ActivityKind
from bot.facts.periods import DAY as ONE_DAY
from bot.facts.periods import Period
from bot.ledger.activities import tallies
from bot.ledger.db import Database
from tests.factories import no_pseudonym
from tests.providers.fake_copilot import NOW, FakeCopilot, refusing

pytestmark = pytest.mark.usefixtures("hasty")

ON = date(2026, 11, 16)


def copilot() -> FakeCopilot:
    row = {"day": str(ON), "user_id": 1001, "user_login": "ana", "code_generation_activity_count": 120}
    return FakeCopilot(reports={"users-1-day": json.dumps(row), "organization-1-day": "", "user-teams-1-day": ""})


def read(database: Database, of: FakeCopilot, now: datetime = NOW) -> None:
    account = Account(connection="github", provider=of.provider())
    days = Period(ON, ON + ONE_DAY)
    assert collect.collect(database, account, days, now=now, pseudonym=no_pseudonym).error is None


def shown(database: Database) -> int | None:
    """How many suggestions are known to have been shown on the day."""
    with database.reading() as connection:
        found = tallies(connection, Period(ON, ON + ONE_DAY))
    return next((sum(one.counts.values()) for one in found if one.kind is ActivityKind.SUGGESTIONS_SHOWN), None)


@pytest.mark.parametrize("status", [403, 404, 503])
def test_reports_that_are_refused_or_down_leave_the_counts_of_an_earlier_reading(
    database: Database, status: int
) -> None:
    read(database, copilot())
    later = copilot()
    later.instead["/users-1-day"] = refusing(status)
    read(database, later)
    assert shown(database) == 120


def test_a_day_read_again_when_its_reports_are_no_longer_kept_has_its_counts(database: Database) -> None:
    read(database, copilot())
    read(database, copilot(), NOW + timedelta(days=400))
    assert shown(database) == 120
