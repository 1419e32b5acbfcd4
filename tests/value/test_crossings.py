"""Thresholds are told once, whatever the spend does: method.md 6.2 to 6.6, AC-F1, F2, F5, G7."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.alert import Alert
from bot.facts.org import Budget
from bot.facts.periods import month_of
from bot.value.crossings import decide, is_by_change, must_justify, recipients, why_not

BUDGET = Budget(
    scope_kind="team",
    scope="support",
    period="month",
    amount=Decimal(5500),
    currency="USD",
    owner="ana@acme.example",
    delegate="jonas@acme.example",
    approver="kim@acme.example",
)
NOVEMBER = month_of(date(2026, 11, 1))
LATE = datetime(2026, 11, 24, 10, tzinfo=UTC)
EARLY = datetime(2026, 11, 6, 10, tzinfo=UTC)

spends = st.integers(-1_000, 12_000).map(Decimal)


def an_alert(threshold: int, rule: str = "A") -> Alert:
    return Alert(
        budget=BUDGET.id,
        period=NOVEMBER,
        rule=f"{rule}{threshold}",
        generation=1,
        amount=BUDGET.amount,
        spent=Decimal(0),
        currency="USD",
        owner="p_ana",
        crossed_at=LATE,
    )


class Memory:
    """What the database remembers of a budget's period."""

    def __init__(self) -> None:
        self.alerts: dict[str, Alert] = {}
        self.told: list[Alert] = []

    def judge(self, spent: Decimal | str, *, budget: Budget = BUDGET, now: datetime = LATE) -> list[str]:
        """Judge once and return the rules that were told."""
        decision = decide(budget, NOVEMBER, spent=Decimal(spent), owner="p_ana", known=self.alerts.values(), now=now)
        for rearmed in decision.rearmed:
            self.alerts[rearmed] = replace(self.alerts[rearmed], rearmed_at=now)
        for alert in decision.crossed:
            assert alert.id not in self.alerts
            self.alerts[alert.id] = alert
        told = [alert for alert in decision.crossed if alert.is_told]
        self.told += told
        return [alert.rule for alert in told]

    def covered(self) -> dict[str, str | None]:
        return {alert.rule: alert.covered_by for alert in self.alerts.values()}


@pytest.fixture
def memory() -> Memory:
    return Memory()


@given(st.lists(spends, min_size=1, max_size=40))
@settings(deadline=None)
def test_whatever_order_the_spend_goes_in_each_threshold_is_told_at_most_once(course: Sequence[Decimal]) -> None:
    memory = Memory()
    for spent in course:
        memory.judge(spent)
    told = Counter(alert.rule for alert in memory.told)
    assert set(told.values()) <= {1}
    assert all(alert.generation == 1 for alert in memory.alerts.values())
    reached = max(course) / BUDGET.amount * 100
    assert bool(told) is (reached >= 80)
    assert set(memory.covered()) == {f"A{threshold}" for threshold in (80, 100, 120) if reached >= threshold}


@given(spends)
def test_judging_the_same_facts_again_is_never_news(spent: Decimal) -> None:
    memory = Memory()
    memory.judge(spent, now=EARLY)
    assert memory.judge(spent, now=EARLY) == []


def test_a_thousand_evaluations_after_a_crossing_tell_it_once(memory: Memory) -> None:
    """AC-F2."""
    for minute in range(1_000):
        memory.judge("4510", now=LATE + timedelta(minutes=minute))
    assert [alert.rule for alert in memory.told] == ["A80"]


def test_of_several_thresholds_crossed_at_once_the_highest_is_told_and_covers_the_others(memory: Memory) -> None:
    assert memory.judge("5600", now=EARLY) == ["A100"]
    highest = "team:support:month:USD/2026-11-01/A100/1"
    assert memory.covered() == {"A50": highest, "A80": highest, "A100": None}


def test_one_after_the_other_each_is_told(memory: Memory) -> None:
    assert [memory.judge(spent) for spent in ("4399.999999999", "4400", "5500", "6600")] == [
        [],
        ["A80"],
        ["A100"],
        ["A120"],
    ]


def test_a_threshold_that_is_added_below_one_already_told_is_covered_by_it(memory: Memory) -> None:
    memory.judge("5600")
    assert memory.judge("5600", budget=replace(BUDGET, thresholds=(50, 80, 90, 100, 120))) == []
    assert memory.covered()["A90"] == "team:support:month:USD/2026-11-01/A100/1"


