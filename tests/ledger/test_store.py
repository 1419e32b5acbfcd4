from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from bot.facts.charge import Charge
from bot.facts.money import MAX_NANOS, from_nanos
from bot.facts.org import AllocationRule, Match, Org
from bot.facts.periods import Period
from bot.ledger import orgs, store
from bot.ledger.cells import place_all
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.rollup import summed
from bot.ledger.tables import charge, daily_cost, restatement, scope
from tests.conftest import emptied
from tests.factories import DAY, NOW, a_charge, a_scope, no_pseudonym

WEEK = Period(DAY, DAY + timedelta(days=7))

amounts = st.decimals(min_value=-10_000, max_value=10_000, places=9)
charges = st.lists(
    st.builds(
        a_charge,
        amounts.map(str),
        day=st.sampled_from(list(WEEK.days())),
        sub_account=st.sampled_from([None, "proj_a", "proj_b"]),
        key=st.sampled_from([None, "key_1", "key_2"]),
        model=st.sampled_from([None, "gpt-6-astra"]),
        currency=st.sampled_from(["USD", "EUR"]),
        additive=st.sampled_from([True, True, True, False]),
    ),
    max_size=12,
).map(lambda found: [numbered(one, n) for n, one in enumerate(found)])
rules = st.lists(
    st.builds(
        AllocationRule,
        match=st.builds(
            Match,
            provider=st.sampled_from([None, "openai"]),
            sub_account=st.sampled_from([None, "proj_a", "proj_*"]),
            key=st.sampled_from([None, "key_1"]),
        ),
        team=st.sampled_from(["support", "sales"]),
        workflow=st.sampled_from([None, "refunds"]),
        since=st.sampled_from([None, DAY, DAY + timedelta(days=3)]),
        until=st.sampled_from([None, DAY + timedelta(days=5)]),
    ),
    max_size=4,
).map(tuple)
thorough = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def numbered(one: Charge, number: int) -> Charge:
    return a_charge(
        str(one.billed_cost),
        day=one.day,
        number=number,
        sub_account=one.sub_account,
        key=one.key,
        model=one.model,
        currency=one.currency,
        additive=one.additive,
    )


def load(
    database: Database, found: Sequence[Charge], *, now: datetime = NOW, days: Sequence[date] | None = None
) -> store.Replaced:
    with database.writing() as connection:
        return load_on(connection, found, now=now, days=days)


def load_on(
    connection: Connection, found: Sequence[Charge], *, now: datetime, days: Sequence[date] | None = None
) -> store.Replaced:
    return store.replace(
        connection,
        connections={"openai": store.connection_id(connection, "openai", "openai", now=now)},
        scopes=[a_scope(day) for day in days or WEEK.days()],
        charges=[(a_scope(one.day), one) for one in found],
        now=now,
        pseudonym=no_pseudonym,
    )


def totals(database: Database, *by: str) -> dict[tuple[str | None, ...], Decimal | None]:
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=by)
    return {(*(value for _, value in row.keys), row.currency): row.billed_cost for row in rows}


def apply_rules(database: Database, found: tuple[AllocationRule, ...]) -> None:
    with database.writing() as connection:
        orgs.save(connection, Org(rules=found), now=NOW, pseudonym=no_pseudonym)
        place_all(connection, orgs.placement(connection))


@thorough
@given(found=charges, rules=rules)
def test_every_cent_is_placed_once(database: Database, found: list[Charge], rules: tuple[AllocationRule, ...]) -> None:
    """AC-A6: the parts of any breakdown equal the total, what no rule claims is a row of its own."""
    emptied(database)
    apply_rules(database, rules)
    load(database, found)
    for by in (["team", "workflow"], ["class"], ["sub_account"], ["day", "model"], ["week", "key", "team"], []):
        for currency in ("USD", "EUR"):
            stated = sum(
                (one.billed_cost or Decimal(0) for one in found if one.additive and one.currency == currency),
                Decimal(0),
            )
            placed = [amount for key, amount in totals(database, *by).items() if key[-1] == currency]
            assert sum((amount or Decimal(0) for amount in placed), Decimal(0)) == stated


@thorough
@given(found=charges, later=charges, rules=rules)
def test_the_rollup_is_what_the_charges_say_after_any_replacement(
    database: Database, found: list[Charge], later: list[Charge], rules: tuple[AllocationRule, ...]
) -> None:
    emptied(database)
    apply_rules(database, rules)
    load(database, found)
    load(database, later)
    with database.reading() as connection:
        kept = {tuple(row) for row in connection.execute(select(daily_cost))}
        assert kept == {tuple(row) for row in connection.execute(summed())}


@thorough
@given(found=charges)
def test_reading_twice_changes_nothing(database: Database, found: list[Charge]) -> None:
    emptied(database)
    load(database, found)
    before = totals(database, "day", "sub_account", "key", "model")
    again = load(database, list(reversed(found)))
    assert (again.charges, again.added, again.removed, again.restated) == (len(found), 0, 0, 0)
    assert totals(database, "day", "sub_account", "key", "model") == before


@thorough
@given(found=charges, read_first=st.sets(st.sampled_from(list(WEEK.days()))))
def test_days_read_before_and_new_ones_in_one_replacement_are_as_if_read_at_once(
    database: Database, found: list[Charge], read_first: set[date]
) -> None:
    emptied(database)
    first = [one for one in found if one.day in read_first]
    if read_first:
        load(database, first, days=sorted(read_first))
    then = load(database, found)
    assert (then.charges, then.added, then.removed, then.restated) == (len(found), len(found) - len(first), 0, 0)
    by = ("day", "sub_account", "key", "model", "class")
    in_steps = totals(database, *by), spans(database)
    emptied(database)
    load(database, found)
    assert (totals(database, *by), spans(database)) == in_steps


