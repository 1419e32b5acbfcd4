"""What the row about the close promises, on one small world: the full figure is for `denominator bench method`."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

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


def test_digests_and_budgets_lie_within_what_is_timed_and_one_team_by_itself_is_timed_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = [0.0]

    def lasting(name: str, took: float, of: ModuleType) -> None:
        real = getattr(of, name)

        def work(*given: Any, **more: Any) -> Any:
            seconds[0] += took
            return real(*given, **more)

        monkeypatch.setattr(of, name, work)

    lasting("publish", 5.0, close.jobs)
    lasting("check_budgets", 2.0, close.jobs)
    lasting("build", 1.5, close)
    lasting("load", 100.0, close)
    monkeypatch.setattr(close, "time", SimpleNamespace(perf_counter=lambda: seconds[0]))
    (closed,) = close.scores(RUN, bar)
    assert (closed.measured, closed.anchored) == (7.0, 4.5)
    assert closed.holds


def test_a_close_that_would_judge_no_budget_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(close, "note_readings", lambda *_: None)
    with pytest.raises(AssertionError, match="judges no budget"):
        list(close.scores(RUN, bar))


def test_a_close_that_takes_longer_misses_and_says_what_it_grows_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(close, "MOST_SECONDS", 0.0)
    (closed,) = close.scores(RUN, bar)
    assert not closed.holds
    assert "grows with teams times workflows" in closed.reason
