"""What is true of the company at a time: the planted totals, summed straight from the rows. For tests only."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.sandbox.company import Company
from bot.sandbox.outcomes import outcomes
from bot.sandbox.planted import PLANTED

UNALLOCATED = "unallocated"
_SIGN = {"accepted": 1, "rejected": 0, "reversed": -1}


def truth(company: Company, now: datetime) -> dict[str, Any]:
    """The planted totals at `now`, in USD as exact decimal strings, by UTC day and ISO week.

    `days`: provider → day → USD. `sub_accounts`: provider → day → project or workspace id (`None` where the
    provider names none) → USD. `weeks`: (week, team, workflow) → `{"cost", "outcomes"}`; a missing team or
    workflow is the word "unallocated", `outcomes` is accepted minus reversed. What two providers state counts once in
    `weeks`, as the one that bills it states it.
    """
    days: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    sub_accounts: dict[str, dict[str, dict[str | None, Decimal]]]
    sub_accounts = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    costs: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for day in _days(company, now):
        for spent in (spent for planted in PLANTED for spent in planted(company, day, now)):
            owner = (spent.team or UNALLOCATED, spent.workflow or UNALLOCATED)
            days[spent.provider][day.isoformat()] += spent.usd
            sub_accounts[spent.provider][day.isoformat()][spent.sub_account] += spent.usd
            if spent.counts:
                costs[_week(day), *owner] += spent.usd
    net = _net(company, now)
    return {
        "days": {name: {day: _plain(usd) for day, usd in by.items()} for name, by in days.items()},
        "sub_accounts": {
            name: {day: {account: _plain(usd) for account, usd in by.items()} for day, by in of.items()}
            for name, of in sub_accounts.items()
        },
        "weeks": {
            key: {"cost": _plain(costs.get(key, Decimal(0))), "outcomes": net.get(key, 0)}
            for key in sorted({*costs, *net})
        },
    }


def _net(company: Company, now: datetime) -> dict[tuple[str, str, str], int]:
    net: dict[tuple[str, str, str], int] = defaultdict(int)
    for day in _days(company, now):
        if day.weekday() == 0:
            for logged in outcomes(company, day, now):
                team = company.workflow(logged.workflow).team
                net[_week(day), team, logged.workflow] += _SIGN[logged.kind] * logged.quantity
    return net


def _days(company: Company, now: datetime) -> Iterator[date]:
    day = company.history_starts
    while day <= now.date():
        yield day
        day += timedelta(days=1)


def _week(day: date) -> str:
    return f"{day:%G-W%V}"


def _plain(usd: Decimal) -> str:
    return f"{usd:f}"
