"""`Company`: an organisation whose ledger is told in a line what was spent, for the tests of its budgets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from bot import budgets
from bot.budget_outlook import look_ahead
from bot.budgets import BudgetState
from bot.facts.alert import Alert
from bot.facts.charge import Charge, Scope
from bot.facts.org import AllocationRule, Budget, Match, Org, OutcomeType, Team, Workflow
from bot.facts.periods import Period
from bot.ledger import orgs, sources, store
from bot.ledger.cells import place_all
from bot.ledger.db import Database
from bot.ledger.tables import alert
from bot.value.forewarning import Ahead
from tests.factories import a_charge, no_pseudonym

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = date(2026, 11, 9)
ANA, JONAS = "ana@acme.example", "jonas@acme.example"
SUPPORT = Budget(
    scope_kind="team",
    scope="support",
    period="month",
    amount=Decimal(5500),
    currency="USD",
    owner=ANA,
    delegate=JONAS,
)


def an_org(*found: Budget) -> Org:
    return Org(
        teams=(
            Team(slug="support", name="Support EU"),
            Team(slug="voice", name="Voice", parent="support"),
            Team(slug="legal", name="Legal"),
        ),
        workflows=(
            Workflow(slug="refunds", name="Refund triage", team="support", owner=ANA, outcome=OutcomeType(unit="x")),
        ),
        rules=(
            AllocationRule(match=Match(sub_account="refunds"), team="support", workflow="refunds"),
            AllocationRule(match=Match(sub_account="voice"), team="voice"),
            AllocationRule(match=Match(sub_account="legal"), team="legal"),
        ),
        budgets=found or (SUPPORT,),
    )


class Company:
    """An organisation whose ledger is told what was spent."""

    def __init__(self, database: Database, org: Org) -> None:
        self.database = database
        self.apply(org)

    def apply(self, org: Org) -> None:
        self.org = org
        with self.database.writing() as connection:
            orgs.save(connection, org, now=NOW, pseudonym=no_pseudonym)
            place_all(connection, orgs.placement(connection))

    def spent(self, *charges: Charge, connection: str = "openai", now: datetime = NOW, **read: Any) -> None:
        """What a connection says of October to December now, in place of what it said before.

        `read` may say the `window` instead, when the data are of (`as_of`), and how long a day `settles_after` its end.
        """
        provider = charges[0].provider if charges else connection
        window = read.pop("window", Period(date(2026, 10, 1), date(2027, 1, 1)))
        with self.database.writing() as writing:
            number = store.connection_id(writing, connection, provider, now=now)
            store.replace(
                writing,
                connections={connection: number},
                scopes=[Scope(connection, day.isoformat()) for day in window.days()],
                charges=[(Scope(connection, one.day.isoformat()), one) for one in charges],
                now=now,
                pseudonym=no_pseudonym,
            )
            sources.note_success(writing, number, window, now=now, **{"as_of": None} | read)

    def state(self, *, now: datetime = NOW) -> BudgetState:
        return self.states(now=now)[0]

    def states(self, *, now: datetime = NOW) -> tuple[BudgetState, ...]:
        with self.database.reading() as connection:
            return budgets.states(connection, self.org, now=now)

    def check(self, *, now: datetime = NOW) -> tuple[Alert, ...]:
        with self.database.writing() as connection:
            states = budgets.judged(connection, self.org, now=now)
            return budgets.check(connection, states, pseudonym=no_pseudonym)

    def told(self, *, now: datetime = NOW) -> list[tuple[str, str]]:
        return [(found.budget, found.rule) for found in self.check(now=now)]

    def look(self, *, now: datetime = NOW) -> Mapping[str, Ahead]:
        with self.database.reading() as connection:
            return look_ahead(connection, self.org, now=now)

    def seen(self, *, now: datetime = NOW) -> tuple[BudgetState, ...]:
        """The states with what is likely."""
        with self.database.reading() as connection:
            return budgets.states(connection, self.org, now=now, ahead=look_ahead(connection, self.org, now=now))

    def warned(self, *, now: datetime = NOW) -> list[Alert]:
        """What a check tells that looks ahead first, as the worker's does."""
        ahead = self.look(now=now)
        with self.database.writing() as connection:
            states = budgets.judged(connection, self.org, now=now)
            return [*budgets.check(connection, states, pseudonym=no_pseudonym, ahead=ahead)]

    def recorded(self) -> int:
        with self.database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(alert)).scalar_one())


def refunds(amount: str, *, day: date = DAY, **more: Any) -> Charge:
    return a_charge(amount, day=day, sub_account="refunds", **more)
