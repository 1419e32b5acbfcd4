"""Negotiated prices of the org file, each for a million tokens or as a part off the list price (AC-A11)."""

from __future__ import annotations

from dataclasses import replace

from bot.facts.org import Org
from bot.facts.price import NegotiatedPrice, per_million_refusal
from bot.facts.tokens import TokenKind, kinds_of
from bot.orgfile.dates import clashes
from bot.orgfile.source import Source
from bot.orgfile.table import Table
from bot.orgfile.words import meant


def price(table: Table) -> NegotiatedPrice:
    """One price, or one discount."""
    since = table.day("since")
    by = table.one_of("per_million", "discount")
    if by == "discount" and table.has("currency"):
        table.refuse("currency", "a discount has no currency; take it out")
    agreed = NegotiatedPrice(
        provider=table.required("provider", table.optional_name("provider")),
        model=table.required("model", table.pattern("model")),
        token_type=_token_type(table),
        since=since,
        until=table.end("until", since),
        discount=table.fraction("discount"),
    )
    if by != "per_million":
        return agreed
    amount, currency = table.amount("per_million"), table.currency("currency")
    if why := per_million_refusal(amount, currency):
        table.refuse("per_million", why)
    return replace(agreed, per_million=amount, currency=currency)


def _token_type(table: Table) -> str | None:
    """The kind of tokens, in our word for it or the provider's; one that means none would never hold."""
    text = table.pattern("token_type")
    if text and not kinds_of(text):
        table.refuse(
            "token_type",
            f"there are no “{text}” tokens{meant(text, TokenKind)}; known are {', '.join(sorted(TokenKind))}",
        )
    return text


def check_prices(org: Org, source: Source) -> None:
    """Refuse a second price for the same tokens on the same days."""
    for number, earlier in clashes(org.prices, lambda one: (one.provider, one.model, one.token_type)):
        one = org.prices[number]
        source.refuse(
            ("price", number),
            f"{one.provider} {one.model} has a price on these days already (line {source.line(('price', earlier))}); "
            "end one with until before the other starts",
        )
