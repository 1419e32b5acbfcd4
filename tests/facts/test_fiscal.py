"""The periods of budgets: AC-H1, AC-H4 and AC-H7, as far as UTC days allow (design.md 3.3 overrides H1, H3 and H4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.fiscal import budget_period, fiscal_quarter_of, fiscal_year_of, period_name
from bot.facts.periods import Period, month_of, week_of

days = st.dates(min_value=date(2000, 1, 3), max_value=date(2099, 12, 31))
starts = st.integers(1, 12)


@pytest.mark.parametrize(("kind", "months"), [("month", 1), ("quarter", 3), ("year", 12)])
@given(day=days, first=starts)
def test_a_budgets_periods_follow_each_other_and_leave_no_day_out(
    kind: str, months: int, day: date, first: int
) -> None:
    """AC-H1, in UTC days."""
    period = budget_period(kind, day, first)
    assert day in period
    assert (period.start.day, (period.start.month - first) % months) == (1, 0)
    assert budget_period(kind, period.last_day, first) == period
    assert budget_period(kind, period.end, first).start == period.end


@given(day=days, first=starts)
def test_a_fiscal_year_is_its_four_quarters_and_its_twelve_months(day: date, first: int) -> None:
    """AC-H7."""
    year = fiscal_year_of(day, first)
    for kind, many in (("quarter", 4), ("month", 12)):
        parts = sorted({budget_period(kind, one, first) for one in year.days()})
        assert len(parts) == many
        assert [one for part in parts for one in part.days()] == list(year.days())


@pytest.mark.parametrize(
    ("day", "first", "quarter", "year"),
    [
        (date(2026, 11, 9), 1, "Q4 2026", "2026"),
        (date(2026, 4, 1), 4, "FY2027 Q1", "FY2027"),
        (date(2026, 3, 31), 4, "FY2026 Q4", "FY2026"),
        (date(2026, 11, 9), 10, "FY2027 Q1", "FY2027"),
        (date(2027, 1, 31), 2, "FY2027 Q4", "FY2027"),
        (date(2027, 2, 1), 2, "FY2028 Q1", "FY2028"),
        (date(2026, 12, 31), 12, "FY2027 Q1", "FY2027"),
    ],
)
def test_a_fiscal_year_is_named_by_the_year_it_ends_in(day: date, first: int, quarter: str, year: str) -> None:
    """AC-H7."""
    assert period_name("quarter", fiscal_quarter_of(day, first), first) == quarter
    assert period_name("year", fiscal_year_of(day, first), first) == year
    assert period_name("month", month_of(day), first) == f"{day:%B}"


def test_a_period_of_another_fiscal_year_is_named_by_its_days() -> None:
    quarter = fiscal_quarter_of(date(2026, 11, 9), 1)
    assert period_name("quarter", quarter, 2) == "1 Oct – 31 Dec 2026"


@given(days)
def test_a_week_is_its_days_of_24_hours_whatever_clocks_people_turn(day: date) -> None:
    """AC-H4: there is no day of 23 or 25 hours, because the days are UTC (design.md 3.3 overrides AC-H4 and AC-H3)."""
    week = week_of(day).period
    assert week.ends_at - week.starts_at == timedelta(hours=24 * 7)
    lengths = [Period(one, one + timedelta(days=1)) for one in week.days()]
    assert sum((one.ends_at - one.starts_at for one in lengths), timedelta()) == week.ends_at - week.starts_at


def test_a_budget_for_another_span_is_refused() -> None:
    with pytest.raises(ValueError, match="not for a fortnight"):
        budget_period("fortnight", date(2026, 11, 9))
