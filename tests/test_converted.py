"""Spend in one currency: every charge day at its own rate, the same total however it is split (AC-J1)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.converted import Converted, converted
from bot.facts.charge import Charge
from bot.facts.fx import Fx
from bot.facts.org import Org
from bot.facts.overlap import Overlap
from bot.facts.periods import Period
from bot.facts.rates import Rate
from bot.ledger import orgs, rates, rollup, store
from bot.ledger.cells import place_all
from bot.ledger.db import Database
from tests.conftest import emptied
from tests.factories import NOW, a_charge, a_scope, no_pseudonym

FRIDAY = date(2026, 11, 20)
SUNDAY, MONDAY = FRIDAY + timedelta(days=2), FRIDAY + timedelta(days=3)
PUBLISHED = (
    Rate(currency="USD", day=FRIDAY, per_euro=Decimal("1.10"), source="ECB"),
    Rate(currency="USD", day=MONDAY, per_euro=Decimal("1.2347"), source="ECB"),
    Rate(currency="GBP", day=FRIDAY, per_euro=Decimal("0.8338"), source="ECB"),
)


def spend(database: Database, *charges: Charge, published: tuple[Rate, ...] = PUBLISHED) -> Database:
    with database.writing() as connection:
        rates.keep(connection, published, now=NOW)
        store.replace(
            connection,
            connections={"openai": store.connection_id(connection, "openai", "openai", now=NOW)},
            scopes=[a_scope(day) for day in {charge.day for charge in charges}],
            charges=[(a_scope(charge.day), charge) for charge in charges],
            now=NOW,
            pseudonym=no_pseudonym,
        )
    return database


def declare(database: Database, file: str | None, *published: Rate) -> None:
    """An organisation whose org file names a file of rates, and what of it is stored."""
    with database.writing() as connection:
        orgs.save(connection, Org(fx=Fx(currency="EUR", rates=file)), now=NOW, pseudonym=no_pseudonym)
        rates.keep(connection, published, now=NOW)


def asked(database: Database, *by: str, into: str = "EUR", **span: Any) -> Converted:
    with database.reading() as connection:
        return converted(connection, **{"since": None, "until": None} | span, by=by, into=into)


def test_each_day_is_converted_at_its_own_rate_and_a_sunday_at_fridays(database: Database) -> None:
    """Method.md 2.0: EUR 900 on a day at 1.10 are $990."""
    spend(
        database,
        a_charge("900", day=FRIDAY, currency="EUR"),
        a_charge("100", day=SUNDAY, currency="EUR"),
        a_charge("100", day=MONDAY, currency="EUR"),
        a_charge("5", day=MONDAY, number=2),
    )
    found = asked(database, "provider", into="USD")
    assert [(row.key("provider"), row.currency, row.billed_cost, row.charges) for row in found.rows] == [
        ("openai", "USD", Decimal(990) + Decimal(110) + Decimal("123.47") + Decimal(5), 4)
    ]
    assert (found.source, found.as_of, found.unknown) == ("ECB", MONDAY, ())
    assert found.said == ("1 EUR = 1.235 USD, ECB 23 Nov 2026",)
    by_day = asked(database, "day", into="USD").rows
    assert [(row.key("day"), row.effective_cost) for row in by_day] == [
        ("2026-11-20", Decimal(990)),
        ("2026-11-22", Decimal(110)),
        ("2026-11-23", Decimal("128.47")),
    ]


def test_what_has_no_rate_stays_in_its_own_currency_and_is_said(database: Database) -> None:
    spend(
        database,
        a_charge("110", day=FRIDAY),
        a_charge("7", day=FRIDAY, number=2, currency="XAF"),
        a_charge("2", day=FRIDAY - timedelta(days=1), currency="USD"),
    )
    found = asked(database, "provider", "currency")
    assert [(row.keys, row.currency, row.billed_cost) for row in found.rows] == [
        ((("provider", "openai"), ("currency", "EUR")), "EUR", Decimal(100)),
        ((("provider", "openai"), ("currency", "USD")), "USD", Decimal(2)),
        ((("provider", "openai"), ("currency", "XAF")), "XAF", Decimal(7)),
    ]
    assert [(one.currency, one.period, one.reason) for one in found.unknown] == [
        (
            "USD",
            Period(FRIDAY - timedelta(days=1), FRIDAY),
            "ECB has no rate of USD for 1 of its days, 19 Nov 2026",
        ),
        ("XAF", Period(FRIDAY, SUNDAY - timedelta(days=1)), "ECB has no rate of XAF for 1 of its days, 20 Nov 2026"),
    ]


def test_days_after_the_last_rate_say_how_new_it_is(sqlite_database: Database) -> None:
    late = MONDAY + timedelta(days=5)
    (one,) = asked(spend(sqlite_database, a_charge(day=late)), "team").unknown
    assert one.reason == "ECB has no rate of USD for 1 of its days, 28 Nov 2026; the newest is of 2026-11-23"


def test_a_currency_nobody_has_rates_of_converts_nothing(sqlite_database: Database) -> None:
    spend(sqlite_database, a_charge("1", day=FRIDAY), a_charge("2", day=FRIDAY, number=2, currency="EUR"))
    found = asked(sqlite_database, "provider", into="XAF")
    assert [(row.currency, row.billed_cost) for row in found.rows] == [("EUR", Decimal(2)), ("USD", Decimal(1))]
    assert (found.source, found.as_of, found.said) == (None, None, ())
    assert {one.reason for one in found.unknown} == {"ECB has no rate of XAF for 1 of its days, 20 Nov 2026"}


def test_an_unknown_amount_stays_unknown(sqlite_database: Database) -> None:
    spend(sqlite_database, a_charge("11", day=FRIDAY), a_charge("1", day=FRIDAY, number=2, effective_cost=None))
    (row,) = asked(sqlite_database, "provider").rows
    assert (row.billed_cost, row.effective_cost, row.list_cost) == (Decimal("10.909090909"), None, None)


def test_without_another_currency_nothing_is_converted(sqlite_database: Database) -> None:
    spend(sqlite_database, a_charge("11.000000001", day=FRIDAY))
    found = asked(sqlite_database, "provider", into="USD")
    assert [row.billed_cost for row in found.rows] == [Decimal("11.000000001")]
    assert (found.source, found.as_of, found.said, found.unknown) == (None, None, (), ())


def test_a_day_keeps_its_rate_when_its_source_says_another_later(sqlite_database: Database) -> None:
    """AC-J1: closed weeks keep their rate."""
    spend(sqlite_database, a_charge("110", day=FRIDAY))
    before = asked(sqlite_database, "provider").rows
    with sqlite_database.writing() as connection:
        rates.keep(connection, [Rate(currency="USD", day=FRIDAY, per_euro=Decimal(2), source="ECB")], now=NOW)
    assert asked(sqlite_database, "provider").rows == before


def test_a_source_that_is_declared_later_takes_the_place_of_the_first_and_is_never_mixed_with_it(
    sqlite_database: Database,
) -> None:
    """What was converted before the org file named a file of rates must not decide what is converted after it."""
    spend(sqlite_database, a_charge("110", day=FRIDAY), a_charge("5", day=MONDAY))
    before = asked(sqlite_database, "day")
    own = Rate(currency="USD", day=FRIDAY, per_euro=Decimal("2.20"), source="rates.csv")
    declare(sqlite_database, "books/rates.csv", own)
    found = asked(sqlite_database, "day")
    assert [(row.currency, row.billed_cost) for row in found.rows] == [
        ("EUR", Decimal(50)),
        ("EUR", Decimal("2.272727273")),
    ]
    assert (found.source, found.said) == ("rates.csv", ("1 USD = 0.4545 EUR, rates.csv 20 Nov 2026",))
    declare(sqlite_database, None)
    assert asked(sqlite_database, "day") == before


def test_a_day_that_the_declared_source_has_not_is_not_converted_at_that_of_another(sqlite_database: Database) -> None:
    spend(sqlite_database, a_charge("110", day=FRIDAY))
    declare(sqlite_database, "rates.csv", Rate(currency="USD", day=MONDAY, per_euro=Decimal(2), source="rates.csv"))
    (one,) = asked(sqlite_database, "day").unknown
    assert one.reason == "rates.csv has no rate of USD for 1 of its days, 20 Nov 2026"


charges = st.lists(
    st.builds(
        lambda amount, days, currency, model, key, number: a_charge(
            str(amount), day=FRIDAY + timedelta(days=days), currency=currency, model=model, key=key, number=number
        ),
        st.decimals(min_value=-1000, max_value=1000, places=9),
        st.integers(0, 4),
        st.sampled_from(["USD", "EUR"]),
        st.sampled_from(["claude-opus-5", "gpt-6-astra", None]),
        st.sampled_from(["key_a", "key_b", "key_c"]),
        st.integers(1, 10**9),
    ),
    min_size=1,
    max_size=15,
    unique_by=lambda charge: charge.id,
)


@pytest.mark.parametrize("into", ["EUR", "GBP"])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(charges=charges)
def test_however_the_rows_are_split_their_sum_is_the_same(
    sqlite_database: Database, into: str, charges: list[Charge]
) -> None:
    database = spend(emptied(sqlite_database), *charges)
    totals = {
        by: sum((row.billed_cost or Decimal(0) for row in asked(database, *by, into=into).rows), Decimal(0))
        for by in [("provider",), ("model",), ("key",), ("day", "key"), ("week", "model", "key"), ("currency",)]
    }
    assert len(set(totals.values())) == 1, totals


def test_what_another_source_states_too_takes_no_part_in_what_counts(sqlite_database: Database) -> None:
    """A nano at a third is nothing, and so is another that is suppressed; together they would be one."""
    third = Rate(currency="USD", day=FRIDAY, per_euro=Decimal(3), source="ECB")
    twice = spend(
        sqlite_database,
        a_charge("0.000000001", day=FRIDAY, number=1, provider="anthropic"),
        a_charge("0.000000001", day=FRIDAY, number=2),
        published=(third,),
    )
    overlap = Overlap(connection="openai", covered_by="focus:acme", provider="anthropic")
    with twice.writing() as connection:
        orgs.save(connection, Org(overlaps=(overlap,)), now=NOW, pseudonym=no_pseudonym)
        place_all(connection, orgs.placement(connection))
        rollup.rebuild(connection)
    assert [row.billed_cost for row in asked(twice, "day").rows] == [Decimal(0)]
    assert [(row.key("class"), row.billed_cost) for row in asked(twice, "class").rows] == [
        ("suppressed", Decimal(0)),
        ("unallocated", Decimal(0)),
    ]
