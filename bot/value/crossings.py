"""Pure: which thresholds of a budget have been crossed, so that each is said once (method.md 6.2 to 6.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.facts.alert import TOLD_FROM, Alert, rule_of
from bot.facts.money import shown
from bot.facts.org import Budget
from bot.facts.periods import Period

GRACE = timedelta(hours=12)
"""A period is not judged in its first hours, when only late rows of the last one come in."""
STALE_AFTER = timedelta(hours=36)
"""Spend is not judged when a source it comes from was read longer ago than this."""

_JUSTIFIED_FROM = 100
_JUSTIFIED_IF_CERTAIN = 80
_ESCALATED_FROM = 120
_NOTED_IN_FIRST = 3
"""A threshold that is only noted is news in the first third of the period alone."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What is new: alerts to record, highest threshold last, and the ids of earlier ones to re-arm."""

    crossed: tuple[Alert, ...] = ()
    rearmed: tuple[str, ...] = ()


def decide(
    budget: Budget, period: Period, *, spent: Decimal, owner: str, known: Iterable[Alert], now: datetime
) -> Decision:
    """What `spent` (effective cost in the budget's currency) means, given every alert of the period.

    Only a raised amount re-arms, where it puts both the use it was told for and the present one below the threshold:
    spend that is restated down and up again is said once. Method.md 6.6 would say it again five points above the
    earlier peak, which nobody keeps. Of several thresholds crossed at once the highest is told and the others are
    covered by it. `owner` is the owner's pseudonym.
    """
    actual = (one for one in known if not one.is_forecast)
    newest = {one.rule: one for one in sorted(actual, key=lambda one: one.generation)}
    rearmed = [one for one in newest.values() if one.rearmed_at is None and _was_lifted(one, budget, spent)]
    standing = [one for one in newest.values() if one.rearmed_at is None and one not in rearmed]
    crossed = [
        Alert(
            budget=budget.id,
            period=period,
            rule=rule,
            generation=newest[rule].generation + 1 if rule in newest else 1,
            amount=budget.amount,
            spent=spent,
            currency=budget.currency,
            owner=owner,
            crossed_at=now,
        )
        for threshold in sorted(set(budget.thresholds))
        for rule in [rule_of(threshold, is_told=_tells(budget, threshold))]
        if _is_over(spent, budget.amount, threshold)
        and not _was_said(threshold, standing, told=_tells(budget, threshold))
        and (_tells(budget, threshold) or _is_early(period, now))
    ]
    return Decision(crossed=_covered(crossed, standing), rearmed=tuple(sorted(one.id for one in rearmed)))


def why_not(
    budget: Budget,
    period: Period,
    *,
    amounts: Mapping[str, Decimal | None] | None,
    read: Mapping[str, datetime | None],
    converts: bool = False,
    now: datetime,
) -> str | None:
    """Why the budget cannot be judged at `now`, as a clause; None when it can.

    `amounts` is the effective cost by currency, None where some of it is not known, or where nothing has ever been
    read; `read` says how fresh each connection is that is read on a timetable and has a part in it, None where it
    was never read. With `converts` a currency other than the budget's is one whose rate is not known.
    """
    if now < period.starts_at + GRACE:
        return f"the period began less than {GRACE // timedelta(hours=1)} hours ago"
    if amounts is None:
        return "no provider has been read yet"
    return _not_read(read, now) or _not_known(budget, amounts, converts=converts)


def recipients(budget: Budget, alert: Alert) -> tuple[str, ...]:
    """The e-mails of those who are told, each once: nobody of what is only noted, the owner, who stands behind them.

    Of what is only likely the owner alone.
    """
    threshold = alert.threshold
    if alert.is_forecast:
        return (budget.owner,)
    if not _tells(budget, threshold):
        return ()
    second = None
    if threshold >= _ESCALATED_FROM:
        second = budget.approver or budget.delegate
    elif threshold >= _JUSTIFIED_FROM:
        second = budget.delegate
    return tuple(dict.fromkeys(email for email in (budget.owner, second) if email))


def is_by_change(alert: Alert, before: Decimal) -> bool:
    """Whether the alert is there because the budget's amount changed, and would not be under the one before."""
    lowered = before > alert.amount and not alert.is_forecast
    return lowered and not _is_over(alert.spent, before, alert.threshold)


def must_justify(alert: Alert) -> bool:
    """Whether an answer is required, and not only asked for."""
    return alert.threshold >= (_JUSTIFIED_IF_CERTAIN if alert.is_forecast else _JUSTIFIED_FROM)


def _not_read(read: Mapping[str, datetime | None], now: datetime) -> str | None:
    for connection, at in sorted(read.items()):
        if at is None:
            return f"{connection} has not been read yet"
        if now - at > STALE_AFTER:
            hours = STALE_AFTER // timedelta(hours=1)
            return f"the data of {connection} are of {at:%Y-%m-%d %H:%M} UTC, more than {hours} hours old"
    return None


def _not_known(budget: Budget, amounts: Mapping[str, Decimal | None], *, converts: bool) -> str | None:
    for currency, amount in sorted(amounts.items()):
        if amount is None:
            return "some charges have no known cost"
        if currency != budget.currency and amount != 0:
            other, why = shown(amount, currency), "currencies are not added together"
            if converts:
                why = f"neither a budget rate nor each day's reference rate takes {currency} to {budget.currency}"
            return f"{other} of the spend is not in {budget.currency}, and {why}"
    return None


def _is_over(spent: Decimal, amount: Decimal, threshold: int) -> bool:
    return spent * 100 >= amount * threshold


def _tells(budget: Budget, threshold: int) -> bool:
    """Whether people are told of the threshold, and not only the digest: always of the budget's highest."""
    return threshold >= min(TOLD_FROM, max(budget.thresholds, default=TOLD_FROM))


def _was_said(threshold: int, standing: Iterable[Alert], *, told: bool) -> bool:
    """Whether the threshold needs no saying again; to be told is more than to be noted."""
    return any(one.threshold == threshold and not (told and one.is_noted) for one in standing)


def _was_lifted(alert: Alert, budget: Budget, spent: Decimal) -> bool:
    """Whether a raise of the amount, and not a fall of the spend, put the use below the alert's threshold.

    The use at the raise itself is not kept: it lay between what the alert was told for and what is spent now.
    """
    highest = max(alert.spent, spent)
    return budget.amount > alert.amount and not _is_over(highest, budget.amount, alert.threshold)


def _is_early(period: Period, now: datetime) -> bool:
    return now < period.starts_at + (period.ends_at - period.starts_at) / _NOTED_IN_FIRST


def _covered(crossed: Iterable[Alert], standing: Iterable[Alert]) -> tuple[Alert, ...]:
    """The crossed alerts, each covered by the highest of all unless it is that one."""
    found = tuple(crossed)
    highest = max([*standing, *found], key=lambda one: (not one.is_noted, one.threshold), default=None)
    return tuple(one if highest in {one, None} else replace(one, covered_by=highest.id) for one in found)
