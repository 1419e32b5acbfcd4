"""The bills of a world: shares, faults, and what is known when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.facts.money import amount
from bot.sandbox.world import faults
from bot.sandbox.world.line import Line
from bot.sandbox.world.lines import every_line
from bot.sandbox.world.prices import SUCCESSOR, UNKNOWN
from bot.sandbox.world.sizes import Nature
from bot.sandbox.world.truth import spent
from bot.sandbox.world.world import MISPLACED_WEEKS, World, make


@pytest.fixture(scope="module")
def middle() -> World:
    return make("M", 101)


@pytest.fixture(scope="module")
def shares(middle: World) -> dict[str, float]:
    """Parts of all spend in USD, and of that of three weeks what stands under the wrong team."""
    sums: dict[str, float] = defaultdict(float)
    first, end = (middle.day(week * 7) for week in MISPLACED_WEEKS)
    for line in every_line(middle):
        value = (line.billed(None) or 0) * (1.1 if line.currency == "EUR" else 1)
        kind, team, _ = line.placed
        sums["total"] += value
        sums[kind] += value
        sums[line.workflow] += value
        if line.workflow and kind == "unallocated":
            sums["untagged"] += value
        if first <= line.day < end:
            sums["weeks"] += value
            sums["wrong"] += value if line.workflow and kind == "team-only" and team != line.team else 0
    return sums


def test_spend_is_placed_as_in_a_real_organisation(shares: dict[str, float]) -> None:
    total = shares["total"]
    assert shares["shared"] / total == pytest.approx(0.10, abs=0.015)
    assert shares["untagged"] / total == pytest.approx(0.08, abs=0.02)
    assert shares["wrong"] / shares["weeks"] == pytest.approx(0.05, abs=0.025)
    assert shares["direct"] / total > 0.65
    assert (shares["direct"] + shares["team-only"]) / total > 0.78


@pytest.mark.parametrize(("number", "share"), [(2, 0.003), (3, 0.03), (4, 0.03), (11, 0.15)])
def test_a_planted_team_has_its_share_of_what_is_spent(
    middle: World, shares: dict[str, float], number: int, share: float
) -> None:
    plan = next(plan for plan in middle.plans if plan.number == number)
    assert shares[plan.slug] / shares["total"] == pytest.approx(share, rel=0.15)


def _lines(world: World) -> list[Line]:
    return list(every_line(world))


def test_every_fault_is_there(small: World) -> None:
    lines = _lines(small)
    used = [line for line in lines if line.tokens]
    late = sum(line.known > line.day + timedelta(days=1) for line in used if line.provider == "halcyon")
    assert late / sum(line.provider == "halcyon" for line in used) == pytest.approx(faults.LATE, abs=0.012)
    outage = [line for line in used if line.provider == "meridian" and line.day == small.day(faults.OUTAGE_FIRST)]
    assert {line.known - line.day for line in outage} == {timedelta(days=faults.BACKFILL)}
    again = faults.restated(small)
    restated = [line for line in lines if line.restated is not None]
    assert {line.day.month for line in restated} == {again.days.start.month}
    assert {line.restated for line in restated} == {line.nanos * 94 // 100 for line in restated}
    assert sum(line.category == "Credit" and line.nanos < 0 for line in lines) == 1
    assert any(not line.key and not line.sub_account and line.tokens for line in lines), "null keys"
    assert {line.currency for line in lines} == {"USD", "EUR"}
    assert any(line.key.startswith("key-new-") and line.placed[0] == "unallocated" for line in lines)
    assert {SUCCESSOR, UNKNOWN} <= {line.model for line in lines}
    seats = [line for line in lines if line.service == "Seats" and line.team == "team-001"]
    assert max(line.nanos / len(list(line.effective(None))) for line in seats) == pytest.approx(
        4.5 * min(line.nanos / len(list(line.effective(None))) for line in seats), rel=0.02
    )


@pytest.mark.parametrize("nature", list(Nature))
def test_the_sum_of_the_lines_is_the_truth_of_every_day_team_and_revision(nature: Nature) -> None:
    world = make("S", 9, nature)
    lines = _lines(world)
    for as_of in (world.day(80), faults.restated(world).on - timedelta(days=1), world.day(181), None):
        places, days, classes = spent(world, as_of)
        billed: dict[tuple[str, str, str], int] = defaultdict(int)
        for line in lines:
            if as_of is None or line.known <= as_of:
                is_final = as_of is None or as_of >= faults.restated(world).on
                value = line.restated if is_final and line.restated is not None else line.nanos
                billed[line.provider, line.day.isoformat(), line.currency] += value
        assert dict(days) == dict(billed)
        assert sum(places.values()) == sum(classes.values()) == sum(billed.values())


def test_a_revision_knows_less_than_the_end(small: World, true: Callable[[], dict[str, Any]]) -> None:
    early = spent(small, small.day(91))[0]
    late = true()["costs"]
    week = str(sorted(late)[3])
    total = sum(amount(text) for team in late[week].values() for flow in team.values() for text in flow.values())
    assert 0 < sum(nanos for key, nanos in early.items() if key[0] == week) / 1e9 <= float(total) * 1.07
    assert max(key[0] for key in early) < max(late)
