"""`Prospect`: how a budget's period was likely to end when somebody was warned of it (method.md 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """What was expected of the whole period, in the budget's currency, from the end of the UTC day `through` on.

    `chance` is the probability that the budget is exceeded, 0 to 1; of a period that ends more than 90 days later it
    is that of the next 90 days. `expected` is the median, None so far ahead; `low` to `high` is the 80% range. The
    budget is used up on `runs_out_on`, and with 80% between `runs_out_from` and `runs_out_by`; None where the period
    ends before. `usual_error` is what half of the forecasts so far ahead were off by at most, as a share of the days
    that were forecast, and `past_errors` of how many; None where there is no record yet and the shipped one stands in.
    """

    through: date
    chance: Decimal
    expected: Decimal | None
    low: Decimal
    high: Decimal
    runs_out_from: date | None
    runs_out_on: date | None
    runs_out_by: date | None
    usual_error: Decimal
    past_errors: int | None

    @property
    def is_default(self) -> bool:
        """Whether its range is a default range, made of no record of our own."""
        return self.past_errors is None