def spans(database: Database) -> dict[str, tuple[date | None, date | None, date | None]]:
    with database.reading() as connection:
        rows = connection.execute(select(scope.c.key, scope.c.first_day, scope.c.last_day, scope.c.newest_day))
        return {key: (first, last, newest) for key, first, last, newest in rows}


def stopped_before_the_commit(database: Database, found: list[Charge]) -> None:
    with database.writing() as connection:
        load_on(connection, found, now=NOW)
        raise OSError("the machine stops")


def test_a_replacement_that_was_rolled_back_leaves_nothing_that_the_next_one_relies_on(database: Database) -> None:
    apply_rules(database, (AllocationRule(match=Match(key="key_1"), team="support"),))
    found = [a_charge("10", key="key_1")]
    for _ in range(2):
        with pytest.raises(OSError, match="the machine stops"):
            stopped_before_the_commit(database, found)
        assert totals(database) == {}
    load(database, found)
    assert totals(database, "team") == {("support", "USD"): Decimal(10)}


def test_a_row_that_the_source_no_longer_states_goes(database: Database) -> None:
    load(database, [a_charge("1", number=1), a_charge("2", number=2)])
    assert load(database, [a_charge("2", number=2)]).removed == 1
    assert totals(database) == {("USD",): Decimal(2)}


def test_a_day_read_complete_that_moves_is_noted_with_its_first_and_its_present_total(database: Database) -> None:
    load(database, [a_charge("10")])
    assert load(database, [a_charge("11")]).restated == 1
    assert load(database, [a_charge("12.5")]).restated == 1
    with database.reading() as connection:
        row = connection.execute(select(restatement)).one()
    assert (row.day, row.before, row.after) == (DAY, Decimal(10), Decimal("12.5"))


def test_a_day_that_was_read_before_it_ended_is_not_a_restatement(database: Database) -> None:
    early = datetime.combine(DAY, NOW.timetz())
    load(database, [a_charge("10")], now=early)
    assert load(database, [a_charge("30")]).restated == 0


def test_a_failure_in_the_middle_of_a_replacement_leaves_the_ledger_as_it_was(database: Database) -> None:
    load(database, [a_charge("10")])
    broken = [a_charge("11"), a_charge("11", number=1)]
    with pytest.raises(IntegrityError):
        load(database, broken)
    assert totals(database) == {("USD",): Decimal(10)}


HUGE = from_nanos(MAX_NANOS)
large = st.decimals(min_value=-HUGE, max_value=HUGE, places=9) | st.sampled_from([HUGE, -HUGE])


@thorough
@given(found=st.lists(large, min_size=1, max_size=40), later=st.lists(large, max_size=40))
def test_sums_of_the_largest_amounts_are_exact(database: Database, found: list[Decimal], later: list[Decimal]) -> None:
    emptied(database)

    def rows(amounts: list[Decimal]) -> list[Charge]:
        return [a_charge(str(one), number=n, currency="IDR", list_cost=one) for n, one in enumerate(amounts)]

    for amounts in (found, later):
        load(database, rows(amounts))
        expected = exactly(amounts) if amounts else None
        assert totals(database).get(("IDR",)) == expected
        assert totals(database, "line_item").get((None, "IDR")) == expected
    with database.reading() as connection:
        moved = connection.execute(select(restatement.c.before, restatement.c.after)).all()
    was, is_now = exactly(found), exactly(later)
    assert [tuple(row) for row in moved] == ([] if was == is_now else [(was, is_now)])


def exactly(amounts: Sequence[Decimal]) -> Decimal:
    with localcontext(prec=60):
        return sum(amounts, Decimal(0))


def test_two_days_of_nine_thousand_million_rupiah_are_added(database: Database) -> None:
    load(database, [a_charge("9000000000", number=n, currency="IDR") for n in range(2)])
    assert totals(database) == {("IDR",): Decimal(18_000_000_000)}


def test_an_unknown_amount_is_not_summed_as_zero(database: Database) -> None:
    load(database, [a_charge("1", number=1, list_cost=Decimal(2)), a_charge("1", number=2)])
    with database.reading() as connection:
        (row,) = costs(connection, since=None, until=None, by=())
    assert (row.billed_cost, row.list_cost, row.charges) == (Decimal(2), None, 2)


def test_a_person_is_stored_as_a_pseudonym_only(database: Database) -> None:
    load(database, [a_charge(person="ana@acme.example")])
    with database.reading() as connection:
        stored = connection.execute(select(func.count()).select_from(charge)).scalar_one()
        dump = str([tuple(row) for row in connection.exec_driver_sql("SELECT * FROM cell")])
    assert stored == 1
    assert "p_ana@acme.example" in dump
    assert "'ana@acme.example'" not in dump


def test_rules_by_date_place_each_day_under_the_rule_of_that_day(database: Database) -> None:
    moved = date(2026, 11, 12)
    apply_rules(
        database,
        (
            AllocationRule(match=Match(sub_account="proj_a"), team="sales", since=moved),
            AllocationRule(match=Match(sub_account="proj_a"), team="support", workflow="refunds"),
        ),
    )
    load(
        database,
        [
            a_charge("1", day=DAY, sub_account="proj_a"),
            a_charge("2", day=moved, sub_account="proj_a"),
            a_charge("4", day=moved, number=2, sub_account="proj_b"),
        ],
    )
    assert totals(database, "team", "workflow") == {
        ("support", "refunds", "USD"): Decimal(1),
        ("sales", "unallocated", "USD"): Decimal(2),
        ("unallocated", "unallocated", "USD"): Decimal(4),
    }
