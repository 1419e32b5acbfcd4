"""Whether the ledger holds what it promises: every finding in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from bot.facts.check import Check, bad, good
from bot.facts.money import plain
from bot.facts.reason import NOT_GROUPED
from bot.ledger import audit, digests, placement, reconciliation, remainders, strays
from bot.verification import replay, sums
from bot.verification.findings import Findings
from bot.verification.invoices import invoices
from bot.verification.spans import fault

__all__ = ["Check", "steps", "verify"]


def steps(connection: Connection) -> int:
    """How many steps `verify` takes, where its progress ends."""
    return sum(1 for _ in reconciliation.all_days(connection)) + len(digests.weeks(connection))


def verify(connection: Connection, advance: Callable[[int], None]) -> tuple[Check, ...]:
    """Look at the whole ledger in one transaction that only reads; memory is bounded, however long its history."""
    return (
        *sums.sums(connection, advance),
        *_charges(connection),
        *_placement(connection),
        _audit(connection),
        *replay.replay(connection, advance),
        *_control_totals(connection),
        *invoices(connection),
    )


def _charges(connection: Connection) -> Iterator[Check]:
    found = Findings("charges")
    for one in strays.strays(connection):
        what = "scope" if one.has_cell else "cell" if one.has_scope else "cell and no scope"
        found.add(
            f"Charge {one.source_id} of {one.day} has no {what}, and no report has it; put that back from a backup."
        )
    yield from found.checks("Every charge has its cell and its scope.")


def _placement(connection: Connection) -> Iterator[Check]:
    found, cells = Findings("placement"), 0
    for one in placement.cells(connection):
        cells += 1
        what = fault(one.spans)
        if what is not None:
            found.add(f"Cell {one.cell_id} of {one.connection} {what}; denominator allocation rebuild places it anew.")
    yield from found.checks(f"Every cell is placed exactly once for every day ({cells:,} looked at).")


def _audit(connection: Connection) -> Check:
    broken = audit.verify(connection)
    if broken is not None:
        return bad(
            "audit log",
            f"Line {broken:,} of the audit log is not as it was written, or the line before it is missing; "
            "compare it with a backup.",
        )
    lines, newest = audit.head(connection)
    if not lines:
        return good("audit log", "The audit log has no lines yet.")
    return good("audit log", f"All {lines:,} lines of the audit log are as they were written; the last is {newest}.")


def _control_totals(connection: Connection) -> Iterator[Check]:
    found = remainders.remainders(connection, NOT_GROUPED)
    for one in found:
        amount, days = f"{plain(one.billed)} {one.currency}", f"{one.days:,} {'day' if one.days == 1 else 'days'}"
        yield good(
            "control totals",
            f"Of {one.connection}, {amount} on {days} from {one.first} to {one.last} is {NOT_GROUPED}, and a charge of "
            "its own that rules can place by that line item.",
        )
    if not found:
        yield good("control totals", "No control total differs from its grouped report.")
