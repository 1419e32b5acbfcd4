"""Stored rates: added to, never changed, so that what was converted stays (AC-J1, method.md 2.0)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.facts.rates import STANDS_FOR, Rate
from bot.ledger import rates
from bot.ledger.db import Database
from tests.conftest import emptied
from tests.factories import NOW

DAY = date(2026, 11, 2)


def usd(days: int, per_euro: str = "1.10", source: str = "ECB") -> Rate:
    return Rate(currency="USD", day=DAY + timedelta(days=days), per_euro=Decimal(per_euro), source=source)


def kept(database: Database, *found: Rate) -> tuple[Rate, ...]:
    with database.writing() as connection:
        return rates.keep(connection, found, now=NOW)


def on(database: Database, days: int, source: str = "ECB") -> Rate | None:
    with database.reading() as connection:
        loaded = rates.load(connection, ["USD", "EUR"], source=source, since=None, until=None)
    return loaded.on(DAY + timedelta(days=days), "USD")


def test_a_rate_is_kept_to_its_last_digit_with_its_source(database: Database) -> None:
    one = usd(0, "20275.170000001", "rates.csv")
    assert kept(database, one) == (one,)
    assert on(database, 0, "rates.csv") == one


def test_a_stored_rate_is_never_overwritten(database: Database) -> None:
    kept(database, usd(0, "1.10"))
    assert kept(database, usd(0, "1.20"), usd(1, "1.21")) == (usd(1, "1.21"),)
    assert on(database, 0) == usd(0, "1.10")
    assert on(database, 1) == usd(1, "1.21")


def test_each_source_has_its_own_rates(database: Database) -> None:
    kept(database, usd(-1), usd(0), usd(3))
    own = usd(0, "1.20", "rates.csv")
    assert kept(database, own) == (own,)
    assert (on(database, 0), on(database, 0, "rates.csv")) == (usd(0), own)
    assert on(database, -1, "rates.csv") is None


def test_a_hole_that_was_bridged_is_not_filled_afterwards(database: Database) -> None:
    kept(database, usd(0), usd(3, "1.13"))
    assert kept(database, usd(1, "1.50")) == ()
    assert on(database, 1) == usd(0)


def test_days_before_the_first_rate_may_get_theirs_later(database: Database) -> None:
    kept(database, usd(3))
    assert on(database, 2) is None
    kept(database, usd(1, "1.05"))
    assert on(database, 2) == usd(1, "1.05")


def test_the_euro_is_not_stored(database: Database) -> None:
    assert kept(database, Rate(currency="EUR", day=DAY, per_euro=Decimal(1), source="ECB")) == ()


def test_the_days_of_a_span_get_the_rate_from_before_it(database: Database) -> None:
    kept(database, usd(-4), usd(1, "1.11"), usd(2, "1.12"))
    with database.reading() as connection:
        loaded = rates.load(connection, ["USD"], source="ECB", since=DAY, until=DAY + timedelta(days=2))
    assert loaded.on(DAY, "USD") == usd(-4)
    assert loaded.newest("USD") == usd(1, "1.11")


readings = st.lists(
    st.lists(st.builds(usd, st.integers(0, 30), st.sampled_from(["1.1", "1.2", "1.3"])), unique_by=lambda one: one.day),
    min_size=2,
    max_size=4,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(readings=readings)
def test_a_day_with_a_later_rate_behind_it_never_changes_its_rate(
    sqlite_database: Database, readings: list[list[Rate]]
) -> None:
    """AC-J1: a closed week keeps its rate, whatever a source says afterwards."""
    database = emptied(sqlite_database)
    settled: dict[int, Rate] = {}
    newest = None
    for reading in readings:
        kept(database, *reading)
        now = {days: on(database, days) for days in range(30 + STANDS_FOR.days)}
        assert {days: now[days] for days in settled} == settled
        newest = max([one.day for one in reading] + ([newest] if newest else []), default=None)
        settled = {days: one for days, one in now.items() if one and newest and DAY + timedelta(days=days) <= newest}
