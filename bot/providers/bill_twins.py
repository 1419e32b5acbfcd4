"""The same bill twice: two parts of what is imported, or of it and the ledger, that mostly hold the same rows.

Rows that cost something, were it at list price alone, are compared by their content without issuer and billing period,
because exports of one bill differ in how they write these. Bills of two issuers to one account share next to no rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import ImportRefusedError
from bot.facts.charge import Charge, Scope
from bot.providers.bill_scope import billing_period, labelled
from bot.providers.csv_file import CsvFile


@dataclass
class Part:
    """What one file holds of one bill: its number, and how many rows of it cost something."""

    number: int
    file: CsvFile
    scope: Scope
    rows: int = 0

    def takes(self, charges: Iterable[Charge]) -> bool:
        """Count a row in where its charges would change a sum if they counted twice, and say whether they would."""
        costs = any(one.billed_cost or one.effective_cost or one.list_cost for one in charges)
        self.rows += costs
        return costs


def mostly_same(shared: int, rows: int, others: int) -> bool:
    """Whether more than half of the smaller bill's rows stand in the other."""
    return 2 * shared > min(rows, others)


def may_be_one_bill(one: Scope, other: Scope) -> bool:
    """Whether two scopes may be one bill under two labels: one account, and billing periods that share a day."""
    if one == other or one.connection != other.connection:
        return False
    first, second = billing_period(one), billing_period(other)
    return first.start < second.end and second.start < first.end


def refuse_twins(parts: Sequence[Part], shared: Mapping[tuple[int, int], int]) -> None:
    """Raise ImportRefusedError where two parts hold the same rows; `shared` counts those by the parts' numbers."""
    for (one, other), rows in sorted(shared.items()):
        first, second = parts[one], parts[other]
        if not mostly_same(rows, first.rows, second.rows):
            continue
        found = f"{rows} of its rows stand in {first.file.name} too and would count twice"
        if first.scope == second.scope:
            raise second.file.refused(1, "", f"{found}; keep the newest export of a bill and leave the older one out")
        if may_be_one_bill(first.scope, second.scope):
            raise second.file.refused(
                1,
                "InvoiceIssuerName or BillingPeriodEnd",
                f"{found}, as {labelled(second.scope)} and as {labelled(first.scope)}; leave one of the two out",
            )


def twin_in_the_ledger(scope: Scope, stored: Scope, rows: int) -> ImportRefusedError:
    """The refusal of a bill that the ledger holds under another label."""
    return ImportRefusedError(
        f"{rows} rows of {labelled(scope)} are in the ledger already, as {labelled(stored)}, and would count twice; "
        "give the file the InvoiceIssuerName and the billing period that were imported before, and import it again"
    )
