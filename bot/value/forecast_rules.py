"""Pure: when a budget is said to be likely to be exceeded, F60 and F80, each once (method.md 6.2).

Nothing is kept here: what was said stands in the alerts, what was likely in the evaluations of the two last days.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot.facts.periods import DAY, Period

FEWEST_KNOWN = 2
"""Of so many days of the period the spend must be known, as it is on the third where a source settles at once.

Method.md 6.2 says not before day 3. A bill or a source that settles late knows nothing of the period then: what would
fire is the month before, and its own days say whether that goes on.
"""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Fires where P(exceed) is `likely` or more on two consecutive evaluations; below `calm` it may fire again."""

    name: str
    likely: float
    calm: float


RULES = (Rule(name="F60", likely=0.60, calm=0.35), Rule(name="F80", likely=0.80, calm=0.50))
"""By rising probability: of several that fire at once the last is told and covers the others (method.md 6.3)."""


@dataclass(frozen=True, kw_only=True)
class Likely:
    """The names of the rules that fire now, the most certain last, and of those that may fire again."""

    fires: tuple[str, ...] = ()
    rearms: tuple[str, ...] = ()


def likely(
    period: Period, *, day: date, now: float | None, before: float | None, standing: Collection[str] = ()
) -> Likely:
    """What the evaluation of a day means for a budget of the period; `day` is the first whose spend is not known in it.

    `now` is P(exceed) of this evaluation, `before` of the last one of an earlier day in the period; None where there
    was none, or where the budget could not be judged or was used up already: then the rules on actual spend speak.
    `standing` are the rules that have fired in the period and were not re-armed since. A rule that is re-armed never
    fires in the same evaluation.
    """
    if now is None:
        return Likely()
    rearms = tuple(rule.name for rule in RULES if rule.name in standing and now < rule.calm)
    if before is None or day < period.start + DAY * FEWEST_KNOWN:
        return Likely(rearms=rearms)
    fires = tuple(rule.name for rule in RULES if rule.name not in standing and min(before, now) >= rule.likely)
    return Likely(fires=fires, rearms=rearms)


@dataclass(frozen=True, kw_only=True)
class Firing:
    """A rule that fired on a day, for the `generation`th time in the period; 1 is the first."""

    rule: str
    day: date
    generation: int


def firings(period: Period, chances: Mapping[date, float | None]) -> tuple[Firing, ...]:
    """All that fires in the period, in order, given P(exceed) of each daily evaluation, which knows the day before."""
    found, standing, generations = list[Firing](), set[str](), dict[str, int]()
    before: float | None = None
    for day in sorted(day for day in chances if day in period):
        decided = likely(period, day=day, now=chances[day], before=before, standing=standing)
        standing -= set(decided.rearms)
        for rule in decided.fires:
            generations[rule] = generations.get(rule, 0) + 1
            found.append(Firing(rule=rule, day=day, generation=generations[rule]))
        standing |= set(decided.fires)
        before = chances[day]
    return tuple(found)
