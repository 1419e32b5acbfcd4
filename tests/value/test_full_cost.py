"""The refund triage of method.md M3b, M7 and M9, recomputed to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.value.full_cost import FullCost, People, full_cost, hours_freed, saving

REVIEW = People(minutes=Decimal(4 * 360), rework_minutes=Decimal(18 * 14), rate=Decimal(60))


def triage() -> FullCost:
    found = full_cost(Decimal(720), REVIEW, 360)
    assert found is not None
    return found


def test_m3b_a_refund_costs_6_70_of_which_ai_is_30_percent() -> None:
    found = triage()
    assert (found.cost, found.each, round(100 * found.ai_share)) == (Decimal(2412), Decimal("6.70"), 30)


def test_m3b_review_is_1440_and_rework_252() -> None:
    assert People(minutes=REVIEW.minutes, rate=REVIEW.rate).cost == 1440
    assert People(minutes=REVIEW.rework_minutes, rate=REVIEW.rate).cost == 252


def test_m3b_other_run_cost_is_in_it() -> None:
    found = full_cost(Decimal(720), REVIEW, 360, other=Decimal(360))
    assert found is not None
    assert found.each == Decimal("7.70")


@pytest.mark.parametrize(
    ("ai", "people", "outcomes"),
    [
        (None, REVIEW, 360),
        (Decimal(720), None, 360),
        (Decimal(720), REVIEW, 0),
        (Decimal(-720), REVIEW, 360),
        (Decimal(0), People(minutes=Decimal(0), rate=Decimal(60)), 360),
    ],
    ids=["cost not known", "minutes not known", "no outcomes", "a credit", "nothing at all"],
)
def test_m3b_what_is_not_known_has_no_full_cost(ai: Decimal | None, people: People | None, outcomes: int) -> None:
    assert full_cost(ai, people, outcomes) is None


def test_m7_ten_minutes_less_for_360_are_60_hours() -> None:
    assert hours_freed(360, Decimal(14), Decimal(4)) == 60


def test_m7_with_its_rework_the_triage_freed_55_8_hours() -> None:
    assert hours_freed(360, Decimal(14), REVIEW.all_minutes / 360) == Decimal("55.8")


def test_m7_what_takes_longer_has_added_time() -> None:
    assert hours_freed(360, Decimal(4), Decimal(5)) == -6


def test_m9_a_refund_saves_8_against_its_baseline_and_all_of_them_2880() -> None:
    found = saving(Decimal("14.70"), triage())
    assert (found.each, found.gross) == (Decimal("8.00"), Decimal(2880))


def test_m9_against_doing_nothing_all_of_it_is_cost() -> None:
    assert saving(Decimal(0), triage()).gross == -2412
