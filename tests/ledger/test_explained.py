from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.money import MAX_NANOS, from_nanos
from bot.facts.org import AllocationRule, Match, Org, Person
from bot.facts.overlap import Overlap
from bot.facts.periods import DAY as ONE_DAY
from bot.facts.periods import Period
from bot.ledger import lookup, orgs
from bot.ledger.allocation import BEGINNING, NEVER, AllocationClass
from bot.ledger.charge_pieces import Pieces, of_charge
from bot.ledger.db import Database
from bot.ledger.explained import placed
from bot.ledger.explanation import Placed, Way, added, ways
from tests.conftest import emptied
from tests.factories import DAY, a_charge
from tests.ledger.test_placing import ANA, MOVED, ORG, apply, read
from tests.ledger.test_store import load, thorough

WEEK = Period(DAY, DAY + timedelta(days=7))
DATED = Org(
    rules=(
        AllocationRule(match=Match(key="key_1"), team="sales", until=date(2026, 6, 1)),
        AllocationRule(match=Match(key="key_1"), team="support", since=date(2026, 6, 1), until=MOVED),
        AllocationRule(match=Match(key="key_1"), pool="platform", since=MOVED, share=Decimal("0.5")),
    )
)


def cells(database: Database, word: str, cost_of: Period = WEEK, *, since_ever: bool = True) -> tuple[Placed, ...]:
    with database.reading() as connection:
        named, placement = lookup.find(connection, word), orgs.placement(connection)
        return tuple(placed(connection, named, placement, cost_of=cost_of, since_ever=since_ever))


def told(database: Database, word: str) -> tuple[Way, ...]:
    with database.reading() as connection:
        rules = orgs.placement(connection).rules
    return ways(cells(database, word), rules, DAY)


def test_a_cell_is_read_with_where_it_is_placed_and_what_each_part_comes_to(database: Database) -> None:
    apply(database, ORG)
    read(database)
    (way,) = told(database, "key_shared")
    assert [(share.team, share.reason, str(share.costs["USD"].amount("effective"))) for share in way.shares] == [
        ("shared:platform", "rule 2", "6E-9"),
        ("support", "rule 1", "5E-9"),
    ]
    assert way.costs["USD"].charges == 1


def test_three_people_with_two_ids_each_are_fewer_than_five(database: Database) -> None:
    people = [Person(email=f"{name}@acme.example", ids=(f"github:{name}",)) for name in ("ana", "rui", "jo")]
    apply(database, Org(people=tuple(people)))
    called = [one for person in people for one in (person.email, *person.ids)]
    load(database, [a_charge("1", person=one, number=number, key="key_9") for number, one in enumerate(called)])
    (way,) = told(database, "key_9")
    assert (way.cells, way.people, way.is_personal) == (6, None, True)


def test_only_charges_of_the_days_asked_for_are_summed_and_all_places_since_the_first_charge_told(
    database: Database,
) -> None:
    apply(database, DATED)
    load(database, [a_charge("5", key="key_1", number=1), a_charge("7", key="key_1", day=MOVED, number=2)])
    (one,) = cells(database, "key_1", Period(MOVED, MOVED + ONE_DAY))
    assert [(found.since, found.team) for found in one.segments] == [
        (date(2026, 6, 1), "support"),
        (MOVED, "shared:platform"),
        (MOVED, "unallocated"),
    ]
    assert {found.team: str(sums.amount("billed")) for found, sums in one.costs.items()} == {
        "shared:platform": "3.5",
        "unallocated": "3.5",
    }
    (one,) = cells(database, "key_1", Period(DAY, MOVED), since_ever=False)
    assert [found.team for found in one.segments] == ["support"]
    (one,) = cells(database, "key_1", Period(date(2026, 5, 1), date(2026, 7, 1)))
    assert [found.team for found in one.segments][:2] == ["sales", "support"]


