from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import bills
from bot.exports import focus
from bot.exports.file import new_file
from bot.exports.focus import COLUMNS, Written
from bot.facts.charge import Basis, Charge, ChargeCategory, Scope
from bot.facts.org import AllocationRule, Match, Org
from bot.ledger import orgs, store
from bot.ledger.cells import place_all
from bot.ledger.costs import costs
from bot.ledger.days import days
from bot.ledger.db import Database
from bot.ledger.tables import charge
from bot.providers.bill_spread import spread
from tests.conftest import emptied
from tests.factories import DAY, NOW, a_charge, a_scope, no_pseudonym
from tests.providers.focus_samples import row as a_row
from tests.providers.focus_samples import write as a_file

Totals = dict[tuple[str | None, ...], tuple[Decimal | None, Decimal | None]]

amounts = st.decimals(min_value=-10_000, max_value=10_000, places=9)
said = st.builds(
    a_charge,
    amounts.map(str),
    day=st.dates(DAY, DAY + timedelta(days=40)),
    effective_cost=st.none() | amounts,
    list_cost=st.none() | amounts,
    provider=st.sampled_from(["openai", "anthropic"]),
    category=st.sampled_from(ChargeCategory),
    basis=st.sampled_from(Basis),
    correction=st.booleans(),
    sub_account=st.sampled_from([None, "proj_a", "NULL", ' "a", b\n']),
    line_item=st.sampled_from([None, "gpt-6-astra, input"]),
    model=st.sampled_from([None, "gpt-6-astra"]),
    quantity=st.none() | amounts,
    unit=st.sampled_from([None, "Tokens"]),
    currency=st.sampled_from(["USD", "EUR"]),
    additive=st.sampled_from([True, True, True, False]),
    tags=st.sampled_from([{}, {"project": "Foo, Bar"}]),
)
bill_rows = st.lists(
    st.builds(
        lambda billed, effective, category, start, length, issuer: a_row(
            BilledCost=f"{billed:f}",
            EffectiveCost="" if effective is None else f"{effective:f}",
            ChargeCategory=category,
            ChargePeriodStart=start.isoformat(),
            ChargePeriodEnd=(start + timedelta(days=length)).isoformat(),
            InvoiceIssuerName=issuer,
        ),
        amounts,
        st.none() | amounts,
        st.sampled_from(["Usage", "Purchase", "Credit", "Adjustment", "Tax"]),
        st.dates(date(2026, 9, 1), date(2026, 9, 30)),
        st.sampled_from([1, 2, 30, 365, 400, 401, 1096]),
        st.sampled_from(["Nimbus Cloud, Inc.", "Nimbus | Canada"]),
    ),
    max_size=6,
).map(lambda rows: [{**one, "Id": str(number)} for number, one in enumerate(rows)])
thorough = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def load(database: Database, found: Sequence[Charge], *, connection: str = "openai") -> None:
    with database.writing() as writing:
        store.replace(
            writing,
            connections={connection: store.connection_id(writing, connection, connection, now=NOW)},
            scopes={Scope(connection, one.day.isoformat()) for one in found},
            charges=[(Scope(connection, one.day.isoformat()), one) for one in found],
            now=NOW,
            pseudonym=no_pseudonym,
        )


def totals(database: Database) -> Totals:
    with database.reading() as reading:
        rows = costs(reading, since=None, until=None, by=("provider", "day"))
    return {(*(value for _, value in row.keys), row.currency): (row.billed_cost, row.effective_cost) for row in rows}


def exported(database: Database, path: Path, *, since: date | None = None, until: date | None = None) -> Written:
    with new_file(path, replace=True) as out, database.reading() as reading:
        return focus.write(reading, out, days(reading, charge.c.day, since=since, until=until), lambda _: None)


def rows_of(database: Database, path: Path) -> list[dict[str, str]]:
    exported(database, path)
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def read_back(database: Database, path: Path) -> Totals:
    """The totals of an empty ledger that the file is imported into."""
    emptied(database)
    bills.import_focus(database, [path], now=NOW, pseudonym=no_pseudonym)
    return totals(database)


