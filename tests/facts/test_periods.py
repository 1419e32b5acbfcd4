from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import (
    Period,
    Week,
    last_closed_week,
    month_of,
    parse_week,
    week_of,
)

days = st.dates(min_value=date(2000, 1, 3), max_value=date(2099, 12, 31))
periods = st.builds(lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 400))


@given(periods, st.integers(1, 60))
def test_chunks_join_to_the_period_and_none_is_longer_than_asked(period: Period, most: int) -> None:
    chunks = list(period.chunks(most))
    assert [day for chunk in chunks for day in chunk.days()] == list(period.days())
    assert all(len(chunk) <= most for chunk in chunks)


@given(days)
def test_a_day_lies_in_its_week_and_month_and_the_week_reads_back(day: date) -> None:
    assert day in week_of(day).period
    assert day in month_of(day)
    assert parse_week(str(week_of(day))) == week_of(day)


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_last_closed_week_has_closed_and_the_next_has_not(now: datetime) -> None:
    week = last_closed_week(now)
    assert week.closes_at <= now < week.plus(1).closes_at


def test_a_week_closes_a_day_after_it_ends() -> None:
    assert parse_week("2026-W46").closes_at == datetime(2026, 11, 17, tzinfo=UTC)


@pytest.mark.parametrize("wrong", ["2026-46", "2026-W54", "W46", "2026-W00", "2026-w46"])
def test_what_is_no_week_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="week"):
        parse_week(wrong)


def test_an_empty_period_does_not_exist() -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(date(2026, 1, 1), date(2026, 1, 1))


def test_a_week_starts_on_a_monday() -> None:
    with pytest.raises(ValueError, match="Monday"):
        Week(date(2026, 11, 10))


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 11, 9), date(2026, 11, 16), "9–15 Nov 2026"),
        (date(2026, 9, 28), date(2026, 10, 5), "28 Sep – 4 Oct 2026"),
        (date(2026, 12, 28), date(2027, 1, 4), "28 Dec 2026 – 3 Jan 2027"),
        (date(2026, 11, 9), date(2026, 11, 10), "9 Nov 2026"),
    ],
)
def test_a_date_range_is_unambiguous(start: date, end: date, text: str) -> None:
    """AC-I5: never MM-DD."""
    assert Period(start, end).shown() == text
