"""What the row about reconciliation promises, on one small world."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.bench.method import reconciling
from bot.bench.method.score import Family, Run
from bot.sandbox.world.world import World
from tests.bench.bars import bar


@pytest.mark.parametrize("family", list(Family))
def test_the_ledger_reconciles_in_every_revision(family: Family) -> None:
    (reconciled,) = reconciling.scores(Run(seeds=(3,), family=family, is_short=True), bar)
    assert reconciled.measured == 0
    assert reconciled.holds
    assert reconciled.anchored is not None
    assert reconciled.anchored > 1
    assert reconciled.of.endswith("by class, worlds of size T, seed 3")


def test_a_billionth_that_is_elsewhere_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    true = reconciling.spent

    def other(world: World, as_of: date | None = None) -> Any:
        places, days, classes = true(world, as_of)
        places[next(iter(places))] += 1
        return places, days, classes

    monkeypatch.setattr(reconciling, "spent", other)
    (reconciled,) = reconciling.scores(Run(seeds=(3,), is_short=True), bar)
    assert reconciled.measured == pytest.approx(1e-9)
    assert not reconciled.holds