def test_half_the_budget_in_the_first_third_is_noted_and_told_to_nobody(memory: Memory) -> None:
    assert memory.judge("2750", now=EARLY) == []
    assert memory.covered() == {"A50": None}


def test_half_the_budget_later_than_that_is_no_news(memory: Memory) -> None:
    memory.judge("2750", now=datetime(2026, 11, 11, tzinfo=UTC))
    assert memory.alerts == {}


@pytest.mark.parametrize(
    ("thresholds", "told"),
    [((50, 75), ["T75"]), ((10, 20, 30), ["T30"]), ((79,), ["T79"]), ((80,), ["A80"]), ((50, 200), [])],
)
def test_the_highest_threshold_is_told_however_low_it_is(
    memory: Memory, thresholds: tuple[int, ...], told: list[str]
) -> None:
    """AC-G7."""
    budget = replace(BUDGET, thresholds=thresholds)
    assert memory.judge("6000", budget=budget) == told
    assert memory.judge("6000", budget=budget) == []
    assert all(recipients(budget, alert) == (BUDGET.owner,) for alert in memory.told)


def test_below_the_highest_a_low_threshold_is_noted_and_no_more(memory: Memory) -> None:
    budget = replace(BUDGET, thresholds=(50, 75))
    assert memory.judge("2750", budget=budget, now=EARLY) == []
    assert memory.covered() == {"A50": None}
    assert recipients(budget, an_alert(50)) == ()
    assert memory.judge("4125", budget=budget) == ["T75"]


def test_a_noted_threshold_that_becomes_the_highest_is_told_then_and_once(memory: Memory) -> None:
    memory.judge("2750", now=EARLY)
    for thresholds, told in (((50,), ["T50"]), ((50, 80), []), ((50,), [])):
        assert memory.judge("2750", budget=replace(BUDGET, thresholds=thresholds), now=EARLY) == told


def test_spend_that_is_restated_down_and_up_again_is_told_once(memory: Memory) -> None:
    """Method.md 6.6."""
    assert memory.judge("4510") == ["A80"]
    for spent in ("4200", "4510", "1000", "4600"):
        assert memory.judge(spent) == []


def test_a_raised_budget_counts_its_thresholds_anew(memory: Memory) -> None:
    """Method.md 6.5."""
    assert memory.judge("5600") == ["A100"]
    raised = replace(BUDGET, amount=Decimal(8000))
    assert memory.judge("5600", budget=raised) == []
    assert memory.judge("6400", budget=raised) == ["A80"]
    assert memory.judge("8000", budget=raised) == ["A100"]
    assert [alert.generation for alert in memory.told] == [1, 2, 2]


def test_a_raise_that_leaves_the_use_above_a_threshold_does_not_repeat_it(memory: Memory) -> None:
    memory.judge("5600")
    slightly = replace(BUDGET, amount=Decimal(5550))
    assert [memory.judge(spent, budget=slightly) for spent in ("5600", "5700", "6000")] == [[], [], []]


def test_a_raise_after_the_spend_grew_on_does_not_repeat_a_threshold_it_stays_above(memory: Memory) -> None:
    memory.judge("4510")
    raised = replace(BUDGET, amount=Decimal(6000))
    assert [memory.judge(spent, budget=raised) for spent in ("5400", "5900")] == [[], []]


def test_a_budget_that_is_raised_while_spend_is_restated_down_counts_anew(memory: Memory) -> None:
    """Method.md 6.5: what matters is the use when it was raised."""
    assert memory.judge("4800") == ["A80"]
    assert memory.judge("3000") == []
    raised = replace(BUDGET, amount=Decimal(11_000))
    assert memory.judge("3000", budget=raised) == []
    assert memory.judge("9500", budget=raised) == ["A80"]


def test_a_restatement_under_a_raised_budget_is_not_a_new_crossing(memory: Memory) -> None:
    memory.judge("4510")
    raised = replace(BUDGET, amount=Decimal(5600))
    for spent in ("4510", "4000", "4510"):
        assert memory.judge(spent, budget=raised) == []


def test_a_lowered_budget_tells_the_highest_threshold_that_is_crossed_now(memory: Memory) -> None:
    memory.judge("4510")
    assert memory.judge("4510", budget=replace(BUDGET, amount=Decimal(4000))) == ["A100"]


