from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.benefit import Benefit, BenefitKind, Destination
from bot.facts.effort import Effort
from bot.facts.grade import Grade
from bot.value.standing.brought import claims
from bot.value.standing.compared import closes
from bot.value.standing.known import Known, Logged
from bot.value.standing.standing import stand
from bot.value.standing.told import valued
from bot.value.standing.value import value
from bot.value.verdicts.kind import Kind, Rule
from bot.value.worth.claims import Ledger
from tests.value.standing.workflows import COUNTS, EFFORT, HANDWORK, WEEK, known, workflow

CHECKED = replace(EFFORT, rework_minutes=Decimal(0))
REFUNDS = workflow(baseline=HANDWORK, effort=CHECKED)
OCTOBER = date(2026, 10, 1)
WHOLE_OCTOBER = Decimal(60) * 60
"""What 60 hours are worth at the rate of the effort."""


def benefit(kind: BenefitKind, grade: int = 2, **more: Any) -> Benefit:
    return Benefit(workflow="refunds", month=OCTOBER, kind=kind, grade=grade, **more)


MONTHS = (date(2026, 9, 1), OCTOBER, date(2026, 11, 1))
NOTHING = Benefit(
    workflow="refunds", month=OCTOBER, kind=BenefitKind.CASH, grade=4, amount=Decimal(0), currency="USD", name="nothing"
)
SAID = tuple(replace(NOTHING, month=month) for month in MONTHS)
"""So that all months of the window are told of."""


def hours(number: str, destination: Destination, grade: int, name: str | None = None) -> Benefit:
    return benefit(BenefitKind.HOURS, grade, hours=Decimal(number), destination=destination, name=name)


def refunds(*benefits: Benefit, **more: Any) -> Known:
    return known([90] * 8, COUNTS, workflow=REFUNDS, benefits=benefits, **more)


def test_the_triple_of_the_method_is_made_from_counts_minutes_and_where_the_hours_went() -> None:
    """method.md 4.3: 3,600 claimed, 2,100 captured, 1,650 weighted, 1,200 of it validated."""
    found = value_of(
        refunds(
            replace(hours("20", Destination.CASHABLE, 4, "overtime"), month=date(2026, 9, 1)),
            hours("30", Destination.WORK, 2, "returns backlog"),
        )
    )
    assert (found.claimed, found.captured, found.weighted, found.validated) == (3600, 2100, 1650, 1200)
    assert (found.hours, found.unplaced) == (60, 10)
    assert (found.grade, found.main_grade) == (Grade.VALIDATED, Grade.VALIDATED)


def test_hours_of_one_month_say_nothing_of_where_those_of_another_went() -> None:
    """181 refunds of October free 30 1/6 hours: 50 that were placed in it are 19 5/6 too many."""
    found = value_of(
        refunds(
            hours("10", Destination.CASHABLE, 4, "overtime"),
            hours("40", Destination.WORK, 2, "returns backlog"),
        )
    )
    there = Decimal(181) / 6
    assert found.claimed == 3600
    assert found.captured == pytest.approx(60 * there / 5 + 30 * there * 4 / 5)
    assert found.unplaced == pytest.approx(60 - there)
    assert found.overplaced == pytest.approx(50 - there)


def test_hours_of_which_nobody_says_where_they_went_are_claimed_and_capture_nothing() -> None:
    found = value_of(refunds())
    assert (found.claimed, found.captured, found.weighted) == (3600, 0, 0)
    assert (found.unplaced, found.grade) == (60, Grade.NONE)
    shown = stand(refunds(policy=replace(refunds().policy, material_from=Decimal(1)))).shown
    assert shown.verdict is not None
    assert (shown.verdict.rule, shown.verdict.kind) == (Rule.R8, Kind.MEASURE_FIRST)
    assert shown.verdict.inputs.unplaced_hours == 60


def test_few_hours_without_a_place_are_not_asked_about() -> None:
    """Five of 60; 55 of 60 went to what was said, each month as many as it freed or nearly so."""
    asked = {MONTHS[0]: "20", MONTHS[1]: "28", MONTHS[2]: "26.25"}
    told = [replace(hours(of, Destination.WORK, 2, "backlog"), month=month) for month, of in asked.items()]
    found = refunds(*told, policy=replace(refunds().policy, material_from=Decimal(1)))
    assert value_of(found).unplaced == 5
    shown = stand(found).shown
    assert shown.verdict is not None
    assert shown.verdict.inputs.unplaced_hours is None


def test_nothing_is_known_of_what_a_workflow_brought_where_nobody_said_anything() -> None:
    assert claims(known(), closes(known())[-1]) is None
    without_rate = replace(REFUNDS, effort=replace(CHECKED, currency="EUR"))
    assert claims(known(workflow=without_rate), closes(known())[-1]) is None


def test_hours_without_what_one_costs_are_a_value_that_is_not_known() -> None:
    """They are never a value of nothing: that would be a loss at its most generous."""
    said = hours("60", Destination.WORK, 2, "returns backlog")
    assert value(known(benefits=(said,)), closes(known())[-1]) is None
    paid = benefit(BenefitKind.CASH, 4, amount=Decimal(3100), currency="USD")
    assert value(known(benefits=(*SAID, said, paid)), closes(known())[-1]) is None


