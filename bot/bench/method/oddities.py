"""Row of method.md 8.2: which planted oddities of spend are found, and how often an ordinary day is taken for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import fmean

from bot.bench.method.invented import DAYS, TEAMS
from bot.bench.method.score import Bar, Run, Score, seeds_said
from bot.bench.method.series import FIRST, Series, teams
from bot.facts.periods import DAY
from bot.facts.policy import DEFAULT
from bot.value.anomalies import Kind, anomalies
from bot.value.daily import Daily

_ROW = "anomaly false alerts per team-month; recall 6x / 3x / creep / gap"
_FALSE = 0.65
_FROM = 70
"""From this day on something is planted, and what is raised counts."""
_LAST = 40
"""Nothing is planted so near the end that it would not be over."""
_LATE = 3
"""An alert of the days right after an oddity is of it."""
_MONTH = 30
_FEW_PEOPLE = 10
_RULE_DAYS, _RULE_PART, _RULE_FROM, _RULE_JOINS = 30, 1.4, 100.0, 3
_SHORT = 4
_ROUGH_EACH = 4
"""The rough world is measured on every fourth seed: it has no figure of method.md to stand beside."""
_ANCHOR = "$100 and 40% over the mean of 30 days"
_WORKED = 0.5
"""A day that is usually less than this part of a mean day is a weekend: nothing is planted on one."""


_Alerts = Sequence[Sequence[int]]


class Oddity(StrEnum):
    """What is planted."""

    SIX = "a day of six times"
    THREE = "a day of three times"
    CREEP = "5% more each day for 30 days"
    GAP = "two days without data"
    DOUBLE = "five days of twice"


_LONG = {Oddity.SIX: 1, Oddity.THREE: 1, Oddity.CREEP: 30, Oddity.GAP: 2, Oddity.DOUBLE: 5}
_RECALL = {Oddity.SIX: 0.92, Oddity.THREE: 0.70, Oddity.CREEP: 0.92, Oddity.GAP: 0.85}


@dataclass(frozen=True, kw_only=True)
class _Planted:
    oddity: Oddity
    start: int

    def has(self, places: Sequence[int]) -> bool:
        """Whether one of these days is one of it, or comes right after."""
        return any(self.start <= place < self.start + _LONG[self.oddity] + _LATE for place in places)

    def times(self, place: int) -> float:
        """What a day is of what it would have been."""
        if not self.start <= place < self.start + _LONG[self.oddity]:
            return 1.0
        return {
            Oddity.SIX: 6.0,
            Oddity.THREE: 3.0,
            Oddity.CREEP: 1.05 ** (place - self.start + 1),
            Oddity.GAP: 0.0,
            Oddity.DOUBLE: 2.0,
        }[self.oddity]


@dataclass
class _Tally:
    """What one detector raised."""

    false: int = 0
    of_few: dict[Oddity, list[bool]] = field(default_factory=lambda: {oddity: [] for oddity in Oddity})
    of_many: dict[Oddity, list[bool]] = field(default_factory=lambda: {oddity: [] for oddity in Oddity})

    def count(self, people: int, raised: _Alerts, lows: _Alerts, planted: _Planted) -> None:
        """Take in a team: the days of each alert that too much was spent, and of each that data may be missing."""
        self.false += sum(max(days) >= _FROM and not planted.has(days) for days in (*raised, *lows))
        right = lows if planted.oddity is Oddity.GAP else raised
        found = self.of_few if people < _FEW_PEOPLE else self.of_many
        found[planted.oddity].append(any(planted.has(days) for days in right))

    def found(self, oddity: Oddity) -> float:
        """The share of all teams with this oddity in which it was found."""
        return fmean(self.of_few[oddity] + self.of_many[oddity])

    def by_people(self, oddity: Oddity) -> str:
        """The same of small teams and of the others: in a day of few people much scatters."""
        few, many = self.of_few[oddity], self.of_many[oddity]
        return (
            f"found are {sum(few)} of {len(few)} in teams under {_FEW_PEOPLE} people and {sum(many)} of {len(many)} in"
            " the others"
        )


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """False alerts per team-month and the recall of each oddity, beside the rule of $100 and 40%."""
    yield from _scores(run, bar, is_rough=False)
    if not run.is_short:
        yield from _scores(replace(run, seeds=run.seeds[::_ROUGH_EACH]), bar, is_rough=True)


def _scores(run: Run, bar: Bar, *, is_rough: bool) -> Iterator[Score]:
    ours, rule = _Tally(), _Tally()
    months, count = 0.0, _SHORT if run.is_short else TEAMS
    with bar(f"anomalies{', rough' if is_rough else ''}", len(run.seeds)) as step:
        for seed in run.seeds:
            for number, series in enumerate(teams(seed, run.family, count, DAYS, is_rough=is_rough)):
                for planted in _plant(series, seed * 100 + number):
                    amounts = [
                        float(amount) * planted.times(place) for place, amount in enumerate(series.amounts.tolist())
                    ]
                    ours.count(series.people, *_ours(amounts), planted)
                    rule.count(series.people, _rule(amounts), (), planted)
                    months += (DAYS - _FROM) / _MONTH
            step(1)
    seen, where = f"{len(run.seeds) * count} teams of {DAYS} days", ", in a rough world" if is_rough else ""
    seen += f", {seeds_said(run.seeds)}" if is_rough else ""
    noise = "people are as unlike as staff are, so that few of them make a team's day" if is_rough else ""
    yield Score(
        row=_ROW,
        name=f"false alerts per team-month{where}",
        measured=ours.false / months,
        at_most=_FALSE,
        anchor=_ANCHOR,
        anchored=rule.false / months,
        of=f"{months:,.0f} months of {seen}, {len(Oddity)} copies of each",
        reason=noise or "whatever lies outside what was planted is false, real shifts and spikes of the level too",
    )
    for oddity, target in (*_RECALL.items(), (Oddity.DOUBLE, None)):
        yield Score(
            row=_ROW,
            name=f"found of {oddity}{where}",
            measured=ours.found(oddity),
            at_least=target,
            anchor=_ANCHOR,
            anchored=rule.found(oddity),
            of=f"one from a working day on in a copy of each of {seen}",
            reason=f"{noise}; {ours.by_people(oddity)}" if noise else ours.by_people(oddity),
        )


def _plant(series: Series, seed: int) -> list[_Planted]:
    """One of each, for a copy of the team of its own, from a working day on that chance names."""
    import numpy as np  # noqa: PLC0415  (the bench extra)

    chance = np.random.default_rng([seed, 1])
    found = list[_Planted]()
    for oddity in Oddity:
        start = int(chance.integers(_FROM, DAYS - _LAST))
        while series.amounts[start] < _WORKED * float(np.median(series.amounts[start - 14 : start + 14])):
            start += 1
        found.append(_Planted(oddity=oddity, start=start))
    return found


def _ours(amounts: Sequence[float]) -> tuple[list[list[int]], list[list[int]]]:
    daily = Daily(first=FIRST, amounts=tuple(Decimal(str(round(amount, 4))) for amount in amounts))
    found = anomalies(daily, DEFAULT, through=daily.last)
    raised = [[_place(day) for day in one.alerted_on] for one in found if not one.is_for_admin]
    lows = [[_place(day) for day in one.alerted_on] for one in found if Kind.LOW in one.kinds]
    return raised, lows


def _place(day: date) -> int:
    return (day - FIRST) // DAY


def _rule(amounts: Sequence[float]) -> list[list[int]]:
    """More than $100 and 40% over the mean of 30 days; what is at most three days apart is one alert."""
    found = list[list[int]]()
    for place in range(_RULE_DAYS, len(amounts)):
        mean = sum(amounts[place - _RULE_DAYS : place]) / _RULE_DAYS
        if amounts[place] <= _RULE_PART * mean or amounts[place] - mean <= _RULE_FROM:
            continue
        if found and place - found[-1][-1] <= _RULE_JOINS:
            found[-1].append(place)
        else:
            found.append([place])
    return found
