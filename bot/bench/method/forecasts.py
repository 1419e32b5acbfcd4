"""Rows of method.md 8.2: how far off month-end forecasts are, how often their range holds, and how long they take."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import sqrt
from statistics import NormalDist, median, stdev

from bot.bench.method.invented import DAYS, Month, months, organisations
from bot.bench.method.score import Bar, Run, Score
from bot.facts.periods import DAY
from bot.value.backtest import loss
from bot.value.daily import Daily
from bot.value.forecast import forecast
from bot.value.outlook import HIGH, LOW, Outlook, RunOut, outlook
from bot.value.record import Bank
from bot.value.shape import shape

_TARGETS = {3: 14.5, 7: 12.0, 14: 8.5, 21: 5.0}
_WIDTHS = (0.75, 0.85)
_PINBALL = 0.92
_RUN_OUT = 0.75
_RUN_OUT_DAYS = (7, 14)
_ETS_DAYS = (7, 14)
_ETS_SERIES = 150
_NOISE_DAYS = 28
_TIMED, _SECONDS = 2000, 10.0
_ROW = "month-end MdAPE at day 3 / 7 / 14 / 21"
_RANGE_ROW = "80% forecast interval coverage; pinball vs daily-noise"
_RUN_OUT_ROW = "run-out date: true date inside the 80% band"
_TIME_ROW = "2,000 daily series forecast"
_WORLD = (
    "small and large teams, a walking level that shifts, growth, spikes, holidays nobody declared; a day is known whole"
    " by its end, where real bills come later"
)
_ROUGH = "the same with people as unlike as staff are and weekly shocks: harder than where 3.5 took its targets from"


@dataclass
class _Seen:
    """What was said of months on one known day, in parts of what they came to."""

    ours: list[float] = field(default_factory=list)
    run_rate: list[float] = field(default_factory=list)


@dataclass
class _Measured:
    """All that the organisations of a run gave."""

    by_day: dict[int, _Seen] = field(default_factory=lambda: {day: _Seen() for day in _TARGETS})
    held: list[bool] = field(default_factory=list)
    noise_held: list[bool] = field(default_factory=list)
    losses: float = 0.0
    noise_losses: float = 0.0
    inside: list[bool] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """Every cell of the three rows, each beside what was measured in the same run, and how long forecasts take."""
    plain = _measured(run, bar, is_rough=False)
    yield from _errors(plain, "")
    yield from _ranges(plain)
    if not run.is_short:
        yield from _errors(_measured(run, bar, is_rough=True), ", in a rough world")
        yield from _beside_ets(plain.months, bar)
    yield from _timed(plain.months, run)


def _measured(run: Run, bar: Bar, *, is_rough: bool) -> _Measured:
    found = _Measured()
    with bar(f"forecasts of months{', rough' if is_rough else ''}", len(run.seeds)) as step:
        for seed, organisation in zip(run.seeds, organisations(run, is_rough=is_rough), strict=True):
            for number, daily in enumerate(organisation.daily):
                for month in months(daily, seed * 100 + number):
                    found.months.append(month)
                    for known in _TARGETS:
                        through = month.period.start + DAY * (known - 1)
                        _measure(found, month, known, _outlook(month, through, organisation.bank(through)))
            step(1)
    return found


def _outlook(month: Month, through: date, bank: Bank) -> Outlook:
    ahead = forecast(month.daily, through=through, last=month.period.last_day)
    return outlook(month.period, ahead, bank, spent=month.spent(through), budget=month.budget)


def _measure(found: _Measured, month: Month, known: int, said: Outlook) -> None:
    actual, spent = float(month.actual), float(said.spent)
    assert said.expected is not None
    total, low, high = float(said.expected), float(said.low), float(said.high)
    found.by_day[known].ours.append(abs(total / actual - 1))
    found.by_day[known].run_rate.append(abs(spent / known * len(month.period) / actual - 1))
    found.held.append(low <= actual <= high)
    width = NormalDist().inv_cdf(HIGH) * _daily_noise(month.daily, said.through) * sqrt(len(month.period) - known)
    found.noise_held.append(abs(actual - total) <= width)
    found.losses += _loss(actual, low, total, high)
    found.noise_losses += _loss(actual, total - width, total, total + width)
    if known in _RUN_OUT_DAYS and said.runs_out is not None and spent < month.budget:
        late = month.period.end  # stands for a day after the period
        earliest, truly = said.runs_out.earliest or late, month.used_up_on or late
        if min(earliest, truly) < late:
            found.inside.append(_holds(said.runs_out, truly, late))


def _holds(band: RunOut, truly: date, late: date) -> bool:
    return (band.earliest or late) <= truly <= (band.latest or late)


def _loss(actual: float, low: float, middle: float, high: float) -> float:
    """The pinball loss at 0.1, 0.5 and 0.9 in parts of the total, so that no team weighs more for being large."""
    return (loss(actual, low, LOW) + loss(actual, middle, 0.5) + loss(actual, high, HIGH)) / actual


def _daily_noise(daily: Daily, through: date) -> float:
    """The scatter of the last four weeks about their own weekday profile and level: what most ranges are made of."""
    days = daily.until(through).floats()
    found = shape(days, daily.weekday)
    recent = range(max(len(days) - _NOISE_DAYS, 0), len(days))
    return stdev((days[at] or 0.0) - found.level * found.profile[(daily.weekday + at) % 7] for at in recent)


def _errors(found: _Measured, where: str) -> Iterator[Score]:
    for known, target in _TARGETS.items():
        seen = found.by_day[known]
        yield Score(
            row=_ROW,
            name=f"median absolute error of the month's total at day {known}, %{where}",
            measured=100 * median(seen.ours),
            at_most=target,
            anchor="calendar run-rate",
            anchored=100 * median(seen.run_rate),
            of=f"{len(seen.ours):,} team-months",
            reason=f"{_ROUGH if where else _WORLD}; the run-rate of the same months says how hard they are",
        )


def _ranges(found: _Measured) -> Iterator[Score]:
    yield Score(
        row=_RANGE_ROW,
        name="how often the 80% range of the month's total held it",
        measured=_share(found.held),
        at_least=_WIDTHS[0],
        at_most=_WIDTHS[1],
        anchor="daily noise x the root of the days left",
        anchored=_share(found.noise_held),
        of=f"{len(found.held):,} ranges at days 3, 7, 14 and 21",
        reason="the errors of all teams of an organisation up to the last Sunday make each range",
    )
    yield Score(
        row=_RANGE_ROW,
        name="pinball loss at .1, .5 and .9 over that of daily noise about the same median",
        measured=found.losses / found.noise_losses,
        at_most=_PINBALL,
        anchor="daily noise x the root of the days left",
        anchored=1.0,
        of=f"{len(found.held):,} ranges at days 3, 7, 14 and 21",
        reason="the median is the same on both sides, so only the ends can differ",
    )
    yield Score(
        row=_RUN_OUT_ROW,
        name="true run-out date inside the band, of budgets that may run out",
        measured=_share(found.inside),
        at_least=_RUN_OUT,
        of=f"{len(found.inside):,} bands at days 7 and 14 that end, or whose truth ends, in the month",
        reason="a budget that lasts runs out after the month; bands that say so of one that does are left out as easy",
    )


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def _beside_ets(all_months: Sequence[Month], bar: Bar) -> Iterator[Score]:
    """AutoETS of statsforecast on some of the months, spread evenly, and ours on the very same."""
    from statsforecast.models import AutoETS  # noqa: PLC0415  (the bench extra)

    chosen = all_months[:: max(len(all_months) // _ETS_SERIES, 1)][:_ETS_SERIES]
    with bar("AutoETS", len(chosen) * len(_ETS_DAYS)) as step:
        for known in _ETS_DAYS:
            ours, theirs, seconds = list[float](), list[float](), 0.0
            for month in chosen:
                through = month.period.start + DAY * (known - 1)
                spent, actual = float(month.spent(through)), float(month.actual)
                ahead = forecast(month.daily, through=through, last=month.period.last_day)
                ours.append(abs((spent + float(sum(ahead.days))) / actual - 1))
                began = time.perf_counter()
                theirs.append(abs((spent + _ets(AutoETS, month, through)) / actual - 1))
                seconds += time.perf_counter() - began
                step(1)
            yield Score(
                row=_ROW,
                name=f"the same at day {known} on the series that AutoETS was tried on, %",
                measured=100 * median(ours),
                at_most=_TARGETS[known],
                anchor="AutoETS (damped, statsforecast)",
                anchored=100 * median(theirs),
                of=f"the same {len(chosen)} of {len(all_months):,} team-months for both",
                reason=f"AutoETS takes {seconds / len(chosen):.2f} s for a series: where there are many months, "
                f"{_ETS_SERIES} spread evenly are tried",
            )


def _ets(model: type, month: Month, through: date) -> float:
    import numpy as np  # noqa: PLC0415  (the bench extra)

    days = np.array([day or 0.0 for day in month.daily.until(through).floats()])
    left = (month.period.last_day - through).days
    return float(model(season_length=7, damped=True).forecast(y=days, h=left)["mean"].sum())


def _timed(all_months: Sequence[Month], run: Run) -> Iterator[Score]:
    """One forecast and outlook each of 2,000 series of half a year or more, beside a sum and a median of their days."""
    count = _TIMED // 20 if run.is_short else _TIMED
    chosen = [all_months[n % len(all_months)] for n in range(count)]
    began = time.perf_counter()
    for month in chosen:
        _outlook(month, month.period.start + DAY * 6, Bank(log_ratios={}))
    ours = (time.perf_counter() - began) * _TIMED / count
    began = time.perf_counter()
    for month in chosen:
        days = [float(amount or Decimal(0)) for amount in month.daily.amounts]
        sum(days)
        median(days)
    bare = (time.perf_counter() - began) * _TIMED / count
    yield Score(
        row=_TIME_ROW,
        name=f"seconds for {_TIMED:,} forecasts with their outlook",
        measured=ours,
        at_most=_SECONDS,
        anchor="a sum and a median of the same days",
        anchored=bare,
        of=f"{count:,} series of {DAYS} days on one core",
        reason="plain Python; the figure is of this machine, the ratio to the anchor is not",
    )
    yield Score(
        row=_TIME_ROW,
        name="how many times the seconds of a sum and a median",
        measured=ours / bare,
        of=f"{count:,} series of {DAYS} days on one core",
        reason="no target: it says whether a slower figure is a slower machine",
    )