def test_money_of_another_currency_leaves_the_value_unknown_and_is_never_a_loss() -> None:
    """What is left would be called every claim: 50,000 euro a month beside 100 dollars were a Fix."""
    dear = [benefit(BenefitKind.CASH, 4, amount=Decimal(50_000), currency="EUR", name="agency")]
    small = benefit(BenefitKind.CASH, 4, amount=Decimal(100), currency="USD", name="licences")
    told = [replace(one, month=month) for one in (*dear, small) for month in MONTHS]
    shown = stand(known([450] * 16, [45] * 16, benefits=tuple(told))).shown
    assert shown.verdict is not None
    assert shown.verdict.kind is Kind.MEASURE_FIRST
    assert shown.verdict.returns.generous is None


def test_a_month_of_which_nothing_is_said_yet_is_left_out_with_what_it_cost() -> None:
    """The close of 17 November: October was told, November is not over, and its eight days are in the window."""
    paid = benefit(BenefitKind.CASH, 4, amount=Decimal(3100), currency="USD")
    told = known([400] * 16, [40] * 16, benefits=(replace(paid, month=date(2026, 9, 1)), paid))
    found = value_of(told)
    assert found.until == date(2026, 10, 26)
    assert found.spend == 400 * 6
    assert found.weighted == (Decimal(3100) * 17 / 30 + Decimal(3100) * 25 / 31).quantize(Decimal("1e-9"))
    said = replace(told, benefits=(*told.benefits, replace(paid, month=date(2026, 11, 1))))
    assert (value_of(said).until, value_of(said).spend) == (date(2026, 11, 9), 3200)


def test_a_month_of_which_nothing_is_said_is_not_known_however_long_it_has_been_over() -> None:
    """It never turns a workflow that pays into a loss because somebody is late."""
    paid = replace(benefit(BenefitKind.CASH, 4, amount=Decimal(3000), currency="USD"), month=date(2026, 9, 1))
    told = known([400] * 16, [40] * 16, benefits=(paid,))
    found = value_of(told)
    assert (found.since, found.until, found.spend) == (date(2026, 9, 7), date(2026, 9, 28), 1200)
    assert found.weighted == 2100
    nothing = replace(paid, month=OCTOBER, amount=Decimal(0), name="October")
    assert value_of(replace(told, benefits=(paid, nothing))).until == date(2026, 10, 26)
    old = replace(told, benefits=(replace(paid, month=date(2026, 7, 1)),))
    assert value(old, closes(old)[-1]) is None


@pytest.mark.parametrize(
    ("months", "since", "spend"),
    [
        ((9, 10, 11), date(2026, 9, 14), 8 * 450),
        ((10, 11), date(2026, 10, 5), 5 * 450),
        ((9, 11), None, None),  # one week of November is no month
        ((11,), None, None),
    ],
)
def test_the_months_before_the_first_that_was_told_and_between_are_not_known(
    months: tuple[int, ...], since: date | None, spend: int | None
) -> None:
    """2,600 a month beside 450 a week pays, however few of its months somebody has told of."""
    paid = benefit(BenefitKind.CASH, 4, amount=Decimal(2600), currency="USD")
    told = [replace(paid, month=date(2026, month, 1)) for month in months]
    standing = stand(known([450] * 16, [45] * 16, benefits=tuple(told)))
    found = standing.value
    assert (found and found.since, found and found.spend) == (since, spend)
    verdict = standing.shown.verdict
    assert verdict is not None
    assert verdict.kind is (Kind.MEASURE_FIRST if since is None else Kind.KEEP)


@pytest.mark.parametrize(("month", "said"), [(date(2026, 3, 1), 0), (date(2026, 11, 1), 120)])
def test_money_of_one_month_keeps_nobody_from_the_hours_that_follow_from_the_counts(month: date, said: int) -> None:
    once = replace(benefit(BenefitKind.CASH, 4, amount=Decimal(450), currency="USD", name="licence"), month=month)
    assert value_of(refunds(once)).claimed == 3600 + said
    assert value_of(refunds(once)).spend == 720


def test_hours_are_placed_on_the_days_on_which_their_outcomes_came() -> None:
    """With a lag of 30 days those are of September and October, whatever the money was of."""
    late = replace(REFUNDS, lag_days=30)
    counts = {date(2026, 9, 9): 180, date(2026, 10, 20): 180}
    placed = [replace(hours("60", Destination.CASHABLE, 4, "overtime"), month=month) for month in MONTHS]
    weeks = known([90] * 16, [0] * 16, ends=WEEK.plus(-5), workflow=late, benefits=tuple(placed))
    found = value_of(replace(weeks, logged={day: Logged(accepted=count) for day, count in counts.items()}))
    assert found.hours == 60
    assert found.unplaced == 0


