"""Read from the org file whose money is whose: the rules, and the pools some of it goes to."""

from __future__ import annotations

from bot.facts.org import AllocationRule, Match
from bot.facts.pool import POOL_KEYS, Pool
from bot.orgfile.table import Table

_PREFIXES = (
    "provider",
    "connection",
    "billing_account",
    "sub_account",
    "key",
    "model",
    "line_item",
    "service_account",
)


def pool(table: Table) -> Pool:
    """One shared pool, with a key or with weights."""
    keyed = table.one_of("key", "weights")
    return Pool(
        slug=table.slug("slug"),
        name=table.text("name"),
        key=table.choice("key", POOL_KEYS) if keyed == "key" else None,
        weights=table.weights("weights"),
    )


def rule(table: Table) -> AllocationRule:
    """One rule, for a team or for a pool."""
    since = table.optional_day("since")
    if table.one_of("team", "pool") == "pool" and table.has("workflow"):
        table.refuse("workflow", "a pool has no workflow; take it out, or write a team in place of the pool")
    return AllocationRule(
        match=_match(table),
        team=table.optional_text("team"),
        workflow=table.optional_text("workflow"),
        pool=table.optional_text("pool"),
        share=table.fraction("share"),
        since=since,
        until=table.end("until", since),
    )


def _match(table: Table) -> Match:
    match = table.inside("match", "match")
    if table.has("match") and not match.values:
        table.refuse("match", "an empty match would claim every charge; say at least one thing to match")
    texts = {key: match.pattern(key) for key in _PREFIXES}
    return Match(**texts, person=match.optional_email("person"), tags=match.mapping("tag"))
