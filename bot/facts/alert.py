"""`Alert`: a budget's threshold that was crossed, or is likely to be, recorded once for ever (method.md 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from bot.facts.periods import Period
from bot.facts.prospect import Prospect

TOLD_FROM = 80
"""From this per cent on a threshold is told to people; a lower one is noted for the digest (method.md 6.2), unless it
is the budget's highest, so that no budget stays silent (AC-G7)."""

_NOTED_OR_HIGH, _LOW_AND_TOLD, _FORECAST = "A", "T", "F"


class AlertKind(Enum):
    """What an alert is about: what was spent, or what is likely to be."""

    ACTUAL = "actual"
    FORECAST = "forecast"


def rule_of(threshold: int, *, is_told: bool) -> str:
    """The name of the rule on actual spend: `A80` for 80 per cent, `A50` noted for the digest, `T75` told to people."""
    return f"{_LOW_AND_TOLD if is_told and threshold < TOLD_FROM else _NOTED_OR_HIGH}{threshold}"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Effective cost `spent` had reached the rule's share of `amount`, both in `currency`, at `crossed_at`.

    Under a rule on the forecast, F60 or F80, it is the chance of exceeding `amount` that had reached the rule's per
    cent, and `prospect` is what was expected then; None under the others.
    Its identity is (budget, period, rule, generation). `budget` is `Budget.id`, `owner` the pseudonym of who owned
    it then. `covered_by` is the id of an alert on a higher threshold, which is said in its place; `rearmed_at` is
    when a budget change put the use below the threshold, or the budget was no longer likely to be exceeded, so that
    the next crossing is a new generation.
    """

    budget: str
    period: Period
    rule: str
    generation: int
    amount: Decimal
    spent: Decimal
    currency: str
    owner: str
    crossed_at: datetime
    covered_by: str | None = None
    rearmed_at: datetime | None = None
    prospect: Prospect | None = None

    @property
    def id(self) -> str:
        """Its identity in one word: `team:support:month:USD/2026-11-01/A80/1`."""
        return f"{self.budget}/{self.period.start}/{self.rule}/{self.generation}"

    @property
    def kind(self) -> AlertKind:
        """Whether its rule is on what was spent or on the forecast."""
        return AlertKind.FORECAST if self.rule.startswith(_FORECAST) else AlertKind.ACTUAL

    @property
    def is_forecast(self) -> bool:
        """Whether it says what is likely, and not what was spent."""
        return self.kind is AlertKind.FORECAST

    @property
    def threshold(self) -> int:
        """The per cent that was crossed: of the budget, and by a forecast of certainty."""
        return int(self.rule[1:])

    @property
    def is_noted(self) -> bool:
        """Whether its rule is only noted for the digest."""
        return self.threshold < TOLD_FROM and self.rule.startswith(_NOTED_OR_HIGH)

    @property
    def is_told(self) -> bool:
        """Whether somebody is told: not when a higher one says it, nor when it is only noted for the digest."""
        return self.covered_by is None and not self.is_noted