@given(st.sets(st.integers(0, 15), min_size=1), st.booleans())
def test_the_window_of_the_value_is_told_of_whole_and_has_three_weeks(told: set[int], is_young: bool) -> None:
    months = {date(2025 + n // 12, n % 12 + 1, 1) for n in (one + 8 for one in told)}
    asked = known([90] * (5 if is_young else 20), [9] * (5 if is_young else 20))
    window = closes(asked)[-1]
    one = replace(asked, benefits=tuple(replace(NOTHING, month=month) for month in months))
    found = valued(one, window)
    if found is None:
        return
    days = one.outcome_days(found)
    assert days is not None
    assert len(days) >= 21
    assert all(day.replace(day=1) in months for day in days.days())
    assert found.cost.end <= window.cost.end
    assert found.weeks <= window.weeks


def test_a_benefit_of_a_month_counts_by_its_days_in_the_window() -> None:
    paid = benefit(BenefitKind.CASH, 4, amount=Decimal(3100), currency="USD")
    whole, part = (
        value_of(known([450] * 16, [45] * 16, benefits=(*SAID, replace(paid, month=month))))
        for month in (OCTOBER, date(2026, 9, 1))
    )
    assert whole.weighted == 3100
    assert part.weighted == (Decimal(3100) * 17 / 30).quantize(Decimal("1e-9"))


@pytest.mark.parametrize(
    ("weeks", "month", "stopped", "counted"),
    [
        (4, OCTOBER, None, 3000),  # it began on 12 October
        (8, OCTOBER, date(2026, 10, 12), 3000),  # and ended on 11 October
        (16, date(2026, 11, 1), None, 800),
    ],
)
def test_what_the_month_brought_in_which_a_workflow_began_or_ended_came_in_its_own_weeks(
    weeks: int, month: date, stopped: date | None, counted: int
) -> None:
    paid = replace(benefit(BenefitKind.CASH, 4, amount=Decimal(3000), currency="USD"), month=month)
    mine = workflow(stopped=stopped)
    found = value_of(known([450] * weeks, [45] * weeks, workflow=mine, benefits=(*SAID, paid)))
    assert found.claimed == counted


def test_money_of_another_currency_is_not_added() -> None:
    foreign = benefit(BenefitKind.CASH, 4, amount=Decimal(5), currency="EUR")
    assert claims(known(benefits=(foreign,)), closes(known())[-1]) is None


def test_nothing_is_nothing_in_every_currency() -> None:
    paid = benefit(BenefitKind.CASH, 4, amount=Decimal(3100), currency="USD")
    foreign = [replace(one, currency="EUR") for one in SAID]
    assert value_of(known([450] * 16, [45] * 16, benefits=(paid, *foreign))).claimed == 3100


def test_revenue_counts_by_its_share_and_risk_only_once_finance_validated_it() -> None:
    def weighted(kind: BenefitKind, grade: int) -> Decimal:
        one = benefit(kind, grade, amount=Decimal(1000), currency="USD", share=Decimal("0.4"))
        return value_of(known(benefits=(*SAID, one))).weighted

    assert weighted(BenefitKind.REVENUE, 3) == 360
    assert weighted(BenefitKind.REVENUE, 2) == 0
    assert weighted(BenefitKind.RISK, 3) == 0
    assert weighted(BenefitKind.RISK, 4) == 400


@given(
    placed=st.lists(st.decimals("0.1", "500", places=1), min_size=1, max_size=4),
    effort=st.decimals("0", "20", places=1),
)
def test_no_more_hours_are_placed_than_the_counts_free(placed: list[Decimal], effort: Decimal) -> None:
    found = refunds(*(hours(str(one), Destination.CASHABLE, 4, str(n)) for n, one in enumerate(placed)))
    takes = Effort(minutes=effort, hourly=Decimal(60), currency="USD")
    made = claims(replace(found, workflow=replace(REFUNDS, effort=takes)), closes(found)[-1])
    assert made is not None
    freed = Decimal(360) * (14 - effort) / 60
    assert sum((one.hours or Decimal(0) for one in made), Decimal(0)) == freed.quantize(Decimal("1e-9"))
    cashed = sum((one.hours or Decimal(0) for one in made if one.ledger is Ledger.CASH), Decimal(0))
    assert cashed <= max(freed, Decimal(0))


@pytest.mark.parametrize(("grade", "kind"), [(4, Kind.EXPAND), (2, Kind.MEASURE_FIRST)])
def test_what_is_worth_more_than_it_costs_expands_on_evidence_alone(grade: int, kind: Kind) -> None:
    cash = benefit(BenefitKind.CASH, grade, amount=Decimal(90_000), currency="USD")
    busy = workflow(baseline=HANDWORK, effort=CHECKED, backlog=OCTOBER)
    costs, counts = [2_000] * 16, [700] * 16
    shown = stand(known(costs, counts, rejected=[10] * 16, workflow=busy, benefits=(cash,))).shown
    assert shown.verdict is not None
    assert shown.verdict.kind is kind


def value_of(of: Known) -> Any:
    found = value(of, closes(of)[-1])
    assert found is not None
    return found
