"""The invoices of the org file beside what was billed in their months (method.md M1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection

from bot.facts.check import Check, bad, good
from bot.facts.money import plain
from bot.ledger import orgs
from bot.ledger.invoiced import Invoiced, invoiced
from bot.providers.bill_scope import OWN

_NAME = "invoices"


def invoices(connection: Connection) -> Iterator[Check]:
    """A sentence for each provider or connection, month and currency that an invoice is of."""
    found = invoiced(connection, orgs.current(connection).org.invoices)
    for one in found:
        yield good(_NAME, agreement(one)) if one.agrees else bad(_NAME, disagreement(one))
    if not found:
        yield good(_NAME, "The org file has no invoice to compare the charges with.")


def agreement(one: Invoiced) -> str:
    """The sentence where the two are near enough."""
    return f"{_said(one)} and the charges {_apart(one)}."


def disagreement(one: Invoiced) -> str:
    """The sentence where they are not, or where that cannot be said."""
    said = f"{_said(one)} and "
    if one.missing:
        return f"{said}cannot be compared: {_missing(one)}; run denominator collect for them, or import their bill."
    if one.billed is None:
        return f"{said}cannot be compared: what was billed is not known of every charge; import the bill of the month."
    if not one.billed and not one.left_out:
        return f"{said}no charge in {one.currency} was billed; look at its currency and at what it is of."
    return (
        f"{said}the charges {_apart(one)}; look for an account that is not read, an overlap, or tax and credits that "
        "only one of the two has."
    )


def _said(one: Invoiced) -> str:
    """`Invoice INV-1 of openai for October 2026 says 1000 USD`."""
    noun, verb = ("Invoices", "say") if len(one.numbers) > 1 else ("Invoice", "says")
    named = " ".join([noun, " and ".join(one.numbers)]).rstrip()
    return f"{named} of {one.of} for {one.month.start:%B %Y} {verb} {_money(one, one.amount)}"


def _apart(one: Invoiced) -> str:
    """What was billed, and how far that is from what was invoiced."""
    assert one.billed is not None
    assert one.difference is not None
    billed = _money(one, one.billed + one.left_out)
    if one.left_out:
        billed += f", {_money(one, one.left_out)} of it left out {_why(one)}"
    if not one.difference:
        return f"come to the same {billed}"
    more = "more" if one.difference > 0 else "less"
    part = abs(one.difference) / one.amount
    return f"come to {billed}, {_money(one, abs(one.difference))} ({part:.2%}) {more}"


def _why(one: Invoiced) -> str:
    """Why something was left out: [[bill]] is about FOCUS files; of GitHub's own reports only Copilot is taken."""
    if one.of.startswith(f"connection {OWN}:"):
        return "for other products than Copilot"
    return "for other products than Copilot, or by [[bill]]" if one.of == "github" else "by [[bill]]"


def _missing(one: Invoiced) -> str:
    """Which days of which connection were not read complete."""
    parts = []
    for name, days in groupby(one.missing, key=itemgetter(0)):
        spans = ", ".join(span.shown() for _, span in days)
        parts.append(f"{name} was not read complete on {spans}")
    return " and ".join(parts)


def _money(one: Invoiced, amount: Decimal) -> str:
    return f"{plain(amount)} {one.currency}"
