"""The planted teams in short, and what the product may know of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from bot.bench.method import planted, world_findings
from bot.bench.method.companies import world_of
from bot.bench.method.planted import Tally, case_of, false_ones, right_ones, said, scores, wrong_of
from bot.bench.method.score import Family, Run
from bot.bench.method.verdicts import made
from bot.bench.method.world_findings import Case, is_found
from bot.bench.method.world_known import Walk, placed, weeks_of
from bot.facts.benefit import BenefitKind
from bot.facts.grade import Grade
from bot.facts.periods import Week
from bot.sandbox.world import facts, team_facts
from bot.sandbox.world.claims import Experiment
from bot.sandbox.world.known import OrgDay, WorkflowFacts
from bot.sandbox.world.planted_teams import BY_NUMBER
from bot.sandbox.world.stated import benefits
from bot.sandbox.world.story import Finding, right
from bot.sandbox.world.world import World
from bot.value.changes import Change
from bot.value.coverage import Placed
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
    average, _, others, harmed = calm
    assert average.measured >= 6
    assert average.of == "1 world of size S, seed 3; 0 of the 8 rest on what is not said by the bot yet"
    assert others.name == "right on average, of the 8 others, calm"
    assert others.measured == average.measured
    assert (harmed.measured, harmed.holds) == (0, True)
    assert [one.name for one in rough] == [one.name.replace("calm", "rough") for one in calm]
    assert [one.at_least for one in rough] == [one.at_least for one in calm]
    assert "team 11 shown as nothing in week 26 (1 of 1)" in average.reason  # the small world ends before it
    assert expand.of.startswith("0 of ")
    assert stop.of.startswith("0 of ")


def test_the_worst_seed_is_the_worst_and_each_miss_is_told() -> None:
    tally = Tally(right=[15, 19], right_of_said=[11, 13], teams=[19, 19], said=[13, 13])
    tally.misses.update({(10, "lost"): 1, (9, "lost"): 2})
    average, worst, others, _ = right_ones(tally, Run(seeds=(1, 2)), (1, 2), ", calm")
    assert (average.measured, worst.measured, others.measured) == (17, 15, 12)
    assert (average.holds, worst.holds) == (True, False)
    assert worst.reason.endswith("not right: team 9 lost (2 of 2), team 10 lost (1 of 2)")
    assert "costs are those of the final bills" in worst.reason
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
    unclaimed = replace(told, inputs=replace(told.inputs, claimed=None))
    (_, stop) = false_ones([(unclaimed, 2.0)], run, "seed 1")
    assert (stop.anchor, stop.anchored) == (None, None)


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


@pytest.mark.parametrize(("said", "is_right"), [((14, 15), True), ((15,), True), ((13, 14, 15), False), ((), False)])
def test_that_nothing_improved_at_base_prices_is_asked_of_the_closes_that_say_so_of_prices_paid(
    runaway: tuple[World, Case], monkeypatch: pytest.MonkeyPatch, said: tuple[int, ...], *, is_right: bool
) -> None:
    _, case = runaway
    monkeypatch.setattr(world_findings, "_FINDERS", {Finding.NOT_IMPROVED: lambda _: iter((14, 15))})
    standings = {
        week: replace(one, change=Change.IMPROVED if case.number(week) in said else Change.NO_CALL)
        for week, one in case.standings.items()
    }
    assert is_found(Finding.NOT_IMPROVED, replace(case, standings=standings), 0, 15) is is_right


def test_what_is_not_found_and_what_harms_is_wrong_of_a_team(runaway: tuple[World, Case]) -> None:
    world, case = runaway
    story = BY_NUMBER[12]
    assert list(wrong_of(world, story, case)) == []
    assert list(wrong_of(world, story, replace(case, plain=case.facts))) == ["not found: anomaly"]
    assert "Keep (small)" in {said(one) for one in case.standings.values()}
    harmed = replace(story, never=frozenset({"Keep (small)", "Stop"}))
    assert list(wrong_of(world, harmed, case)) == ["harmed by Keep (small)"]


def test_only_harm_to_the_protected_is_counted_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    tally, world = Tally(), world_of("S", 3, Family.TUNED)
    monkeypatch.setattr(team_facts, "organisation", lambda _: ())
    monkeypatch.setattr(team_facts, "teams", lambda _: ())
    monkeypatch.setattr(planted, "case_of", lambda *_: SimpleNamespace(standings={}))
    monkeypatch.setattr(planted, "wrong_of", lambda *_: iter(("harmed by Fix", "not found: anomaly")))
    planted._walk(world, tally)
    assert (tally.right, tally.teams, tally.harmed) == ([0], [8], 3)
    assert tally.misses[19, "harmed by Fix"] == tally.misses[1, "harmed by Fix"] == 1


def test_the_whole_history_of_the_protected_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of("S", 3, Family.TUNED)
    monkeypatch.setattr(planted, "_BEYOND", 0)
    last = {}
    for plan in world.plans:
        if plan.number in {2, 12}:
            case = case_of(world, plan, BY_NUMBER[plan.number], {}, ())
            last[plan.number] = max(case.number(week) for week in case.standings)
    assert last == {2: 25, 12: 15}


def test_verdicts_on_value_are_held_against_the_truth_of_their_own_weeks_and_share_none(
    runaway: tuple[World, Case], verdict: Verdict
) -> None:
    world, case = runaway
    plan = next(plan for plan in world.plans if plan.number == 12)

    def judged(rule: Rule) -> list[tuple[Verdict, float]]:
        told = (
            replace(verdict, rule=rule, inputs=replace(verdict.inputs, on=one.closed_on))
            for one in case.standings.values()
        )
        closes = zip(case.standings.values(), told, strict=True)
        return list(
            planted._judged(world, plan, [replace(one, shown=replace(one.shown, verdict=told)) for one, told in closes])
        )

    closed_on = [one.closed_on for one in case.standings.values()]
    assert [one.inputs.on for one, _ in judged(Rule.R6)] == closed_on[8::8]
    before, meanwhile, _ = (returned for _, returned in judged(Rule.R6))
    assert before == pytest.approx(plan.worth, rel=0.2)
    assert meanwhile < 0.8 * before  # five days of four times
    assert [judged(rule) for rule in (Rule.R2, Rule.R3)] == [[], []]


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


def test_a_baseline_and_an_experiment_are_known_while_they_are_in_force(gem: WorkflowFacts) -> None:
    weeks = weeks_of(gem)
    assert gem.baseline is not None
    first, last = (weeks[at].closes_at.date() for at in (10, 12))
    tried = Experiment(
        workflow=gem.slug,
        owner=gem.owner,
        question="Does it?",
        since=first,
        until=last,
        envelope=Decimal(100),
        metric="one",
        ended="adopt",
    )
    later = replace(gem, baseline=replace(gem.baseline, until=first), experiment=tried)
    known = [Walk(later, {}).known(week).workflow for week in weeks[9:13]]
    assert [one.baseline is not None for one in known] == [False, True, True, True]
    assert [one.experiment is not None for one in known] == [False, True, True, False]


def test_a_small_workflow_is_small_from_its_first_close_on(gem: WorkflowFacts) -> None:
    verdicts = [one.shown.verdict for _, one in Walk(gem, _large(gem)).standings(weeks_of(gem)[:8])]
    assert {verdict.rule for verdict in verdicts if verdict} == {Rule.R2}


def _large(gem: WorkflowFacts) -> dict[Week, Placed]:
    """An organisation beside which it is small."""
    day = OrgDay(
        day=date(2026, 1, 1),
        direct=Decimal(9000),
        team_only=Decimal(0),
        shared=Decimal(500),
        unallocated=Decimal(500),
    )
    return placed([replace(day, day=one.day) for one in gem.days])
