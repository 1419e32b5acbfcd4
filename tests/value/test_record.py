"""How wrong forecasts have been, and what ranges are made of (method.md 3.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import exp, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.facts.periods import DAY
from bot.value.daily import Daily
from bot.value.default_bank import DEFAULT
from bot.value.forecast import forecast
from bot.value.record import HORIZONS, Bank, Spread, bank, residuals

MONDAY = date(2026, 1, 5)


def noisy(days: int, seed: int = 1) -> Daily:
    chance = Random(seed)  # noqa: S311  (invented numbers, not secrets)
    return Daily(first=MONDAY, amounts=tuple(Decimal(round(chance.lognormvariate(5, 0.3), 2)) for _ in range(days)))


def test_each_sunday_is_compared_with_what_came_in_every_horizon_that_is_over() -> None:
    daily = noisy(70)
    found = list(residuals(daily, through=daily.last))
    assert {one.origin.weekday() for one in found} == {6}
    assert min(one.origin for one in found) == MONDAY + DAY * 27
    assert all(one.finished_on <= daily.last for one in found)
    assert sorted({one.horizon for one in found}) == [3, 7, 14, 21, 28]


def test_a_residual_is_the_logarithm_of_actual_over_forecast() -> None:
    daily = noisy(70)
    origin = MONDAY + DAY * 34
    one = next(one for one in residuals(daily, through=daily.last) if (one.origin, one.horizon) == (origin, 14))
    expected = float(sum(forecast(daily, through=origin, last=origin + DAY * 14).days))
    actual = sum(float(amount) for amount in daily.amounts[35:49] if amount is not None)
    assert one.log_ratio == pytest.approx(log(actual / expected))


def test_an_origin_never_sees_what_came_after_it() -> None:
    daily = noisy(120)
    early = list(residuals(daily, through=MONDAY + DAY * 80))
    late = list(residuals(daily, through=daily.last))
    assert set(early) <= set(late)
    assert {one for one in late if one.finished_on <= MONDAY + DAY * 80} == set(early)


def test_what_an_unknown_day_lies_in_is_left_out() -> None:
    daily = noisy(60)
    hole = Daily(first=MONDAY, amounts=(*daily.amounts[:40], None, *daily.amounts[41:]))
    spans = [(one.origin, one.finished_on) for one in residuals(hole, through=hole.last)]
    assert spans != []
    assert not any(origin < MONDAY + DAY * 40 <= finished for origin, finished in spans)


def test_who_stops_spending_is_a_thousandth_and_who_never_spent_is_nothing() -> None:
    stopped = Daily(first=MONDAY, amounts=(Decimal(10),) * 28 + (Decimal(0),) * 28)
    first = next(iter(residuals(stopped, through=stopped.last)))
    assert exp(first.log_ratio) == pytest.approx(0.001)
    never = Daily(first=MONDAY, amounts=(Decimal(0),) * 90)
    assert list(residuals(never, through=never.last)) == []


def test_only_what_was_finished_by_then_is_in_the_bank_and_all_teams_are() -> None:
    daily, other = noisy(200), noisy(200, seed=2)
    found = [*residuals(daily, through=daily.last), *residuals(other, through=other.last)]
    day = MONDAY + DAY * 100
    made = bank(found, as_of=day)
    assert sum(map(len, made.log_ratios.values())) == sum(one.finished_on <= day for one in found)
    assert all(list(ratios) == sorted(ratios) for ratios in made.log_ratios.values())


def test_with_fewer_than_thirty_the_shipped_bank_stands_in() -> None:
    few, enough = Bank(log_ratios={14: (0.1,) * 29}), Bank(log_ratios={14: (0.1,) * 30})
    assert few.spread(14) == Spread(log_ratios=DEFAULT[14], is_default=True)
    assert enough.spread(14) == Spread(log_ratios=(0.1,) * 30, is_default=False)
    assert Bank(log_ratios={}).spread(60).is_default


def test_the_nearest_horizon_answers() -> None:
    made = Bank(log_ratios={horizon: (float(horizon),) * 30 for horizon in HORIZONS})
    asked = {1: 3, 5: 7, 10: 7, 11: 14, 16: 14, 25: 28, 43: 28, 44: 60, 75: 90, 300: 90}
    assert {days: int(made.spread(days).log_ratios[0]) for days in asked} == asked


def test_the_shipped_bank_has_every_horizon_in_order() -> None:
    assert tuple(DEFAULT) == HORIZONS
    assert all(list(ratios) == sorted(ratios) and len(ratios) == 60 for ratios in DEFAULT.values())


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=200), st.floats(0, 1))
def test_quantiles_are_those_of_weibull_and_shares_those_that_are_greater(ratios: list[float], share: float) -> None:
    spread = Spread(log_ratios=tuple(sorted(ratios)), is_default=False)
    expected = stats.mstats.mquantiles(ratios, share, alphap=0, betap=0)[0]
    assert spread.quantile(share) == pytest.approx(expected, abs=1e-9)
    assert spread.share_above(share) == pytest.approx(sum(one > share for one in ratios) / len(ratios))
