"""The world as facts in memory says what its bills and records say, and nothing that only the truth knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.facts.grade import Grade
from bot.sandbox.world.facts import facts, of
from bot.sandbox.world.known import WorkflowFacts
from bot.sandbox.world.plan import Baseline, Plan
from bot.sandbox.world.sizes import Nature
from bot.sandbox.world.team_facts import organisation, teams
from bot.sandbox.world.world import World, make


@pytest.fixture(scope="module")
def known(small: World) -> tuple[WorkflowFacts, ...]:
    return tuple(facts(small))


def test_costs_are_those_that_the_ledger_must_say(
    known: tuple[WorkflowFacts, ...], true: Callable[[], dict[str, Any]]
) -> None:
    costs = true()["costs"]
    for one in known:
        weeks = [week[one.team][one.slug] for week in costs.values() if one.slug in week.get(one.team, {})]
        direct = sum((Decimal(week.get("USD", "0")) for week in weeks), Decimal(0))
        if direct:  # what is billed in EUR is taken at a rate
            assert sum((day.cost for day in one.days), Decimal(0)) == direct


def test_models_sum_to_their_day(known: tuple[WorkflowFacts, ...]) -> None:
    for one in known:
        for day in one.days:
            assert sum((model.cost for model in day.models), Decimal(0)) == day.cost
            assert sum(model.accepted for model in day.models) == day.accepted
            assert sum(model.rejected for model in day.models) == day.rejected


def test_teams_and_the_organisation_sum_to_the_same(small: World) -> None:
    whole, parts = organisation(small), list(teams(small))
    assert sum((day.direct for day in whole), Decimal(0)) == sum(
        (day.direct for team in parts for day in team.days), Decimal(0)
    )
    assert sum((day.team_only for day in whole), Decimal(0)) == sum(
        (day.team_only for team in parts for day in team.days), Decimal(0)
    )
    assert all(day.total > 0 for day in whole)


def test_a_baseline_ends_before_the_launch_and_is_long_enough(known: tuple[WorkflowFacts, ...]) -> None:
    locked = [one for one in known if one.baseline is not None]
    assert len(locked) > 5
    for one in locked:
        assert one.baseline is not None
        assert one.baseline.until <= one.launched
        assert one.baseline.until - one.baseline.since >= timedelta(weeks=8)
        assert one.experiment is None or one.baseline.until <= one.experiment.since


def test_claims_are_inflated_as_their_grade_is(known: tuple[WorkflowFacts, ...], small: World) -> None:
    for plan in small.plans:
        one = next(one for one in known if one.slug == plan.slug)
        claimed = float(sum((claim.amount for claim in one.claims), Decimal(0)))
        net = sum(day.accepted - sum(count for _, count in day.reversed) for day in one.days)
        rate = 1.1 if plan.currency == "EUR" else 1
        assert claimed == pytest.approx(net * plan.unit_worth * rate * plan.inflation, rel=0.08)
        assert {claim.ledger for claim in one.claims} <= {
            "capacity" if plan.grade <= Grade.CONFIRMED else "revenue" if plan.grade is Grade.RECORDED else "cash"
        }


def test_minutes_are_said_as_claims_are_made_and_do_not_tell_what_an_outcome_is_worth(
    known: tuple[WorkflowFacts, ...], small: World
) -> None:
    measured = [plan for plan in small.plans if plan.baseline is Baseline.PEOPLE and plan.unit_worth]
    assert len(measured) > 3
    for plan in measured:
        one = next(one for one in known if one.slug == plan.slug)
        assert one.minutes_now is not None
        assert one.baseline is not None
        assert one.baseline.minutes is not None
        rate = 1.1 if plan.currency == "EUR" else 1
        saved = min(plan.unit_worth * rate * plan.inflation, float(one.baseline.minutes) - 0.5)
        assert float(one.baseline.minutes - one.minutes_now) == pytest.approx(saved, rel=0.2)
        assert one.minutes_now >= Decimal("0.5")


def _planted(world: World, number: int) -> Plan:
    return next(plan for plan in world.plans if plan.number == number)


@pytest.mark.parametrize("nature", list(Nature))
def test_the_stories_can_be_seen_in_the_facts(nature: Nature) -> None:
    world = make("M", 3, nature)
    gem = of(world, _planted(world, 2))
    value, cost = sum(one.amount for one in gem.claims), sum(one.cost for one in gem.days)
    assert 17 < value / cost / Decimal("1.1") < 25
    maxx = of(world, _planted(world, 1))
    assert not any(day.accepted for day in maxx.days)
    assert maxx.baseline is None
    hidden = of(world, _planted(world, 9))
    weeks = [sum((day.cost for day in hidden.days[n * 7 : n * 7 + 28]), Decimal(0)) for n in (18, 26)]
    assert weeks[1] < weeks[0] * Decimal("0.65")
    sandbagged = of(world, _planted(world, 8))
    assert sandbagged.baseline is not None
    first = sandbagged.days[: 13 * 7]
    spent, net = sum((day.cost for day in first), Decimal(0)), sum(day.accepted for day in first)
    assert sandbagged.baseline.cost / (spent / net) > Decimal("1.45")
    hero = of(world, _planted(world, 6))
    late = hero.days[22 * 7 : 30 * 7]
    cut = sum((day.cost for day in late), Decimal(0)) / sum((day.at_first_prices for day in late), Decimal(0))
    assert float(cut) == pytest.approx(0.65, abs=0.001)
    lab = of(world, _planted(world, 11))
    assert lab.experiment is not None
    assert lab.launched == lab.experiment.until
    assert of(world, _planted(world, 18)).left_on == world.day(20 * 7)


def test_facts_hold_nothing_that_only_the_truth_knows() -> None:
    names = {field.name for field in fields(WorkflowFacts)}
    assert names.isdisjoint({"number", "worth", "inflation", "turns", "share", "logging"})
