"""Whatever shares, pools, memberships and overlaps are in force, `verify` holds and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.facts.charge import Charge
from bot.facts.org import Org, Person
from bot.facts.overlap import Overlap
from bot.ledger import store
from bot.ledger.allocation import Placement
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.tables import allocation, place
from tests.conftest import emptied
from tests.factories import NOW, a_charge, a_scope, no_pseudonym
from tests.ledger.placements import FIRST, placements, simple_weights
from tests.ledger.test_placing import MOVED, ORG, apply, read
from tests.ledger.test_store import thorough
from tests.verification.test_verify import change, verified, wrong

DAYS = (FIRST, date(2026, 1, 20), date(2026, 2, 14), date(2026, 3, 1))
CONNECTIONS = ("openai", "litellm")
amounts = st.decimals("-9999", "9999", places=9)


@st.composite
def _charges(draw: st.DrawFn) -> list[tuple[str, Charge]]:
    """Charges of two connections, some of which another may cover, of people and of nobody, some amounts unknown."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        fields: dict[str, Any] = {
            "sub_account": draw(st.sampled_from([None, "proj_abc"])),
            "key": draw(st.sampled_from([None, "key_1", "key_2"])),
            "person": draw(st.sampled_from([None, "ana", "rui"])),
            "currency": draw(st.sampled_from(["USD", "EUR"])),
            "effective_cost": draw(st.none() | amounts),
            "additive": draw(st.sampled_from([True, True, False])),
        }
        day = draw(st.sampled_from(DAYS))
        found.append(
            (draw(st.sampled_from(CONNECTIONS)), a_charge(str(draw(amounts)), day=day, number=number, **fields))
        )
    return found


def org(placement: Placement) -> Org:
    """The org file that such a placement comes from; its people are e-mails there."""
    people = [
        Person(email=person.removeprefix("p_"), memberships=teams) for person, teams in placement.memberships.items()
    ]
    return Org(people=tuple(people), rules=placement.rules, overlaps=placement.overlaps)


def load(database: Database, found: Sequence[tuple[str, Charge]]) -> None:
    with database.writing() as connection:
        store.replace(
            connection,
            connections={slug: store.connection_id(connection, slug, "openai", now=NOW) for slug in CONNECTIONS},
            scopes=[a_scope(day, slug) for day in DAYS for slug in CONNECTIONS],
            charges=[(a_scope(one.day, slug), one) for slug, one in found],
            now=NOW,
            pseudonym=no_pseudonym,
        )


@thorough
@given(before=placements(simple_weights), now=placements(simple_weights), found=_charges(), later=_charges())
def test_verify_holds_after_every_reading_and_every_change_of_the_org_file(
    database: Database,
    before: Placement,
    now: Placement,
    found: list[tuple[str, Charge]],
    later: list[tuple[str, Charge]],
) -> None:
    """AC-A6, method.md M1: direct + team-only + shared + unallocated + suppressed = the charges, tolerance 0."""
    emptied(database)
    apply(database, org(before))
    load(database, found)
    apply(database, org(now))
    load(database, later)
    assert wrong(database) == {}


@thorough
@given(placement=placements(simple_weights), found=_charges())
def test_every_breakdown_adds_up_to_the_same_whole_and_what_does_not_count_is_a_row_of_its_own(
    database: Database, placement: Placement, found: list[tuple[str, Charge]]
) -> None:
    """AC-A6: the parts always equal the total; a hidden category is an explicit row."""
    emptied(database)
    apply(database, org(placement))
    load(database, found)
    with database.reading() as connection:
        for currency in ("USD", "EUR"):
            stated = sum(
                (one.billed_cost or 0 for _, one in found if one.additive and one.currency == currency), Decimal()
            )
            by_class = {
                row.key("class"): row.billed_cost or 0
                for row in costs(connection, since=None, until=None, by=("class",))
                if row.currency == currency
            }
            assert sum(by_class.values()) == stated
            counted = stated - by_class.get("suppressed", 0)
            for by in ((), ("team",), ("team", "workflow"), ("key", "team"), ("day", "model"), ("week", "connection")):
                rows = costs(connection, since=None, until=None, by=by)
                assert sum((row.billed_cost or 0 for row in rows if row.currency == currency), Decimal()) == counted


def test_a_part_that_is_counted_for_another_than_its_rule_says_is_found(database: Database) -> None:
    apply(database, replace(ORG, overlaps=(Overlap(connection="focus:*", covered_by="openai", until=MOVED),)))
    read(database)
    read(database, "focus:bill")
    assert wrong(database) == {}
    says = [check.says for check in verified(database) if check.name in {"reconciliation", "placement"}]
    assert says[0].startswith("On every UTC day direct, team-only, shared, unallocated and suppressed add up")
    parts = select(allocation.c.place_id).where(allocation.c.reason == "rule 1").limit(1).scalar_subquery()
    change(database, update(place).where(place.c.id == parts).values(team="sales"))
    assert set(wrong(database)) == {"rollup"}
