"""What is wrong and what to do about it, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from bot import deliveries
from bot.doctor.bills import bills
from bot.doctor.currencies import Spent, currencies, judged
from bot.doctor.gateways import Compared, Pair, gateways, pairs
from bot.doctor.limits import limits_of
from bot.doctor.missing import missing
from bot.doctor.organisation import organisation
from bot.doctor.overlaps import overlaps, same_bills
from bot.doctor.rates import rates
from bot.doctor.slack import Audience, slack
from bot.doctor.sources import declared_keys, fresh, keys, reach
from bot.facts.check import Check, good
from bot.facts.org import UNALLOCATED
from bot.facts.periods import DAY, Period, last_closed_week
from bot.ledger import costs, directory, orgs
from bot.ledger import rates as stored_rates
from bot.ledger.allocation import AllocationClass
from bot.ledger.migrate import shown
from bot.ledger.routed import routed
from bot.ledger.sources import sources
from bot.ledger.suppressed import suppressed
from bot.providers import rate_table
from bot.runtime import Bot
from bot.value.budget_scope import in_force
from reports.digest_reading import shown_teams
from reports.unusual_reading import days_read, policies, spent_by_connection

__all__ = ["Check", "examine"]

_RECENTLY = timedelta(days=28)


def examine(bot: Bot) -> tuple[Check, ...]:
    """Look at everything; each provider that is on and Slack are asked little, the ledger is only read."""
    now = bot.now()
    with bot.database.reading() as connection:
        known = sources(connection)
        org = orgs.current(connection).org
        since = now.date() - _RECENTLY
        spent = {
            row.key("workflow") or UNALLOCATED
            for row in costs.costs(connection, since=since, until=None, by=("workflow",))
        }
        homeless = _homeless(connection, since)
        counted = costs.costs(connection, since=since, until=None, by=("provider", "connection"))
        converted_by = stored_rates.of_source(connection, rate_table.source(org.fx).name)
        spent_in = _spent_in(connection, judged(now))
        to_judge = days_read(now.date())
        daily = spent_by_connection(connection, to_judge)
        gates = policies(connection, org, {currency for _, currency in daily}, to_judge.last_day)
        left_out = suppressed(connection, since=since, until=None)
        billed = costs.costs(connection, since=None, until=None, by=("provider", "connection", "month"))
        behind = [one for pair in pairs(known, Period(since, now.date() + DAY)) for one in _compared(connection, pair)]
        other_limits = limits_of(connection, bot.settings.focus_paths)
        owners = {budget.owner for budget in in_force(org, now.date())}
        audience = Audience(
            teams=shown_teams(org, last_closed_week(now)),
            owners={email: directory.find(connection, bot.pseudonym(email)) for email in sorted(owners)},
            troubles=deliveries.troubles(connection, since=now - _RECENTLY),
        )
    return (
        good("database", f"The database {shown(bot.database)} has the tables this version needs."),
        *keys(bot.accounts, known, org),
        *declared_keys(bot.accounts, org),
        *(reach(account, now) for account in bot.accounts),
        *(fresh(source, now) for source in known),
        *missing(daily, known, gates, to_judge),
        *bills(bot.settings.focus_paths),
        *other_limits,
        *overlaps(org.overlaps, known, counted, left_out),
        *same_bills(billed),
        *gateways(org.overlaps, behind),
        *rates(org.fx, converted_by),
        *currencies(org.fx, spent_in, converted_by),
        *organisation(org, spent, homeless),
        *slack(bot, audience),
    )


def _compared(connection: Connection, pair: Pair) -> Iterator[Compared]:
    """What both sides of a pair say was billed, whichever of them counts."""
    rows = costs.costs(connection, since=pair.days.start, until=pair.days.end, by=("connection", "class"))
    for (_, provider, currency), gateway in sorted(routed(connection, pair.days, [pair.gateway]).items()):
        if provider == pair.provider:
            of_bill = [
                row.billed_cost for row in rows if row.key("connection") in pair.bills and row.currency == currency
            ]
            known = [billed for billed in of_bill if billed is not None]
            bill = sum(known, Decimal(0)) if len(known) == len(of_bill) else None
            yield Compared(pair=pair, currency=currency, gateway=gateway, bill=bill)


def _spent_in(connection: Connection, days: Period) -> Spent:
    """On which of the days something was spent in which currency; a cost that is not known is something."""
    rows = costs.costs(connection, since=days.start, until=days.end, by=("day",))
    return {(date.fromisoformat(str(row.key("day"))), row.currency) for row in rows if row.effective_cost != 0}


def _homeless(connection: Connection, since: date) -> list[str]:
    """What people call the sub accounts of whose spend some belongs to no team."""
    rows = costs.costs(connection, since=since, until=None, by=("class", "sub_account"))
    ids = {
        row.key("sub_account")
        for row in rows
        if row.key("class") == AllocationClass.UNALLOCATED and row.effective_cost != 0
    }
    called = costs.names(connection, "sub_account")
    return sorted(called.get(one, one) for one in ids if one is not None)
