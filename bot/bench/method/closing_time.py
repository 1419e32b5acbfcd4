"""How long the ranges and changes of a large organisation's weekly close take, beside the bare sums of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from math import log
from random import Random
from time import perf_counter

from bot.bench.method.score import Bar, Run, Score, seeds_said
from bot.facts.policy import DEFAULT
from bot.value.changes import Comparison, Leaning, compare, leaning
from bot.value.ranges import WeekSums, typical_range

WEEKS, BASE_WEEKS, WINDOW = 26, 13, 8
_WORKFLOWS, _FEW = 1000, 50
_TIMES = 3


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """The seconds of the quickest of three closes, as measured on whatever machine this is; there is no target."""
    number = _FEW if run.is_short else _WORKFLOWS
    workflows = [_weeks(Random(f"{run.seeds[0]} {at}")) for at in range(number)]  # noqa: S311 - an invented company
    with bar("a close", 2 * _TIMES) as step:
        ours = _quickest(lambda: [_close(weeks) for weeks in workflows], step)
        bare = _quickest(lambda: [_bare(weeks) for weeks in workflows], step)
    yield Score(
        row="1,000 workflows × 26 weeks: all ranges and changes",
        name="seconds of one close",
        measured=ours,
        anchor="the sums and logarithms of the same windows alone",
        anchored=bare,
        of=f"{number:,} workflows, {seeds_said(run.seeds[:1])}",
        reason="two ranges, a comparison and an arrow each; plain Python, on this machine",
    )


def _weeks(random: Random) -> list[WeekSums]:
    rate, each = random.uniform(2, 200), random.uniform(0.5, 50)
    counts = [max(round(random.gauss(rate, rate**0.5)), 0) for _ in range(WEEKS)]
    return [
        WeekSums(cost=Decimal(round(100 * count * each * random.uniform(0.7, 1.3))) / 100, count=count)
        for count in counts
    ]


def _close(weeks: Sequence[WeekSums]) -> tuple[Comparison, Leaning | None]:
    usual = DEFAULT.usual_correlation
    base, now = (typical_range(window, usual_correlation=usual) for window in (weeks[:BASE_WEEKS], weeks[-WINDOW:]))
    compared = compare(base.level if base else None, now.level if now else None)
    return compared, leaning(weeks, usual_correlation=usual)


def _bare(weeks: Sequence[WeekSums]) -> float:
    """What nobody could leave out: the sums of the four windows and their logarithms."""
    total = 0.0
    for window in (weeks[:BASE_WEEKS], weeks[-WINDOW:], weeks[-4:], weeks[-13:-4]):
        cost, count = sum((week.cost for week in window), Decimal(0)), sum(week.count for week in window)
        total += log(float(cost) / count) if cost and count else 0.0
    return total


def _quickest(what: Callable[[], object], step: Callable[[int], None]) -> float:
    times = list[float]()
    for _ in range(_TIMES):
        began = perf_counter()
        what()
        times.append(perf_counter() - began)
        step(1)
    return min(times)
