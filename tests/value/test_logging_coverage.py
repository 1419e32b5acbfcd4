"""How much is logged: method.md M13."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import Week
from bot.value.logging_coverage import chapman, is_stale, weeks_logged

MONDAY = date(2026, 11, 9)
TODAY = date(2026, 11, 30)


def test_m13_120_logged_and_150_tickets_with_90_matched_are_90_percent() -> None:
    found = chapman(120, 150, 90)
    assert found.known == 180
    assert (round(found.total, 1), round(found.deviation, 1)) == (199.8, 6.6)
    assert round(100 * found.share) == 90


@given(st.integers(0, 500), st.integers(0, 500), st.data())
def test_no_more_is_known_than_there_is(first: int, second: int, data: st.DataObject) -> None:
    matched = data.draw(st.integers(0, min(first, second)))
    found = chapman(first, second, matched)
    assert 0 <= found.share <= 1
    assert found.total >= max(first, second) - 1e-9


def test_more_than_all_cannot_match() -> None:
    with pytest.raises(ValueError, match="cannot match"):
        chapman(5, 9, 6)


def test_one_source_is_held_against_the_weeks_with_spend() -> None:
    weeks = [Week(MONDAY).plus(n) for n in range(4)]
    spent = [week.monday for week in weeks]
    assert weeks_logged(spent, [MONDAY, date(2026, 11, 22)], weeks) == 0.5
    assert weeks_logged(spent, [date(2026, 1, 1)], weeks) == 0
    assert weeks_logged([date(2026, 1, 1)], [MONDAY], weeks) is None


@pytest.mark.parametrize(
    ("logged", "first", "last", "is_it"),
    [
        (date(2026, 11, 15), MONDAY, TODAY, True),
        (date(2026, 11, 17), MONDAY, TODAY, False),
        (None, MONDAY, TODAY, True),
        (None, date(2026, 11, 20), TODAY, False),
        (date(2026, 11, 1), MONDAY, date(2026, 11, 12), False),
        (None, None, None, False),
    ],
    ids=["15 days", "13 days", "never logged", "just begun", "quiet", "no spend"],
)
def test_spend_without_a_log_for_14_days_is_stale(
    logged: date | None, first: date | None, last: date | None, is_it: bool
) -> None:
    assert is_stale(logged, first, last, TODAY) is is_it
