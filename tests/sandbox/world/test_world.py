"""What is fixed about a world: sizes, shares, who is planted, and what is true of them."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from bot.facts.grade import Grade
from bot.sandbox.world.facts import of
from bot.sandbox.world.plan import Plan
from bot.sandbox.world.planted_teams import BY_NUMBER, GONE_ON, TEAMS
from bot.sandbox.world.prices import MODELS, MOVES, dearer, priced
from bot.sandbox.world.sizes import ALL_PLANTED, SIZES, Nature
from bot.sandbox.world.story import Finding
from bot.sandbox.world.truth import found_weeks
from bot.sandbox.world.world import World, make

LARGE = ("M", "L")


def _planted(world: World, number: int) -> Plan:
    return next(plan for plan in world.plans if plan.number == number)


@pytest.mark.parametrize("size", SIZES)
def test_a_world_is_as_large_as_its_size_says(size: str) -> None:
    world = make(size, 1)
    expected = SIZES[size]
    assert (len(world.people), len(world.teams), len(world.plans)) == (
        expected.people,
        expected.teams,
        expected.workflows,
    )
    assert len({plan.slug for plan in world.plans}) == expected.workflows
    assert sorted(plan.number for plan in world.plans if plan.number) == sorted(expected.planted)
    assert expected.starts.weekday() == 0
    assert [(one.people, one.teams, one.workflows, one.weeks) for one in SIZES.values()] == [
        (60, 8, 15, 26),
        (600, 40, 90, 78),
        (5_000, 250, 600, 104),
    ]


@pytest.mark.parametrize("size", LARGE)
def test_seventy_of_a_hundred_workflows_are_ordinary_and_unchanged(size: str) -> None:
    plans = make(size, 2).plans
    ordinary = [plan for plan in plans if plan.number is None]
    assert sum(plan.is_unchanged for plan in ordinary) == round(0.7 * len(plans))


def test_a_small_world_has_as_many_unchanged_as_there_is_room_for() -> None:
    plans = make("S", 2).plans
    assert all(plan.is_unchanged for plan in plans if plan.number is None)


def test_grades_are_dealt_out_as_they_are_found() -> None:
    plans = [plan for plan in make("L", 3).plans if plan.number is None]
    shares = {grade: count / len(plans) for grade, count in Counter(plan.grade for plan in plans).items()}
    expected = {Grade.REPORTED: 0.35, Grade.CONFIRMED: 0.30, Grade.RECORDED: 0.25, Grade.VALIDATED: 0.10}
    assert shares == pytest.approx(expected, abs=0.06)
    reported = sorted(plan.inflation for plan in plans if plan.grade is Grade.REPORTED)
    assert reported[len(reported) // 2] == pytest.approx(3, rel=0.2)


@pytest.mark.parametrize("nature", list(Nature))
def test_a_seed_makes_the_same_world_and_another_another(nature: Nature) -> None:
    assert make("S", 5, nature).plans == make("S", 5, nature).plans
    assert make("S", 5, nature).plans != make("S", 6, nature).plans


def test_the_natures_are_two_worlds() -> None:
    assert make("S", 5, Nature.TUNED).path != make("S", 5, Nature.OTHER).path


def test_all_nineteen_stories_are_told() -> None:
    assert tuple(one.number for one in TEAMS) == ALL_PLANTED
    assert all(one.right or one.found for one in TEAMS)
    assert {one.number for one in TEAMS if one.protected} == {2, 11, 19}
    assert {what.what for one in TEAMS for what in one.found} == set(Finding)
    gaming = {one.number for one in TEAMS for what in one.found if what.what in GAMING}
    assert gaming == {7, 8, 9, 10}


GAMING = {Finding.INFLATED, Finding.SANDBAGGED, Finding.HIDDEN, Finding.GUARDRAIL}


@pytest.mark.parametrize("size", SIZES)
def test_every_story_ends_within_the_history_of_each_world_that_has_it(size: str) -> None:
    world = make(size, 1)
    for number in world.size.planted:
        story = BY_NUMBER[number]
        ends = [one.by for one in story.right] + [found_weeks(world, one)[1] for one in story.found]
        assert max(ends) <= world.size.weeks - (0 if number == 11 and size == "S" else 1)
        turns = _planted(world, number).turns
        assert all(turn.week < world.size.weeks - 1 for turn in turns)


def test_what_is_true_of_the_planted_teams() -> None:
    world = make("M", 7)
    assert _planted(world, 1).unit_worth == 0
    assert (_planted(world, 2).share, _planted(world, 2).worth) == (0.003, 20)
    assert (_planted(world, 3).worth, _planted(world, 3).grade) == (3, Grade.RECORDED)
    assert (_planted(world, 4).worth, _planted(world, 4).grade) == (0.6, Grade.REPORTED)
    assert [turn.logged for turn in _planted(world, 7).turns if turn.week == 20] == [1.5]
    assert [turn.reversed for turn in _planted(world, 10).turns] == [4]
    assert _planted(world, 11).share == 0.15
    assert [(turn.days, turn.cost) for turn in _planted(world, 12).turns] == [(5, 4)]
    creep = _planted(world, 13).turns[0]
    assert creep.cost ** creep.progress(creep.starts) == pytest.approx(1.05)
    assert len(world.members[_planted(world, 17).team]) == 2
    assert _planted(world, 18).leaves == 20


@pytest.mark.parametrize("nature", list(Nature))
def test_in_a_rough_world_planted_teams_are_as_unsteady_as_any_and_have_their_stories_still(nature: Nature) -> None:
    calm, rough = make("M", 7, nature), make("M", 7, nature, is_rough=True)
    assert [one for one in calm.plans if one.number is None] == [one for one in rough.plans if one.number is None]
    pairs = [(_planted(calm, number), _planted(rough, number)) for number in rough.size.planted]
    assert {one.activity.sd for one, _ in pairs} == {0.1}
    shocks = [shock for _, one in pairs for shock in (one.activity, one.intensity)]
    assert min(shock.sd for shock in shocks) < 0.13
    assert max(shock.sd for shock in shocks) > 0.27
    assert max(shock.rho for shock in shocks) > 0.5
    assert all(one.level.wanders for _, one in pairs)
    by_hand = [one.logging for _, one in pairs if one.grade < Grade.RECORDED and one.number != 1]
    assert min(by_hand) < 0.8
    for one, other in pairs:
        assert (one.worth, one.turns, one.acceptance) == (other.worth, other.turns, other.acceptance)
    assert _planted(rough, 1).share == BY_NUMBER[1].share


def test_the_cost_of_the_quality_loser_halves_and_its_reversals_are_four_times() -> None:
    plan = _planted(make("M", 7), 10)
    turn = plan.turns[0]
    kept = (1 - plan.reversals * turn.reversed) / (1 - plan.reversals)
    assert turn.cost / kept == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("size", LARGE)
def test_the_annual_budget_is_gone_in_spring(size: str) -> None:
    world = make(size, 7)
    known = of(world, _planted(world, 14))
    assert known.budget is not None
    left = known.budget.amount
    for one in known.days:
        if one.day.year == GONE_ON.year:
            left -= one.cost
        if left < 0:
            break
    assert date(2026, 4, 1) <= one.day < date(2026, 5, 15)


def test_prices_fall_twice_and_rise_once_and_one_cache_becomes_dearer() -> None:
    after = {move.model: dearer(move.model, move.week) for move in MOVES}
    before = {move.model: dearer(move.model, move.week - 1) for move in MOVES}
    assert set(before.values()) == {1.0}
    assert sorted(after) == ["halcyon-opal", "halcyon-quartz", "meridian-mini", "nordlys-large"]
    assert sum(one < 1 for one in after.values()) == 2
    first = date(2026, 5, 18)
    (one, read, *_), tokens = priced("halcyon-quartz", first, date(2026, 11, 1))
    assert read / one == 0.25
    assert tokens == 1
    assert priced("nordlys-large", first, date(2026, 11, 1))[1] == pytest.approx(1.12)


def test_the_price_cut_alone_makes_the_hero() -> None:
    plan = _planted(make("M", 7), 6)
    assert dearer(plan.uses[0].model, 20) == pytest.approx(0.65)
    assert not plan.turns


def test_the_small_model_of_the_trap_is_listed_cheaper_and_costs_more_per_accepted_outcome() -> None:
    for number, is_dearer in ((15, False), (16, True)):
        frontier, small = _planted(make("M", 7), number).uses
        listed = MODELS[small.model].prices[0] / MODELS[frontier.model].prices[0]
        assert listed == 0.2
        assert (listed * small.tokens / small.acceptance > 1.2) is is_dearer
