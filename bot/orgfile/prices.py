"""Negotiated prices of the org file, each for a million tokens or as a part off the list price (AC-A11)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.facts.org import Org
from bot.facts.price import NegotiatedPrice
from bot.orgfile.dates import clashes
from bot.orgfile.source import Source
from bot.orgfile.table import Table

_MOST_PER_MILLION = Decimal(1_000_000)
"""One unit of currency for one token; a dearer price is one that was meant for something else (AC-A8)."""


def price(table: Table) -> NegotiatedPrice:
    """One price, or one discount."""
    since = table.day("since")
    by = table.one_of("per_million", "discount")
    if by == "discount" and table.has("currency"):
        table.refuse("currency", "a discount has no currency; take it out")
    agreed = NegotiatedPrice(
        provider=table.required("provider", table.optional_name("provider")),
        model=table.required("model", table.pattern("model")),
        token_type=table.pattern("token_type"),
        since=since,
        until=table.end("until", since),
        discount=table.fraction("discount"),
    )
    if by != "per_million":
        return agreed
    return replace(agreed, per_million=_per_million(table), currency=table.currency("currency"))


def _per_million(table: Table) -> Decimal:
    amount = table.amount("per_million")
    if amount > _MOST_PER_MILLION:
        table.refuse(
            "per_million",
            f"per_million is the price of a million tokens, and {amount:,f} would be more than 1 for each; "
            "write what a million cost",
        )
    return amount


def check_prices(org: Org, source: Source) -> None:
    """Refuse a second price for the same tokens on the same days."""
    for number, earlier in clashes(org.prices, lambda one: (one.provider, one.model, one.token_type)):
        one = org.prices[number]
        source.refuse(
            ("price", number),
            f"{one.provider} {one.model} has a price on these days already (line {source.line(('price', earlier))}); "
            "end one with until before the other starts",
        )
