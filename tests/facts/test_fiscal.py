from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.fiscal import budget_period

days = st.dates(min_value=date(2000, 1, 3), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(("kind", "months"), [("month", 1), ("quarter", 3), ("year", 12)])
@given(day=days)
def test_a_budgets_periods_follow_each_other_and_leave_no_day_out(kind: str, months: int, day: date) -> None:
    period = budget_period(kind, day)
    assert day in period
    assert (period.start.day, (period.start.month - 1) % months) == (1, 0)
    assert budget_period(kind, period.last_day) == period
    assert budget_period(kind, period.end).start == period.end


def test_a_budget_for_another_span_is_refused() -> None:
    with pytest.raises(ValueError, match="not for a fortnight"):
        budget_period("fortnight", date(2026, 11, 9))
