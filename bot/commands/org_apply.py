"""A new version of the organisation, in one transaction."""

from __future__ import annotations

from bot.doctor.limits import limits_of
from bot.facts.org import Org
from bot.ledger import orgs
from bot.ledger.placing import place_again
from bot.providers import rate_table
from bot.runtime import Bot


def apply_org(bot: Bot, new: Org) -> str:
    """Make the organisation that in force, place what belongs elsewhere now, and say what was done."""
    with bot.database.writing() as connection:
        before, old = orgs.placement(connection), orgs.current(connection).org
        version = orgs.save(connection, new, now=bot.now(), pseudonym=bot.pseudonym)
        moves = orgs.placement(connection) != before
        if moves:
            place_again(connection)
        again = [] if old.bills == new.bills else limits_of(connection, bot.settings.focus_paths)
    what = "every charge was placed anew under it" if moves else "it places every charge where it was"
    restart = (
        ""
        if old.connections == new.connections
        else ("\nRestart what runs, so that it reads the connections as they are now.")
    )
    bills = "".join(f"\n{check.says}" for check in again)
    return f"Applied as version {version}; {what}.{_rates(old, new)}{restart}{bills}"


def _rates(old: Org, new: Org) -> str:
    """What another source of rates changes: also the weeks that were converted before are converted by it."""
    before, after = (rate_table.source(org.fx).name for org in (old, new))
    return "" if before == after else f" Spend of every day is converted at the rates of {after} now, not of {before}."
