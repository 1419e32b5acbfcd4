"""A smaller model is a hypothesis with its test attached, and never a saving from a price list (method.md 5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.policy import DEFAULT
from bot.value.hints.routing import Routing, Tier, compare_tiers, frontier_share, trial_size
from bot.value.proportions import wilson
from bot.value.ranges import WeekSums, typical_range


def tier(attempts: int, accepted: int, cost: float, spread: Sequence[float] = (1, 1.02, 0.98, 1)) -> Tier:
    """A tier of eight weeks, an accepted outcome of which costs so much."""
    weeks = [
        WeekSums(cost=Decimal(str(round(cost * accepted / 8 * wave, 6))), count=accepted // 8) for wave in spread * 2
    ]
    return Tier(attempts=attempts, accepted=accepted, each=typical_range(weeks, usual_correlation=0.3))


FRONTIER = tier(2000, 1704, 1.00)


@pytest.mark.parametrize(("difference", "size"), [(0.10, 198), (0.05, 792)])
def test_h3_at_80_per_cent_a_trial_for_ten_points_takes_198_an_arm_and_for_five_792(
    difference: float, size: int
) -> None:
    assert trial_size(0.8, difference) == size


def test_a_trial_without_a_difference_is_refused_and_none_is_of_nobody() -> None:
    with pytest.raises(ValueError, match="above zero"):
        trial_size(0.8, 0)
    assert trial_size(1.0, 0.05) > 0


def test_a_small_model_that_is_as_good_and_cheaper_for_each_accepted_outcome_is_suggested() -> None:
    found = compare_tiers(tier(2000, 1704, 0.25), FRONTIER, DEFAULT)
    assert found.routing is Routing.SWITCH
    assert found.acceptance is not None
    assert found.acceptance.low > -0.05


def test_a_small_model_that_is_dearer_for_each_accepted_outcome_is_not_suggested_whatever_its_list_price() -> None:
    assert compare_tiers(tier(2000, 1704, 1.30), FRONTIER, DEFAULT).routing is Routing.STAY


def test_a_small_model_that_is_surely_accepted_less_is_not_suggested() -> None:
    assert compare_tiers(tier(2000, 1400, 0.25), FRONTIER, DEFAULT).routing is Routing.STAY


def test_what_cannot_be_told_apart_is_tried() -> None:
    unsure = compare_tiers(tier(100, 88, 0.25), FRONTIER, DEFAULT)
    assert (unsure.routing, unsure.trial) == (Routing.TRY, trial_size(0.852, 0.05))
    close = compare_tiers(tier(2000, 1704, 0.97, (1, 1.5, 0.5, 1)), FRONTIER, DEFAULT)
    assert close.routing is Routing.TRY


@pytest.mark.parametrize(
    "small", [tier(30, 24, 0.1), Tier(attempts=0, accepted=0, each=None), Tier(attempts=90, accepted=80, each=None)]
)
def test_of_too_few_accepted_or_an_unknown_cost_nothing_is_compared(small: Tier) -> None:
    found = compare_tiers(small, FRONTIER, DEFAULT)
    assert (found.routing, found.acceptance, found.cost) == (Routing.TRY, None, None)


@given(st.integers(30, 400), st.floats(0.05, 20, allow_nan=False))
def test_nothing_is_suggested_that_was_observed_to_be_dearer(accepted: int, cost: float) -> None:
    found = compare_tiers(tier(400, accepted, cost), FRONTIER, DEFAULT)
    if found.routing is Routing.SWITCH:
        assert cost < 1


FRONTIER_HEAVY: dict[str, Any] = {"is_material": True, "level": 3, "acceptance": wilson(80, 100)}


def test_h1_above_60_per_cent_on_frontier_models_a_smaller_one_is_asked_for() -> None:
    assert frontier_share(Decimal(61), Decimal(100), **FRONTIER_HEAVY) == Decimal("0.61")
    assert frontier_share(Decimal(60), Decimal(100), **FRONTIER_HEAVY) is None
    assert frontier_share(Decimal(0), Decimal(0), **FRONTIER_HEAVY) is None


@pytest.mark.parametrize(
    "changed",
    [{"is_material": False}, {"level": 4}, {"level": None}, {"acceptance": wilson(79, 100)}, {"acceptance": None}],
)
def test_h1_asks_nothing_of_small_unsteady_or_unknown_work(changed: dict[str, Any]) -> None:
    assert frontier_share(Decimal(90), Decimal(100), **FRONTIER_HEAVY | changed) is None
