"""What the row about the close promises, on one small world: the full figure is for `denominator bench method`."""

from __future__ import annotations

import pytest

from bot.bench.method import close
from bot.bench.method.score import Family, Run
from tests.bench.bars import bar

RUN = Run(seeds=(3,), is_short=True)


@pytest.mark.parametrize("family", list(Family))
def test_every_digest_is_kept_and_every_budget_judged(family: Family) -> None:
    (closed,) = close.scores(Run(seeds=(3,), family=family, is_short=True), bar)
    assert closed.row == "full weekly close, size T, 2 cores"
    assert closed.of.startswith("3 digests of 2026-W")
    assert " and 1 budgets, " in closed.of
    assert closed.of.endswith("seed 3")
    assert closed.anchor is not None
    assert closed.anchor.endswith("the mean of 3 teams, × 3")
    assert closed.measured > 0


def test_a_close_that_would_judge_no_budget_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(close, "note_readings", lambda *_: None)
    with pytest.raises(AssertionError, match="judges no budget"):
        list(close.scores(RUN, bar))


def test_a_close_that_takes_longer_misses_and_says_what_it_grows_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(close, "MOST_SECONDS", 0.0)
    (closed,) = close.scores(RUN, bar)
    assert not closed.holds
    assert "grows with teams times workflows" in closed.reason
