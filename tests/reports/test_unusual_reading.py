"""Daily spend read from a real ledger, once for all teams, and what is worth a word in each currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.facts.charge import Scope
from bot.facts.fx import Fx
from bot.facts.org import AllocationRule, Match, Org, Team
from bot.facts.overlap import Overlap
from bot.facts.periods import DAY
from bot.facts.policy import DEFAULT
from bot.facts.rates import Rate
from bot.ledger import orgs, rates, rollup, sources, store
from bot.ledger.cells import place_all
from bot.ledger.db import Database
from reports.digest_reading import build
from reports.unusual_reading import days_read, policies, spent_by_connection, spent_by_team
from tests.factories import a_charge, no_pseudonym
from tests.reports.digests import WEEK, company, staff

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
DAYS = days_read(WEEK.period.end)
DEAR = WEEK.monday + DAY
SHARES = (11, 12, 12, 11, 10, 7, 7)
ORG = replace(
    company(
        teams=(Team(slug="support", name="Support EU"), Team(slug="legal", name="Legal", parent="support")),
        people=(*staff("support", 6), *staff("legal", 2)),
    ),
    rules=(
        AllocationRule(match=Match(sub_account="support"), team="support"),
        AllocationRule(match=Match(sub_account="legal"), team="legal"),
    ),
)


def save(database: Database, org: Org) -> None:
    with database.writing() as connection:
        orgs.save(connection, org, now=NOW, pseudonym=no_pseudonym)
        place_all(connection, orgs.placement(connection))
        rollup.rebuild(connection)


@pytest.fixture
def ledger(sqlite_database: Database) -> Database:
    """Two teams with the same shape of the week, of which the small one has a dear day."""
    charges = [
        a_charge(str(amount), day=day, number=number, sub_account=team)
        for day in DAYS.days()
        for number, (team, times) in enumerate((("support", 20), ("legal", 4)), 1)
        for amount in [times * SHARES[day.weekday()] * (8 if team == "legal" and day == DEAR else 1)]
    ]
    with sqlite_database.writing() as connection:
        number = store.connection_id(connection, "openai", "openai", now=NOW)
        store.replace(
            connection,
            connections={"openai": number},
            scopes=[Scope("openai", day.isoformat()) for day in DAYS.days()],
            charges=[(Scope("openai", one.day.isoformat()), one) for one in charges],
            now=NOW,
            pseudonym=no_pseudonym,
        )
        sources.note_success(connection, number, DAYS, now=NOW, as_of=None)
    save(sqlite_database, ORG)
    return sqlite_database


def test_the_digest_says_what_the_ledger_has_of_the_team_and_those_folded_into_it(ledger: Database) -> None:
    with ledger.reading() as connection:
        (digest,) = build(connection, WEEK, ["support"])
    (one,) = digest.unusual
    assert [(day.day, day.spent) for day in one.alert.days] == [(DEAR, Decimal(20 * 12 + 8 * 4 * 12))]
    assert one.alert.days[0].expected == 24 * 12


def test_every_team_is_read_at_once_by_day_and_currency(ledger: Database) -> None:
    with ledger.reading() as connection:
        found = spent_by_team(connection, DAYS)
    assert set(found) == {("support", "USD"), ("legal", "USD")}
    assert len(found["legal", "USD"]) == len(DAYS)
    assert found["legal", "USD"][DEAR] == 8 * 4 * 12


def test_a_connection_says_all_it_says_even_what_another_one_counts(ledger: Database) -> None:
    with ledger.reading() as connection:
        before = spent_by_connection(connection, DAYS)
    assert before["openai", "USD"][DEAR] == 20 * 12 + 8 * 4 * 12
    save(ledger, replace(ORG, overlaps=(Overlap(connection="openai", covered_by="focus:acme"),)))
    with ledger.reading() as connection:
        assert spent_by_connection(connection, DAYS) == before
        assert spent_by_team(connection, DAYS) == {}


def test_what_is_worth_a_word_is_in_each_currency_at_the_rates_of_the_day(ledger: Database) -> None:
    day = date(2026, 11, 15)
    with ledger.writing() as connection:
        rates.keep(
            connection, [Rate(currency="USD", day=date(2026, 11, 13), per_euro=Decimal("1.25"), source="ECB")], now=NOW
        )
    with ledger.reading() as connection:
        found = policies(connection, replace(ORG, fx=Fx(currency="EUR")), ["USD", "EUR", "GBP"], day)
        assert policies(connection, ORG, ["USD"], day) == {"USD": DEFAULT}
    assert found["EUR"] == DEFAULT
    assert found["USD"].anomaly_from == Decimal("31.25")
    assert "GBP" not in found