@given(st.lists(st.tuples(spends, st.integers(1_000, 9_000)), min_size=1, max_size=30))
@settings(deadline=None)
def test_a_generation_is_added_only_when_the_budget_was_raised(course: Sequence[tuple[Decimal, int]]) -> None:
    memory = Memory()
    for spent, amount in course:
        memory.judge(spent, budget=replace(BUDGET, amount=Decimal(amount)))
    raises = sum(later > earlier for (_, earlier), (_, later) in pairwise(course))
    identities = [alert.id for alert in memory.told]
    assert len(identities) == len(set(identities))
    assert max((alert.generation for alert in memory.alerts.values()), default=1) <= 1 + raises


def reason(**changed: Any) -> str | None:
    facts: dict[str, Any] = {
        "amounts": {"USD": Decimal(4510)},
        "read": {"openai": LATE - timedelta(hours=36)},
        "now": LATE,
    }
    return why_not(BUDGET, NOVEMBER, **facts | changed)


def test_fresh_and_known_spend_in_the_budgets_currency_is_judged() -> None:
    assert reason() is None
    assert reason(amounts={}) is None
    assert reason(read={}) is None
    assert reason(amounts={"USD": Decimal(1), "EUR": Decimal(0)}) is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"now": NOVEMBER.starts_at + timedelta(hours=11, minutes=59)}, "began less than 12 hours ago"),
        ({"amounts": None}, "no provider has been read yet"),
        ({"read": {"openai": None}}, "openai has not been read yet"),
        ({"read": {"openai": LATE - timedelta(hours=36, seconds=1)}}, "the data of openai are of 2026-11-22 21:59 UTC"),
        ({"amounts": {"USD": None}}, "some charges have no known cost"),
        ({"amounts": {"USD": Decimal(1), "EUR": Decimal(222)}}, "€222.00 of the spend is not in USD"),
    ],
    ids=["AC-F5 the first hours", "nothing read", "never read", "stale", "unknown cost", "another currency"],
)
def test_what_cannot_be_judged_is_said(changed: dict[str, Any], says: str) -> None:
    found = reason(**changed)
    assert found is not None
    assert says in found


@pytest.mark.parametrize(
    ("threshold", "told"),
    [(50, ""), (79, ""), (80, "ana"), (99, "ana"), (100, "ana jonas"), (120, "ana kim"), (300, "ana kim")],
)
def test_who_is_told_depends_on_the_threshold(threshold: int, told: str) -> None:
    assert " ".join(email.split("@")[0] for email in recipients(BUDGET, an_alert(threshold))) == told


def test_without_an_approver_the_delegate_is_told_and_nobody_twice() -> None:
    assert recipients(replace(BUDGET, approver=None), an_alert(120)) == (BUDGET.owner, BUDGET.delegate)
    assert recipients(replace(BUDGET, approver=BUDGET.owner), an_alert(120)) == (BUDGET.owner,)


def test_an_answer_is_required_from_the_whole_budget_on() -> None:
    assert [must_justify(an_alert(threshold)) for threshold in (80, 99, 100, 120)] == [False, False, True, True]


def test_of_what_is_likely_the_owner_is_told_who_must_answer_where_it_is_very_likely() -> None:
    """Method.md 6.2."""
    forecasts = [an_alert(threshold, "F") for threshold in (60, 80)]
    assert [recipients(BUDGET, one) for one in forecasts] == [(BUDGET.owner,)] * 2
    assert [must_justify(one) for one in forecasts] == [False, True]
    assert [(one.is_forecast, one.is_noted, one.is_told) for one in forecasts] == [(True, False, True)] * 2


def test_what_was_said_of_the_forecast_says_nothing_of_what_was_spent(memory: Memory) -> None:
    memory.alerts = {one.id: one for one in (an_alert(60, "F"), an_alert(80, "F"))}
    assert memory.judge("4510") == ["A80"]
    assert memory.alerts[an_alert(80).id].covered_by is None


def test_a_forecast_is_never_put_down_to_a_lowered_budget() -> None:
    assert is_by_change(replace(an_alert(80), spent=Decimal(4500)), Decimal(9000))
    assert not is_by_change(replace(an_alert(80, "F"), spent=Decimal(4500)), Decimal(9000))
