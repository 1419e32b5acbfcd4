"""A gateway and the providers behind it: whether what both state is declared, and how far the two are apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.facts.check import Check, bad, good
from bot.facts.money import shown
from bot.facts.overlap import LLM_PROVIDER, Overlap
from bot.facts.periods import Period
from bot.ledger.rules import agrees
from bot.ledger.sources import Source
from bot.providers import PROVIDERS

_MOST_BY_PRICE = Decimal("1.25")
"""A gateway does not know discounts; what it states beyond so many times the bill is not their doing."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A gateway and the connections whose bills it states as well, on the days of which all were read complete."""

    gateway: str
    provider: str
    bills: tuple[str, ...]
    days: Period


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What the two sides of a pair state of its days in one currency, counted or not.

    `bill` is None where an amount of it is not known.
    """

    pair: Pair
    currency: str
    gateway: Decimal
    bill: Decimal | None


def pairs(known: Sequence[Source], wanted: Period) -> Iterator[Pair]:
    """Each gateway that is read with each provider that is read and that it covers, by what providers declare."""
    covers = {provider.name: provider.capabilities.covers for provider in PROVIDERS}
    for gateway in known:
        for provider in sorted(covers.get(gateway.provider, ())):
            bills = [source for source in known if source.provider == provider]
            days = _shared([gateway, *bills], wanted)
            if bills and days is not None:
                slugs = tuple(source.connection for source in bills)
                yield Pair(gateway=gateway.connection, provider=provider, bills=slugs, days=days)


def gateways(declared: Sequence[Overlap], compared: Iterable[Compared]) -> Iterator[Check]:
    """For each pair with spend at the gateway: what to declare (AC-B5), or by how much the sides differ (AC-C9)."""
    for one in compared:
        if not one.gateway:
            continue
        if any(_is_about(overlap, one.pair) for overlap in declared):
            yield _difference(one)
        else:
            yield _undeclared(one)


def _shared(sources: Iterable[Source], wanted: Period) -> Period | None:
    """The wanted days from the first to the last that every source was read complete of, if they have no hole."""
    start, end = wanted.start, wanted.end
    found = list(sources)
    for source in found:
        if source.first_day is None or source.reaches_to is None:
            return None
        start, end = max(start, source.first_day), min(end, source.reaches_to)
    if start >= end or any(source.missing(Period(start, end)) for source in found):
        return None
    return Period(start, end)


def _is_about(overlap: Overlap, pair: Pair) -> bool:
    """Whether it says of the two which counts, on whatever days."""
    told: Mapping[str, str] = dict(overlap.tags)
    at_gateway = agrees(overlap.connection, pair.gateway) and any(agrees(overlap.covered_by, one) for one in pair.bills)
    at_bill = any(agrees(overlap.connection, one) for one in pair.bills) and agrees(overlap.covered_by, pair.gateway)
    return (at_gateway and agrees(told.get(LLM_PROVIDER, "*"), pair.provider)) or at_bill


def _undeclared(one: Compared) -> Check:
    pair = one.pair
    return bad(
        f"{pair.gateway} covers {pair.provider} {one.currency}",
        f"{pair.gateway} states {shown(one.gateway, one.currency)} that it asked of {pair.provider} on "
        f"{pair.days.shown()}, {pair.provider} is read as well, and both count; if the bill is to count, put these "
        "lines into the org file:\n"
        "    [[overlap]]\n"
        f'    connection = "{pair.gateway}"\n'
        f'    covered_by = "{pair.bills[0]}"\n'
        f'    tag = {{ {LLM_PROVIDER} = "{pair.provider}" }}',
    )


def _difference(one: Compared) -> Check:
    pair = one.pair
    name = f"{pair.gateway} against {pair.provider} {one.currency}"
    if one.bill is None:
        unknown = f"not every amount of {pair.provider} is known on {pair.days.shown()}"
        return good(name, f"Nothing is compared, for {unknown}.")
    apart = shown(abs(one.bill - one.gateway), one.currency)
    if one.bill >= one.gateway:
        why = "what does not go through the gateway, or broke off on the way, is on the bill alone"
        return good(name, f"{pair.provider} has {apart} more than {pair.gateway} on {pair.days.shown()}: {why}.")
    says = f"{pair.gateway} says {apart} more than {pair.provider} on {pair.days.shown()}"
    if one.gateway <= one.bill * _MOST_BY_PRICE:
        return good(name, f"{says}: it knows the list price, not what was agreed.")
    return bad(
        name,
        f"{says}, more than its prices explain; look for an account of {pair.provider} that is not read, whose spend "
        "now counts nowhere.",
    )
