"""When a budget can be judged, and what is said when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.facts.charge import Scope
from bot.facts.periods import Period
from bot.ledger import sources, store
from bot.ledger.db import Database
from bot.ledger.tables import collection
from tests.factories import a_charge, no_pseudonym
from tests.spenders import NOW, SUPPORT, Company, an_org, refunds


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database, an_org())


@pytest.fixture
def on_sqlite(sqlite_database: Database) -> Callable[..., Company]:
    return lambda *found: Company(sqlite_database, an_org(*found))


def test_before_anything_was_read_nothing_is_said_to_be_spent(on_sqlite: Callable[..., Company]) -> None:
    state = on_sqlite().state()
    assert (state.spent, state.use, state.not_judged) == (None, None, "no provider has been read yet")


def test_what_nobody_spent_is_zero_once_something_was_read(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(a_charge("10", sub_account="legal"))
    assert (company.state().spent, company.state().not_judged) == (Decimal(0), None)


@pytest.fixture(params=["focus:aws:1", "csv:aws:1"])
def bill(request: pytest.FixtureRequest) -> str:
    """The connection of a bill that somebody brings, as FOCUS or as CSV of one's own."""
    return str(request.param)


def a_bill(company: Company, slug: str, *, of: Period, amount: str = "900") -> None:
    """A billing file for the period, read now."""
    key = f"aws|1|{of.start}..{of.end}"
    with company.database.writing() as writing:
        number = store.connection_id(writing, slug, "aws", now=NOW)
        store.replace(
            writing,
            connections={slug: number},
            scopes=[Scope(slug, key)],
            charges=[(Scope(slug, key), refunds(amount, day=of.start, provider="aws"))],
            now=NOW,
            pseudonym=no_pseudonym,
        )
        sources.note_success(writing, number, of, now=NOW, as_of=None)


OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def test_a_period_of_which_nothing_was_read_is_not_said_to_have_cost_nothing(company: Company, bill: str) -> None:
    """Design.md 2.3: the newest bill ends before the period begins."""
    a_bill(company, bill, of=OCTOBER)
    state = company.state()
    assert (state.spent, state.use, state.as_of) == (None, None, None)
    assert state.not_judged == f"nothing of its period was read; read was {bill} up to 2026-10-31"
    assert [(one.connection, one.days) for one in state.unread] == [
        (bill, Period(date(2026, 11, 1), date(2026, 11, 22)))
    ]
    assert company.told() == []


def test_a_longer_period_says_what_of_it_was_not_read(on_sqlite: Callable[..., Company], bill: str) -> None:
    company = on_sqlite(replace(SUPPORT, period="year", amount=Decimal(1000)))
    a_bill(company, bill, of=OCTOBER)
    state = company.state()
    assert (state.spent, state.not_judged) == (Decimal(900), None)
    assert [one.days for one in state.unread] == [
        Period(date(2026, 1, 1), date(2026, 10, 1)),
        Period(date(2026, 11, 1), date(2026, 11, 22)),
    ]
    assert company.told() == [("team:support:year:USD", "A80")]


def test_what_is_read_as_usual_is_judged_beside_a_bill_that_is_to_come(
    on_sqlite: Callable[..., Company], bill: str
) -> None:
    company = on_sqlite()
    a_bill(company, bill, of=OCTOBER)
    company.spent(refunds("4510"))
    state = company.state()
    assert (state.spent, state.not_judged) == (Decimal(4510), None)
    assert [one.connection for one in state.unread] == [bill]
    assert company.told() == [("team:support:month:USD", "A80")]


def test_the_day_that_runs_and_what_a_source_may_lag_behind_are_no_gap(
    on_sqlite: Callable[..., Company], bill: str
) -> None:
    company = on_sqlite()
    a_bill(company, bill, of=Period(date(2026, 11, 1), date(2026, 12, 1)))
    first = datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert company.state(now=first).unread == ()


def test_stale_data_are_not_judged_and_come_with_the_reason(on_sqlite: Callable[..., Company]) -> None:
    """Method.md 6.3."""
    company = on_sqlite()
    company.spent(refunds("4510"))
    later = NOW + timedelta(hours=37)
    assert company.told(now=later) == []
    state = company.state(now=later)
    assert state.spent == Decimal(4510)
    assert state.not_judged == "the data of openai are of 2026-11-24 10:00 UTC, more than 36 hours old"


def test_a_connection_that_stopped_before_the_period_began_still_holds_it_up(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    stopped = datetime(2026, 10, 31, 10, tzinfo=UTC)
    company.spent(refunds("4000", day=date(2026, 10, 30)), now=stopped)
    company.spent(refunds("4510", provider="anthropic"), connection="anthropic")
    with company.database.writing() as connection:
        connection.execute(update(collection).values(attempted_at=NOW))
    assert company.told() == []
    assert "openai" in str(company.state().not_judged)


def test_a_connection_nobody_reads_any_more_holds_nothing_up(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(refunds("100"), now=NOW - timedelta(days=8))
    company.spent(refunds("4500", provider="anthropic"), connection="anthropic")
    assert company.told() == [("team:support:month:USD", "A80")]


def test_another_teams_stale_connection_holds_nothing_up(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(a_charge("100", sub_account="legal"), now=NOW - timedelta(days=2))
    company.spent(refunds("4500", provider="anthropic"), connection="anthropic")
    assert company.told() == [("team:support:month:USD", "A80")]


def test_a_file_is_as_fresh_as_it_gets(on_sqlite: Callable[..., Company], bill: str) -> None:
    company = on_sqlite()
    company.spent(refunds("4500", provider="aws"), connection=bill, now=NOW - timedelta(days=20))
    assert company.told() == [("team:support:month:USD", "A80")]
    assert company.state().as_of == NOW - timedelta(days=20)


def test_spend_without_a_known_cost_is_not_judged(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(refunds("6000"), refunds("1", number=2, effective_cost=None))
    assert company.told() == []
    assert (company.state().spent, company.state().not_judged) == (None, "some charges have no known cost")


def test_spend_in_another_currency_is_not_judged_and_not_added(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(refunds("6000"), refunds("222", number=2, currency="EUR"))
    assert company.told() == []
    assert company.state().spent is None
    assert "€222.00 of the spend is not in USD" in str(company.state().not_judged)
