"""AC-C6: what was read before its source's settle time had passed may still change, and is known to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import bills, collect
from bot.facts.periods import DAY, Period
from bot.ledger import sources as state
from bot.ledger import store
from bot.ledger.db import Database
from bot.ledger.sources import Source, sources
from tests.box import Box, opened
from tests.conftest import emptied
from tests.factories import NOW, a_scope, no_pseudonym
from tests.ledger.test_store import thorough

FIRST = date(2026, 11, 2)
WEEK = Period(date(2026, 11, 9), date(2026, 11, 16))
BILL = """BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,\
ChargePeriodEnd,ChargeCategory,ProviderName,BillingAccountId
0.10,0.08,USD,2026-11-01,2026-12-01,2026-11-05,2026-11-06,Usage,AWS,1
"""


@pytest.fixture
def box(database: Database) -> Iterator[Box]:
    with opened(database) as box:
        yield box


def known(database: Database) -> Source:
    with database.reading() as connection:
        (found,) = sources(connection)
    return found


def read(
    database: Database, days: Period, *, as_of: datetime, settles_after: timedelta | None = timedelta(days=3)
) -> None:
    with database.writing() as connection:
        ids = {"openai": store.connection_id(connection, "openai", "openai", now=NOW)}
        scopes = [a_scope(day) for day in days.days()]
        store.replace(connection, connections=ids, scopes=scopes, charges=(), now=as_of, pseudonym=no_pseudonym)
        state.note_success(connection, ids["openai"], days, now=as_of, as_of=None, settles_after=settles_after)


def imported(database: Database, folder: Path, *, now: datetime) -> Source:
    (folder / "bill.csv").write_text(BILL, encoding="utf-8")
    bills.import_focus(database, [folder / "bill.csv"], now=now, pseudonym=no_pseudonym)
    return known(database)


def test_a_day_is_final_once_it_was_read_after_its_settle_time(database: Database) -> None:
    read(database, Period(date(2026, 11, 9), date(2026, 11, 18)), as_of=datetime(2026, 11, 17, 10, tzinfo=UTC))
    found = known(database)
    assert (found.reaches_to, found.final_to) == (date(2026, 11, 17), date(2026, 11, 14))
    assert found.provisional(WEEK) == (Period(date(2026, 11, 14), date(2026, 11, 16)),)
    assert found.provisional_until(WEEK) == date(2026, 11, 19)
    before = Period(date(2026, 11, 2), date(2026, 11, 14))
    assert (found.provisional(before), found.provisional_until(before)) == ((), None)


def test_the_passing_of_time_alone_makes_no_day_final(database: Database) -> None:
    read(database, WEEK, as_of=datetime(2026, 11, 16, 0, 30, tzinfo=UTC))
    read(database, Period(date(2026, 12, 1), date(2026, 12, 2)), as_of=datetime(2026, 12, 24, tzinfo=UTC))
    assert known(database).provisional(WEEK) == (Period(date(2026, 11, 13), date(2026, 11, 16)),)


def test_the_day_that_is_not_over_is_provisional_too(database: Database) -> None:
    read(database, Period(NOW.date(), NOW.date() + DAY), as_of=NOW, settles_after=None)
    found = known(database)
    assert (found.reaches_to, found.final_to) == (None, NOW.date())
    assert found.provisional_until(Period(NOW.date(), NOW.date() + DAY)) == date(2026, 11, 18)


def test_settle_times_of_hours_are_rounded_up_to_the_day(database: Database) -> None:
    read(database, WEEK, as_of=datetime(2026, 11, 16, 1, tzinfo=UTC), settles_after=timedelta(hours=3))
    assert known(database).provisional_until(WEEK) == date(2026, 11, 17)


hours = st.integers(0, 24 * 14).map(lambda n: timedelta(hours=n))


@thorough
@given(readings=st.lists(st.tuples(st.integers(0, 6), hours), min_size=1, max_size=6), settles_after=hours)
def test_a_day_is_missing_provisional_or_final_by_its_last_reading(
    database: Database, readings: list[tuple[int, timedelta]], settles_after: timedelta
) -> None:
    emptied(database)
    last: dict[date, datetime] = {}
    for place, later in readings:
        day = WEEK.start + DAY * place
        last[day] = datetime(day.year, day.month, day.day, tzinfo=UTC) + later
        read(database, Period(day, day + DAY), as_of=last[day], settles_after=settles_after)
    found = known(database)
    for day in WEEK.days():
        one = Period(day, day + DAY)
        assert bool(found.missing(one)) == (day not in last or last[day] < one.ends_at)
        assert bool(found.provisional(one)) == (day in last and last[day] < one.ends_at + settles_after)


def test_each_provider_declares_its_own_settle_time(box: Box) -> None:
    finals = {}
    for account in box.bot.accounts:
        done = collect.collect(
            box.bot.database, account, Period(FIRST, date(2026, 11, 18)), now=box.clock(), pseudonym=no_pseudonym
        )
        assert done.error is None
        with box.bot.database.reading() as connection:
            finals |= {one.connection: one.final_to for one in sources(connection)}
    assert finals == {"openai": date(2026, 11, 14), "anthropic": date(2026, 11, 15)}
    box.clock.advance(days=7)
    box.collect("openai", FIRST)
    with box.bot.database.reading() as connection:
        again = {one.connection: one.final_to for one in sources(connection)}
    assert again == {"openai": date(2026, 11, 21), "anthropic": date(2026, 11, 15)}


def test_a_running_bill_is_provisional_as_far_as_it_goes_until_its_period_is_over(
    sqlite_database: Database, tmp_path: Path
) -> None:
    month = Period(date(2026, 11, 1), date(2026, 12, 1))
    running = imported(sqlite_database, tmp_path, now=NOW)
    assert running.provisional(month) == (Period(date(2026, 11, 1), date(2026, 11, 6)),)
    assert (running.final_to, running.provisional_until(month)) == (date(2026, 11, 1), date(2026, 12, 1))
    closed = imported(sqlite_database, tmp_path, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert (closed.provisional(month), closed.final_to) == ((), date(2026, 12, 1))