@thorough
@given(found=st.lists(said, max_size=10), billed=bill_rows)
def test_what_is_read_back_costs_the_same_for_each_provider_day_and_currency(
    sqlite_database: Database, tmp_path: Path, found: list[Charge], billed: list[dict[str, str]]
) -> None:
    emptied(sqlite_database)
    load(sqlite_database, [numbered(one, n) for n, one in enumerate(found)])
    if billed:
        path = a_file(tmp_path / "bill.csv", billed)
        bills.import_focus(sqlite_database, [path], now=NOW, pseudonym=no_pseudonym)
    before = totals(sqlite_database)
    done = exported(sqlite_database, tmp_path / "all.csv")
    assert done.left_out == 0
    if done.rows:
        assert read_back(sqlite_database, tmp_path / "all.csv") == before


def numbered(one: Charge, number: int) -> Charge:
    fields = {name: getattr(one, name) for name in Charge.__dataclass_fields__}
    return Charge(**fields | {"id": f"{one.day}:{number}"})


def test_an_export_is_read_back_to_the_same_totals_and_exports_the_same_again(
    database: Database, tmp_path: Path
) -> None:
    load(
        database, [a_charge("0.000000001", number=1), a_charge("-2.5", number=2, currency="EUR", list_cost=Decimal(3))]
    )
    month = {"ChargePeriodStart": "2026-09-01", "ChargePeriodEnd": "2026-10-01", "ChargeCategory": "Purchase"}
    bill = a_file(tmp_path / "bill.csv", [a_row(BilledCost="30", EffectiveCost="70", **month), a_row(BilledCost="1")])
    bills.import_focus(database, [bill], now=NOW, pseudonym=no_pseudonym)
    before = totals(database)
    assert len(before) == 32
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    exported(database, first)
    exported(database, second)
    assert first.read_bytes() == second.read_bytes()
    assert read_back(database, first) == before
    exported(database, second)
    assert read_back(database, second) == before


def test_a_charge_stands_in_focus_words_with_its_team_and_what_is_not_known_is_empty(
    database: Database, tmp_path: Path
) -> None:
    rules = (AllocationRule(match=Match(key="key_1"), team="support", workflow="refunds"),)
    with database.writing() as writing:
        orgs.save(writing, Org(rules=rules), now=NOW, pseudonym=no_pseudonym)
        place_all(writing, orgs.placement(writing))
    one = a_charge(
        "1.50",
        key="key_1",
        model="gpt-6-astra",
        line_item="gpt-6-astra, input",
        quantity=Decimal(1200),
        unit="Tokens",
        person="ana@acme.example",
    )
    load(database, [one])
    (found,) = rows_of(database, tmp_path / "a.csv")
    assert list(found) == list(COLUMNS)
    assert {name: text for name, text in found.items() if text} == {
        "BilledCost": "1.5",
        "BillingAccountId": "openai",
        "BillingCurrency": "USD",
        "BillingPeriodEnd": "2026-12-01T00:00:00Z",
        "BillingPeriodStart": "2026-11-01T00:00:00Z",
        "ChargeCategory": "Usage",
        "ChargeDescription": "gpt-6-astra, input, gpt-6-astra",
        "ChargePeriodEnd": "2026-11-10T00:00:00Z",
        "ChargePeriodStart": "2026-11-09T00:00:00Z",
        "ConsumedQuantity": "1200",
        "ConsumedUnit": "Tokens",
        "EffectiveCost": "1.5",
        "InvoiceIssuerName": "openai",
        "ProviderName": "openai",
        "PublisherName": "openai",
        "ServiceCategory": "AI and Machine Learning",
        "ServiceName": "gpt-6-astra, input",
        "x_AllocationClass": "direct",
        "x_Basis": "measured",
        "x_Connection": "openai",
        "x_Key": "key_1",
        "x_Model": "gpt-6-astra",
        "x_Team": "support",
        "x_Workflow": "refunds",
    }


