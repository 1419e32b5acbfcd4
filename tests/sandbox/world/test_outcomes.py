"""What came of a workflow's attempts, and what was logged of it."""

from __future__ import annotations

import statistics
from collections import defaultdict
from datetime import timedelta

import pytest

from bot.sandbox.world.outcomes import LONGEST_LAG, lags, results
from bot.sandbox.world.records import records
from bot.sandbox.world.sizes import Nature
from bot.sandbox.world.truth import logged
from bot.sandbox.world.world import World, make


@pytest.mark.parametrize("nature", list(Nature))
def test_acceptance_reversals_and_coverage_are_those_of_the_plan(nature: Nature) -> None:
    world = make("S", 3, nature)
    for plan in (plan for plan in world.plans if not plan.turns and plan.attempts > 30):
        told = list(results(world, plan))
        accepted, rejected = sum(one.accepted for one in told), sum(one.rejected for one in told)
        undone = sum(count for one in told for _, count in one.reversed)
        said = sum(one.logged_accepted for one in told)
        assert accepted / (accepted + rejected) == pytest.approx(plan.acceptance, abs=0.08)
        assert undone / accepted == pytest.approx(plan.reversals, abs=0.06)
        assert said / accepted == pytest.approx(plan.logging, abs=0.06)


def test_what_is_taken_back_was_logged_before(small: World) -> None:
    for plan in small.plans:
        said: dict[int, int] = defaultdict(int)
        for one in results(small, plan):
            said[one.day.number] += one.logged_accepted
            for of, count in one.logged_reversed:
                assert of < one.day.number <= of + 7
                said[of] -= count
        assert all(count >= 0 for count in said.values())


def test_a_lag_is_of_ten_days_at_most_and_mostly_short() -> None:
    assert len(lags(0.45)) == LONGEST_LAG + 1
    assert sum(lags(0.45)) == pytest.approx(1)
    assert lags(0.45)[1] / lags(0.45)[0] == pytest.approx(0.55)


def test_the_inflater_logs_half_as_much_again_from_week_20_on() -> None:
    world = make("M", 4)
    plan = next(plan for plan in world.plans if plan.number == 7)
    told = list(results(world, plan))
    for days, ratio in ((told[: 20 * 7], 0.97), (told[20 * 7 :], 1.455)):
        assert sum(one.logged_accepted for one in days) / sum(one.system or 0 for one in days) == pytest.approx(
            ratio, abs=0.03
        )
        assert all(one.matched <= one.logged_accepted for one in days)


def test_records_stand_there_twice_at_times_and_some_are_late(small: World) -> None:
    found = [record for plan in small.plans for record in records(small, plan)]
    ids = {record.id for record in found}
    assert (len(found) - len(ids)) / len(ids) == pytest.approx(0.01, abs=0.004)
    late = [record for record in found if record.logged_at - record.occurred_at > timedelta(days=1)]
    assert len(late) / len(found) == pytest.approx(0.05, abs=0.01)
    assert max(record.logged_at - record.occurred_at for record in late) < timedelta(days=22)
    known = {record.id for record in found if record.kind == "accepted"}
    assert all(record.original in known for record in found if record.kind == "reversed")


def test_the_records_say_what_was_logged(small: World) -> None:
    sums = logged(small)
    for plan in small.plans:
        said = sum(count for (_, slug, kind), count in sums.items() if (slug, kind) == (plan.slug, "accepted"))
        assert said == sum(one.logged_accepted for one in results(small, plan))


def test_outcomes_are_counted_on_the_utc_day_and_written_in_local_time(small: World) -> None:
    found = [record for plan in small.plans for record in records(small, plan)]
    assert len({record.occurred_at.utcoffset() for record in found}) > 1
    assert statistics.mode(record.day for record in found) >= 0
