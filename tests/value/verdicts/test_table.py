"""The decision table of method.md 5.2, row by row, and what must hold of any workflow."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.changes import Change
from bot.value.verdicts.inputs import Inputs, Past
from bot.value.verdicts.kind import Kind, Quadrant, Rule
from bot.value.verdicts.missing import Missing
from bot.value.verdicts.table import decide
from tests.value.verdicts.refunds import CHEAP, EXPERIMENT, LOSING, ON, REVERSALS, inputs, verdict

RAMPING = {"launched": ON - timedelta(weeks=7)}
RECORDED_LOSS = {"weighted": Decimal(6000), "grade": Grade.RECORDED, "main_grade": Grade.RECORDED}
MOST_DOUBTED = {"weighted": Decimal(7300), "grade": Grade.RECORDED, "main_grade": Grade.RECORDED}

ROWS: list[tuple[dict[str, Any], Rule, Kind, Quadrant]] = [
    ({"experiment": EXPERIMENT}, Rule.R0, Kind.EXPERIMENT, Quadrant.OFF),
    (
        {"experiment": EXPERIMENT, "guards": (REVERSALS,), "is_customer_facing": False},
        Rule.R0,
        Kind.EXPERIMENT,
        Quadrant.OFF,
    ),
    ({"experiment": EXPERIMENT, "guards": (REVERSALS,)}, Rule.R1, Kind.FIX, Quadrant.INTERVENE),
    ({"experiment": replace(EXPERIMENT, until=ON)}, Rule.R0B, Kind.MEASURE_FIRST, Quadrant.OFF),
    ({"experiment": replace(EXPERIMENT, spent=Decimal(2501))}, Rule.R0B, Kind.MEASURE_FIRST, Quadrant.OFF),
    ({"experiment": replace(EXPERIMENT, is_active=False)}, Rule.R6, Kind.KEEP, Quadrant.EXPAND),
    ({"guards": (REVERSALS,)}, Rule.R1, Kind.FIX, Quadrant.INTERVENE),
    ({"acceptance_high": 0.59}, Rule.R1, Kind.FIX, Quadrant.INTERVENE),
    ({"guards": (REVERSALS,), "spend": Decimal(10)}, Rule.R1, Kind.FIX, Quadrant.LEAVE),
    ({"spend": Decimal(999), "has_owner": False}, Rule.R2, Kind.KEEP, Quadrant.LEAVE),
    ({"has_owner": False}, Rule.R3, Kind.MEASURE_FIRST, Quadrant.INTERVENE),
    ({"is_compared": False, **CHEAP}, Rule.R3, Kind.MEASURE_FIRST, Quadrant.LEAVE),
    (LOSING, Rule.R4, Kind.FIX, Quadrant.WASTE),
    ({**LOSING, "past": Past(fix=7)}, Rule.R4, Kind.FIX, Quadrant.WASTE),
    ({**LOSING, "past": Past(fix=8)}, Rule.R5, Kind.STOP, Quadrant.WASTE),
    ({"has_demand": True}, Rule.R6, Kind.EXPAND, Quadrant.EXPAND),
    ({"has_demand": False}, Rule.R6, Kind.KEEP, Quadrant.EXPAND),
    ({"has_demand": False, **CHEAP}, Rule.R6, Kind.KEEP, Quadrant.TARGETED),
    ({"has_demand": True, **CHEAP}, Rule.R6, Kind.EXPAND, Quadrant.EXPAND),
    ({"level": 2, "has_demand": True, **CHEAP}, Rule.R7, Kind.KEEP, Quadrant.TARGETED),
    ({"grade": Grade.CONFIRMED, "main_grade": Grade.CONFIRMED, **CHEAP}, Rule.R7, Kind.KEEP, Quadrant.TARGETED),
    (
        {"grade": Grade.CONFIRMED, "main_grade": Grade.CONFIRMED},
        Rule.R8,
        Kind.MEASURE_FIRST,
        Quadrant.INTERVENE,
    ),
    ({"grade": Grade.REPORTED, **CHEAP}, Rule.R8, Kind.MEASURE_FIRST, Quadrant.LEAVE),
    ({**RECORDED_LOSS, **RAMPING}, Rule.R9, Kind.KEEP, Quadrant.INTERVENE),
    (RECORDED_LOSS, Rule.R10, Kind.FIX, Quadrant.WASTE),
]


@pytest.mark.parametrize(("changed", "rule", "kind", "quadrant"), ROWS)
def test_each_row_gives_its_verdict_and_its_place_on_the_grid(
    changed: dict[str, Any], rule: Rule, kind: Kind, quadrant: Quadrant
) -> None:
    found = verdict(**changed)
    assert (found.rule, found.kind, found.quadrant) == (rule, kind, quadrant)


def test_every_row_stands_in_these_tests() -> None:
    assert {rule for _, rule, _, _ in ROWS} == set(Rule)


def test_7_1_refund_triage_returns_2_3_between_2_0_and_2_6_and_is_kept_by_r6() -> None:
    found = verdict()
    shown = [
        None if one is None else round(one, 1) for one in (found.returns.each, found.returns.low, found.returns.high)
    ]
    assert (shown, found.rule, found.kind) == ([Decimal("2.3"), Decimal("2.0"), Decimal("2.6")], Rule.R6, Kind.KEEP)


def test_one_per_cent_of_a_large_organisation_is_more_than_a_thousand() -> None:
    assert verdict(allocated=Decimal(720_000)).rule is Rule.R6
    assert verdict(allocated=Decimal("720000.01")).rule is Rule.R2


def test_a_loss_in_the_first_eight_weeks_is_neither_fixed_nor_stopped() -> None:
    assert verdict(**LOSING, **RAMPING, past=Past(fix=20)).rule is Rule.R8
    assert verdict(**LOSING, launched=ON - timedelta(weeks=8)).rule is Rule.R4


@pytest.mark.parametrize(
    ("weeks", "is_justified", "kind", "allows_raise"),
    [
        (3, None, Kind.MEASURE_FIRST, True),
        (4, None, Kind.MEASURE_FIRST, False),
        (8, None, Kind.FIX, False),
        (11, None, Kind.FIX, False),
        (12, None, Kind.STOP, False),
        (12, False, Kind.STOP, False),
        (12, True, Kind.FIX, False),
    ],
)
def test_data_that_is_owed_blocks_raises_after_four_weeks_is_fixed_after_eight_and_stopped_after_twelve(
    weeks: int, is_justified: bool | None, kind: Kind, allows_raise: bool
) -> None:
    found = verdict(is_compared=False, past=Past(missing=weeks), is_justified=is_justified)
    assert (found.rule, found.kind, found.allows_raise) == (Rule.R3, kind, allows_raise)


@pytest.mark.parametrize("changed", [{"net": 5}, {"weeks": 3}, {"coverage": Decimal("0.7")}, {"spend": None}])
def test_what_the_owner_cannot_supply_never_leads_to_a_stop(changed: dict[str, Any]) -> None:
    found = verdict(past=Past(missing=50), **changed)
    assert (found.rule, found.kind, found.allows_raise, found.needs_decision) == (
        Rule.R3,
        Kind.MEASURE_FIRST,
        True,
        False,
    )


def test_a_high_cost_that_seems_to_pay_and_is_not_sure_to_is_measured_and_not_fixed() -> None:
    found = verdict(**MOST_DOUBTED)
    assert (found.rule, found.kind, found.quadrant) == (Rule.R8, Kind.MEASURE_FIRST, Quadrant.INTERVENE)
    assert verdict(change=Change.WORSE).rule is Rule.R8


def test_a_loss_of_a_workflow_whose_launch_is_not_known_asks_for_the_launch() -> None:
    for loss in (LOSING, RECORDED_LOSS):
        found = verdict(**loss, launched=None)
        assert (found.rule, found.missing) == (Rule.R3, (Missing.LAUNCH,))
    assert verdict(launched=None).rule is Rule.R6


def test_nothing_expands_whose_quality_nobody_knows() -> None:
    found = verdict(has_demand=True, guards=(), acceptance_high=None)
    assert (found.kind, found.not_known) == (Kind.KEEP, ("acceptance_high",))


def test_what_decided_and_what_was_not_known_on_the_way_is_said() -> None:
    found = verdict(has_demand=None, allocated=None)
    assert (found.rule, found.not_known) == (Rule.R6, ("allocated", "has_demand"))
    assert found.decided_by[:3] == ("weighted", "cost", "cost_variance")
    unknown = verdict(experiment=replace(EXPERIMENT, spent=None))
    assert (unknown.rule, unknown.not_known) == (Rule.R0, ("experiment.spent",))


def test_whether_customers_see_it_is_asked_only_of_an_experiment_whose_quality_is_worse() -> None:
    assert verdict(is_customer_facing=None, guards=(REVERSALS,)).not_known == ()
    assert verdict(is_customer_facing=None, experiment=EXPERIMENT).not_known == ()
    found = verdict(is_customer_facing=None, experiment=EXPERIMENT, guards=(REVERSALS,))
    assert (found.rule, found.not_known) == (Rule.R0, ("is_customer_facing",))


def test_what_an_uncertain_value_lacks_is_due_four_weeks_after_it_was_first_shown() -> None:
    doubted = {"grade": Grade.REPORTED, "main_grade": Grade.REPORTED}
    assert verdict(**doubted).due == ON + timedelta(weeks=4)
    assert verdict(**doubted, past=Past(doubt=3)).due == ON + timedelta(weeks=1)
    assert verdict(is_compared=False, past=Past(missing=1)).due == ON + timedelta(weeks=3)


money = st.none() | st.decimals(min_value=-10_000, max_value=100_000, places=2)
NULLABLE = [
    field.name
    for field in fields(Inputs)
    if getattr(inputs(), field.name) is not None
    and field.name not in {"on", "currency", "guards", "is_provisional", "past"}
]
cases = st.fixed_dictionaries(
    {
        "spend": money,
        "cost": money,
        "weighted": money,
        "claimed": money,
        "cost_variance": st.none() | st.floats(min_value=0, max_value=1),
        "grade": st.none() | st.sampled_from(Grade),
        "main_grade": st.none() | st.sampled_from(Grade),
        "level": st.none() | st.integers(1, 4),
        "net": st.none() | st.integers(-5, 50),
        "change": st.none() | st.sampled_from(Change),
        "guards": st.sampled_from([(), (REVERSALS,)]),
        "acceptance_high": st.none() | st.floats(min_value=0, max_value=1),
        "launched": st.none() | st.sampled_from([ON, ON - timedelta(weeks=20)]),
        "has_owner": st.none() | st.booleans(),
        "has_demand": st.none() | st.booleans(),
        "experiment": st.none() | st.sampled_from([EXPERIMENT, replace(EXPERIMENT, spent=None)]),
        "past": st.builds(Past, missing=st.integers(0, 20), fix=st.integers(0, 20)),
    }
)


@given(cases)
def test_expand_holds_on_the_conservative_and_stop_on_the_most_generous_value(case: dict[str, Any]) -> None:
    found = verdict(**case)
    if found.kind is Kind.EXPAND:
        assert found.returns.low is not None
        assert found.returns.low > 1
        assert (case["grade"] or 0) >= Grade.RECORDED
    if found.kind is Kind.STOP:
        loses = found.returns.generous is not None and found.returns.generous < 1
        assert loses or found.is_owed
    if found.rule is Rule.R10:
        assert found.returns.each is not None
        assert found.returns.each < 1


@given(cases, st.sampled_from(NULLABLE))
def test_not_knowing_something_never_makes_a_workflow_expand(case: dict[str, Any], name: str) -> None:
    known = verdict(**case)
    if known.kind is not Kind.EXPAND:
        assert decide(replace(known.inputs, **{name: None}), DEFAULT).kind is not Kind.EXPAND


@given(cases)
def test_an_experiment_inside_its_envelope_is_never_judged_on_value(case: dict[str, Any]) -> None:
    found = verdict(**case | {"experiment": EXPERIMENT})
    assert found.rule in {Rule.R0, Rule.R1}


@given(cases)
def test_a_young_workflow_is_never_fixed_or_stopped_for_its_value(case: dict[str, Any]) -> None:
    found = verdict(**case | {"launched": ON - timedelta(weeks=3)})
    assert found.rule not in {Rule.R4, Rule.R5, Rule.R10}
