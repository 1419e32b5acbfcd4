"""Seats that a provider tells of the running day alone, on the way into a ledger that is to know them of each day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot import collect
from bot.collect import Account
from bot.facts.activity import ActivityKind
from bot.facts.periods import DAY as ONE_DAY
from bot.facts.periods import Period, week_of
from bot.ledger.activities import tallies
from bot.ledger.db import Database
from tests.factories import no_pseudonym
from tests.providers.fake_copilot import NOW, FakeCopilot, refusing, seat

pytestmark = pytest.mark.usefixtures("hasty")

TODAY = NOW.date()


def read(database: Database, copilot: FakeCopilot, now: datetime) -> None:
    account = Account(connection="github", provider=copilot.provider())
    days = collect.window(database, account, since=None, until=None, now=now)
    assert collect.collect(database, account, days, now=now, pseudonym=no_pseudonym).error is None


def seats(database: Database, days: Period, kind: ActivityKind = ActivityKind.SEATS_ASSIGNED) -> int | None:
    """How many seats the newest day of these has, None where none is stated."""
    with database.reading() as connection:
        return next((sum(one.counts.values()) for one in tallies(connection, days) if one.kind is kind), None)


def on(day: date) -> Period:
    return Period(day, day + ONE_DAY)


def test_each_day_keeps_the_seats_it_was_read_with_and_a_closed_week_has_those_of_its_last(database: Database) -> None:
    """AC-D5: a reading tells the seats of its own day, and replaces the counts of 36."""
    for days, logins in enumerate((["ana"], ["ana", "bo"], ["ana", "bo", "cy"], ["cy"])):
        read(database, FakeCopilot(seats=[seat(login) for login in logins]), NOW + days * ONE_DAY)
    assert [seats(database, on(TODAY + days * ONE_DAY)) for days in range(-1, 5)] == [None, 1, 2, 3, 1, None]
    assert seats(database, week_of(TODAY).period) == 3
    assert seats(database, week_of(TODAY).period, ActivityKind.SEATS_ACTIVE) == 3


def test_the_seats_of_a_day_are_those_of_its_last_reading_and_none_where_all_were_taken_back(
    database: Database,
) -> None:
    read(database, FakeCopilot(seats=[seat("ana"), seat("bo")]), NOW)
    read(database, FakeCopilot(seats=[seat("bo")]), NOW)
    assert seats(database, on(TODAY)) == 1
    read(database, FakeCopilot(seats=[]), NOW)
    assert seats(database, on(TODAY)) is None


def test_seats_that_may_be_listed_no_longer_are_known_as_they_were_then(database: Database) -> None:
    """AC-D5: not known is no zero, and the costs are read all the same."""
    read(database, FakeCopilot(), NOW)
    read(database, FakeCopilot(instead={"/billing/seats": refusing(403)}), NOW + ONE_DAY)
    assert [seats(database, on(TODAY + days * ONE_DAY)) for days in range(2)] == [1, None]
