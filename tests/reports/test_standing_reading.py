"""What the standing of a workflow is read from: its days, its currency and its sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.facts.periods import Period
from bot.ledger.db import Database
from tests.reports.standings import EACH_DAY, SPAN, Read, lately, standing
from tests.value.standing.workflows import WEEK


def test_a_charge_of_nothing_in_another_currency_makes_no_day_unknown(sqlite_database: Database) -> None:
    nothing = Read("openai", lately(5), "0", {"currency": "EUR", "sub_account": "refunds"})
    found = standing(sqlite_database, Read("openai", SPAN), nothing)
    assert (found.currency, found.spend) == ("USD", 8 * 7 * EACH_DAY)


def test_a_cost_in_another_currency_makes_its_day_unknown_and_the_newest_one_picks_the_currency(
    sqlite_database: Database,
) -> None:
    found = standing(sqlite_database, Read("openai", SPAN), Read("openai", lately(5), "1", {"currency": "EUR"}))
    assert (found.currency, found.spend) == ("EUR", None)


def test_of_nothing_but_charges_of_nothing_the_currency_is_that_of_the_newest(sqlite_database: Database) -> None:
    found = standing(sqlite_database, Read("openai", SPAN, "0"), Read("openai", lately(5), "0", {"currency": "EUR"}))
    assert found.currency == "EUR"
    assert not found.spend


OLD = Period(SPAN.start, SPAN.start + timedelta(weeks=4))
KNOWN = 8 * 7 * EACH_DAY


@pytest.mark.parametrize("connection", ["openai", "csv:acme"])
def test_a_source_that_nothing_more_is_awaited_of_holds_no_later_week_up(
    sqlite_database: Database, connection: str
) -> None:
    """An account that was closed half a year ago, and a history that was imported once."""
    found = standing(sqlite_database, Read("anthropic", SPAN), Read(connection, OLD, "5"))
    assert found.spend == KNOWN


def test_a_bill_is_awaited_for_some_weeks_after_its_end(sqlite_database: Database) -> None:
    until = WEEK.plus(-3).monday
    assert standing(sqlite_database, Read("anthropic", SPAN), Read("csv:acme", lately(20, until))).spend is None


@pytest.mark.parametrize(("tried", "is_known"), [(3, False), (8, True)])
def test_whether_a_source_was_given_up_is_judged_at_the_close_whenever_the_digest_is_made(
    sqlite_database: Database, tried: int, is_known: bool
) -> None:
    tried_at = WEEK.closes_at - timedelta(days=tried)
    stopped = Read("openai", lately(12, WEEK.plus(-5).monday), tried_at=tried_at)
    for later in (timedelta(0), timedelta(weeks=20)):
        others = Read("anthropic", SPAN, tried_at=WEEK.closes_at + later)
        assert (standing(sqlite_database, others, stopped).spend is not None) is is_known


def test_a_hole_before_the_end_of_a_source_stays_unread(sqlite_database: Database) -> None:
    read = (Read("openai", lately(9, WEEK.plus(-5).monday)), Read("openai", lately(1, WEEK.plus(-2).monday)))
    given_up = [replace(one, tried_at=WEEK.closes_at - timedelta(days=8)) for one in read]
    assert standing(sqlite_database, Read("anthropic", SPAN), *given_up).spend is None
