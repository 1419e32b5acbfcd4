"""What `collect` makes of a bill that is coarser than its metering, on the way from a provider into the ledger."""

# ruff: noqa: ARG002  (a provider that says what it is told to needs no arguments)
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from bot import collect
from bot.collect import Account, Collected
from bot.facts.charge import Charge
from bot.facts.metered import Dimension, Metered
from bot.facts.org import Org
from bot.facts.periods import DAY as ONE_DAY
from bot.facts.periods import Period
from bot.facts.reason import NOT_GROUPED
from bot.facts.tokens import TokenKind
from bot.ledger import orgs
from bot.ledger.costs import CostRow, costs
from bot.ledger.db import Database
from bot.providers.base import Progress, Reading, ignore
from bot.providers.reading import Control, control_total, remainders
from tests.factories import DAY, NOW, a_charge, a_use, no_pseudonym
from tests.ledger.prices import price

WINDOW = Period(DAY, DAY + ONE_DAY)
INPUT, OUTPUT = TokenKind.INPUT, TokenKind.OUTPUT
MILLION = 1_000_000


class Billed:
    """A provider that bills by project and model and meters by key."""

    name: ClassVar[str] = "openai"
    settles_after: ClassVar[timedelta] = timedelta(days=3)
    restates: ClassVar[timedelta] = timedelta(days=7)

    def __init__(self, charges: list[Charge], metered: list[Metered], control: Control | None = None) -> None:
        billed = {(DAY, "USD"): sum((charge.billed_cost or 0 for charge in charges), Decimal(0))}
        rows = billed if control is None else control
        self.reading = Reading(
            window=WINDOW,
            charges=(*charges, *remainders(self.name, charges, rows)),
            control_total=control_total(rows),
            metered=tuple(metered),
            billed_by=frozenset({Dimension.SUB_ACCOUNT, Dimension.MODEL}),
        )

    def readable(self, window: Period, *, now: datetime) -> Period:
        return window

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        return self.reading

    def probe(self, *, now: datetime) -> None:
        return


def a_line(amount: str | None, number: int = 1, **fields: Any) -> Charge:
    cost = None if amount is None else Decimal(amount)
    given = {"billed_cost": cost, "effective_cost": cost, "sub_account": "proj_a", "model": "gpt-6-sol"}
    return a_charge(number=number, **given | fields)


def used(key: str, millions: int, kind: TokenKind = INPUT, **fields: Any) -> Metered:
    given: dict[str, Any] = {"sub_account": "proj_a", "key": key, "requests": 1_000}
    return a_use("gpt-6-sol", {kind: millions * MILLION}, **given | fields)


def read(database: Database, provider: Billed) -> Collected:
    account = Account(connection="openai", provider=provider)
    return collect.collect(database, account, WINDOW, now=NOW, pseudonym=no_pseudonym)


def held(database: Database, *by: str) -> dict[tuple[str | None, ...], CostRow]:
    with database.reading() as connection:
        rows = costs(connection, since=DAY, until=DAY + ONE_DAY, by=by)
    return {tuple(value for _, value in row.keys): row for row in rows}


def apply(database: Database, org: Org) -> None:
    with database.writing() as connection:
        orgs.save(connection, org, now=NOW, pseudonym=no_pseudonym)


def test_a_bill_by_project_is_kept_by_key_and_sums_to_its_control_total(database: Database) -> None:
    """AC-E12."""
    lines = [a_line("10.000000001", 1), a_line("3", 2, model=None, line_item="web search tool calls")]
    done = read(database, Billed(lines, [used("key_1", 1), used("key_2", 1), used("key_3", 1)]))
    assert done.control_total == done.billed_cost == Decimal("13.000000001")
    by_key = {key: row.billed_cost for (key,), row in held(database, "key").items()}
    assert sorted(cost or 0 for key, cost in by_key.items() if key) == [
        Decimal("3.333333333"),
        Decimal("3.333333334"),
        Decimal("3.333333334"),
    ]
    assert by_key[None] == 3
    assert sum(cost or 0 for cost in by_key.values()) == done.control_total
    assert {basis: row.billed_cost for (basis,), row in held(database, "basis").items()} == {
        "allocated": Decimal("10.000000001"),
        "measured": Decimal(3),
    }
    assert done.charges == 4


def test_what_no_line_has_is_a_charge_of_its_own_that_metering_does_not_touch(database: Database) -> None:
    """AC-A6: pi-langfuse#19, where 0.7388 of 0.80246 stood in no row."""
    lines = [a_line("0.00001", 1, token_type="input"), a_line("0.06365", 2, token_type="output")]
    metered = [used("key_1", 1), used("key_2", 3), used("key_1", 1, OUTPUT), used("key_2", 1, OUTPUT)]
    done = read(database, Billed(lines, metered, {(DAY, "USD"): Decimal("0.80246")}))
    by_line = {(item, key): row.billed_cost for (item, key), row in held(database, "line_item", "key").items()}
    assert by_line == {
        (None, "key_1"): Decimal("0.0318275"),
        (None, "key_2"): Decimal("0.0318325"),
        (NOT_GROUPED, None): Decimal("0.7388"),
    }
    assert sum(cost or 0 for cost in by_line.values()) == done.control_total == done.billed_cost == Decimal("0.80246")


