from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from bot.exports import focus
from bot.facts.charge import Charge
from bot.facts.money import MAX_NANOS, from_nanos, to_nanos
from bot.facts.periods import week_of
from bot.ledger import rollup
from bot.ledger.allocation import BEGINNING, NEVER, piece
from bot.ledger.columns import sum_columns
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.placed import of_day
from bot.ledger.places import Place, Places
from bot.ledger.tables import allocation, cell, daily_cost, weekly_cost
from tests.conftest import emptied
from tests.factories import DAY, a_charge
from tests.ledger.test_store import load, thorough

any_nanos = st.integers(-MAX_NANOS, MAX_NANOS)
cuts = st.integers(1, 10**9).flatmap(
    lambda parts: st.sets(st.integers(1, parts), max_size=4).map(lambda at: (sorted({0, parts} | at), parts))
)


@given(nanos=any_nanos, cut=cuts)
def test_pieces_that_touch_add_up_and_are_within_a_nano_of_their_share(nanos: int, cut: tuple[list[int], int]) -> None:
    edges, parts = cut
    pieces = [piece(nanos, low, high, parts) for low, high in pairwise(edges)]
    assert sum(pieces) == nanos
    for (low, high), found in zip(pairwise(edges), pieces, strict=True):
        assert abs(found * parts - nanos * (high - low)) <= parts


@thorough
@given(amounts=st.lists(any_nanos, min_size=1, max_size=6), cut=cuts)
def test_the_rollup_holds_the_same_pieces_as_a_charge_taken_apart(
    database: Database, amounts: list[int], cut: tuple[list[int], int]
) -> None:
    emptied(database)
    load(database, [a_charge(str(from_nanos(one)), number=n, quantity=Decimal(7)) for n, one in enumerate(amounts)])
    edges, parts = cut
    place(database, [(f"team-{low}", low, high, parts) for low, high in pairwise(edges)])
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=("team",))
        by_charge = costs(connection, since=None, until=None, by=("team", "key"))
        exported = list(of_day(connection, DAY))
    for low, high in pairwise(edges):
        expected = sum(piece(one, low, high, parts) for one in amounts)
        (row,) = [row for row in rows if row.key("team") == f"team-{low}"]
        (again,) = [row for row in by_charge if row.key("team") == f"team-{low}"]
        assert row.billed_cost == again.billed_cost == from_nanos(expected)
        assert row.charges == (len(amounts) if low == 0 else 0)
        mine = [one for one in exported if one.team == f"team-{low}"]
        assert sum(to_nanos(one.billed) for one in mine if one.billed is not None) == expected
    assert sum(Decimal(one.quantity or 0) for one in exported) == 7 * len(amounts)
    assert all(focus.row(one)["BilledCost"] is not None for one in exported)


def test_an_unknown_amount_is_unknown_wherever_a_part_of_it_lies(database: Database) -> None:
    load(database, [a_charge("1", list_cost=None)])
    place(database, [("a", 0, 2, 3), ("b", 2, 3, 3)])
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=("team",))
    assert [(row.list_cost, row.charges) for row in rows] == [(None, 1), (None, 0)]
    assert sum(row.billed_cost or 0 for row in rows) == 1


@thorough
@given(found=st.lists(st.tuples(st.integers(-20, 20), any_nanos), max_size=8), later=st.integers(-20, 20))
def test_the_rollup_of_a_week_is_the_sum_of_its_days(
    database: Database, found: list[tuple[int, int]], later: int
) -> None:
    """AC-H4."""
    emptied(database)
    for offset, nanos in [*found, (later, 1)]:
        one_day(database, a_charge(str(from_nanos(nanos)), day=DAY + timedelta(days=offset)))
    assert weeks(database) == days_by_week(database)
    with database.writing() as connection:
        rollup.rebuild(connection)
    assert weeks(database) == days_by_week(database)


def test_weeks_and_days_and_charges_are_asked_with_one_answer(database: Database) -> None:
    for offset in range(-10, 10):
        one_day(database, a_charge("1.5", day=DAY + timedelta(days=offset)))
    with database.reading() as connection:
        for since, until in ((DAY, DAY + timedelta(days=7)), (DAY - timedelta(days=7), None), (None, None)):
            asked = [costs(connection, since=since, until=until, by=by) for by in (("team",), ("team", "day"))]
            asked.append(costs(connection, since=since, until=until, by=("team", "key")))
            assert len({sum(row.billed_cost or Decimal(0) for row in rows) for rows in asked}) == 1
        middle = costs(connection, since=DAY + timedelta(days=1), until=DAY + timedelta(days=3), by=("team",))
    assert [row.billed_cost for row in middle] == [Decimal(3)]


@thorough
@given(
    amounts=st.lists(any_nanos, min_size=1, max_size=6),
    cut=cuts,
    by=st.sampled_from([("workflow",), ("model", "day"), ("key",), ()]),
)
def test_one_teams_costs_are_its_rows_among_those_of_all(
    database: Database, amounts: list[int], cut: tuple[list[int], int], by: tuple[str, ...]
) -> None:
    emptied(database)
    load(database, [a_charge(str(from_nanos(one)), number=n) for n, one in enumerate(amounts)])
    edges, parts = cut
    place(database, [(f"team-{low}", low, high, parts) for low, high in pairwise(edges)])
    with database.reading() as connection:
        for since, until in ((DAY, DAY + timedelta(days=7)), (DAY, DAY + timedelta(days=60)), (None, None)):
            every = costs(connection, since=since, until=until, by=("team", *by))
            for team in {row.key("team") for row in every}:
                alone = costs(connection, since=since, until=until, by=by, team=team)
                among = [row for row in every if row.key("team") == team]
                assert [(row.keys, row.billed_cost, row.charges) for row in alone] == [
                    (row.keys[1:], row.billed_cost, row.charges) for row in among
                ]


def place(database: Database, parts: list[tuple[str, int, int, int]]) -> None:
    """Give the only cell these parts, as the rules would."""
    with database.writing() as connection:
        of = connection.execute(select(cell)).one()
        connection.execute(delete(allocation))
        always = {"cell_id": of.id, "since": BEGINNING, "until": NEVER}
        where = {
            team: Place(team, "w", "direct", of.model or "", of.provider, of.connection_id, of.currency, of.additive)
            for team, *_ in parts
        }
        ids = Places(connection).ids(where.values())
        rows = [
            always | {"place_id": ids[where[team]], "low": low, "high": high, "parts": cut}
            for team, low, high, cut in parts
        ]
        connection.execute(insert(allocation), rows)
        rollup.rebuild(connection)


def one_day(database: Database, one: Charge) -> None:
    load(database, [one], days=[one.day])


def weeks(database: Database) -> dict[tuple[date, str], tuple[int, ...]]:
    names = [column.name for column in sum_columns()]
    with database.reading() as connection:
        rows = connection.execute(select(weekly_cost)).mappings()
        return {(row["week"], row["team"]): tuple(row[name] for name in names) for row in rows}


def days_by_week(database: Database) -> dict[tuple[date, str], tuple[int, ...]]:
    names = [column.name for column in sum_columns()]
    found: dict[tuple[date, str], tuple[int, ...]] = {}
    with database.reading() as connection:
        for row in connection.execute(select(daily_cost)).mappings():
            where = (week_of(row["day"]).monday, row["team"])
            values = [row[name] for name in names]
            found[where] = tuple(a + b for a, b in zip(found.get(where, [0] * len(values)), values, strict=True))
    return found
