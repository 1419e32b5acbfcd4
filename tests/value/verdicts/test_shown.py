"""A verdict is shown when it held on two consecutive closes; declared things and quality at once (method.md 5.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.verdicts.inputs import Past
from bot.value.verdicts.kind import Kind, Rule
from bot.value.verdicts.shown import Shown, following, past
from bot.value.verdicts.table import decide
from tests.value.verdicts.refunds import EXPERIMENT, LOSING, ON, REVERSALS, inputs

DOUBTED = {"grade": Grade.REPORTED, "main_grade": Grade.REPORTED}
NO_BASELINE = {"is_compared": False}
OWNERLESS = {"has_owner": False}


def closes(*weeks: dict[str, Any]) -> list[Shown]:
    """What is shown at each of these closes, a week apart, with the past that the closes before it make."""
    history: list[Shown] = []
    for number, changed in enumerate(weeks):
        now = inputs(on=ON + timedelta(weeks=number), past=past(history), **changed)
        history.append(following(history[-1] if history else None, decide(now, DEFAULT)))
    return history


def kinds(history: list[Shown]) -> list[Kind | None]:
    return [shown.verdict and shown.verdict.kind for shown in history]


def test_nothing_is_shown_before_a_verdict_has_held_on_two_closes() -> None:
    first, second = closes({}, {})
    assert (first.verdict, first.pending and first.pending.rule) == (None, Rule.R6)
    assert (second.verdict and second.verdict.rule, second.since, second.pending) == (
        Rule.R6,
        ON + timedelta(weeks=1),
        None,
    )
    assert second.is_new
    assert not closes({}, {}, {})[-1].is_new


def test_a_verdict_of_one_close_passes_unseen() -> None:
    assert kinds(closes({}, {}, DOUBTED, {}, DOUBTED, {})) == [None, *[Kind.KEEP] * 5]


def test_two_different_verdicts_in_a_row_are_not_one_that_held() -> None:
    history = closes({}, {}, DOUBTED, LOSING)
    assert kinds(history)[-1] is Kind.KEEP
    assert history[-1].pending is not None
    assert history[-1].pending.rule is Rule.R4


def test_within_one_verdict_its_figures_are_those_of_the_last_close() -> None:
    last = closes({}, {}, {"weighted": Decimal(20_000)})[-1]
    assert last.verdict is not None
    assert last.verdict.inputs.weighted == Decimal(20_000)
    assert last.since == ON + timedelta(weeks=1)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"experiment": EXPERIMENT}, Kind.EXPERIMENT),
        ({"experiment": replace(EXPERIMENT, until=ON)}, Kind.MEASURE_FIRST),
        ({"guards": (REVERSALS,)}, Kind.FIX),
        (OWNERLESS, Kind.MEASURE_FIRST),
    ],
)
def test_experiments_quality_and_a_missing_owner_show_at_once(changed: dict[str, Any], kind: Kind) -> None:
    assert kinds(closes(changed)) == [kind]
    assert kinds(closes({}, {}, changed)) == [None, Kind.KEEP, kind]


def test_what_was_declared_leaves_at_once_and_quality_after_two_closes() -> None:
    assert kinds(closes(OWNERLESS, {})) == [Kind.MEASURE_FIRST, Kind.KEEP]
    assert kinds(closes({"experiment": EXPERIMENT}, {})) == [Kind.EXPERIMENT, Kind.KEEP]
    assert kinds(closes({"guards": (REVERSALS,)}, {}, {})) == [Kind.FIX, Kind.FIX, Kind.KEEP]


def test_a_provisional_window_changes_nothing_but_what_is_declared() -> None:
    provisional = {"is_provisional": True}
    before = closes({}, {})
    for changed in ({}, DOUBTED, LOSING, {"guards": (REVERSALS,)}):
        after = closes({}, {}, changed | provisional, changed | provisional)
        assert after[-1] == before[-1]
    assert kinds(closes({}, {}, OWNERLESS | provisional))[-1] is Kind.MEASURE_FIRST
    assert kinds(closes({}, {}, {"experiment": EXPERIMENT} | provisional))[-1] is Kind.EXPERIMENT


def test_data_that_is_owed_from_the_first_close_on_is_fixed_by_week_10_and_stopped_by_week_14() -> None:
    history = closes(*[NO_BASELINE] * 14)
    shown = kinds(history)
    assert shown[:2] == [None, Kind.MEASURE_FIRST]
    assert (shown.index(Kind.FIX) + 1, shown.index(Kind.STOP) + 1) == (10, 14)


def test_data_that_is_owed_again_is_not_fixed_at_once_because_nothing_else_held_meanwhile() -> None:
    """The table said two other things in turn for weeks, so that what was owed before is still shown."""
    history = closes(NO_BASELINE, NO_BASELINE, *[{}, DOUBTED] * 3, {}, NO_BASELINE, NO_BASELINE)
    assert kinds(history)[1:] == [Kind.MEASURE_FIRST] * 9 + [Kind.FIX]


def test_a_loss_is_fixed_on_its_second_close_and_a_stop_proposed_after_eight_weeks_and_two_closes() -> None:
    shown = kinds(closes(*[LOSING] * 14))
    assert (shown.index(Kind.FIX) + 1, shown.index(Kind.STOP) + 1) == (2, 11)
    assert set(shown[10:]) == {Kind.STOP}


def test_weeks_of_fix_for_quality_do_not_hasten_a_stop() -> None:
    history = closes(*[LOSING | {"guards": (REVERSALS,)}] * 10, LOSING, LOSING, LOSING)
    assert kinds(history)[-1] is Kind.FIX
    assert past(history).fix == 2


def test_the_past_counts_weeks_in_a_row() -> None:
    assert past([]) == Past()
    assert past(closes(NO_BASELINE, NO_BASELINE, NO_BASELINE)) == Past(missing=2)
    assert past(closes(DOUBTED, DOUBTED)) == Past(doubt=1)
    assert past(closes(NO_BASELINE, NO_BASELINE, {}, {})) == Past()


worlds = st.sampled_from([{}, DOUBTED, LOSING, NO_BASELINE])


@given(st.lists(worlds, min_size=2, max_size=12))
def test_without_anything_declared_no_shown_kind_is_younger_than_two_closes(weeks: list[dict[str, Any]]) -> None:
    history = closes(*weeks)
    said = [decide(inputs(**changed), DEFAULT) for changed in weeks]
    for at, (before, now) in enumerate(pairwise(history), start=1):
        if now.verdict != before.verdict and now.is_new and now.verdict is not None:
            assert now.verdict.ground is said[at].ground is said[at - 1].ground
