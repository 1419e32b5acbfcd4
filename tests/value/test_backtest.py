"""How wrong the month's forecast usually is (method.md 3.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import DAY
from bot.value.backtest import Trial, backtest, loss, trials
from bot.value.daily import Daily
from bot.value.forecast import forecast

FIRST = date(2026, 1, 1)
THROUGH = date(2026, 6, 30)
WEEK = (1.1, 1.15, 1.15, 1.1, 1.0, 0.12, 0.10)


def team(seed: int, days: int = 181) -> Daily:
    chance = Random(seed)  # noqa: S311  (invented numbers, not secrets)
    amounts = [WEEK[(FIRST + DAY * n).weekday()] * chance.lognormvariate(5, 0.3) for n in range(days)]
    return Daily(first=FIRST, amounts=tuple(Decimal(round(amount, 2)) for amount in amounts))


def trial(actual: float, total: float, low: float, high: float, run_rate: float = 100) -> Trial:
    return Trial(origin=FIRST, actual=actual, total=total, low=low, high=high, run_rate=run_rate)


def test_each_sunday_of_a_month_that_is_over_is_tried_with_what_was_known_then() -> None:
    found = trials({"support": team(1)}, through=THROUGH)["support"]
    assert [one.origin for one in found[:3]] == [date(2026, 2, 1), date(2026, 2, 8), date(2026, 2, 15)]
    assert found[-1].origin == date(2026, 6, 28)
    assert date(2026, 5, 31) not in {one.origin for one in found}  # the month's last day leaves nothing to forecast
    first = found[1]
    days = {FIRST + DAY * n: amount for n, amount in enumerate(team(1).amounts) if amount is not None}
    ahead = forecast(team(1), through=first.origin, last=date(2026, 2, 28))
    so_far = sum(float(amount) for day, amount in days.items() if date(2026, 2, 1) <= day <= first.origin)
    assert first.total == pytest.approx(so_far + float(sum(ahead.days)))
    assert first.run_rate == pytest.approx(so_far / 8 * 28)


def test_later_days_change_nothing_of_what_was_said_before() -> None:
    early = trials({"a": team(1), "b": team(2)}, through=date(2026, 4, 30))["a"]
    late = trials({"a": team(1), "b": team(2)}, through=THROUGH)["a"]
    assert late[: len(early)] == early


def test_the_errors_of_other_teams_make_the_range() -> None:
    alone = trials({"a": team(1)}, through=THROUGH)["a"][-1]
    others = trials({"a": team(1), **{str(n): team(n) for n in range(2, 8)}}, through=THROUGH)["a"][-1]
    assert alone.total == others.total
    assert (alone.low, alone.high) != (others.low, others.high)


def test_what_trials_come_to_is_as_one_does_it_by_hand() -> None:
    found = backtest([trial(100, 110, 90, 130), trial(200, 180, 150, 190, run_rate=260)] * 5)
    assert found is not None
    assert found.origins == 10
    assert found.wape == pytest.approx(30 / 300)
    assert found.run_rate == pytest.approx(60 / 300)
    assert found.ratio == pytest.approx(0.5)
    assert found.coverage == 0.5
    assert found.pinball == pytest.approx(((1 + 5) / 300, (5 + 10) / 300, (3 + 9) / 300))


def test_of_fewer_than_ten_origins_nothing_is_said() -> None:
    assert backtest([trial(100, 110, 90, 130)] * 9) is None
    assert backtest([trial(0, 0, 0, 0)] * 20) is None
    assert backtest([trial(100, 110, 90, 130)] * 20).ratio is None  # type: ignore[union-attr]


def test_a_month_with_an_unknown_day_is_no_trial() -> None:
    whole = team(1)
    hole = Daily(first=FIRST, amounts=(*whole.amounts[:100], None, *whole.amounts[101:]))
    months = {one.origin.month for one in trials({"a": hole}, through=THROUGH)["a"]}
    assert months == {2, 3, 5, 6}


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=40), st.floats(0, 1000))
def test_the_loss_at_a_half_is_half_of_the_absolute_error(actuals: list[float], said: float) -> None:
    assert mean(loss(one, said, 0.5) for one in actuals) == pytest.approx(mean(abs(one - said) for one in actuals) / 2)
    assert all(loss(one, said, 0.9) >= 0 for one in actuals)
