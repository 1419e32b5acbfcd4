"""Charges under the rules, memberships, pools and overlaps of an org file, as the store sums them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bot.facts.org import AllocationRule, Match, Membership, Org, Person, Team
from bot.facts.overlap import Overlap
from bot.facts.pool import Pool
from bot.ledger import orgs, rollup, store
from bot.ledger.cells import place_all
from bot.ledger.costs import CostRow, costs
from bot.ledger.db import Database
from tests.factories import DAY, NOW, a_charge, a_scope, no_pseudonym

ANA = "ana@acme.example"
MOVED = DAY + timedelta(days=1)
ORG = Org(
    teams=(Team(slug="support", name="Support"), Team(slug="sales", name="Sales")),
    people=(
        Person(
            email=ANA,
            memberships=(
                Membership(team="support", since=date(2026, 1, 1), until=MOVED),
                Membership(team="sales", since=MOVED, weight=Decimal(2)),
                Membership(team="support", since=MOVED, weight=Decimal(1)),
            ),
        ),
    ),
    pools=(Pool(slug="platform", name="Platform", key="headcount"),),
    rules=(
        AllocationRule(match=Match(key="key_shared"), team="support", share=Decimal("0.4")),
        AllocationRule(match=Match(key="key_shared"), pool="platform"),
    ),
)


def apply(database: Database, org: Org) -> None:
    with database.writing() as connection:
        orgs.save(connection, org, now=NOW, pseudonym=no_pseudonym)
        place_all(connection, orgs.placement(connection))
        rollup.rebuild(connection)


def read(database: Database, connection_name: str = "openai") -> None:
    """Four charges over two days: one with a shared key, one of Ana's a day, and one of nobody."""
    charges = [
        a_charge("0.000000011", number=1, key="key_shared"),
        a_charge("10", number=2, person=ANA),
        a_charge("-10.000000001", day=MOVED, number=3, person=ANA),
        a_charge("7", day=MOVED, number=4),
    ]
    with database.writing() as connection:
        store.replace(
            connection,
            connections={connection_name: store.connection_id(connection, connection_name, "openai", now=NOW)},
            scopes=[a_scope(day, connection_name) for day in (DAY, MOVED)],
            charges=[(a_scope(one.day, connection_name), one) for one in charges],
            now=NOW,
            pseudonym=no_pseudonym,
        )


def by(database: Database, *dimensions: str) -> dict[tuple[str | None, ...], Decimal | None]:
    with database.reading() as connection:
        rows: tuple[CostRow, ...] = costs(connection, since=None, until=None, by=dimensions)
    return {tuple(value for _, value in row.keys): row.billed_cost for row in rows}


EXPECTED = {
    ("2026-11-09", "shared:platform", "shared"): Decimal("0.000000006"),
    ("2026-11-09", "support", "team-only"): Decimal("10.000000005"),
    ("2026-11-10", "sales", "team-only"): Decimal("-6.666666667"),
    ("2026-11-10", "support", "team-only"): Decimal("-3.333333334"),
    ("2026-11-10", "unallocated", "unallocated"): Decimal(7),
}


def test_charges_are_cut_by_shares_and_memberships_when_they_are_read_and_when_they_are_placed_anew(
    database: Database,
) -> None:
    """AC-E1, AC-E2: by declared weights and by date, and the whole is what was charged."""
    apply(database, ORG)
    read(database)
    assert by(database, "day", "team", "class") == EXPECTED
    assert sum(map(Decimal, by(database, "team").values())) == Decimal("7.000000010")
    apply(database, ORG)
    assert by(database, "day", "team", "class") == EXPECTED


def test_a_changed_membership_places_what_is_there_anew_and_leaves_the_days_before(database: Database) -> None:
    """AC-E2: last month does not change when somebody moves."""
    stayed = replace(ORG, people=(replace(ORG.people[0], memberships=ORG.people[0].memberships[:1]),))
    apply(database, stayed)
    read(database)
    before = by(database, "day", "team")
    assert before["2026-11-10", "unallocated"] == Decimal("-3.000000001")
    apply(database, ORG)
    after = by(database, "day", "team")
    assert {key: value for key, value in after.items() if key[0] == "2026-11-09"} == {
        key: value for key, value in before.items() if key[0] == "2026-11-09"
    }
    assert after["2026-11-10", "sales"] == Decimal("-6.666666667")


def test_what_another_connection_covers_is_in_no_sum_but_its_own(database: Database) -> None:
    """AC-B5: of two sources that state the same one counts, and the other is reported as suppressed."""
    read(database)
    read(database, "focus:bill")
    assert by(database) == {(): 2 * Decimal("7.000000010")}
    apply(database, replace(ORG, overlaps=(Overlap(connection="focus:*", covered_by="openai", until=MOVED),)))
    assert by(database, "day") == {
        ("2026-11-09",): Decimal("10.000000011"),
        ("2026-11-10",): 2 * Decimal("-3.000000001"),
    }
    assert by(database, "class")["suppressed",] == Decimal("10.000000011")
    assert by(database, "team")["unallocated",] == 14


def test_the_placement_has_people_as_the_pseudonyms_of_the_cells(database: Database) -> None:
    rule = AllocationRule(match=Match(person=ANA), team="support")
    overlap = Overlap(connection="focus:*", covered_by="openai")
    with database.writing() as connection:
        orgs.save(connection, replace(ORG, rules=(rule,), overlaps=(overlap,)), now=NOW, pseudonym=no_pseudonym)
        found = orgs.placement(connection)
    assert [one.match.person for one in found.rules] == [no_pseudonym(ANA)]
    assert found.memberships == {no_pseudonym(ANA): ORG.people[0].memberships}
    assert found.overlaps == (overlap,)
