"""What the standing of a workflow is read from: days, currencies, sources, and all that the company spent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot import outcomes
from bot.facts.charge import Charge, Scope
from bot.facts.org import AllocationRule, Match, Membership, Org, Person, Team
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.periods import UTC, Period
from bot.ledger import orgs, store
from bot.ledger.db import Database
from bot.ledger.sources import note_success, sources
from bot.value.standing.standing import Standing
from reports.standing_reading import standings
from tests.factories import a_charge, no_pseudonym
from tests.value.standing.workflows import WEEK, workflow

ANA = "ana.silva@acme.example"
SPAN = Period(WEEK.plus(-29).monday, WEEK.period.end)
ORG = Org(
    teams=(Team(slug="support", name="Support"),),
    people=(Person(email=ANA, memberships=(Membership(team="support", since=SPAN.start),)),),
    workflows=(workflow(),),
    rules=(AllocationRule(match=Match(sub_account="refunds"), team="support", workflow="refunds"),),
)
EACH_DAY = Decimal(60)


@dataclass(frozen=True)
class Read:
    """What was read of one source: so much of each of these days, for the refunds or for nobody."""

    connection: str
    days: Period
    amount: str = "60"
    more: dict[str, Any] = field(default_factory=dict)
    tried_at: datetime | None = None

    def charges(self) -> Iterable[tuple[Scope, Charge]]:
        given = {"sub_account": "refunds", "provider": self.connection.partition(":")[0], **self.more}
        number = sum(map(ord, f"{self.connection}{given}"))
        for day in self.days.days():
            yield Scope(self.connection, day.isoformat()), a_charge(self.amount, day=day, number=number, **given)


def standing(database: Database, *read: Read, org: Org = ORG, prepare: Callable[[Any], None] | None = None) -> Standing:
    """The standing of the refunds, of which six are accepted every day."""
    now = WEEK.closes_at
    with database.writing() as connection:
        orgs.save(connection, org, now=now, pseudonym=no_pseudonym)
        numbers = {
            one.connection: store.connection_id(connection, one.connection, one.connection.partition(":")[0], now=now)
            for one in read
        }
        charges = [charge for one in read for charge in one.charges()]
        store.replace(
            connection,
            connections=numbers,
            scopes=sorted({scope for scope, _ in charges}, key=str),
            charges=charges,
            now=now,
            pseudonym=no_pseudonym,
        )
        for one in read:
            tried_at = one.tried_at or datetime.combine(one.days.end, time(3), UTC)
            note_success(connection, numbers[one.connection], one.days, now=tried_at, as_of=None)
        outcomes.log_all(connection, [_accepted(day) for day in SPAN.days()])
        if prepare is not None:
            prepare(connection)
    with database.reading() as connection:
        return standings(connection, org, WEEK, sources(connection), {})["refunds"]


def _accepted(day: date) -> Outcome:
    return Outcome(
        event_id=f"{day}",
        kind=OutcomeKind.ACCEPTED,
        quantity=6,
        occurred_on=day,
        logged_at=datetime.combine(day, time(12), UTC),
        source="csv",
        workflow="refunds",
        team="support",
        person=None,
        original=None,
    )


def lately(weeks: int, until: date = SPAN.end) -> Period:
    return Period(until - timedelta(weeks=weeks), until)


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
