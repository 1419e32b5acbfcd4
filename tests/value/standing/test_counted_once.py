"""What is left of the claims of several workflows beside each other (method.md 4.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.benefit import Benefit, BenefitKind
from bot.facts.effort import Effort
from bot.facts.periods import Week
from bot.value.standing.brought import claims
from bot.value.standing.compared import closes
from bot.value.standing.counted_once import counted_once
from bot.value.standing.known import Known
from bot.value.standing.standing import stand
from bot.value.standing.value import Value, value
from bot.value.worth.ties import Rule
from tests.value.standing.workflows import COSTS, COUNTS, EFFORT, HANDWORK, WEEK, known, workflow

ALONE = {("support", WEEK.plus(-back)): 1 for back in range(42)}
"""One person, whose team frees 12 hours a week at most."""
CHECKED = replace(EFFORT, rework_minutes=Decimal(0))


def freeing(minutes: int, counts: tuple[int, ...] = COUNTS, slug: str = "refunds", **more: Any) -> Known:
    """A workflow whose outcomes take so many minutes less than the 14 before."""
    effort = Effort(minutes=Decimal(14 - minutes), hourly=Decimal(60), currency="USD", grade=2)
    return known(COSTS, counts, workflow=workflow(slug=slug, baseline=HANDWORK, effort=effort, **more))


def valued(found: Known) -> Value:
    said = value(found, closes(found)[-1])
    assert said is not None
    return said


def money(kind: BenefitKind, amount: int, share: str = "1", grade: int = 3, slug: str = "refunds") -> Known:
    one = Benefit(
        workflow=slug,
        month=date(2026, 10, 1),
        kind=kind,
        grade=grade,
        amount=Decimal(amount),
        currency="USD",
        share=Decimal(share),
        name="Globex renewal",
    )
    nothing = replace(one, amount=Decimal(0), grade=4, name=None)
    others = [replace(nothing, month=date(2026, month, 1)) for month in (9, 11)]  # so that the window is whole
    return known(workflow=workflow(slug=slug), benefits=(one, *others))


def test_d3_a_team_of_one_frees_twelve_hours_a_week_and_the_rest_is_cut_from_all_alike() -> None:
    """Two workflows free 7 and 14 hours in each week of 42 outcomes: 12 of 21 hours are left."""
    found = (freeing(10, (42,) * 8), freeing(20, (42,) * 8, slug="kb"))
    both = [valued(one) for one in counted_once(found, ALONE)]
    assert [one.hours.quantize(Decimal("0.000001")) for one in both] == [32, 64]
    assert [one.cuts[0].hours.quantize(Decimal("0.000001")) for one in both] == [24, 48]
    assert [(cut.rule, cut.most) for one in both for cut in one.cuts] == [(Rule.ONE_HOUR, Decimal("0.30"))] * 2
    assert [one.claimed.quantize(Decimal("0.0001")) for one in both] == [1920, 3840]
    assert [None if one.unplaced is None else one.unplaced.quantize(Decimal("0.0001")) for one in both] == [32, 64]


def test_d3_cuts_only_the_weeks_that_are_over() -> None:
    (one,) = counted_once((freeing(10, (42, 42, 42, 42, 42, 42, 42, 84)),), ALONE)
    assert valued(one).hours == 7 * 7 + 12
    assert valued(one).cuts[0].hours == 2


def test_d3_cuts_no_other_team_and_no_team_of_whose_people_nobody_knows() -> None:
    found = (freeing(40, slug="kb", team="unlisted"), freeing(40, slug="deals", team="sales"))
    many = {("sales", week): 50 for _, week in ALONE}
    assert [valued(one).cuts for one in counted_once(found, ALONE | many)] == [(), ()]


def test_the_verdict_is_of_what_is_left() -> None:
    (one,) = counted_once((freeing(20, (42,) * 8),), ALONE)
    standing = stand(replace(one, policy=replace(one.policy, material_from=Decimal(1))))
    assert standing.value is not None
    assert standing.value.claimed == 96 * 60
    assert standing.shown.verdict is not None
    assert standing.shown.verdict.inputs.claimed == 96 * 60
    assert standing.shown.verdict.inputs.unplaced_hours == 96


def test_d5_shares_of_one_benefit_come_to_no_more_than_all_of_it() -> None:
    found = (money(BenefitKind.RISK, 1000, "0.8", 4), money(BenefitKind.RISK, 1000, "0.7", 4, slug="kb"))
    both = [valued(one) for one in counted_once(found, {})]
    assert sum(one.claimed for one in both).quantize(Decimal("0.000001")) == 1000
    assert {cut.rule for one in both for cut in one.cuts} == {Rule.ONE_CASE}
    half = (money(BenefitKind.RISK, 1000, "0.5", 4), money(BenefitKind.RISK, 1000, "0.5", 4, slug="kb"))
    assert [valued(one).cuts for one in counted_once(half, {})] == [(), ()]


def test_d6_revenue_of_one_deal_comes_to_no_more_than_the_largest_margin_that_is_stated() -> None:
    found = (money(BenefitKind.REVENUE, 10_000), money(BenefitKind.REVENUE, 6_000, slug="kb"))
    both = [valued(one) for one in counted_once(found, {})]
    assert [one.claimed.quantize(Decimal("0.000001")) for one in both] == [6250, 3750]
    assert {cut.rule for one in both for cut in one.cuts} == {Rule.ONE_DEAL}
    thirds = tuple(money(BenefitKind.REVENUE, 10_001, "0.3333", slug=slug) for slug in ("a", "b", "c"))
    assert [valued(one).cuts for one in counted_once(thirds, {})] == [()] * 3


def test_d9_cash_that_finance_has_not_seen_stays_claimed() -> None:
    (one,) = counted_once((money(BenefitKind.CASH, 1000),), {})
    assert (valued(one).claimed, valued(one).weighted) == (1000, 0)
    assert [cut.rule for cut in valued(one).cuts] == [Rule.NOT_CASH_YET]


def test_a_workflow_of_whose_value_nothing_is_known_stays_one() -> None:
    (one,) = counted_once((known(),), ALONE)
    assert value(one, closes(one)[-1]) is None
    assert counted_once((), {}) == ()


@given(
    counts=st.lists(st.integers(-5, 90), min_size=8, max_size=8),
    minutes=st.integers(-20, 60),
    people=st.integers(0, 3),
    lag=st.sampled_from([0, 7, 30]),
)
def test_what_is_left_and_what_was_cut_are_always_what_was_claimed(
    counts: list[int], minutes: int, people: int, lag: int
) -> None:
    net = tuple(max(count, 0) for count in counts)
    taken_back = tuple(max(-count, 0) for count in counts)
    before = replace(freeing(minutes, net, lag_days=lag), logged=known(COSTS, net, reversed_=taken_back).logged)
    staff = {("support", Week(week.monday)): people for _, week in ALONE}
    (after,) = counted_once((before,), staff)
    window = closes(before)[-1]
    made, once = claims(before, window), after.once.get(window)
    if not made:
        assert once is None
        return
    assert once is not None
    for take in ("claimed", "captured", "hours"):
        left = sum((getattr(one, take) for one in once.claims), Decimal(0))
        cut = sum((getattr(one, take) for one in once.cuts), Decimal(0))
        assert left + cut == sum((getattr(one, take) for one in made), Decimal(0))
    if people == 0:
        assert [one.hours for one in once.claims] == [one.hours for one in made]
    else:
        assert sum((one.hours or Decimal(0) for one in once.claims), Decimal(0)) <= window.weeks * 12 * people
