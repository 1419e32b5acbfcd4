"""Of how long verdicts take, what is timed is tested: the figure itself is of a machine."""

from __future__ import annotations

import pytest

from bot.bench.method import deciding_time
from bot.bench.method.score import Run
from bot.facts.policy import Policy
from bot.value.verdicts.inputs import Inputs
from bot.value.verdicts.verdict import Verdict
from tests.bench.bars import bar

RUN = Run(seeds=(1,), is_short=True)


def test_every_verdict_is_made_with_the_weeks_behind_it_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    timed: list[Inputs] = []
    real = deciding_time.decide

    def decide(inputs: Inputs, policy: Policy) -> Verdict:
        timed.append(inputs)
        return real(inputs, policy)

    monkeypatch.setattr(deciding_time, "decide", decide)
    (score,) = deciding_time.scores(RUN, bar)
    past, closes = timed[:50], timed[50:]
    assert len(closes) == 3 * 50
    assert [one.past for one in closes] != [one.past for one in past] * 3
    assert score.of == "50 workflows with 26 weeks of verdicts behind each, seed 1"


def test_the_quickest_of_three_counts_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0, 5, 10, 14, 20, 23, 30, 32, 40, 47, 50, 59])
    monkeypatch.setattr(deciding_time, "perf_counter", lambda: float(next(clock)))
    (score,) = deciding_time.scores(RUN, bar)
    assert (score.measured, score.anchored) == (3, 2)
