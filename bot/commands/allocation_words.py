"""What the commands of `denominator allocation` say alike: ids with their names, amounts, how many."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from bot.commands import output
from bot.commands.caveats import Caveats, caveats, lines
from bot.facts.money import shown
from bot.facts.periods import Period
from bot.ledger import sources
from bot.ledger.costs import names
from bot.ledger.sums import Sums
from bot.ledger.suppressed import suppressed
from bot.surfaces.columns import clean

_NAMED = ("sub_account", "key")


class Names:
    """What people call the sub accounts and keys."""

    def __init__(self, connection: Connection) -> None:
        self._known = {kind: names(connection, kind) for kind in _NAMED}

    def of(self, kind: str, its_id: str | None) -> str | None:
        """The name of an id, None where it has none."""
        return None if its_id is None else self._known.get(kind, {}).get(its_id)

    def short(self, kind: str, its_id: str) -> str:
        """The name of an id, and the id itself where it has none."""
        return clean(self.of(kind, its_id) or its_id)

    def called(self, kind: str, its_id: str) -> str:
        """The id with its name behind it, if there is one."""
        name = self.of(kind, its_id)
        return its_id if name is None else f"{its_id} ({clean(name)})"


def beside(connection: Connection, period: Period, *, only: Collection[str] | None = None) -> Caveats:
    """What is to be known beside sums of the period: of every connection, or of some."""
    known = [one for one in sources.sources(connection) if only is None or one.connection in only]
    twice = suppressed(connection, since=period.start, until=period.end)
    said = [one for one in twice if only is None or one.connection in only]
    return caveats(known, said, since=period.start, until=period.end)


def say(found: Caveats) -> None:
    """A line for each on stderr."""
    for line in lines(found):
        output.line(line, err=True)


def money(costs: Mapping[str, Sums]) -> str:
    """The effective cost of each currency, beside each other; a dash where nothing was charged."""
    return " + ".join(amount(sums, currency) for currency, sums in costs.items()) or "–"


def amount(sums: Sums, currency: str) -> str:
    """The effective cost as people read it."""
    known = sums.amount("effective")
    return f"unknown {currency}" if known is None else shown(known, currency)


def cost_row(currency: str, sums: Sums) -> dict[str, object]:
    """The same for JSON, exact."""
    return {
        "currency": currency,
        "billed_cost": sums.amount("billed"),
        "effective_cost": sums.amount("effective"),
        "charges": sums.charges,
    }


def many(count: int, noun: str) -> str:
    """`1 line`, `3 lines`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
