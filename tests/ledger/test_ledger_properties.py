"""Whatever is said in whatever order, under whatever rules: every cent once, and the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import verification
from bot.facts.charge import Scope
from bot.facts.org import Org
from bot.ledger import orgs, rollup, store
from bot.ledger.allocation import COUNTED
from bot.ledger.cells import place_all
from bot.ledger.costs import DIMENSIONS, CostRow, costs
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.ledger.store import Replaced
from bot.ledger.tables import charge, restatement, scope
from bot.ledger.tables import connection as connection_table
from tests.conftest import emptied
from tests.factories import NOW, no_pseudonym
from tests.ledger.contents import BY_DAY, BY_WEEK, Contents, contents
from tests.ledger.histories import Applied, Read, Step, histories, organisations
from tests.ledger.oracle import Oracle, whole
from tests.postgres import Server

Both = tuple[Database, Database]
thorough = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def both(postgres: Server, tmp_path: Path) -> Iterator[Both]:
    """One ledger on SQLite, and one on PostgreSQL."""
    databases = Database(f"sqlite:///{tmp_path}/denominator.db"), Database(postgres.new_database())
    for database in databases:
        migrate(database)
    yield databases
    for database in databases:
        database.close()


def take(database: Database, step: Step) -> Replaced | None:
    """What the edges do: a reading replaces its scopes, an organisation places everything anew."""
    with database.writing() as connection:
        if isinstance(step, Applied):
            orgs.save(connection, step.org, now=NOW, pseudonym=no_pseudonym)
            place_all(connection, orgs.placement(connection))
            rollup.rebuild(connection)
            return None
        ids = {step.connection: store.connection_id(connection, step.connection, "openai", now=NOW)}
        return store.replace(
            connection,
            connections=ids,
            scopes=step.said,
            charges=[(where, one) for where, charges in step.said.items() for one in charges],
            now=step.now,
            pseudonym=no_pseudonym,
        )


def live(database: Database, history: Sequence[Step]) -> None:
    emptied(database)
    for step in history:
        take(database, step)


def held(database: Database) -> Contents:
    with database.reading() as connection:
        return contents(connection)


def rows(database: Database) -> list[tuple[Scope, date, str, Decimal | None]]:
    found = (
        select(connection_table.c.slug, scope.c.key, charge.c.day, charge.c.source_id, charge.c.billed)
        .select_from(charge)
        .join(scope, scope.c.id == charge.c.scope_id)
        .join(connection_table)
    )
    with database.reading() as connection:
        return sorted((Scope(row[0], row[1]), *row[2:]) for row in connection.execute(found))


def restatements(database: Database) -> dict[tuple[Scope, date, str], tuple[Decimal, Decimal]]:
    found = select(restatement, scope.c.key, connection_table.c.slug).select_from(restatement)
    with database.reading() as connection:
        return {
            (Scope(row.slug, row.key), row.day, row.currency): (row.before, row.after)
            for row in connection.execute(found.join(scope).join(connection_table))
        }


def classes_together(placed: Sequence[CostRow], amount: str) -> dict[tuple[str | None, ...], Decimal | None]:
    """By provider, day and currency what the classes that count add up to, and what is suppressed."""
    found: dict[tuple[str | None, ...], list[Decimal | None]] = {}
    for row in placed:
        kind = "counted" if row.key("class") in COUNTED else row.key("class")
        found.setdefault((row.key("provider"), row.key("day"), row.currency, kind), []).append(getattr(row, amount))
    return {where: whole(amounts) for where, amounts in found.items()}


@thorough
@given(history=histories())
def test_after_each_step_both_hold_what_was_said_last_and_what_moved(both: Both, history: list[Step]) -> None:
    """Rows that vanished are gone, and a day that moved has its first complete total and its present one."""
    for database in both:
        emptied(database)
    for number, step in enumerate(history, 1):
        oracle = Oracle(history[:number])
        done = oracle.replaced() if isinstance(step, Read) else None
        for database in both:
            assert take(database, step) == done
            assert rows(database) == oracle.rows()
            assert restatements(database) == oracle.restatements()
    assert held(both[0]) == held(both[1])


@thorough
@given(history=histories())
def test_every_sum_is_what_was_said_last_where_it_belongs(both: Both, history: list[Step]) -> None:
    """AC-A6, AC-B5, AC-E1: direct, team-only, shared and unallocated are what each provider says of each day."""
    oracle = Oracle(history)
    for database in both:
        live(database, history)
        with database.reading() as connection:
            for by in ((), ("provider", "day"), ("key", "team", "workflow"), BY_WEEK, BY_DAY, DIMENSIONS):
                assert set(costs(connection, since=None, until=None, by=by)) == oracle.costs(by)
            placed = costs(connection, since=None, until=None, by=("provider", "day", "class"))
            checks = verification.verify(connection, lambda _: None)
        assert [check.says for check in checks if not check.ok] == []
        for amount in ("billed_cost", "effective_cost"):
            assert classes_together(placed, amount) == oracle.stated(amount)


@thorough
@given(history=histories(), random=st.randoms(use_true_random=False))
def test_reading_again_what_is_there_changes_nothing(both: Both, history: list[Step], random: Random) -> None:
    """AC-B6: one scope at a time, in any order, the charges in any order."""
    again = Oracle(history).last_reads()
    random.shuffle(again)
    for database in both:
        live(database, history)
        before = held(database)
        for read in again:
            ((where, charges),) = read.said.items()
            shuffled = replace(read, said={where: tuple(random.sample(charges, len(charges)))})
            count = sum(not one.continued for one in charges)
            assert take(database, shuffled) == Replaced(charges=count, added=0, removed=0, restated=0)
        assert held(database) == before


@thorough
@given(history=histories(), org=organisations, random=st.randoms(use_true_random=False))
def test_no_order_of_readings_and_organisations_matters(
    both: Both, history: list[Step], org: Org, random: Random
) -> None:
    """What a ledger went through is not to be seen in any sum, and the order of what it holds in nothing but the places
    it has no more need of.
    """
    lived = [*history, Applied(org=org)]
    live(both[0], lived)
    went_through = held(both[0])
    last: list[Step] = [replace(read, now=NOW) for read in Oracle(lived).last_reads()]
    orders = []
    for database in both:
        random.shuffle(last)
        at = random.randint(0, len(last))
        live(database, [*last[:at], Applied(org=org), *last[at:]])
        orders.append({name: found for name, found in held(database).items() if name != "place"})
    assert orders[0] == orders[1]
    for name in (*(name for name in went_through if name.startswith("costs by")), "daily_cost", "weekly_cost"):
        assert went_through[name] == orders[0][name], name
