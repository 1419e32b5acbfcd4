"""Pure: when the owner of a budget is warned that it is likely to be exceeded, each rule once (method.md 6.2, 6.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.facts.alert import Alert
from bot.facts.org import Budget
from bot.facts.periods import DAY, Period
from bot.facts.prospect import Prospect
from bot.value.crossings import Decision
from bot.value.forecast_rules import likely

_USED_UP = 100


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """How the days of `span` (those of a budget's period that count) look at two evaluations, a day apart.

    `now` is by the data of today, `before` by those of yesterday, which are the same without the last day; None where
    nothing can be said, or where yesterday lies before the span. `is_too_early` says that it is because too few days
    are known yet, `held_up` names as a clause the source that tells of none up to lately, where one does not.
    """

    span: Period
    now: Prospect | None = None
    before: Prospect | None = None
    is_too_early: bool = False
    held_up: str | None = None


def forewarn(
    budget: Budget, period: Period, ahead: Ahead, *, spent: Decimal, owner: str, known: Iterable[Alert], now: datetime
) -> Decision:
    """What the forecast of a period that can be judged means, given every alert of the period.

    Nothing of a budget that is used up, or was said to be: it is not likely to be exceeded, it is. Of two rules the
    more certain is told and covers the other. Nothing is told while fewer days of the period are known than the rules
    ask for, however late in it that is. `owner` is the owner's pseudonym.
    """
    said = tuple(known)
    standing = {one.rule: one for one in said if one.rearmed_at is None}
    if ahead.now is None or is_used_up(spent / budget.amount, standing.values()):
        return Decision()
    decided = likely(
        ahead.span,
        day=min(now.date(), ahead.now.through + DAY),
        now=float(ahead.now.chance),
        before=None if ahead.before is None else float(ahead.before.chance),
        standing=standing.keys(),
    )
    fired = [
        Alert(
            budget=budget.id,
            period=period,
            rule=rule,
            generation=1 + max((one.generation for one in said if one.rule == rule), default=0),
            amount=budget.amount,
            spent=spent,
            currency=budget.currency,
            owner=owner,
            crossed_at=now,
            prospect=ahead.now,
        )
        for rule in decided.fires
    ]
    crossed = tuple(replace(one, covered_by=fired[-1].id) for one in fired[:-1]) + tuple(fired[-1:])
    return Decision(crossed=crossed, rearmed=tuple(sorted(standing[rule].id for rule in decided.rearms)))


def is_used_up(use: Decimal, standing: Iterable[Alert]) -> bool:
    """Whether a budget is used up, or was said to be by one of the alerts that stand; `use` is spent over budget."""
    return use >= 1 or any(not one.is_forecast and one.threshold >= _USED_UP for one in standing)
