"""The worked examples of method.md, recomputed to the cent, each named by its section.

Those of M3 on the unit cost itself stand in test_unit_cost.py, the restated line of 2.0 in
tests/reports/test_restatement.py, the identity of M1 over a real ledger in tests/verification/test_verify.py.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import exp

from bot.facts.fx import BudgetRate, Fx
from bot.facts.periods import week_of
from bot.facts.rates import Rate, Rates
from bot.facts.shares import shares
from bot.value.bridge import Use, Window, bridge
from bot.value.budget_rates import Counting
from bot.value.coverage import Placed, coverage
from bot.value.fx import convert, fx_effect
from bot.value.unit_cost import UnitCost, unit_cost
from bot.value.windows import Window as Settled
from bot.value.windows import week_sums

CENT = Decimal("0.01")
PLACED = Placed(direct=Decimal(7000), team_only=Decimal(1000), shared=Decimal(1500), unallocated=Decimal(500))


def test_2_0_900_euro_are_990_reported_945_against_the_budget_and_45_by_rates() -> None:
    day = date(2026, 11, 20)
    rates = Rates([Rate(currency="USD", day=day, per_euro=Decimal("1.10"), source="ECB")])
    reported = convert(Decimal(900), "EUR", "USD", day, rates)
    budget_rate = BudgetRate(currency="EUR", rate=Decimal("1.05"), since=date(2026, 11, 1))
    fx = Fx(currency="USD", budget_rates=(budget_rate,))
    counting = Counting(into="USD", fx=fx, first_day=date(2026, 11, 1), rates=rates)
    against = counting.counted(Decimal(900), "EUR", day)
    assert (reported, against) == (Decimal(990), Decimal(945))
    assert reported is not None
    assert against is not None
    assert fx_effect(reported, against) == Decimal(45)


def test_m1_the_four_classes_are_the_providers_10_000() -> None:
    assert PLACED.total == Decimal(10_000)
    assert PLACED.unexplained(Decimal(10_000)) == 0


def test_m2_70_per_cent_by_workflow_80_by_team_95_explained() -> None:
    found = coverage(PLACED)
    assert found is not None
    assert (found.workflow, found.team, found.explained) == (Decimal("0.7"), Decimal("0.8"), Decimal("0.95"))
    assert not found.is_low


def test_m3_loaded_with_a_quarter_of_the_pool_an_outcome_costs_10_69() -> None:
    part, _ = shares(1000, [25, 75])
    finding = unit_cost(Decimal(3600 + part), "USD", 360)
    assert isinstance(finding, UnitCost)
    assert finding.each.quantize(CENT) == Decimal("10.69")


def test_m3_where_outcomes_come_three_weeks_later_a_growth_of_a_tenth_a_week_looks_35_per_cent_too_dear() -> None:
    first = date(2026, 6, 1)
    grown = {first + timedelta(weeks=n): Decimal(repr(1000 * exp(0.1 * n))) for n in range(20)}
    each = Decimal(10)
    counts = {day + timedelta(weeks=3): round(cost / each * 1000) for day, cost in grown.items()}
    last = week_of(max(grown))
    weeks = week_sums(grown, counts, Settled(last=last), first_spend_on=first)
    ratio = sum((week.cost for week in weeks), Decimal(0)) * 1000 / sum(week.count for week in weeks)
    assert round(ratio / each, 2) == Decimal("1.35")


def test_m14_440_more_are_220_volume_489_intensity_and_269_less_by_price() -> None:
    found = bridge(
        Window(outcomes=100, models={"opus": Use(tokens=Decimal(10_000), cost=Decimal(1000))}),
        Window(outcomes=120, models={"opus": Use(tokens=Decimal(18_000), cost=Decimal(1440))}),
    )
    effects = (found.volume, found.intensity, found.price)
    assert [None if one is None else round(one) for one in effects] == [220, 489, -269]
    assert sum((one for one in effects if one is not None), Decimal(0)) == found.difference == Decimal(440)
    assert effects == (Decimal(220), Decimal("489.258238863"), Decimal("-269.258238863"))
    assert found.mix == 0
