"""The same money from two sources: what an overlap leaves out, and where one is not declared (AC-B5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from bot.facts.check import Check, bad, good
from bot.facts.money import shown
from bot.facts.overlap import Overlap
from bot.ledger.costs import CostRow
from bot.ledger.rules import agrees
from bot.ledger.sources import Source
from bot.ledger.suppressed import Suppressed
from bot.providers.bill_scope import is_imported


def overlaps(
    declared: Sequence[Overlap], known: Iterable[Source], counted: Iterable[CostRow], suppressed: Iterable[Suppressed]
) -> Iterator[Check]:
    """A line for what each overlap leaves out, and for each two kinds of source of one provider without an overlap.

    `counted`, by provider and connection, and `suppressed` are of the last 28 days.
    """
    paid = [row for row in counted if row.effective_cost != 0]
    left_out = [one for one in suppressed if one.effective_cost != 0]
    heard = {row.key("connection") or "" for row in paid} | {one.connection for one in left_out}
    for one in left_out:
        if one.covered_by is not None:
            yield _left_out(one, one.covered_by, is_heard=any(agrees(one.covered_by, said) for said in heard))
    kinds = {source.connection: source.provider for source in known}
    yield from _unheard(declared, kinds)
    for provider, first, second in _twice(paid, kinds):
        if not any(_is_about(overlap, provider, {first, second}) for overlap in declared):
            how = "is read from its API" if kinds.get(first) == provider else f"comes from {first}"
            yield bad(
                f"{provider} twice",
                f"{provider} {how} and stands in {second} as well; declare which counts with [[overlap]] in the org "
                "file.",
            )


def _unheard(declared: Sequence[Overlap], known: Iterable[str]) -> Iterator[Check]:
    """An overlap whose covering connection is not there lets what it covers count nowhere."""
    connections = list(known)
    for number, overlap in enumerate(declared, 1):
        if not any(agrees(overlap.covered_by, one) for one in connections):
            yield bad(
                f"overlap {number}",
                f"Overlap {number} leaves {overlap.connection} out for {overlap.covered_by}, a connection that was "
                "never read; read it, or correct the name.",
            )


def same_bills(rows: Iterable[CostRow]) -> Iterator[Check]:
    """Two bills of one provider that come to the same amount in a month, under other accounts or issuers.

    `rows` are by provider, connection and month, of all that was imported; a single charge proves nothing.
    """
    found: defaultdict[tuple[str, str, str, Decimal], list[str]] = defaultdict(list)
    for row in rows:
        provider, connection, month = (row.key(word) or "" for word in ("provider", "connection", "month"))
        if is_imported(connection) and row.billed_cost and row.charges > 1:
            found[provider, month, row.currency, row.billed_cost].append(connection)
    for (provider, month, currency, amount), connections in sorted(found.items()):
        for first, second in combinations(sorted(connections), 2):
            yield bad(
                f"{provider} {month} twice",
                f"{first} and {second} both say {shown(amount, currency)} of {provider} for {month}; if that is one "
                "bill, declare which counts with [[overlap]] in the org file.",
            )


def _left_out(one: Suppressed, covered_by: str, *, is_heard: bool) -> Check:
    name = f"overlap {one.overlap} {one.currency}"
    amount = "An unknown amount" if one.effective_cost is None else shown(one.effective_cost, one.currency)
    of = f"{amount} of {one.connection} in 28 days is not counted"
    if is_heard:
        return good(name, f"{of}: {covered_by} says it as well (overlap {one.overlap}).")
    return bad(
        name,
        f"{of}, because {covered_by} should say it as well, and said nothing; read it, or end overlap {one.overlap} "
        "with until.",
    )


def _twice(paid: Iterable[CostRow], kinds: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each provider with two connections of its charges that are read in different ways, its own API first."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in paid:
        found[row.key("provider") or ""].add(row.key("connection") or "")
    for provider, connections in sorted(found.items()):
        own = {one for one in connections if kinds.get(one) == provider}
        in_order = [*sorted(own), *sorted(connections - own)]
        for first, second in combinations(in_order, 2):
            if kinds.get(first) != kinds.get(second):
                yield provider, first, second


def _is_about(overlap: Overlap, provider: str, pair: set[str]) -> bool:
    """Whether it says which of the two counts, on whatever days."""
    if overlap.provider not in {None, provider}:
        return False
    covered = {one for one in pair if agrees(overlap.connection, one)}
    return any(agrees(overlap.covered_by, other) for one in covered for other in pair - {one})
