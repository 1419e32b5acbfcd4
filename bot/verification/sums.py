"""The reconciliation identity of method.md M1 at tolerance 0, and the rollup against its definition, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from bot.facts.check import Check
from bot.facts.money import from_nanos, plain
from bot.ledger import reconciliation
from bot.ledger.allocation import AllocationClass
from bot.ledger.columns import AMOUNTS
from bot.ledger.reconciliation import DaySums
from bot.ledger.sums import NOTHING, Sums
from bot.verification.findings import Findings

CLASSES = tuple(one.value for one in AllocationClass)
_IDENTITY = f"{', '.join(CLASSES[:-1])} and {CLASSES[-1]}"
_REMEDY = "nothing of ours writes one without the other, so please report it and compare with a backup"


def sums(connection: Connection, advance: Callable[[int], None]) -> Iterator[Check]:
    """Check every day; `advance` is called with 1 for each."""
    identity, rollup, days = Findings("reconciliation"), Findings("rollup"), 0
    for day in reconciliation.all_days(connection):
        found, days = reconciliation.read(connection, day), days + 1
        for sentence in unreconciled(found):
            identity.add(sentence)
        stale = outdated(found)
        if stale is not None:
            rollup.add(stale)
        advance(1)
    yield from identity.checks(f"On every UTC day {_IDENTITY} add up to the charges, to the nano ({days:,} looked at).")
    yield from rollup.checks(f"The rollup of every day is what its charges and the rules give ({days:,} looked at).")


def unreconciled(found: DaySums) -> Iterator[str]:
    """A sentence for each provider and currency whose classes do not add up to its charges."""
    placed: dict[tuple[str, str], Sums] = {}
    for place, amounts in found.stored.items():
        if place.allocation_class in CLASSES:
            where = (place.provider, place.currency)
            placed[where] = placed.get(where, NOTHING) + amounts
    for where in sorted(found.charged.keys() | placed.keys()):
        charged, classes = found.charged.get(where, NOTHING), placed.get(where, NOTHING)
        if not _agree(charged, classes):
            provider, currency = where
            yield (
                f"{provider} on {found.day} in {currency} has {_worded(charged, classes)} in its charges and "
                f"{_worded(classes, charged)} in {_IDENTITY} together; {_REMEDY}."
            )


def outdated(found: DaySums) -> str | None:
    """The sentence where the stored rollup is not what the charges and the rules give now; None where it is."""
    places = found.stored.keys() | found.made_anew.keys()
    wrong = [place for place in places if found.stored.get(place) != found.made_anew.get(place)]
    if not wrong:
        return None
    first = min(wrong, key=lambda place: (place.team, place.workflow, place.provider, place.model, place.currency))
    return (
        f"The rollup of {found.day} is not what its charges and the rules give in {len(wrong):,} of {len(places):,} "
        f"rows, such as {first.team}, {first.workflow}, {first.provider} {first.model or 'without a model'}; "
        "denominator allocation rebuild makes it anew, and please report it."
    )


def _agree(charged: Sums, classes: Sums) -> bool:
    """Whether both are the same. A charge of which an amount is not known lacks it wherever a part of it lies, so it
    may be counted as lacking more often in the classes, never less.
    """
    lacking = zip(charged.unknown, classes.unknown, strict=True)
    same = (charged.charges, charged.known) == (classes.charges, classes.known)
    return same and all(one <= parts and bool(one) == bool(parts) for one, parts in lacking)


def _worded(these: Sums, others: Sums) -> str:
    """The figures in which these sums differ from the others."""
    parts = [f"{these.charges:,} charges"] if these.charges != others.charges else []
    for at, name in enumerate(AMOUNTS):
        here, there = (these.known[at], these.unknown[at]), (others.known[at], others.unknown[at])
        if here != there:
            lacking = f" with {here[1]:,} unknown" if here[1] or there[1] else ""
            parts.append(f"{name} {plain(from_nanos(here[0]))}{lacking}")
    return ", ".join(parts)