def test_what_does_not_add_up_with_others_is_found_and_in_no_sum(database: Database) -> None:
    load(database, [a_charge("5", key="key_1", additive=False)])
    (one,) = cells(database, "key_1")
    assert (one.additive, one.costs) == (False, {})


def test_what_a_word_names_comes_to_what_the_ledger_says(database: Database) -> None:
    apply(database, replace(ORG, overlaps=(Overlap(connection="focus:*", covered_by="openai", until=MOVED),)))
    read(database)
    read(database, "focus:bill")
    for word, billed in (("openai/openai", "7.00000001"), ("openai", "4.000000009"), ("focus:bill", "-3.000000001")):
        costs = added(way.costs for way in told(database, word))
        assert str(costs["USD"].amount("billed")) == billed
    both = [share for way in told(database, "focus:bill") for share in way.shares]
    assert {share.allocation_class for share in both} >= {AllocationClass.SUPPRESSED, AllocationClass.TEAM_ONLY}


def pieces(database: Database, source_id: str, day: date | None = None) -> tuple[Pieces, ...]:
    with database.reading() as connection:
        return of_charge(connection, source_id, day=day)


def test_a_charge_is_found_by_its_sources_id_and_cut_as_the_ledger_sums_it(database: Database) -> None:
    apply(database, ORG)
    read(database)
    (found,) = pieces(database, f"{MOVED}:3")
    assert (found.day, found.cell.connection, found.scope) == (MOVED, "openai", str(MOVED))
    assert [(one.team, amounts[0]) for one, amounts in found.pieces] == [
        ("sales", Decimal("-6.666666667")),
        ("support", Decimal("-3.333333334")),
    ]
    assert found.amounts == (Decimal("-10.000000001"), Decimal("-10.000000001"), None)
    assert found.cell.person is not None
    assert ANA not in str(found.pieces)


@pytest.mark.parametrize(("source_id", "day"), [("nothing", None), (f"{DAY}:1", MOVED), ("2026-99-99:1", None)])
def test_an_id_that_no_charge_of_the_day_has_finds_nothing(
    database: Database, source_id: str, day: date | None
) -> None:
    read(database)
    assert pieces(database, source_id, day) == ()


def test_an_id_without_its_day_is_found_too_in_every_connection_that_has_it(database: Database) -> None:
    charges = [a_charge("1", number=1, day=day, id="inv-1") for day in (DAY, MOVED)]
    load(database, charges)
    assert [one.day for one in pieces(database, "inv-1")] == [DAY, MOVED]
    assert [one.day for one in pieces(database, "inv-1", MOVED)] == [MOVED]
    read(database)
    read(database, "focus:bill")
    assert [one.cell.connection for one in pieces(database, f"{DAY}:1")] == ["focus:bill", "openai"]


any_nanos = st.integers(-MAX_NANOS, MAX_NANOS)


@thorough
@given(
    amounts=st.lists(any_nanos, min_size=1, max_size=3),
    shares=st.lists(st.decimals("0.000001", "0.999999", places=6), max_size=3),
)
def test_the_pieces_of_a_charge_sum_to_it_to_the_nano(
    database: Database, amounts: Sequence[int], shares: Sequence[Decimal]
) -> None:
    """method.md M1: nothing is lost where a charge is cut."""
    emptied(database)
    rules = [
        AllocationRule(match=Match(provider="openai"), team="sales", workflow=f"w-{n}", share=share)
        for n, share in enumerate(shares)
    ]
    apply(database, Org(rules=tuple(rules)))
    load(database, [a_charge(str(from_nanos(nanos)), number=n) for n, nanos in enumerate(amounts)])
    for n, nanos in enumerate(amounts):
        (found,) = pieces(database, f"{DAY}:{n}")
        assert sum(parts[0] or 0 for _, parts in found.pieces) == from_nanos(nanos) == found.amounts[0]
        assert [one.since for one, _ in found.pieces] == [BEGINNING] * len(found.pieces)
        assert found.pieces[0][0].until == NEVER
