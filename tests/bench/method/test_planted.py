"""The planted teams in short, and what the product may know of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.bench.method.companies import world_of
from bot.bench.method.planted import scores
from bot.bench.method.score import Family, Run
from bot.bench.method.world_known import Walk, placed, weeks_of
from bot.facts.benefit import BenefitKind
from bot.facts.grade import Grade
from bot.sandbox.world import facts
from bot.sandbox.world.known import OrgDay, WorkflowFacts
from bot.sandbox.world.stated import benefits
from bot.value.verdicts.kind import Rule
from tests.bench.bars import bar


@pytest.fixture(scope="module")
def gem() -> WorkflowFacts:
    world = world_of("S", 3, Family.TUNED)
    return next(facts.of(world, plan) for plan in world.plans if plan.number == 2)


def test_a_short_run_tells_most_teams_right_and_harms_none_of_the_protected() -> None:
    average, worst, said, harmed, expand, stop = scores(Run(seeds=(3, 4), family=Family.TUNED, is_short=True), bar)
    assert average.measured == worst.measured >= 6
    assert average.anchored is not None
    assert average.anchored < average.measured
    assert (harmed.measured, harmed.holds) == (0, True)
    assert max(expand.measured, stop.measured) <= 0.01
    assert average.of == "1 worlds of size S, seed 3; 0 of the 8 rest on what is not said by the bot yet"
    assert said.name.endswith("of the 8 others")
    assert said.measured == average.measured


def test_the_claims_of_weeks_are_the_benefits_of_months_and_nothing_is_lost(gem: WorkflowFacts) -> None:
    found = list(benefits(gem.claims))
    assert {one.kind for one in found} == {BenefitKind.REVENUE}
    assert {one.grade for one in found} == {Grade.RECORDED}
    assert len({one.month for one in found}) == len(found)
    said = sum((one.amount or Decimal(0) for one in found), Decimal(0))
    assert abs(said - sum(claim.amount for claim in gem.claims)) < Decimal("0.1")


def test_at_a_close_nothing_is_known_that_comes_after_it(gem: WorkflowFacts) -> None:
    week = weeks_of(gem)[12]
    known = Walk(gem, {}).known(week)
    assert max(known.costs) == week.period.last_day
    assert max(known.logged) <= week.period.last_day
    assert all(one.month < week.closes_at.date().replace(day=1) for one in known.benefits)
    gone = replace(gem, left_on=week.closes_at.date())
    assert not Walk(gone, {}).known(week).has_owner
    assert Walk(gone, {}).known(week.plus(-1)).has_owner


def test_a_small_workflow_is_small_from_its_first_close_on(gem: WorkflowFacts) -> None:
    day = OrgDay(
        day=date(2026, 1, 1),
        direct=Decimal(9000),
        team_only=Decimal(0),
        shared=Decimal(500),
        unallocated=Decimal(500),
    )
    organisation = placed([replace(day, day=one.day) for one in gem.days])
    verdicts = [one.shown.verdict for _, one in Walk(gem, organisation).standings(weeks_of(gem)[:8])]
    assert {verdict.rule for verdict in verdicts if verdict} == {Rule.R2}
