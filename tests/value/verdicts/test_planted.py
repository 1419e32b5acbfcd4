"""The planted teams of method.md 8.1 whose verdict follows from what is put in: right in time, and none harmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.verdicts.inputs import Past
from bot.value.verdicts.kind import Kind
from bot.value.verdicts.shown import Shown, following, past
from bot.value.verdicts.table import decide
from tests.value.verdicts.refunds import EXPERIMENT, ON, inputs

LAUNCHED = ON
REPORTED = {"grade": Grade.REPORTED, "main_grade": Grade.REPORTED}
RECORDED = {"grade": Grade.RECORDED, "main_grade": Grade.RECORDED}


def shown(weeks: int, changed: Callable[[int], dict[str, Any]]) -> list[Kind | None]:
    """The kind that is shown at each close, the first a week after the launch."""
    history: list[Shown] = []
    for week in range(1, weeks + 1):
        standing = {"on": LAUNCHED + timedelta(weeks=week), "launched": LAUNCHED} | changed(week)
        now = decide(inputs(past=past(history), **standing), DEFAULT)
        history.append(following(history[-1] if history else None, now))
    return [one.verdict and one.verdict.kind for one in history]


def test_1_spend_without_outcomes_is_measured_first_by_week_6_fixed_by_10_and_stopped_by_14() -> None:
    found = shown(14, lambda _: {"net": 0, "weeks": 0, "is_stale": True, "weighted": None, "claimed": None})
    assert found.index(Kind.MEASURE_FIRST) + 1 <= 6
    assert found.index(Kind.FIX) + 1 <= 10
    assert found.index(Kind.STOP) + 1 <= 14


def test_2_a_quiet_gem_is_kept_and_never_nagged() -> None:
    small = {"spend": Decimal(330), "cost": Decimal(330), "weighted": Decimal(6600), "has_owner": False}
    assert set(shown(20, lambda _: small)) <= {None, Kind.KEEP}


def test_3_expensive_and_worth_it_expands() -> None:
    worth = {"weighted": Decimal(21_600), "has_demand": True} | RECORDED
    assert shown(12, lambda _: worth)[1:] == [Kind.EXPAND] * 11


def test_4_expensive_and_only_reported_is_measured_first() -> None:
    claimed = Decimal(7200) * Decimal("0.6") * 3
    uncertain = {"weighted": claimed / 4, "claimed": claimed} | REPORTED
    assert set(shown(20, lambda _: uncertain)[1:]) == {Kind.MEASURE_FIRST}


def test_11_a_declared_experiment_is_protected_to_its_end_and_then_asked_about() -> None:
    lab = replace(EXPERIMENT, until=LAUNCHED + timedelta(weeks=13), envelope=Decimal(20_000), spent=Decimal(15_000))
    found = shown(14, lambda _: {"experiment": lab, "weighted": Decimal(0), "claimed": Decimal(0)})
    assert found == [Kind.EXPERIMENT] * 12 + [Kind.MEASURE_FIRST] * 2


def test_18_a_workflow_whose_owner_leaves_is_asked_for_one_the_same_week_and_for_none_once_there_is_one() -> None:
    found = shown(12, lambda week: {"has_owner": not 5 <= week < 9})
    assert found == [None, *[Kind.KEEP] * 3, *[Kind.MEASURE_FIRST] * 4, *[Kind.KEEP] * 4]


def test_19_eight_bad_weeks_and_good_ones_after_never_lead_to_a_stop() -> None:
    def dip(week: int) -> dict[str, Any]:
        """Half a dollar per dollar in each of the first eight weeks, three after; the window is the last eight."""
        window = range(max(week - 7, 1), week + 1)
        share = sum(Decimal("0.5") if one <= 8 else Decimal(3) for one in window) / len(window)
        return {"weighted": 7200 * share, "claimed": 7200 * share} | RECORDED

    found = shown(30, dip)
    assert Kind.STOP not in found
    assert Kind.FIX not in found[:8]
    assert found[-1] is Kind.KEEP


def test_the_past_of_a_workflow_that_was_never_shown_is_empty() -> None:
    assert past([Shown(), Shown()]) == Past()
