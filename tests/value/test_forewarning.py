"""Who is warned of what is likely, and that nobody is warned twice: method.md 6.2, 6.3; AC-F2, F3, F4, G9."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.alert import Alert
from bot.facts.org import Budget
from bot.facts.periods import DAY, Period
from bot.facts.prospect import Prospect
from bot.value.forewarning import Ahead, forewarn
from tests.value.test_crossings import BUDGET, NOVEMBER, an_alert

Chances = Sequence[float | None]


def a_prospect(chance: float | str, through: date = NOVEMBER.start) -> Prospect:
    return Prospect(
        through=through,
        chance=Decimal(str(chance)),
        expected=Decimal(6000),
        low=Decimal(5200),
        high=Decimal(7000),
        runs_out_from=NOVEMBER.start + DAY * 22,
        runs_out_on=NOVEMBER.start + DAY * 25,
        runs_out_by=None,
        usual_error=Decimal("0.14"),
        past_errors=320,
    )


class Memory:
    """What the database remembers of a budget's November, which is evaluated every few hours."""

    def __init__(self, *known: Alert) -> None:
        self.alerts = {one.id: one for one in known}
        self.told: list[Alert] = []

    def evaluate(
        self,
        now: float | None,
        before: float | None,
        *,
        at: datetime,
        spent: str = "4000",
        budget: Budget = BUDGET,
        span: Period = NOVEMBER,
        lag: int = 1,
    ) -> list[str]:
        """Evaluate once, with what is known so many days before, and return the rules that were told."""
        through = at.date() - DAY * lag
        found = Ahead(
            span=span,
            now=None if now is None else a_prospect(now, through),
            before=None if before is None else a_prospect(before, through - DAY),
        )
        decision = forewarn(
            budget, NOVEMBER, found, spent=Decimal(spent), owner="p_ana", known=self.alerts.values(), now=at
        )
        for rearmed in decision.rearmed:
            assert self.alerts[rearmed].rearmed_at is None
            self.alerts[rearmed] = replace(self.alerts[rearmed], rearmed_at=at)
        for alert in decision.crossed:
            assert alert.id not in self.alerts
            self.alerts[alert.id] = alert
        told = [alert for alert in decision.crossed if alert.is_told]
        self.told += told
        return [alert.rule for alert in told]

    def days(self, chances: Chances, *, each: int = 1, first: int = 1) -> list[str]:
        """Evaluate `each` times on every day from the first on; what was told, with its day and generation."""
        before = None
        for n, chance in enumerate(chances):
            for hour in range(each):
                at = NOVEMBER.starts_at + timedelta(days=first - 1 + n, hours=hour)
                self.evaluate(chance, before, at=at)
            before = chance
        return [f"{one.rule} on {one.crossed_at.day}, {one.generation}" for one in self.told]


NINTH = NOVEMBER.starts_at + timedelta(days=8, hours=10)


def test_an_owner_is_warned_on_the_second_day_that_it_is_likely_and_not_again() -> None:
    assert Memory().days([0.2, 0.3, 0.5, 0.65, 0.61, 0.7, 0.6, 0.4, 0.7, 0.7], each=5) == ["F60 on 5, 1"]


def test_of_two_rules_that_fire_at_once_the_more_certain_is_told_and_covers_the_other() -> None:
    memory = Memory()
    assert memory.evaluate(0.9, 0.85, at=NINTH) == ["F80"]
    by_rule = {one.rule: one for one in memory.alerts.values()}
    assert {rule: one.covered_by for rule, one in by_rule.items()} == {"F60": by_rule["F80"].id, "F80": None}
    assert by_rule["F80"].prospect == a_prospect(0.9, NINTH.date() - DAY)


def test_what_becomes_very_likely_later_is_told_too() -> None:
    assert Memory().days([0.1, 0.7, 0.7, 0.7, 0.85, 0.85]) == ["F60 on 3, 1", "F80 on 6, 1"]


def test_nobody_is_warned_before_the_third_day() -> None:
    """AC-G9."""
    assert Memory().days([0.99, 0.99], each=24) == []
    begun = Period(NOVEMBER.start + DAY * 7, NOVEMBER.end)
    assert Memory().evaluate(0.9, 0.9, at=NINTH, span=begun) == []
    assert Memory().evaluate(0.9, 0.9, at=NINTH + timedelta(days=1), span=begun) == ["F80"]


def test_nobody_is_warned_before_two_days_of_the_period_are_known_however_late_in_it() -> None:
    memory = Memory()
    assert memory.evaluate(0.99, 0.99, at=NINTH, lag=9) == []
    assert memory.evaluate(0.99, 0.99, at=NINTH, lag=8) == []
    assert memory.evaluate(0.99, 0.99, at=NINTH, lag=7) == ["F80"]


def test_a_forecast_that_dips_under_the_line_and_over_it_is_told_once() -> None:
    """AC-F4."""
    assert Memory().days([0.5, 0.62, 0.62, *(0.36, 0.58, 0.63, 0.64) * 6]) == ["F60 on 3, 1"]


def test_after_it_had_become_unlikely_it_may_be_said_again() -> None:
    assert Memory().days([0.5, 0.9, 0.9, 0.30, 0.9, 0.9]) == ["F80 on 3, 1", "F80 on 6, 2"]


@pytest.mark.parametrize("now", [None, 0.2])
def test_a_day_of_which_nothing_is_known_warns_of_nothing_and_forgets_nothing(now: float | None) -> None:
    standing = an_alert(60, "F")
    memory = Memory(standing)
    assert memory.evaluate(now, 0.9, at=NINTH) == []
    assert (memory.alerts[standing.id].rearmed_at is None) == (now is None)


def test_a_budget_that_is_used_up_is_not_likely_to_be() -> None:
    assert Memory().evaluate(1, 1, at=NINTH, spent="5500") == []
    assert Memory(an_alert(100)).evaluate(0.9, 0.9, at=NINTH) == []
    assert Memory(an_alert(120)).evaluate(0.9, 0.9, at=NINTH) == []
    assert Memory(replace(an_alert(100), rearmed_at=NINTH)).evaluate(0.9, 0.9, at=NINTH) == ["F80"]
    assert Memory(an_alert(80)).evaluate(0.9, 0.9, at=NINTH) == ["F80"]


chances = st.lists(st.none() | st.sampled_from([0.0, 0.34, 0.35, 0.49, 0.5, 0.6, 0.79, 0.8, 1.0]), max_size=30)


@given(chances, st.integers(1, 3))
@settings(deadline=None)
def test_whatever_the_days_bring_no_rule_is_told_twice_in_one_generation(course: Chances, each: int) -> None:
    """AC-F2, AC-F3: however often a day is evaluated, and by whomever."""
    once, often = Memory(), Memory()
    assert once.days(course) == often.days(course, each=each)
    identities = Counter((one.rule, one.generation) for one in often.alerts.values())
    assert all(count == 1 for count in identities.values())
    for rule in ("F60", "F80"):
        mine = [one for one in often.alerts.values() if one.rule == rule]
        assert [one.generation for one in mine] == list(range(1, len(mine) + 1))
        assert all(one.rearmed_at is not None for one in mine[:-1])
