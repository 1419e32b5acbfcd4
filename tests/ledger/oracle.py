"""What a history comes to, read off the promises in plain Python: no database, no sums kept, no differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.facts.charge import Charge, Scope
from bot.facts.money import from_nanos, to_nanos
from bot.facts.org import Org
from bot.facts.periods import week_of
from bot.ledger.allocation import Cell, Placement, Segment, piece
from bot.ledger.costs import CostRow
from bot.ledger.segments import segments
from bot.ledger.store import Replaced
from tests.factories import no_pseudonym
from tests.ledger.histories import Applied, Read, Step

_AMOUNTS = ("billed_cost", "effective_cost", "list_cost")


@dataclass(frozen=True)
class Piece:
    """The part of a charge of a connection that belongs somewhere."""

    connection: str
    charge: Charge
    where: Segment

    def amount(self, name: str) -> Decimal | None:
        whole: Decimal | None = getattr(self.charge, name)
        if whole is None:
            return None
        return from_nanos(piece(to_nanos(whole), self.where.low, self.where.high, self.where.parts))

    def value(self, dimension: str) -> str | None:
        match dimension:
            case "connection":
                return self.connection
            case "day":
                return self.charge.day.isoformat()
            case "week":
                return str(week_of(self.charge.day))
            case "month":
                return f"{self.charge.day:%Y-%m}"
            case "team" | "workflow":
                return str(getattr(self.where, dimension))
            case "class":
                return self.where.allocation_class.value
            case _:
                found: str | None = getattr(self.charge, dimension)
                return found


class Oracle:
    """A history up to some step, and what the ledger must then hold."""

    def __init__(self, history: Sequence[Step]) -> None:
        self._reads = [step for step in history if isinstance(step, Read)]
        orgs = [step.org for step in history if isinstance(step, Applied)]
        self._org = orgs[-1] if orgs else Org()

    def held(self) -> dict[Scope, tuple[Charge, ...]]:
        """The charges of each scope: those that were said last."""
        held: dict[Scope, tuple[Charge, ...]] = {}
        for read in self._reads:
            held |= read.said
        return held

    def rows(self) -> list[tuple[Scope, date, str, Decimal | None]]:
        """Scope, day, id and billed amount of each charge, in order."""
        return sorted((where, one.day, one.id, one.billed_cost) for where, said in self.held().items() for one in said)

    def last_reads(self) -> list[Read]:
        """The last reading of each scope, alone."""
        last = {scope: read for read in self._reads for scope in read.said}
        return [replace(read, said={scope: read.said[scope]}) for scope, read in last.items()]

    def replaced(self) -> Replaced:
        """What the last reading did."""
        *earlier, last = self._reads
        before = Oracle(earlier).held()
        removed, added, said, moved = 0, 0, 0, set[tuple[Scope, date]]()
        for scope, charges in last.said.items():
            old, new = set(map(_row, before.get(scope, ()))), set(map(_row, charges))
            removed += sum(not row[-1] for row in old - new)
            added += sum(not row[-1] for row in new - old)
            said += sum(not charge.continued for charge in charges)
            moved |= {(scope, day) for day in self._moved(scope)}
        return Replaced(charges=said, added=added, removed=removed, restated=len(moved))

    def restatements(self) -> dict[tuple[Scope, date, str], tuple[Decimal, Decimal]]:
        """Of each scope, day and currency that moved after it had been read complete, its first total and the last."""
        found = {}
        for scope, charges in self.held().items():
            readings = [(read.now, read.said[scope]) for read in self._reads if scope in read.said]
            places = {(one.day, one.currency) for _, said in readings for one in said}
            for day, currency in places:
                complete = [_total(said, day, currency) for now, said in readings if now.date() > day]
                if any(later != complete[0] for later in complete[1:]):
                    found[scope, day, currency] = (complete[0], _total(charges, day, currency))
        return found

    def stated(self, amount: str) -> dict[tuple[str | None, ...], Decimal | None]:
        """What each provider says of each day in each currency, whoever it belongs to: what counts, and what is said
        by another connection as well.
        """
        found: dict[tuple[str | None, ...], list[Decimal | None]] = {}
        for scope, charges in self.held().items():
            for one in charges:
                if one.additive:
                    kind = "suppressed" if self._is_covered(scope.connection, one) else "counted"
                    found.setdefault((one.provider, one.day.isoformat(), one.currency, kind), []).append(
                        getattr(one, amount)
                    )
        return {where: whole(amounts) for where, amounts in found.items()}

    def costs(self, by: Sequence[str]) -> set[CostRow]:
        """What every charge that counts comes to, each part of it where it belongs."""
        groups: dict[tuple[str | None, ...], list[Piece]] = {}
        for one in self.pieces():
            if "class" in by or one.where.allocation_class != "suppressed":
                groups.setdefault((*(one.value(name) for name in by), one.charge.currency), []).append(one)
        return {
            CostRow(
                keys=tuple(zip(by, key[:-1], strict=True)),
                currency=str(key[-1]),
                charges=sum(one.where.low == 0 and not one.charge.continued for one in pieces),
                **{name: whole([one.amount(name) for one in pieces]) for name in _AMOUNTS},
            )
            for key, pieces in groups.items()
        }

    def pieces(self) -> Iterator[Piece]:
        """Every charge that counts, in its parts."""
        rules = tuple(
            replace(one, match=replace(one.match, person=_known_as(one.match.person))) for one in self._org.rules
        )
        memberships = {no_pseudonym(person.email): person.memberships for person in self._org.people}
        placement = Placement(rules=rules, memberships=memberships, overlaps=self._org.overlaps)
        for scope, charges in self.held().items():
            for charge in charges:
                for where in segments(_cell(scope.connection, charge), placement) if charge.additive else ():
                    if where.since <= charge.day < where.until:
                        yield Piece(scope.connection, charge, where)

    def _is_covered(self, connection: str, charge: Charge) -> bool:
        return any(
            connection.startswith(overlap.connection.rstrip("*"))
            and overlap.provider in {None, charge.provider}
            and set(overlap.tags) <= set(charge.tags.items())
            and (overlap.since or date.min) <= charge.day < (overlap.until or date.max)
            for overlap in self._org.overlaps
        )

    def _moved(self, scope: Scope) -> set[date]:
        """The days of the scope that the last reading gave another total after they had been read complete."""
        readings = [read for read in self._reads if scope in read.said]
        if len(readings) < 2:
            return set()
        before, now = readings[-2:]
        old, new = before.said[scope], now.said[scope]
        return {
            one.day
            for one in (*old, *new)
            if before.now.date() > one.day and _total(old, one.day, one.currency) != _total(new, one.day, one.currency)
        }


def _total(charges: Sequence[Charge], day: date, currency: str) -> Decimal:
    counted = [one for one in charges if one.additive and (one.day, one.currency) == (day, currency)]
    return sum((one.billed_cost for one in counted if one.billed_cost is not None), Decimal(0))


def whole(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of the amounts, which is not known where one of them is not."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _row(charge: Charge) -> tuple[Any, ...]:
    """The charge as something to compare, whether it is a later day's part at the end."""
    values = {one.name: getattr(charge, one.name) for one in fields(charge)}
    values |= {"tags": tuple(sorted(charge.tags.items())), "quantity": str(charge.quantity)}
    return (*(value for name, value in sorted(values.items()) if name != "continued"), charge.continued)


def _cell(connection: str, charge: Charge) -> Cell:
    return Cell(
        provider=charge.provider,
        connection=connection,
        sub_account=charge.sub_account,
        key=charge.key,
        model=charge.model,
        person=_known_as(charge.person),
        tags=charge.tags,
    )


def _known_as(person: str | None) -> str | None:
    return None if person is None else no_pseudonym(person)
