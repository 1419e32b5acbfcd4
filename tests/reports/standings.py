"""The standing of one workflow, from a ledger that is told in a few spans of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bot import outcomes
from bot.facts.charge import Charge, Scope
from bot.facts.org import AllocationRule, Match, Membership, Org, Person, Team
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.periods import UTC, Period
from bot.facts.rates import Rate
from bot.ledger import orgs, rates, store
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
        for day in self.days.days():
            charge = a_charge(self.amount, day=day, id=f"{day}:{given}", **given)
            yield Scope(self.connection, day.isoformat()), charge


def standing(database: Database, *read: Read, org: Org = ORG, published: Sequence[Rate] = ()) -> Standing:
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
        rates.keep(connection, published, now=now)
        outcomes.log_all(connection, [_accepted(day) for day in SPAN.days()])
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
