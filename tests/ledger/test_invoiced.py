from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.charge import Charge
from bot.facts.invoice import Invoice
from bot.facts.org import Org
from bot.facts.overlap import Overlap
from bot.facts.periods import Period, month_of
from bot.ledger import sources, store
from bot.ledger.db import Database
from bot.ledger.invoiced import Invoiced, invoiced
from tests.factories import NOW, a_charge, a_scope, no_pseudonym
from tests.ledger.test_placing import apply

OCTOBER = month_of(date(2026, 10, 1))
FIRST, LAST = OCTOBER.start, OCTOBER.last_day
INVOICE = Invoice(provider="openai", month=FIRST, amount=Decimal(100), currency="USD")


def read(
    database: Database,
    charges: Sequence[Charge],
    *,
    slug: str = "openai",
    provider: str = "openai",
    days: Period = OCTOBER,
) -> None:
    """Read the days of a connection whole, with these charges."""
    with database.writing() as connection:
        its_id = store.connection_id(connection, slug, provider, now=NOW)
        store.replace(
            connection,
            connections={slug: its_id},
            scopes=[a_scope(day, slug) for day in days.days()],
            charges=[(a_scope(one.day, slug), one) for one in charges],
            now=NOW,
            pseudonym=no_pseudonym,
        )
        sources.note_success(connection, its_id, days, now=NOW, as_of=None)


def of(database: Database, *invoices: Invoice) -> tuple[Invoiced, ...]:
    with database.reading() as connection:
        return invoiced(connection, invoices)


def test_what_was_billed_in_the_months_utc_days_is_put_beside_what_was_invoiced(database: Database) -> None:
    """method.md M1: the sum of what was billed, whatever the effective cost is."""
    october = [
        a_charge("60", day=FIRST, number=1, effective_cost=Decimal(1)),
        a_charge("41.5", day=LAST, number=2),
        a_charge("-2", day=LAST, number=3),
        a_charge("7", day=LAST, number=4, currency="EUR"),
        a_charge("100", day=LAST, number=5, additive=False),
    ]
    around = [a_charge("1000", day=FIRST.replace(month=9)), a_charge("1000", day=LAST.replace(month=11, day=1))]
    read(database, [*october, *around], days=Period(date(2026, 9, 1), date(2026, 11, 2)))
    (found,) = of(database, INVOICE)
    assert (found.of, found.month, found.billed, found.missing) == ("openai", OCTOBER, Decimal("99.5"), ())
    assert found.difference == Decimal("-0.5")
    assert found.agrees


def test_invoices_of_one_month_and_currency_add_up_and_others_stay_apart(database: Database) -> None:
    read(database, [a_charge("100", day=FIRST, number=1), a_charge("8", day=FIRST, number=2, currency="EUR")])
    found = of(
        database,
        Invoice(provider="openai", month=FIRST, amount=Decimal(40), currency="USD", number="2"),
        Invoice(provider="openai", month=FIRST, amount=Decimal(8), currency="EUR"),
        Invoice(provider="openai", month=FIRST, amount=Decimal(60), currency="USD", number="1"),
        Invoice(connection="openai", month=FIRST, amount=Decimal(100), currency="USD"),
    )
    assert [(one.of, one.currency, one.amount, one.numbers, one.billed) for one in found] == [
        ("connection openai", "USD", Decimal(100), (), Decimal(100)),
        ("openai", "EUR", Decimal(8), (), Decimal(8)),
        ("openai", "USD", Decimal(100), ("2", "1"), Decimal(100)),
    ]


def test_of_a_provider_what_counts_is_compared_and_of_a_connection_all_that_it_says(database: Database) -> None:
    """AC-B5: what a second source states as well is not billed twice."""
    read(database, [a_charge("100", day=FIRST)])
    read(database, [a_charge("103", day=FIRST)], slug="focus:bill", provider="focus")
    bill = Invoice(connection="focus:bill", month=FIRST, amount=Decimal(103), currency="USD")
    apply(database, Org(overlaps=(Overlap(connection="focus:*", covered_by="openai"),)))
    assert [one.billed for one in of(database, INVOICE, bill)] == [Decimal(103), Decimal(100)]
    apply(database, Org())
    assert [one.billed for one in of(database, INVOICE, bill)] == [Decimal(103), Decimal(203)]


def test_days_that_were_not_read_are_missing_and_nothing_is_compared(database: Database) -> None:
    """design.md 2 rule 3: missing is not zero."""
    read(database, [a_charge("100", day=FIRST)], days=Period(FIRST, date(2026, 10, 20)))
    read(database, [], slug="openai-research", days=Period(date(2026, 10, 3), LAST))
    (found,) = of(database, INVOICE)
    assert found.missing == (
        ("openai", Period(date(2026, 10, 20), OCTOBER.end)),
        ("openai-research", Period(FIRST, date(2026, 10, 3))),
        ("openai-research", Period(LAST, OCTOBER.end)),
    )
    assert found.billed == 100
    assert (found.difference, found.agrees) == (None, False)


def test_a_source_that_only_says_what_another_counts_need_not_be_complete(database: Database) -> None:
    read(database, [a_charge("100", day=FIRST)], days=Period(FIRST, date(2026, 10, 20)))
    read(database, [a_charge("100", day=FIRST)], slug="focus:bill", provider="focus")
    apply(database, Org(overlaps=(Overlap(connection="openai", covered_by="focus:bill"),)))
    (found,) = of(database, INVOICE)
    assert (found.billed, found.missing, found.agrees) == (Decimal(100), (), True)


def test_a_connection_nobody_has_read_lacks_the_whole_month(database: Database) -> None:
    unread = Invoice(connection="openai-2", month=FIRST, amount=Decimal(1), currency="USD")
    found = of(database, INVOICE, unread)
    assert [one.missing for one in found] == [(("connection openai-2", OCTOBER),), (("openai", OCTOBER),)]


def test_a_charge_of_which_nobody_knows_what_was_billed_makes_the_sum_unknown(database: Database) -> None:
    read(database, [a_charge("99", day=FIRST, number=1), a_charge("1", day=FIRST, number=2, billed_cost=None)])
    (found,) = of(database, INVOICE)
    assert (found.billed, found.difference, found.agrees) == (None, None, False)


@given(
    amount=st.decimals("0.01", "999999999", places=2),
    billed=st.decimals("-999999999", "999999999", places=9),
)
def test_two_agree_exactly_where_less_than_a_hundredth_of_the_invoice_lies_between_them(
    amount: Decimal, billed: Decimal
) -> None:
    """method.md M1: |sum billed - invoice| / invoice < 1 %."""
    one = Invoiced(of="openai", month=OCTOBER, currency="USD", amount=amount, numbers=(), billed=billed)
    assert one.agrees == (amount * 99 < billed * 100 < amount * 101)
