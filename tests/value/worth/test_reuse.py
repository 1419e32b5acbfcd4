"""When the use of an asset is a reuse (method.md 1.14, M11)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.value.quality import reuse
from bot.value.worth.reuse import Asset, Use, is_reuse, uses

ASSET = Asset(
    name="refund policy prompt",
    link="https://example.com/p",
    team="support",
    workflow="triage",
    created_on=date(2026, 11, 2),
)


def use(
    day: int, team: str = "support", workflow: str = "triage", *, is_accepted: bool = True, outcome: str = "o1"
) -> Use:
    return Use(
        outcome=outcome,
        asset=ASSET.name,
        team=team,
        workflow=workflow,
        used_on=date(2026, 11, day),
        is_accepted=is_accepted,
    )


@pytest.mark.parametrize(
    ("used", "counts"),
    [
        (use(3), False),
        (use(8), False),
        (use(9), True),
        (use(3, team="sales"), True),
        (use(3, workflow="kb"), True),
        (use(9, is_accepted=False), False),
        (use(3, team="sales", is_accepted=False), False),
        (use(1, team="sales"), False),
    ],
)
def test_another_team_or_workflow_reuses_it_at_once_and_its_own_after_a_week(used: Use, counts: bool) -> None:
    assert is_reuse(used, ASSET) is counts


def test_an_outcome_counts_once_and_one_of_an_unknown_asset_records_none() -> None:
    found = [use(3), use(9), use(9, team="sales", outcome="o2"), use(9, is_accepted=False, outcome="o3")]
    counted = uses(found, {ASSET.name: ASSET})
    assert (counted.with_asset, counted.reused, counted.elsewhere) == (2, 2, 1)
    assert uses(found, {}).with_asset == 0


def test_m11_48_reused_of_120_that_record_an_asset_are_40_per_cent_of_which_a_third_is_known() -> None:
    found = [
        *(use(3, outcome=f"own {n}") for n in range(72)),
        *(use(3, team="sales", outcome=f"other {n}") for n in range(48)),
    ]
    counted = uses(found, {ASSET.name: ASSET})
    said = reuse(360, counted.with_asset, counted.reused)
    assert said is not None
    assert said.rate is not None
    assert [round(one, 2) for one in (said.rate.share, said.rate.low, said.rate.high, said.recorded.share)] == [
        0.40,
        0.32,
        0.49,
        0.33,
    ]
