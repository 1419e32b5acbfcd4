"""The planted teams in short, and what the product may know of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.bench.method.companies import world_of
from bot.bench.method.planted import Tally, case_of, false_ones, right_ones, scores, wrong_of
from bot.bench.method.score import Family, Run
from bot.bench.method.verdicts import made
from bot.bench.method.world_findings import Case, is_found
from bot.bench.method.world_known import Walk, placed, weeks_of
from bot.facts.benefit import BenefitKind
from bot.facts.grade import Grade
from bot.sandbox.world import facts
from bot.sandbox.world.known import OrgDay, WorkflowFacts
from bot.sandbox.world.planted_teams import BY_NUMBER
from bot.sandbox.world.stated import benefits
from bot.sandbox.world.story import Finding, right
from bot.sandbox.world.world import World
from bot.value.changes import Change
from bot.value.verdicts.kind import Kind, Rule
from bot.value.verdicts.verdict import Verdict
from tests.bench.bars import bar


@pytest.fixture(scope="module")
def gem() -> WorkflowFacts:
    world = world_of("S", 3, Family.TUNED)
    return next(facts.of(world, plan) for plan in world.plans if plan.number == 2)


def test_a_short_run_tells_most_calm_teams_right_and_harms_none_of_the_protected() -> None:
    found = list(scores(Run(seeds=(3, 4), family=Family.TUNED, is_short=True), bar))
    calm, rough, (expand, stop) = found[:4], found[4:8], found[8:]
    average, _, said, harmed = calm
    assert average.measured >= 6
    assert average.of == "1 world of size S, seed 3; 0 of the 8 rest on what is not said by the bot yet"
    assert said.name == "right on average, of the 8 others, calm"
    assert said.measured == average.measured
    assert (harmed.measured, harmed.holds) == (0, True)
    assert [one.name for one in rough] == [one.name.replace("calm", "rough") for one in calm]
    assert [one.at_least for one in rough] == [one.at_least for one in calm]
    assert "11 shown as nothing in week 26" in average.reason  # the small world ends before it
    assert expand.of.startswith("0 of ")
    assert stop.of.startswith("0 of ")


def test_the_worst_seed_is_the_worst_and_each_miss_is_told() -> None:
    tally = Tally(right=[15, 19], right_of_said=[11, 13], teams=[19, 19], said=[13, 13])
    tally.misses.update({(10, "lost"): 1, (9, "lost"): 2})
    average, worst, said, _ = right_ones(tally, Run(seeds=(1, 2)), (1, 2), ", calm")
    assert (average.measured, worst.measured, said.measured) == (17, 15, 12)
    assert (average.holds, worst.holds) == (True, False)
    assert worst.reason.endswith("not right: 9 lost in 2, 10 lost in 1")
    assert "costs are of the final bills" in worst.reason
    assert "6 of the 19 rest on what is not said by the bot yet" in worst.of


def test_what_was_never_told_is_missed_and_has_no_target_where_nobody_would_be_wrong(verdict: Verdict) -> None:
    run = Run(seeds=(1,))
    told = replace(verdict, kind=Kind.EXPAND, rule=Rule.R6)
    none_told = list(false_ones([], run, "seed 1"))
    assert [one.holds for one in none_told] == [False, False]
    expand, stop = false_ones([(told, 2.0), (told, 0.5)], run, "seed 1")
    assert (expand.measured, expand.anchored, expand.at_most, expand.holds) == (0.5, 0.5, 0.01, False)
    assert expand.of.startswith("1 of 2, beside 1 of 2, of 2 closes")
    assert not stop.holds
    (expand, _) = false_ones([(told, 2.0)], run, "seed 1")
    assert (expand.measured, expand.at_most) == (0, None)
    assert "never wrong here" in expand.reason


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    (one,) = made(1, 1, Run(seeds=(1,)))
    inputs = replace(one.verdict.inputs, claimed=Decimal(10), cost=Decimal(1))
    return replace(one.verdict, inputs=inputs)


@pytest.fixture(scope="module")
def runaway() -> tuple[World, Case]:
    world = world_of("S", 3, Family.TUNED)
    plan = next(plan for plan in world.plans if plan.number == 12)
    return world, case_of(world, plan, BY_NUMBER[12], {}, ())


def test_a_runaway_is_found_only_where_an_ordinary_history_raises_nothing(runaway: tuple[World, Case]) -> None:
    _, case = runaway
    assert is_found(Finding.ANOMALY, case, 15, 15)
    assert not is_found(Finding.ANOMALY, replace(case, plain=case.facts), 15, 15)


def test_one_dear_day_is_an_anomaly_and_no_creep(runaway: tuple[World, Case]) -> None:
    _, case = runaway
    days = [replace(day, cost=Decimal(300 if at == 107 else 100)) for at, day in enumerate(case.facts.days)]
    case = replace(case, facts=replace(case.facts, days=tuple(days)), plain=None)
    assert is_found(Finding.ANOMALY, case, 15, 15)
    assert not is_found(Finding.CREEP, case, 15, 15)


def test_a_close_that_is_not_there_at_a_deadline_is_not_right(runaway: tuple[World, Case]) -> None:
    world, case = runaway
    story = replace(BY_NUMBER[12], right=(right(99, "Keep"),))
    assert list(wrong_of(world, story, case)) == ["shown as nothing in week 99"]


def test_what_is_to_be_so_at_every_close_is_not_where_the_one_of_the_deadline_is_not_there(
    runaway: tuple[World, Case],
) -> None:
    _, case = runaway
    assert is_found(Finding.NO_ROUTE, case, 0, 15)
    assert not is_found(Finding.NO_ROUTE, replace(case, standings={}), 0, 15)
    short = {week: one for week, one in case.standings.items() if case.number(week) < 15}
    assert not is_found(Finding.NO_ROUTE, replace(case, standings=short), 0, 15)


def test_that_nothing_improved_at_base_prices_is_tested_where_it_is_said_of_prices_paid(
    runaway: tuple[World, Case],
) -> None:
    _, case = runaway
    unsaid = {week: replace(one, change=Change.NO_CALL) for week, one in case.standings.items()}
    assert not is_found(Finding.NOT_IMPROVED, replace(case, standings=unsaid), 0, 15)


def test_the_price_cut_hero_improves_at_the_prices_paid_and_not_at_those_of_its_baseline() -> None:
    world = world_of("M", 5, Family.OTHER)
    plan = next(plan for plan in world.plans if plan.number == 6)
    case = case_of(world, plan, BY_NUMBER[6], {}, ())
    assert any(one.change is Change.IMPROVED for week, one in case.standings.items() if case.number(week) <= 34)
    assert is_found(Finding.NOT_IMPROVED, case, 20, 34)


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
