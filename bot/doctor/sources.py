"""The providers: whether they are on, answer, and were read lately."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.collect import Account
from bot.errors import ProviderError
from bot.facts.check import Check, bad, good
from bot.facts.org import Org
from bot.ledger.sources import Source
from bot.providers import PROVIDERS

STALE_AFTER = timedelta(hours=36)
"""Older figures are not judged by (method.md 6.3)."""
_QUIET_AFTER = timedelta(days=4)
"""A long weekend without a charge is nothing to ask about."""


def keys(accounts: Sequence[Account], known: Sequence[Source], org: Org) -> Iterator[Check]:
    """A provider without a key is a fault when nothing else is read, or when the ledger or a rule expects it."""
    on, read = {account.connection for account in accounts}, {account.provider.name for account in accounts}
    expected = {source.connection for source in known}
    expected |= {source.provider for source in known if source.provider not in read}
    expected |= {rule.match.provider for rule in org.rules if rule.match.provider} - read
    for provider in PROVIDERS:
        name = f"{provider.name} key"
        if provider.name in on:
            yield good(name, f"{provider.key_setting} is set, {provider.name} is read.")
        elif provider.name in expected or not (on or known):
            yield bad(name, f"{provider.key_setting} is not set; put an admin key there to read {provider.name}.")
        elif provider.name in read:
            yield good(name, f"{provider.key_setting} is not set; {provider.name} is read by accounts of the org file.")
        else:
            yield good(name, f"{provider.name} is off; set {provider.key_setting} if the company uses it.")


def declared_keys(accounts: Sequence[Account], org: Org) -> Iterator[Check]:
    """An account of the org file whose key is not set is not read, which its declaration says it should be."""
    read = {account.connection for account in accounts}
    for one in org.connections:
        name = f"{one.slug} key"
        if one.slug in read:
            yield good(name, f"{one.key_env} is set, {one.slug} is read.")
        else:
            yield bad(name, f"{one.key_env} is not set; put an admin key there to read {one.slug}, and start again.")


def reach(account: Account, now: datetime) -> Check:
    """Whether the provider answers one small request and takes the key."""
    name = f"{account.connection} reachable"
    try:
        account.provider.probe(now=now)
    except ProviderError as error:
        return bad(name, str(error))
    return good(name, f"{account.connection} answers and accepts the key.")


def fresh(source: Source, now: datetime) -> Check:
    """Whether the last reading worked and its figures are new enough to judge by."""
    name = f"{source.connection} fresh"
    if source.read_at is None:
        return bad(name, f"{source.connection} was never read: {source.error}")
    last = f"{source.read_at:%d %b %Y %H:%M} UTC"
    if source.error is not None:
        ends = f"; its figures end before {source.reaches_to}" if source.reaches_to else ""
        return bad(name, f"{source.connection} was last read on {last}, and then failed{ends}: {source.error}")
    if source.is_imported:
        return good(name, f"{source.connection} was imported on {last}.")
    stale = _staleness(source, source.read_at, now)
    if stale is not None:
        return bad(name, stale)
    return good(name, f"{source.connection} was read on {last}{_brought(source)}.")


def _brought(source: Source) -> str:
    """What the last reading brought, where that is known: `, 1,204 charges, 2 days restated`."""
    if source.brought is None:
        return ""
    restated = source.brought.restated
    days = f", {restated} day{'' if restated == 1 else 's'} restated" if restated else ""
    return f", {source.brought.charges:,} charges{days}"


def _staleness(source: Source, read_at: datetime, now: datetime) -> str | None:
    """Why the figures are too old to judge by: nobody read, the provider is late, or it answers with old days."""
    if now - read_at > STALE_AFTER:
        return (
            f"{source.connection} is stale, last read on {read_at:%d %b %Y %H:%M} UTC; "
            "run denominator collect, or leave the worker running."
        )
    if source.as_of is not None and now - source.as_of > STALE_AFTER:
        return (
            f"{source.connection} is stale: it answers with figures of {source.as_of:%d %b %Y %H:%M} UTC; "
            "ask the provider."
        )
    if source.newest_day is not None and now.date() - source.newest_day > _QUIET_AFTER:
        return (
            f"{source.connection} is stale: it answers, but its newest charge is of {source.newest_day}; "
            "if it is still used, ask the provider."
        )
    return None
