"""A small ledger with two budgets that were crossed and of which nobody was told yet."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from bot.bench.method.world_ledger import pseudonym
from bot.facts.charge import Charge, Scope
from bot.facts.org import AllocationRule, Budget, Match, Org, Team
from bot.facts.periods import DAY, midnight, week_of
from bot.ledger import orgs, sources, store
from bot.ledger.db import Database
from bot.ledger.migrate import migrate

CROSSED_AT = datetime(2026, 11, 18, 12, tzinfo=UTC)
"""In the middle of a month, when every budget of it is judged."""
_OWNER, _APPROVER = "ana.silva@acme.example", "jonas.weber@acme.example"
_SPENT = {"support": Decimal(130), "sales": Decimal(85)}
"""In USD, of 100 each: the owner and her approver are told of the first, she alone of the second."""


def write(file: Path) -> None:
    """Make the ledger in a SQLite file of its own."""
    database = Database(f"sqlite:///{file}")
    migrate(database)
    day = CROSSED_AT.date()
    where = Scope("meridian", day.isoformat())
    with database.writing() as connection:
        orgs.save(connection, _organisation(), now=CROSSED_AT, pseudonym=pseudonym)
        source = store.connection_id(connection, "meridian", "meridian", now=CROSSED_AT)
        store.replace(
            connection,
            connections={"meridian": source},
            scopes=[where],
            charges=[(where, _charge(team, amount)) for team, amount in _SPENT.items()],
            now=CROSSED_AT,
            pseudonym=pseudonym,
        )
        sources.note_success(connection, source, week_of(day).period, now=CROSSED_AT, as_of=None)
    database.close()


def _organisation() -> Org:
    return Org(
        teams=tuple(Team(slug=team, name=team.capitalize()) for team in _SPENT),
        rules=tuple(AllocationRule(match=Match(sub_account=team), team=team) for team in _SPENT),
        budgets=tuple(
            Budget(
                scope_kind="team",
                scope=team,
                period="month",
                amount=Decimal(100),
                currency="USD",
                owner=_OWNER,
                approver=_APPROVER,
            )
            for team in _SPENT
        ),
    )


def _charge(team: str, amount: Decimal) -> Charge:
    day = CROSSED_AT.date()
    return Charge(
        id=team,
        provider="meridian",
        starts_at=midnight(day),
        ends_at=midnight(day + DAY),
        currency="USD",
        billed_cost=amount,
        effective_cost=amount,
        sub_account=team,
    )