def test_lines_that_say_too_much_are_taken_back_in_sight_and_still_sum(database: Database) -> None:
    done = read(database, Billed([a_line("5")], [used("key_1", 1), used("key_2", 1)], {(DAY, "USD"): Decimal(4)}))
    by_line = {(item, key): row.billed_cost for (item, key), row in held(database, "line_item", "key").items()}
    assert by_line == {(None, "key_1"): Decimal("2.5"), (None, "key_2"): Decimal("2.5"), (NOT_GROUPED, None): -1}
    assert sum(cost or 0 for cost in by_line.values()) == done.control_total


def test_a_day_that_is_billed_by_less_is_divided_and_the_others_are_left_as_they_were_billed(
    database: Database,
) -> None:
    """None means nobody where the bill is grouped by keys, and that nobody was asked where it is not."""
    next_day = DAY + ONE_DAY
    lines = [a_line("10", 1), a_line("4", 2, day=next_day), a_line("6", 3, day=next_day, key="key_1")]
    metered = [used("key_1", 1), used("key_2", 1), used("key_1", 1, day=next_day), used("key_2", 1, day=next_day)]
    provider = Billed(lines, metered)
    grouped = frozenset(Dimension)
    provider.reading = replace(
        provider.reading,
        window=Period(DAY, next_day + ONE_DAY),
        charges=tuple(lines),
        billed_by=grouped,
        billed_by_day={DAY: grouped - {Dimension.KEY}},
    )
    assert read(database, provider).billed_cost == 20
    with database.reading() as connection:
        rows = costs(connection, since=DAY, until=next_day + ONE_DAY, by=("day", "key", "basis"))
    assert {tuple(value for _, value in row.keys): row.billed_cost for row in rows} == {
        (DAY.isoformat(), "key_1", "allocated"): 5,
        (DAY.isoformat(), "key_2", "allocated"): 5,
        (next_day.isoformat(), None, "measured"): 4,
        (next_day.isoformat(), "key_1", "measured"): 6,
    }


def test_reading_a_divided_bill_twice_changes_nothing(database: Database) -> None:
    """AC-B6."""
    provider = Billed([a_line("10")], [used("key_1", 1), used("key_2", 2)])
    read(database, provider)
    again = read(database, provider)
    assert (again.added, again.removed, again.restated) == (0, 0, 0)


def test_later_metering_moves_the_pieces_and_restates_no_day(database: Database) -> None:
    read(database, Billed([a_line("10")], [used("key_1", 1)]))
    later = read(database, Billed([a_line("10")], [used("key_1", 1), used("key_2", 3)]))
    assert (later.restated, later.billed_cost) == (0, 10)
    by_key = {key: row.billed_cost for (key,), row in held(database, "key").items()}
    assert by_key == {"key_1": Decimal("2.5"), "key_2": Decimal("7.5")}


def test_people_are_kept_as_pseudonyms_in_pieces_and_in_their_ids(database: Database) -> None:
    metered = [used("key_1", 1, person="ana@acme.example"), used("key_1", 1, person="bo@acme.example")]
    read(database, Billed([a_line("10")], metered))
    with database.reading() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM charge JOIN cell ON cell.id = charge.cell_id").all())
    assert "p_ana@acme.example" in kept
    assert "ana@acme.example" not in kept.replace("p_ana@acme.example", "")


def test_what_nobody_bills_is_kept_as_an_estimate_at_the_prices_of_the_organisation(database: Database) -> None:
    """AC-A11, AC-A12."""
    unbilled = Billed([a_line(None)], [used("key_1", 1), used("key_2", 2)])
    assert read(database, unbilled).billed_cost is None
    (row,) = held(database, "basis").values()
    assert (row.keys, row.billed_cost, row.effective_cost, row.list_cost) == ((("basis", "estimated"),), None, 6, 6)
    apply(database, Org(prices=(price("gpt-6-sol", "1.5", since=DAY),)))
    read(database, unbilled)
    by_key = {key: (row.effective_cost, row.list_cost) for (key,), row in held(database, "key").items()}
    assert by_key == {"key_1": (Decimal("1.5"), 2), "key_2": (3, 4)}


def test_a_charge_without_metering_is_kept_as_it_was_read(database: Database) -> None:
    provider = Billed([a_line("10"), a_line(None, 2)], [])
    assert read(database, provider).charges == 2
    (row,) = held(database, "basis").values()
    assert (row.keys, row.billed_cost, row.charges) == ((("basis", "measured"),), None, 2)
