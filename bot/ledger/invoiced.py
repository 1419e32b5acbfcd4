"""What was invoiced for a month beside what the ledger has of it (method.md M1, "Invoice check")."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from sqlalchemy import Connection

from bot.facts.invoice import Invoice
from bot.facts.periods import Period, month_of
from bot.ledger import left_out, sources
from bot.ledger.allocation import AllocationClass
from bot.ledger.costs import CostRow, costs
from bot.ledger.sources import Source

AGREES_WITHIN = Decimal("0.01")
"""How far apart the two may be, as a part of what was invoiced: less than this (method.md M1)."""

_SUPPRESSED = AllocationClass.SUPPRESSED.value
_BY = ("provider", "connection", "class")


@dataclass(frozen=True, kw_only=True)
class Invoiced:
    """The invoices of one provider or connection for a month in one currency, and the charges of its UTC days.

    `amount` is what all of them come to, `numbers` those that have one. `billed` is None where the billed cost of a
    charge is not known; `left_out` was billed too, and the org file's limits kept it out of the charges. `missing` are
    the days that were not read complete, by connection; no connection at all is the whole month, by what the invoices
    are of. As long as there are any, `billed` is not all.
    """

    of: str
    month: Period
    currency: str
    amount: Decimal
    numbers: tuple[str, ...]
    billed: Decimal | None
    missing: tuple[tuple[str, Period], ...] = ()
    left_out: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal | None:
        """How much more was billed than invoiced, negative where less; None where that is not known."""
        return None if self.billed is None or self.missing else self.billed + self.left_out - self.amount

    @property
    def agrees(self) -> bool:
        """Whether both are known and less than 1 % apart."""
        return self.difference is not None and abs(self.difference) < AGREES_WITHIN * self.amount


def invoiced(connection: Connection, invoices: Iterable[Invoice]) -> tuple[Invoiced, ...]:
    """The invoices of the same provider or connection, month and currency together, in the order of these.

    Of a provider what counts is compared, of a connection all that it says, suppressed or not.
    """
    read = sources.sources(connection)
    ever = costs(connection, since=None, until=None, by=_BY)
    found = []
    for month, those in groupby(sorted(invoices, key=_about), key=lambda one: month_of(one.month)):
        rows = costs(connection, since=month.start, until=month.end, by=_BY)
        kept_out = left_out.of_month(connection, month.start)
        for _, same in groupby(those, key=_about):
            found.append(_beside(tuple(same), month, rows, kept_out, ever, read))
    return tuple(found)


def _about(invoice: Invoice) -> tuple[date, str, str]:
    return (invoice.month, invoice.of, invoice.currency)


def _beside(
    invoices: Sequence[Invoice],
    month: Period,
    rows: Sequence[CostRow],
    kept_out: Sequence[left_out.Row],
    ever: Sequence[CostRow],
    read: Sequence[Source],
) -> Invoiced:
    one = invoices[0]
    billed = [row.billed_cost for row in rows if _is_of(one, row) and row.currency == one.currency]
    known = [amount for amount in billed if amount is not None]
    also = [row for row in kept_out if _kept_out_of(one, row, ever)]
    its_sources = _sources(one, ever, read, {row.connection for row in also})
    missing = [(source.connection, days) for source in its_sources for days in source.missing(month)]
    return Invoiced(
        of=one.of,
        month=month,
        currency=one.currency,
        amount=sum((each.amount for each in invoices), Decimal(0)),
        numbers=tuple(each.number for each in invoices if each.number is not None),
        billed=sum(known, Decimal(0)) if len(known) == len(billed) else None,
        missing=tuple(missing) if its_sources else ((one.of, month),),
        left_out=sum((row.billed for row in also), Decimal(0)),
    )


def _is_of(invoice: Invoice, row: CostRow) -> bool:
    if invoice.connection is not None:
        return row.key("connection") == invoice.connection
    return row.key("provider") == invoice.provider and row.key("class") != _SUPPRESSED


def _kept_out_of(invoice: Invoice, row: left_out.Row, ever: Sequence[CostRow]) -> bool:
    """Whether the invoice is of it too; of a provider not where all that the connection says of it is suppressed."""
    if row.currency != invoice.currency:
        return False
    if invoice.connection is not None:
        return row.connection == invoice.connection
    said = [one for one in ever if (one.key("provider"), one.key("connection")) == (row.provider, row.connection)]
    return row.provider == invoice.provider and (not said or any(_is_of(invoice, one) for one in said))


def _sources(
    invoice: Invoice, ever: Sequence[CostRow], read: Sequence[Source], also: Collection[str]
) -> Sequence[Source]:
    """The connections that are to say what was billed; of a provider those that ever counted, or are yet to begin.

    `also` are those of which something was left out.
    """
    if invoice.connection is not None:
        return [source for source in read if source.connection == invoice.connection]
    heard = {row.key("connection") for row in ever if row.key("provider") == invoice.provider}
    counted = {row.key("connection") for row in ever if _is_of(invoice, row)}
    return [
        source
        for source in read
        if source.connection in counted
        or source.connection in also
        or (source.provider == invoice.provider and source.connection not in heard)
    ]
