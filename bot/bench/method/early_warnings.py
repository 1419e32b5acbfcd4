"""Row of method.md 8.2: whether F60 warns of the months that go over budget, early, and of few others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from bot.bench.method.invented import Month, Organisation, months, organisations
from bot.bench.method.score import Bar, Run, Score
from bot.facts.periods import DAY
from bot.value.forecast import forecast
from bot.value.forecast_rules import firings
from bot.value.outlook import outlook

_ROW = "F60 precision / recall / median lead / re-fires per 100 months"
_PRECISION, _RECALL, _LEAD, _REFIRES = 0.75, 0.95, 14.0, 6.0
_TEAMS, _SHORT = 4, 2
"""So many of an organisation's teams are judged each day; the errors of all make their ranges."""
_ANCHOR = "calendar run-rate over 100%"


@dataclass
class _Tally:
    """What a rule said of months: the days it fired on, none where it was silent."""

    fired: int = 0
    rightly: int = 0
    over: int = 0
    caught: int = 0
    leads: list[int] = field(default_factory=list)
    again: int = 0
    months: int = 0

    def count(self, month: Month, fired_on: Sequence[date]) -> None:
        """Take in a month; it was caught where the first warning came before the day the budget was used up."""
        is_over = month.actual > month.budget
        self.months += 1
        self.fired += bool(fired_on)
        self.rightly += bool(fired_on) and is_over
        self.again += max(len(fired_on) - 1, 0)
        if is_over and month.used_up_on is not None:
            self.over += 1
            if fired_on and fired_on[0] <= month.used_up_on:
                self.caught += 1
                self.leads.append((month.used_up_on - fired_on[0]).days)

    @property
    def figures(self) -> tuple[float, float, float, float]:
        """Precision, recall, median lead in days, re-fires per 100 months."""
        return (
            self.rightly / max(self.fired, 1),
            self.caught / max(self.over, 1),
            float(median(self.leads or [0])),
            100 * self.again / max(self.months, 1),
        )


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """The four figures of F60, F80 beside them without a target, and those of the run-rate in the same months."""
    tallies = {"F60": _Tally(), "F80": _Tally()}
    anchor = _Tally()
    with bar("budgets day by day", len(run.seeds)) as step:
        for seed, organisation in zip(run.seeds, organisations(run), strict=True):
            for number, daily in enumerate(organisation.daily[: _SHORT if run.is_short else _TEAMS]):
                for month in months(daily, seed * 100 + number):
                    fired = firings(month.period, _chances(month, organisation))
                    for rule, tally in tallies.items():
                        tally.count(month, [one.day for one in fired if one.rule == rule])
                    anchor.count(month, _run_rate(month))
            step(1)
    of = f"{anchor.months:,} team-months judged each day, {anchor.over / max(anchor.months, 1):.0%} truly over"
    names = ("precision", "caught before the money was gone", "median lead, days", "re-fires per 100 months")
    floors, roof = (_PRECISION, _RECALL, _LEAD), _REFIRES
    for rule, tally in tallies.items():
        has_target = rule == "F60"
        for place, (name, figure, anchored) in enumerate(zip(names, tally.figures, anchor.figures, strict=True)):
            is_floor = place < len(floors)
            yield Score(
                row=_ROW,
                name=f"{rule}: {name}",
                measured=figure,
                at_least=floors[place] if is_floor and has_target else None,
                at_most=None if is_floor or not has_target else roof,
                anchor=_ANCHOR,
                anchored=anchored,
                of=of,
                reason="a budget is the month before times a lognormal factor; yesterday is known whole, "
                "where real bills come later",
            )


def _chances(month: Month, organisation: Organisation) -> dict[date, float | None]:
    """P(exceed) of each day's evaluation, from the second on, until the budget is used up."""
    found = dict[date, float | None]()
    for through in list(month.period.days())[:-1]:
        spent = month.spent(through)
        if spent >= month.budget:
            break
        ahead = forecast(month.daily, through=through, last=month.period.last_day)
        said = outlook(month.period, ahead, organisation.bank(through), spent=spent, budget=month.budget)
        found[through + DAY] = said.exceeds
    return found


def _run_rate(month: Month) -> list[date]:
    """The days on which the run-rate rose over the budget, from the first on."""
    found, was_over = list[date](), False
    for known, through in enumerate(list(month.period.days())[:-1], start=1):
        spent = month.spent(through)
        if spent >= month.budget:
            break
        is_over = spent * len(month.period) > month.budget * known
        if is_over and not was_over:
            found.append(through + DAY)
        was_over = is_over
    return found
