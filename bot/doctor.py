"""What is wrong and what to do about it, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.collect import Account
from bot.errors import ProviderError
from bot.facts.org import UNALLOCATED, Org
from bot.ledger import costs, orgs
from bot.ledger.migrate import shown
from bot.ledger.sources import Source, sources
from bot.providers import PROVIDERS
from bot.runtime import Bot

STALE_AFTER = timedelta(hours=36)
"""Older figures are not judged by (method.md 6.3)."""
_QUIET_AFTER = timedelta(days=4)
"""A long weekend without a charge is nothing to ask about."""
_RECENTLY = timedelta(days=28)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `says` is a sentence, with what to do where it is not ok."""

    name: str
    ok: bool
    says: str


def _good(name: str, says: str) -> Check:
    return Check(name=name, ok=True, says=says)


def _bad(name: str, says: str) -> Check:
    return Check(name=name, ok=False, says=says)


def examine(bot: Bot) -> tuple[Check, ...]:
    """Look at everything; each provider that is on is asked once, the ledger is only read."""
    now = bot.now()
    with bot.database.reading() as connection:
        known = sources(connection)
        org = orgs.current(connection).org
        since = now.date() - _RECENTLY
        spent = {
            row.key("workflow") or UNALLOCATED
            for row in costs.costs(connection, since=since, until=None, by=("workflow",))
        }
    return (
        _good("database", f"The database {shown(bot.database)} has the tables this version needs."),
        *_keys(bot.accounts, known, org),
        *(_reach(account, now) for account in bot.accounts),
        *(_fresh(source, now) for source in known),
        *_organisation(org, spent),
    )


def _keys(accounts: Sequence[Account], known: Sequence[Source], org: Org) -> Iterator[Check]:
    """A provider without a key is a fault when nothing else is read, or when the ledger or a rule expects it."""
    on = {account.provider.name for account in accounts}
    expected = {source.provider for source in known} | {rule.match.provider for rule in org.rules}
    for provider in PROVIDERS:
        name = f"{provider.name} key"
        if provider.name in on:
            yield _good(name, f"{provider.key_setting} is set, {provider.name} is read.")
        elif provider.name in expected or not (on or known):
            yield _bad(name, f"{provider.key_setting} is not set; put an admin key there to read {provider.name}.")
        else:
            yield _good(name, f"{provider.name} is off; set {provider.key_setting} if the company uses it.")


def _reach(account: Account, now: datetime) -> Check:
    name = f"{account.connection} reachable"
    try:
        account.provider.probe(now=now)
    except ProviderError as error:
        return _bad(name, str(error))
    return _good(name, f"{account.connection} answers and accepts the key.")


def _fresh(source: Source, now: datetime) -> Check:
    name = f"{source.connection} fresh"
    if source.read_at is None:
        return _bad(name, f"{source.connection} was never read: {source.error}")
    last = f"{source.read_at:%d %b %Y %H:%M} UTC"
    if source.error is not None:
        return _bad(name, f"{source.connection} was last read on {last}, and then failed: {source.error}")
    if source.provider == "focus":
        return _good(name, f"{source.connection} was imported on {last}.")
    stale = _staleness(source, source.read_at, now)
    return _good(name, f"{source.connection} was read on {last}.") if stale is None else _bad(name, stale)


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


def _organisation(org: Org, spent: set[str]) -> Iterator[Check]:
    if not org.teams:
        yield _bad(
            "organisation",
            "No org file is applied, so every charge is unallocated; run: denominator org apply org.toml",
        )
        return
    yield _good("organisation", f"{len(org.teams)} teams and {len(org.workflows)} workflows are set up.")
    for team in org.teams:
        nobody = not any(m.team == team.slug for person in org.people for m in person.memberships)
        if nobody and not any(child.parent == team.slug for child in org.teams):
            yield _bad(
                f"team {team.slug}",
                f"{team.name} lists no people; list them, so that a team under five is shown only inside its parent.",
            )
    for workflow in org.workflows:
        if workflow.baseline is None:
            yield _bad(
                f"workflow {workflow.slug} baseline",
                f"{workflow.name} has no baseline, so its cost per outcome has nothing to be compared with; "
                "add baseline = { … } to it in the org file.",
            )
        if workflow.slug not in spent:
            yield _bad(
                f"workflow {workflow.slug} spend",
                f"{workflow.name} had no spend in 28 days; check its allocation rules in the org file.",
            )
