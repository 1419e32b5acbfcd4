"""What is counted apart from money is replaced like charges, and is in no sum of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Scope
from bot.facts.periods import Period
from bot.ledger import activities, store
from bot.ledger.activities import tallies
from bot.ledger.costs import DIMENSIONS, costs
from bot.ledger.db import Database
from bot.ledger.tables import activity, daily_cost, weekly_cost
from tests.conftest import emptied
from tests.factories import DAY, NOW, a_charge, a_scope, an_activity, no_pseudonym
from tests.ledger.test_store import thorough

DAYS = [DAY + timedelta(days=n) for n in range(3)]
ALL = Period(DAY, DAY + timedelta(days=28))

stated = st.lists(
    st.builds(
        an_activity,
        st.integers(0, 2**40),
        kind=st.sampled_from(ActivityKind),
        day=st.sampled_from(DAYS),
        person=st.sampled_from([None, "ana@acme.example", "rui@acme.example"]),
        tool=st.sampled_from([None, "edit_tool"]),
    ),
    max_size=8,
    unique_by=lambda one: (one.day, one.kind, one.person, one.tool),
).map(lambda found: [named(one) for one in found])


def named(one: Activity) -> Activity:
    """With an id made from what it counts, as sources make them."""
    return an_activity(
        one.count,
        id=f"{one.kind}:{one.person}:{one.tool}",
        kind=one.kind,
        day=one.day,
        person=one.person,
        tool=one.tool,
    )


def load(
    database: Database,
    found: Sequence[Activity],
    days: Sequence[date] = DAYS,
    connection: str = "openai",
    counted: Mapping[ActivityKind, Period] | None = None,
) -> int:
    with database.writing() as writing:
        ids = {connection: store.connection_id(writing, connection, "openai", now=NOW)}
        scopes = [a_scope(day, connection) for day in days]
        store.replace(writing, connections=ids, scopes=scopes, charges=(), now=NOW, pseudonym=no_pseudonym)
        placed = [(a_scope(one.day, connection), one) for one in found]
        return activities.replace(
            writing, connections=ids, scopes=scopes, activities=placed, pseudonym=no_pseudonym, counted=counted
        )


def stored(database: Database) -> dict[tuple[date, str], tuple[str, int, str | None]]:
    with database.reading() as connection:
        rows = connection.execute(select(activity)).all()
    return {(row.day, row.source_id): (row.kind, row.count, row.person) for row in rows}


@thorough
@given(before=stated, after=stated)
def test_a_scope_holds_exactly_what_was_stated_last(
    database: Database, before: list[Activity], after: list[Activity]
) -> None:
    emptied(database)
    load(database, before)
    load(database, after)
    assert stored(database) == {
        (one.day, one.id): (one.kind.value, one.count, None if one.person is None else f"p_{one.person}")
        for one in after
    }
    assert load(database, after[::-1]) == 0


@thorough
@given(before=stated, after=stated, kinds=st.sets(st.sampled_from(ActivityKind)), day=st.sampled_from(DAYS))
def test_kinds_and_days_that_were_not_counted_keep_what_they_have(
    database: Database, before: list[Activity], after: list[Activity], kinds: set[ActivityKind], day: date
) -> None:
    emptied(database)
    counted = dict.fromkeys(kinds, Period(day, day + timedelta(days=1)))
    told = [one for one in after if one.kind in kinds and one.day == day]
    kept = [one for one in before if not (one.kind in kinds and one.day == day)]
    load(database, before)
    load(database, told, counted=counted)
    assert {(*at, count) for at, (_, count, _) in stored(database).items()} == {
        (one.day, one.id, one.count) for one in (*kept, *told)
    }
    assert load(database, told, counted=counted) == 0


def test_an_activity_of_a_kind_or_a_day_that_was_not_counted_is_refused(database: Database) -> None:
    load(database, [an_activity(7)])
    for counted in ({}, {ActivityKind.SESSIONS: Period(DAYS[1], DAYS[2])}):
        with pytest.raises(ValueError, match="no sessions were counted"):
            load(database, [an_activity(8)], counted=counted)
    assert stored(database) == {(DAY, "1"): ("sessions", 7, None)}


def test_other_days_and_other_connections_keep_what_they_have(database: Database) -> None:
    load(database, [an_activity(7, day=DAYS[0]), an_activity(8, day=DAYS[1])])
    load(database, [an_activity(5, day=DAYS[0])], connection="openai-research")
    load(database, [], days=DAYS[:1])
    assert sorted(count for _, count, _ in stored(database).values()) == [5, 8]


def test_a_person_is_stored_as_a_pseudonym_only(database: Database) -> None:
    load(database, [an_activity(7, person="ana@acme.example")])
    with database.reading() as connection:
        dump = str([tuple(row) for row in connection.exec_driver_sql("SELECT * FROM activity")])
    assert "p_ana@acme.example" in dump
    assert "'ana@acme.example'" not in dump


@pytest.mark.parametrize("found", [[an_activity(1), an_activity(2)], [an_activity(1, day=DAYS[2] + timedelta(days=9))]])
def test_what_is_stated_twice_or_for_other_days_is_refused(database: Database, found: list[Activity]) -> None:
    load(database, [an_activity(7)])
    with pytest.raises(ValueError, match=r"activit"):
        load(database, found)
    assert stored(database) == {(DAY, "1"): ("sessions", 7, None)}


@pytest.mark.parametrize("count", [-1, 2**63])
def test_a_count_is_a_whole_number_that_the_ledger_can_hold(count: int) -> None:
    with pytest.raises(ValueError, match="is no count"):
        an_activity(count)


@thorough
@given(found=stated)
def test_no_activity_is_ever_in_a_sum_of_money(database: Database, found: list[Activity]) -> None:
    """design.md 3.2: diagnostics, never added to money."""
    emptied(database)

    def asked() -> list[object]:
        with database.reading() as connection:
            sums = [costs(connection, since=None, until=None, by=by) for by in ((), *((one,) for one in DIMENSIONS))]
            return [*sums, *(connection.execute(select(table)).all() for table in (daily_cost, weekly_cost))]

    with database.writing() as connection:
        ids = {"openai": store.connection_id(connection, "openai", "openai", now=NOW)}
        charges = [(a_scope(day), a_charge("5", day=day)) for day in DAYS]
        scopes: list[Scope] = [a_scope(day) for day in DAYS]
        store.replace(connection, connections=ids, scopes=scopes, charges=charges, now=NOW, pseudonym=no_pseudonym)
    before = asked()
    with database.writing() as connection:
        placed = [(a_scope(one.day), one) for one in found]
        activities.replace(connection, connections=ids, scopes=scopes, activities=placed, pseudonym=no_pseudonym)
    assert asked() == before


@thorough
@given(found=stated)
def test_what_is_read_back_is_what_was_stated_added_up_by_kind_and_person(
    database: Database, found: list[Activity]
) -> None:
    emptied(database)
    load(database, found)
    with database.reading() as connection:
        back = tallies(connection, Period(DAYS[0], DAYS[1]), by=("tool",))
    expected: dict[tuple[object, ...], int] = {}
    for one in found:
        if one.day == DAYS[0]:
            key = (one.kind, one.tool, None if one.person is None else f"p_{one.person}")
            expected[key] = expected.get(key, 0) + one.count
    assert expected == {
        (tally.kind, dict(tally.keys)["tool"], person): count
        for tally in back
        for person, count in tally.counts.items()
    }


def test_seats_are_those_of_the_newest_day_and_sessions_add_up(database: Database) -> None:
    for kind, numbers in ((ActivityKind.SEATS_ASSIGNED, (40, 50, 45)), (ActivityKind.SESSIONS, (1, 2, 4))):
        found = [
            an_activity(number, id=kind.value, kind=kind, day=day) for number, day in zip(numbers, DAYS, strict=True)
        ]
        load(database, found, connection=kind.value)
    load(database, [an_activity(9, kind=ActivityKind.SEATS_ASSIGNED)], connection="earlier")
    with database.reading() as connection:
        back = tallies(connection, ALL)
    assert {tally.kind: tally.counts[None] for tally in back} == {
        ActivityKind.SEATS_ASSIGNED: 45 + 9,
        ActivityKind.SESSIONS: 7,
    }


def test_each_sum_says_on_how_many_days_there_is_something_of_it(database: Database) -> None:
    """AC-C7: of 28 days, two with data."""
    load(database, [an_activity(1, day=DAYS[0]), an_activity(1, id="b", day=DAYS[0]), an_activity(2, day=DAYS[2])])
    with database.reading() as connection:
        (tally,) = tallies(connection, ALL)
    assert (tally.counts[None], tally.days, len(ALL)) == (4, 2, 28)
