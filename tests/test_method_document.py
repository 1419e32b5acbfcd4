"""What docs/method.md says of its examples is what the product's own functions make of them."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from bot.facts.policy import DEFAULT
from bot.value.unit_cost import NoneAccepted
from reports import verdict_words
from reports.wording import about, money

DOCS = Path(__file__).parents[1] / "docs"
TEXT = " ".join((DOCS / "method.md").read_text(encoding="utf-8").split())


@pytest.fixture
def examples(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(DOCS))
    import method_examples  # noqa: PLC0415 - stands beside the document, in no package

    return method_examples


@pytest.fixture
def figures(examples: ModuleType) -> ModuleType:
    assert examples.__name__ in sys.modules
    import method_figures  # noqa: PLC0415

    return method_figures


def test_what_an_outcome_costs(examples: ModuleType) -> None:
    found, few, none = examples.eight_weeks(), examples.three_refunds(), examples.none_accepted()
    full = examples.with_people()
    assert isinstance(none, NoneAccepted)
    for said in (
        f"cost ${sum(examples.COSTS):,} in eight weeks ({', '.join(map(str, examples.COSTS))})",
        f"resolved {found.count} refunds ({', '.join(map(str, examples.COUNTS))})",
        f"**{usd(found.each)} each, typically {usd(found.low)} to {usd(found.high)}**",
        f"*3 refunds, {about(few.each, 'USD')} each",
        f"somewhere between {about(few.low, 'USD')} and {about(few.high, 'USD')}*",
        f"each would cost at least {about(none.at_least, 'USD')}",
        f"come to {usd(full.cost)}, **{usd(full.each)} each**",
    ):
        assert said in TEXT


def test_when_a_cost_is_called_cheaper(examples: ModuleType) -> None:
    found = examples.cheaper()
    assert found.change == "improved"
    assert f"{1 - found.high:.0%} to {1 - found.low:.0%} cheaper" in TEXT
    assert f"beyond {DEFAULT.change_margin - 1:.0%}" in TEXT


def test_what_hours_are_worth(examples: ModuleType) -> None:
    for claim in examples.claims():
        assert f"{claim.hours:f} h" in TEXT
        assert f"| {usd(claim.claimed)} | {usd(claim.captured) if claim.captured else 'nothing'}" in TEXT
    found, net = examples.counted(), examples.net()
    both = [usd(amount) for amount in (found.claimed, found.captured, found.weighted)]
    assert f"| **{both[0]}** | **{both[1]}** | **{both[2]}** |" in TEXT
    assert f"({usd(found.validated)})" in TEXT
    assert f"{usd(examples.AI_COST)} of AI cost that is **{usd(net.net)} net, {usd(net.per_cost)} for each $1**" in TEXT
    assert f"a quarter becomes {examples.audited_weight():.0%}" in TEXT


def test_what_the_verdict_of_refund_triage_is(examples: ModuleType) -> None:
    verdict = examples.verdicts()["Refund triage"]
    returns, given = verdict.returns, verdict.inputs
    assert f"{usd(given.spend)} spent, {usd(given.weighted)} counted" in TEXT
    assert f"{usd(returns.each)} per $1, with 80% between {usd(returns.low)} and {usd(returns.high)}" in TEXT
    assert (verdict_words.kind(verdict), examples.with_a_backlog().kind) == ("Keep", "Expand")


def test_the_figures_are_those_that_the_examples_make(figures: ModuleType) -> None:
    for name, drawn in figures.figures().items():
        assert (DOCS / "pictures" / name).read_text(encoding="utf-8") == drawn, "run: make pictures"
        assert f"](pictures/{name})" in TEXT


def test_the_choices_are_the_policys_defaults() -> None:
    weights = [f"{weight:.0%}" for grade, weight in DEFAULT.weights.items() if grade]
    doubts = [f"{doubt:.2f}" for grade, doubt in DEFAULT.doubts.items() if grade]
    for said in (
        f"| {', '.join(weights)} |",
        f"spread {', '.join(doubts)} of the logarithm",
        f"from {usd(DEFAULT.material_from)}, and {DEFAULT.material_share:.0%} of allocated spend",
        f"from {DEFAULT.high_cost_share:.0%} of the organisation's spend",
        f"acceptance is surely under | {DEFAULT.least_acceptance:.0%} |",
        f"| from {DEFAULT.least_coverage:.0%} |",
        f"| {DEFAULT.ramp_weeks} weeks |",
        f"| {DEFAULT.fewest_shown}; it may only be raised |",
    ):
        assert said in TEXT


def usd(amount: Decimal) -> str:
    return money(amount, "USD")
