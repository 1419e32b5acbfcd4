"""How long the verdicts of a large organisation take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from bot.bench.method.score import Bar, Run, Score, seeds_said
from bot.bench.method.verdicts import made
from bot.facts.policy import DEFAULT
from bot.value.verdicts.inputs import Past
from bot.value.verdicts.shown import Shown, following, past
from bot.value.verdicts.table import decide

_WORKFLOWS, _FEW = 1000, 50
_TIMES = 3
_WEEKS_OF_PAST = 26


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """The seconds of the quickest of three closes, on whatever machine this is; there is no target."""
    number = _FEW if run.is_short else _WORKFLOWS
    inputs = [case.verdict.inputs for case in made(number, run.seeds[0], run)]
    histories = [[Shown(verdict=decide(one, DEFAULT), since=one.on)] * _WEEKS_OF_PAST for one in inputs]
    times, bare = list[float](), list[float]()
    with bar("verdicts of one close", _TIMES) as step:
        for _ in range(_TIMES):
            began = perf_counter()
            for one, history in zip(inputs, histories, strict=True):
                following(history[-1], decide(replace(one, past=past(history)), DEFAULT))
            times.append(perf_counter() - began)
            began = perf_counter()
            for one in inputs:
                replace(one, past=Past())
            bare.append(perf_counter() - began)
            step(1)
    yield Score(
        row="1,000 workflows: verdicts of one close",
        name="seconds",
        measured=min(times),
        anchor="copying the inputs once",
        anchored=min(bare),
        of=f"{number:,} workflows with {_WEEKS_OF_PAST} weeks of verdicts behind each, {seeds_said(run.seeds[:1])}",
        reason="the table, what is shown and the weeks that count; plain Python, on this machine",
    )
