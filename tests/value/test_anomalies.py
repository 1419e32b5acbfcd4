"""Days that cost far more or less than usual, and spend that creeps up (method.md 3.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import DAY, Period
from bot.facts.policy import DEFAULT, Policy
from bot.value.anomalies import (
    Alert,
    Anomaly,
    Expected,
    Kind,
    Mark,
    Severity,
    UnusualDay,
    _alerts,
    anomalies,
    severity,
)
from bot.value.daily import Daily
from bot.value.surprise import Surprise

MONDAY = date(2026, 1, 5)
WEEK = (1.1, 1.15, 1.15, 1.1, 1.0, 0.75, 0.75)


def spent(weeks: int, *, level: float = 300, **changed: float) -> Daily:
    """Whole weeks that scatter by a twentieth; `d70=3` makes the seventieth day, from 0, three times as dear."""
    chance = Random(7)  # noqa: S311  (invented numbers, not secrets)
    amounts = [level * WEEK[n % 7] * chance.lognormvariate(0, 0.05) for n in range(7 * weeks)]
    for name, times in changed.items():
        amounts[int(name[1:])] *= times
    return Daily(first=MONDAY, amounts=tuple(Decimal(round(amount, 2)) for amount in amounts))


def found_in(daily: Daily, *marks: Mark, policy: Policy = DEFAULT) -> tuple[Anomaly, ...]:
    return anomalies(daily, policy, through=daily.last, marks=marks)


def high(*, spent: Decimal, expected: Decimal) -> Anomaly:
    day = UnusualDay(day=MONDAY, spent=spent, expected=expected, level=Decimal(300), beyond=4.8)
    return Anomaly(alerts=(Alert(kind=Kind.HIGH, days=(day,)),))


def day(place: int) -> date:
    return MONDAY + DAY * place


def days(first: int, count: int, times: float) -> dict[str, float]:
    return {f"d{place}": times for place in range(first, first + count)}


def test_the_example_of_the_method() -> None:
    tuesday = Surprise(place=0, spent=780, expected=330, level=300, log_ratio=log(780 / 330), scatter=0.18)
    assert tuesday.log_ratio == pytest.approx(0.86, abs=0.005)
    assert tuesday.log_ratio > 3.5 * tuesday.scatter == pytest.approx(0.63)  # and so over the 3.0 in force
    assert [kind for kind, _ in _alerts([tuesday], DEFAULT, set())] == [Kind.HIGH]
    one = high(spent=Decimal(780), expected=Decimal(330))
    assert one.excess == 450
    assert severity(one, Decimal(8500)) is Severity.OWNER


def test_ordinary_weeks_have_no_anomaly() -> None:
    assert found_in(spent(40)) == ()


def test_a_day_of_three_times_is_one() -> None:
    (one,) = found_in(spent(14, d80=3))
    assert (one.alerted_on, one.kinds, one.days) == ((day(80),), (Kind.HIGH,), (day(80),))
    assert float(one.spent) == pytest.approx(3 * float(one.expected), rel=0.3)
    assert not one.is_for_admin


def test_each_day_says_what_it_is_compared_with() -> None:
    (one,) = found_in(spent(14, d80=3))
    (alert,) = one.alerts
    (found,) = alert.days
    assert (alert.on, alert.excess, found.excess) == (day(80), one.excess, one.excess)
    assert float(found.level) == pytest.approx(300, rel=0.1)
    assert float(found.expected / found.level) == pytest.approx(WEEK[80 % 7], rel=0.1)
    assert found.beyond == pytest.approx(log(float(found.spent / found.expected)) / 0.08, rel=1e-6)


def test_a_day_of_nothing_asks_the_admin_whether_data_is_missing() -> None:
    (one,) = found_in(spent(14, d80=0))
    assert one.kinds == (Kind.LOW,)
    assert one.excess < 0
    assert one.is_for_admin


def test_spend_that_rises_by_five_per_cent_a_day_is_a_creep() -> None:
    found = found_in(spent(14, **{f"d{70 + n}": 1.05**n for n in range(14)}))
    assert Kind.CREEP in {kind for one in found for kind in one.kinds}


def test_alerts_within_three_days_are_one_anomaly_and_their_days_are_counted_once() -> None:
    (one,) = found_in(spent(14, d80=4, d82=4, d85=4))
    assert one.alerted_on[0] == day(80)
    assert one.alerted_on[-1] == day(85)
    assert len(one.days) == len(set(one.days))
    assert one.is_open(day(88))
    assert not one.is_open(day(89))
    assert len(found_in(spent(14, d80=4, d84=4))) == 2


def test_missing_data_joins_no_anomaly_of_the_team() -> None:
    found = found_in(spent(14, d80=4, d81=0))
    assert [(one.kinds, one.is_for_admin) for one in found] == [((Kind.HIGH,), False), ((Kind.LOW,), True)]


def test_what_is_no_money_is_no_anomaly() -> None:
    assert found_in(spent(14, level=9, d80=20)) == ()  # a usual day is below ten dollars
    assert found_in(spent(14, level=12, d80=2.5)) == ()  # an excess of less than 25
    assert found_in(spent(14, level=12, d80=6)) != ()
    assert found_in(spent(14, d80=3), policy=Policy(anomaly_from=Decimal(5000))) == ()
    assert found_in(spent(14, d80=3), policy=Policy(quiet_below=Decimal(400))) == ()


def test_what_the_owner_expected_once_is_no_anomaly_and_teaches_nothing() -> None:
    raised = spent(18, **days(80, 14, 3))
    assert found_in(raised) != ()
    mark = Mark(days=Period(day(80), day(94)), as_what=Expected.ONE_OFF)
    assert found_in(raised, mark) == ()


def test_after_a_new_normal_the_old_level_is_missing_and_the_new_one_is_not_news() -> None:
    shifted = spent(18, **days(80, 46, 3))
    mark = Mark(days=Period(day(80), day(81)), as_what=Expected.NEW_NORMAL)
    assert len([one for one in found_in(shifted) if one.days[-1] > day(80)]) >= 1
    assert found_in(shifted, mark) == ()
    back = spent(18, **days(80, 20, 3))
    assert [one.kinds[0] for one in found_in(back, mark)] == [Kind.LOW]


def test_later_days_change_no_earlier_anomaly() -> None:
    daily = spent(20, d80=4, d100=0, d120=6)
    whole = found_in(daily)
    until = anomalies(daily, DEFAULT, through=day(110))
    assert whole[: len(until)] == until
    assert len(whole) == len(until) + 1


@pytest.mark.parametrize(
    ("excess", "told"),
    [
        ("84.99", Severity.DIGEST),
        ("85", Severity.CHANNEL),
        ("425", Severity.CHANNEL),
        ("425.01", Severity.OWNER),
        ("-426", Severity.OWNER),
    ],
)
def test_severity_is_the_part_of_the_months_budget(excess: str, told: Severity) -> None:
    one = high(spent=Decimal(excess), expected=Decimal(0))
    assert severity(one, Decimal(8500)) is told
    assert severity(one, None) is Severity.CHANNEL


@given(st.lists(st.none() | st.decimals("-50", "100000", places=2), min_size=1, max_size=110))
def test_no_history_breaks_it_and_it_says_the_same_twice(amounts: list[Decimal | None]) -> None:
    daily = Daily(first=MONDAY, amounts=tuple(amounts))
    found = found_in(daily)
    assert found == found_in(daily)
    assert all(abs(one.excess) >= DEFAULT.anomaly_from for one in found)
    assert all(list(one.alerted_on) == sorted(one.alerted_on) for one in found)
