from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.charge import Charge
from bot.facts.org import AllocationRule, Match, Org, Person
from bot.facts.overlap import Overlap
from bot.facts.periods import Period
from bot.ledger import orgs
from bot.ledger.allocation import AllocationClass, Placement
from bot.ledger.backlog import Reason, backlog
from bot.ledger.claimed import claimed, ever_placing, unclaimed
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.rules import RuleIndex
from bot.ledger.sums import NOTHING, Sums
from tests.conftest import emptied
from tests.factories import DAY, a_charge
from tests.ledger.test_placing import MOVED, ORG, apply, read
from tests.ledger.test_store import charges, load, thorough

BOTH = Period(DAY, MOVED + timedelta(days=1))


def amounts(database: Database, period: Period = BOTH) -> dict[str | None, Decimal | None]:
    with database.reading() as connection:
        found: dict[str | None, Sums] = {}
        for one in claimed(connection, period):
            found[one.reason] = found.get(one.reason, NOTHING) + one.sums
    return {reason: sums.amount("billed") for reason, sums in found.items()}


def test_what_was_charged_is_summed_by_what_claims_it(database: Database) -> None:
    apply(database, ORG)
    read(database)
    assert amounts(database) == {
        "rule 1": Decimal("0.000000005"),
        "rule 2": Decimal("0.000000006"),
        "membership": Decimal("-0.000000001"),
        None: Decimal(7),
    }
    assert amounts(database, Period(DAY, MOVED)).keys() == {"rule 1", "rule 2", "membership"}


def test_what_an_overlap_suppresses_is_there_by_its_reason_and_class(database: Database) -> None:
    apply(database, replace(ORG, overlaps=(Overlap(connection="focus:*", covered_by="openai"),)))
    read(database)
    read(database, "focus:bill")
    with database.reading() as connection:
        classes = {one.reason: one.allocation_class for one in claimed(connection, BOTH)}
        left = [one.cell.connection for one in unclaimed(connection, BOTH, orgs.placement(connection))]
    assert classes["overlap 1"] is AllocationClass.SUPPRESSED
    assert amounts(database)["overlap 1"] == Decimal("7.00000001")
    assert left == ["openai"]


def test_what_nobody_claims_is_read_cell_by_cell_and_the_rest_of_a_share_is_told_apart(database: Database) -> None:
    apply(database, Org(rules=(AllocationRule(match=Match(key="key_1"), team="support", share=Decimal("0.4")),)))
    found = [
        a_charge("10", key="key_1", number=1),
        a_charge("1", key="key_1", number=2, day=MOVED),
        a_charge("5", sub_account="proj_a", number=3),
        a_charge("100", sub_account="proj_a", number=4, additive=False),
        a_charge("9", sub_account="proj_a", number=5, day=MOVED + timedelta(days=1)),
    ]
    load(database, found)
    with database.reading() as connection:
        left = {(one.cell.key, one.is_rest): one for one in unclaimed(connection, BOTH, orgs.placement(connection))}
    assert {where: one.sums.amount("billed") for where, one in left.items()} == {
        ("key_1", True): Decimal("6.6"),
        (None, False): Decimal(5),
    }


def test_three_people_with_two_ids_each_are_fewer_than_five(database: Database) -> None:
    people = [Person(email=f"{name}@acme.example", ids=(f"github:{name}",)) for name in ("ana", "rui", "jo")]
    apply(database, Org(people=tuple(people)))
    called = [one for person in people for one in (person.email, *person.ids)]
    load(database, [a_charge("1", person=one, number=number) for number, one in enumerate(called)])
    for placement, told in ((orgs.placement, None), (lambda _: Placement(), 6)):
        with database.reading() as connection:
            (line,) = backlog(unclaimed(connection, BOTH, placement(connection)), RuleIndex(()))
        assert (line.reason, line.people, line.sums.amount("billed")) == (Reason.PERSONAL, told, 6)


def test_the_reasons_that_place_a_cell_on_some_day_are_known_whether_it_was_charged_or_not(database: Database) -> None:
    later = AllocationRule(match=Match(key="key_1"), team="support", since=DAY.replace(year=2030))
    apply(database, Org(rules=(later, AllocationRule(match=Match(key="key_2"), team="support"))))
    load(database, [a_charge("1", key="key_1")])
    with database.reading() as connection:
        assert ever_placing(connection) == {"rule 1"}


@thorough
@given(found=charges, shares=st.lists(st.sampled_from([None, Decimal("0.5"), Decimal("0.333333")]), max_size=3))
def test_the_reasons_come_to_what_the_ledger_says(
    database: Database, found: Sequence[Charge], shares: Sequence[Decimal | None]
) -> None:
    """AC-A6: the parts of a breakdown are the whole, to the nano."""
    emptied(database)
    rules = [
        AllocationRule(match=Match(sub_account="proj_*"), team=f"t-{n}", share=one) for n, one in enumerate(shares)
    ]
    apply(database, Org(rules=tuple(rules)))
    load(database, found)
    whole = Period(DAY, DAY + timedelta(days=7))
    with database.reading() as connection:
        by_class = costs(connection, since=whole.start, until=whole.end, by=("class",))
        reasons = list(claimed(connection, whole))
        left = list(unclaimed(connection, whole, orgs.placement(connection)))
    for row in by_class:
        mine = [
            one.sums
            for one in reasons
            if (one.currency, one.allocation_class.value) == (row.currency, row.key("class"))
        ]
        assert sum(mine, NOTHING).amount("billed") == row.billed_cost
        if row.key("class") == "unallocated":
            cells = [one.sums for one in left if one.currency == row.currency]
            assert sum(cells, NOTHING).amount("billed") == row.billed_cost
            assert sum(cells, NOTHING).charges == row.charges
