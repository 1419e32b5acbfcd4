"""Revenue is margin with a share, and risk is what a named model says (method.md 4.4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.facts.grade import Grade
from bot.value.worth.benefits import Revenue, Risk
from bot.value.worth.claims import Ledger


def revenue(share: str) -> Revenue:
    return Revenue(
        id="upsell",
        workflow="sales",
        units=Decimal(40),
        margin=Decimal("12.50"),
        share=Decimal(share),
        grade=Grade.RECORDED,
    )


def risk(before: str, now: str, model: str = "chargebacks 2026") -> Risk:
    return Risk(
        id="chargebacks",
        workflow="disputes",
        model=model,
        before=Decimal(before),
        now=Decimal(now),
        loss=Decimal(80_000),
        grade=Grade.CONFIRMED,
    )


def test_revenue_is_units_times_margin_times_the_share() -> None:
    claim = revenue("0.4").claim
    assert (claim.ledger, claim.claimed, claim.captured) == (Ledger.REVENUE, Decimal(200), Decimal(200))


@pytest.mark.parametrize("share", ["1.01", "-0.1"])
def test_nobody_has_more_than_all_of_a_benefit(share: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        revenue(share)


def test_risk_is_the_fall_of_a_probability_times_the_loss() -> None:
    claim = risk("0.03", "0.01").claim
    assert (claim.ledger, claim.captured) == (Ledger.RISK, Decimal(1600))


def test_a_loss_that_became_more_likely_is_a_negative_benefit() -> None:
    assert risk("0.01", "0.03").claim.captured == Decimal(-1600)


def test_a_risk_needs_a_model_and_probabilities() -> None:
    with pytest.raises(ValueError, match="model that has a name"):
        risk("0.03", "0.01", model="")
    with pytest.raises(ValueError, match="probability"):
        risk("3", "1")
