"""Each test breaks one thing by hand, as no command of ours does, and it is said."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from sqlalchemy import Update, delete, insert, select, update

from bot import verification
from bot.facts.charge import Charge
from bot.facts.org import AllocationRule, Match
from bot.facts.reason import NOT_GROUPED
from bot.ledger import audit, rollup
from bot.ledger.db import Database
from bot.ledger.tables import allocation, cell, charge, daily_cost
from bot.ledger.tables import audit as audit_log
from bot.verification import Check
from bot.verification.findings import MOST_SAID
from tests.conftest import emptied
from tests.factories import DAY, NOW, a_charge
from tests.ledger.test_store import apply_rules, charges, load, rules, thorough

RULES = (
    AllocationRule(match=Match(key="key_1"), team="support", workflow="refunds"),
    AllocationRule(match=Match(sub_account="proj_a"), team="sales"),
)
CHARGES = (
    a_charge("5", number=1, key="key_1", model="gpt-6-astra"),
    a_charge("2.000000001", number=2, sub_account="proj_a"),
    a_charge("-1", number=3),
    a_charge("7", number=4, currency="EUR", list_cost=Decimal(9)),
    a_charge("3", number=5, day=DAY + timedelta(days=1)),
    a_charge("100", number=6, additive=False),
)


@pytest.fixture
def ledger(database: Database) -> Database:
    apply_rules(database, RULES)
    load(database, CHARGES)
    return database


def verified(database: Database) -> tuple[Check, ...]:
    done: list[int] = []
    with database.reading() as connection:
        checks = verification.verify(connection, done.append)
        assert sum(done) == verification.steps(connection)
    return checks


def wrong(database: Database) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for check in verified(database):
        if not check.ok:
            found.setdefault(check.name, []).append(check.says)
    return found


@pytest.mark.parametrize("fill", [True, False])
def test_an_untouched_ledger_holds_and_each_check_says_so(database: Database, fill: bool) -> None:
    if fill:
        apply_rules(database, RULES)
        load(database, CHARGES)
        with database.writing() as connection:
            audit.add(connection, at=NOW, actor="bot", action="a", subject="b", detail={})
    checks = verified(database)
    names = [check.name for check in checks]
    assert names == [
        "reconciliation",
        "rollup",
        "charges",
        "placement",
        "audit log",
        "digests",
        "control totals",
        "invoices",
    ]
    assert all(check.ok and check.says.endswith(".") for check in checks)


@thorough
@given(found=charges, later=charges, applied=rules)
def test_whatever_is_read_and_whichever_rules_apply_the_ledger_holds(
    sqlite_database: Database, found: list[Charge], later: list[Charge], applied: tuple[AllocationRule, ...]
) -> None:
    emptied(sqlite_database)
    load(sqlite_database, found)
    apply_rules(sqlite_database, applied)
    with sqlite_database.writing() as connection:
        rollup.rebuild(connection)
    load(sqlite_database, later)
    assert wrong(sqlite_database) == {}


def test_a_charge_changed_by_a_nano_no_longer_adds_up(ledger: Database) -> None:
    change(ledger, update(charge).where(charge.c.source_id.endswith(":1")).values(billed=Decimal("5.000000001")))
    found = wrong(ledger)
    assert set(found) == {"reconciliation", "rollup"}
    (says,) = found["reconciliation"]
    assert says.startswith(
        f"openai on {DAY} in USD has billed 6.000000002 in its charges and billed 6.000000001 in direct, "
    )


def test_an_amount_that_became_unknown_is_not_taken_for_zero(ledger: Database) -> None:
    change(ledger, update(charge).where(charge.c.source_id.endswith(":4")).values(list=None))
    (says,) = wrong(ledger)["reconciliation"]
    assert "has list 0 with 1 unknown in its charges and list 9 with 0 unknown in" in says


def test_a_rollup_that_moved_money_between_teams_adds_up_and_is_still_found(ledger: Database) -> None:
    change(ledger, update(daily_cost).where(daily_cost.c.team == "support").values(team="sales"))
    found = wrong(ledger)
    assert set(found) == {"rollup"}
    assert "sales, refunds, openai gpt-6-astra" in found["rollup"][0]


def test_a_day_that_only_the_rollup_has_is_found(ledger: Database) -> None:
    with ledger.writing() as connection:
        connection.execute(delete(charge).where(charge.c.day == DAY + timedelta(days=1)))
    found = wrong(ledger)
    assert [says.split(" has ")[0] for says in found["reconciliation"]] == [
        f"openai on {DAY + timedelta(days=1)} in USD"
    ]
    assert len(found["rollup"]) == 1


def test_a_class_that_is_none_of_the_identity_does_not_add_up(ledger: Database) -> None:
    change(ledger, update(daily_cost).where(daily_cost.c.team == "sales").values({"class": "elsewhere"}))
    assert set(wrong(ledger)) == {"reconciliation", "rollup"}


def test_a_charge_whose_cell_is_gone_is_found(ledger: Database) -> None:
    change(ledger, update(charge).where(charge.c.source_id.endswith(":2")).values(cell_id=70))
    (says,) = wrong(ledger)["charges"]
    assert says.startswith(f"Charge {CHARGES[1].id} of {DAY} has no cell, and no report has it;")


def test_a_charge_whose_scope_is_gone_is_found(ledger: Database) -> None:
    change(ledger, update(charge).where(charge.c.day > DAY).values(scope_id=70))
    (says,) = wrong(ledger)["charges"]
    assert says.startswith(f"Charge {CHARGES[4].id} of {DAY + timedelta(days=1)} has no scope, and no report has it;")


def test_a_cell_without_a_place_hides_money_and_is_found_twice(ledger: Database) -> None:
    lost = select(cell.c.id).where(cell.c.key == "key_1").scalar_subquery()
    with ledger.writing() as connection:
        connection.execute(delete(allocation).where(allocation.c.cell_id == lost))
        rollup.rebuild(connection)
    found = wrong(ledger)
    assert set(found) == {"placement", "reconciliation"}
    assert "of openai has no place at all" in found["placement"][0]


def test_a_cell_placed_twice_counts_twice_and_is_found(ledger: Database) -> None:
    with ledger.writing() as connection:
        its_own = select(allocation).join(cell).where(cell.c.key == "key_1")
        row = connection.execute(its_own).mappings().one()
        connection.execute(insert(allocation).values({**row, "since": DAY}))
        rollup.rebuild(connection)
    found = wrong(ledger)
    assert set(found) == {"placement", "reconciliation"}
    assert f"is placed twice from {DAY}" in found["placement"][0]


def test_a_changed_line_of_the_audit_log_is_found(ledger: Database) -> None:
    with ledger.writing() as connection:
        for action in ("a", "b", "c"):
            audit.add(connection, at=NOW, actor="bot", action=action, subject="s", detail={})
    change(ledger, update(audit_log).where(audit_log.c.id == 2).values(actor="somebody"))
    assert wrong(ledger)["audit log"][0].startswith("Line 2 of the audit log is not as it was written")


def test_what_no_grouped_report_has_is_listed_by_connection_and_currency_and_holds(database: Database) -> None:
    load(
        database,
        [
            a_charge("0.25", number=1, line_item=NOT_GROUPED),
            a_charge("0.5", number=2, line_item=NOT_GROUPED, day=DAY + timedelta(days=1)),
            a_charge("1", number=3, line_item=NOT_GROUPED, currency="EUR"),
            a_charge("9", number=4),
        ],
    )
    said = [check.says for check in verified(database) if check.name == "control totals"]
    assert [one.split(" is not")[0] for one in said] == [
        "Of openai, 1 EUR on 1 day from 2026-11-09 to 2026-11-09",
        "Of openai, 0.75 USD on 2 days from 2026-11-09 to 2026-11-10",
    ]
    assert wrong(database) == {}


def test_a_ledger_that_is_wrong_all_over_says_the_first_findings_and_how_many_more(sqlite_database: Database) -> None:
    load(sqlite_database, [a_charge(key=f"key_{n}", number=n) for n in range(MOST_SAID + 5)])
    with sqlite_database.writing() as connection:
        connection.execute(delete(allocation))
    found = wrong(sqlite_database)["placement"]
    assert len(found) == MOST_SAID + 1
    assert found[-1] == "The same is wrong in 5 more places."


def change(database: Database, statement: Update) -> None:
    with database.writing() as connection:
        assert connection.execute(statement).rowcount == 1
