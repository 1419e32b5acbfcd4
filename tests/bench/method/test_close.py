"""What the rows about the ledger promise, on one small world: the full figures are for `denominator bench method`."""

from __future__ import annotations

import pytest

from bot.bench.method.close import scores
from bot.bench.method.score import Family, Run
from tests.bench.bars import bar


@pytest.mark.parametrize("family", list(Family))
def test_the_ledger_reconciles_in_every_revision_and_closes_a_week(family: Family) -> None:
    reconciled, closed = scores(Run(seeds=(3,), family=family, is_short=True), bar)
    assert reconciled.measured == 0
    assert reconciled.anchored is not None
    assert reconciled.anchored > 1
    assert reconciled.holds
    assert closed.row == "full weekly close, size T, 2 cores"
    assert closed.holds
    assert closed.of.startswith("3 digests")