def test_no_person_leaves_the_house_in_any_form(database: Database, tmp_path: Path) -> None:
    load(database, [a_charge(person="ana@acme.example")])
    rows_of(database, tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert "ana" not in text
    assert no_pseudonym("ana@acme.example") not in text


@pytest.mark.parametrize(
    ("category", "word"),
    [("usage", "Usage"), ("seat", "Purchase"), ("commitment", "Purchase"), ("credit", "Credit"), ("tax", "Tax")],
)
def test_a_seat_and_a_commitment_are_purchases(
    sqlite_database: Database, tmp_path: Path, category: str, word: str
) -> None:
    load(sqlite_database, [a_charge(category=ChargeCategory(category))])
    assert [one["ChargeCategory"] for one in rows_of(sqlite_database, tmp_path / "a.csv")] == [word]


def test_what_would_count_twice_is_left_out(sqlite_database: Database, tmp_path: Path) -> None:
    load(sqlite_database, [a_charge("1", number=1), a_charge("2", number=2, additive=False)])
    assert [one["BilledCost"] for one in rows_of(sqlite_database, tmp_path / "a.csv")] == ["1"]


def test_a_charge_nobody_knows_the_billed_cost_of_is_counted_and_not_written_as_zero(
    sqlite_database: Database, tmp_path: Path
) -> None:
    load(sqlite_database, [a_charge("1", number=1), a_charge("2", number=2, billed_cost=None)])
    assert exported(sqlite_database, tmp_path / "a.csv") == Written(rows=1, left_out=1)


def test_the_parts_of_a_spread_charge_each_say_their_own_day_and_sum_to_it(
    sqlite_database: Database, tmp_path: Path
) -> None:
    whole = a_charge("90", ends_at=datetime(2026, 11, 12, tzinfo=UTC), category=ChargeCategory.COMMITMENT)
    with sqlite_database.writing() as writing:
        store.replace(
            writing,
            connections={"openai": store.connection_id(writing, "openai", "openai", now=NOW)},
            scopes=[a_scope()],
            charges=[(a_scope(), part) for part in spread(whole)],
            now=NOW,
            pseudonym=no_pseudonym,
        )
    found = rows_of(sqlite_database, tmp_path / "a.csv")
    told = [(one["ChargePeriodStart"][:10], one["BilledCost"], one["EffectiveCost"]) for one in found]
    assert told == [("2026-11-09", "90", "30"), ("2026-11-10", "0", "30"), ("2026-11-11", "0", "30")]
    assert [one["ChargePeriodEnd"][:10] for one in found] == ["2026-11-10", "2026-11-11", "2026-11-12"]


def test_only_the_days_asked_for_are_written(database: Database, tmp_path: Path) -> None:
    load(database, [a_charge(day=DAY + timedelta(days=n)) for n in range(5)])
    since, until = DAY + timedelta(days=1), DAY + timedelta(days=3)
    assert exported(database, tmp_path / "a.csv", since=since, until=until).rows == 2
    assert exported(database, tmp_path / "a.csv", since=until).rows == 2


def test_two_bills_of_one_account_with_the_same_charges_stay_two(database: Database, tmp_path: Path) -> None:
    rows = [a_row(Id=str(n), BilledCost="1") for n in range(3)]
    other = [a_row(Id=str(n), BilledCost="1", InvoiceIssuerName="Nimbus Canada, Inc.") for n in range(3, 6)]
    paths = [a_file(tmp_path / "a.csv", rows), a_file(tmp_path / "b.csv", other)]
    bills.import_focus(database, paths, now=NOW, pseudonym=no_pseudonym)
    before = totals(database)
    found = rows_of(database, tmp_path / "all.csv")
    assert {one["InvoiceIssuerName"] for one in found} == {"Nimbus Cloud, Inc.", "Nimbus Canada, Inc."}
    assert read_back(database, tmp_path / "all.csv") == before
