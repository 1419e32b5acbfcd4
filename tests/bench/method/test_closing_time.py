"""Of how long a close takes, what is timed is tested: the figure itself is of a machine."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import log
from typing import Any

import pytest

from bot.bench.method import closing_time
from bot.bench.method.score import Run
from bot.value.ranges import WeekSums
from tests.bench.bars import bar

RUN = Run(seeds=(1,), is_short=True)


def test_every_workflow_is_closed_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    for name in ("typical_range", "compare", "leaning"):
        monkeypatch.setattr(closing_time, name, counting(called, name, getattr(closing_time, name)))
    (score,) = closing_time.scores(RUN, bar)
    assert {name: called.count(name) for name in set(called)} == {"typical_range": 300, "compare": 150, "leaning": 150}
    assert score.of == "50 workflows, seed 1"


def counting(called: list[str], name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*given: Any, **more: Any) -> Any:
        called.append(name)
        return real(*given, **more)

    return call


def test_the_quickest_of_three_counts_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0, 5, 10, 12, 20, 24, 30, 34, 40, 41, 50, 53])
    monkeypatch.setattr(closing_time, "perf_counter", lambda: float(next(clock)))
    (score,) = closing_time.scores(RUN, bar)
    assert (score.measured, score.anchored) == (2, 1)


def test_the_bare_sums_are_those_of_all_four_windows() -> None:
    weeks = [WeekSums(cost=Decimal(2), count=1)] * 13 + [WeekSums(cost=Decimal(8), count=1)] * 13
    assert closing_time._bare(weeks) == pytest.approx(log(2) + 3 * log(8))
