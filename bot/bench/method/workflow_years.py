"""Invented workflows, honest or not, over 39 weeks before their launch and a year after it (method.md 8.1).

What the checks of 4.7 look at: cost, outcomes and reversals by week, the log with its days, the system of record where
there is one, the tags of the keys, audits and the locked baseline. Logging coverage is what 8.1 says, 50 to 100%, and
does not drift; a team logs day by day, or once a week. In one of 40 team-years a key is rotated without its tag. The
second family draws the cost of runs from a gamma distribution, its weekly shocks are moving averages, and its week and
holidays are others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.bench.method.score import Family
from bot.bench.method.shocks import shocks
from bot.facts.periods import DAY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

BEFORE, LIVE, BASE = 39, 52, 13
"""Weeks before the launch, weeks of the year after it, and weeks of the baseline, the last ones before the launch."""

LAUNCH = date(2026, 1, 5)
_WEEKDAYS = {
    Family.TUNED: (1.1, 1.15, 1.15, 1.1, 1.0, 0.12, 0.10),
    Family.OTHER: (1.2, 1.1, 1.0, 0.8, 0.10, 0.15, 1.15),
}
_WEEKLY_DAY = {Family.TUNED: 4, Family.OTHER: 3}
"""The weekday on which those log who log once a week."""
_SLOW_WEEKS = {Family.TUNED: {51: 0.6, 52: 0.6, 0: 0.6}, Family.OTHER: {4: 0.5, 29: 0.7, 30: 0.7}}
_WEEKLY_LOGGERS, _WITH_SYSTEM, _OWN_RECORD, _CHANGED = 0.3, 0.7, 0.7, 0.3
VOLUMES = {True: (10, 80), False: (40, 160)}
"""Outcomes of a week of small teams, as honest ones are, and of planted ones, large enough to matter (1.6% of all)."""
_SLIPS, _TWICE = 0.10, 0.01
"""Of what is logged, so much is logged in the week after, and so much twice."""
_LOST_TAG, _UNTAGGED = 1 / 40, 0.08
_RIGHT, _RIGHT_INVENTED = 0.96, 0.10
"""How likely a second person confirms a claim that is true, and one that was made up."""


class Kind(StrEnum):
    """Who the team is: ordinary, or one of the planted ones of 8.1."""

    HONEST = "honest"
    INFLATER = "inflater"
    SANDBAGGER = "sandbagged baseline"
    HIDER = "cost hider"
    LOSER = "quality loser"


FROM = {Kind.INFLATER: 20, Kind.HIDER: 24, Kind.LOSER: 13}
"""The week of the year from which the team is what it is."""


@dataclass(frozen=True, kw_only=True)
class Log:
    """One entry: when it was logged, how many, and whether an audit would confirm it."""

    day: date
    quantity: int
    is_confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Year:
    """Arrays by week, over `BEFORE` and `LIVE`; `accepted` and `reversed` are true, `minutes` those of one outcome.

    `tagged` is the share of the cost that has its tag, `recorded` None without a system of record, `own` what the
    record says of the baseline's window. `log` is the year's. `lost_tag` tells of an honest team that really lost one.
    """

    cost: Floats
    accepted: Counts
    reversed: Counts
    logged: Counts
    recorded: Counts | None
    minutes: Floats
    tagged: Floats
    locked: float
    own: float | None
    log: tuple[Log, ...]
    lost_tag: bool


def year(seed: int, family: Family, kind: Kind, number: int, *, is_small: bool = False) -> Year:
    """The same for the same arguments; `is_small` makes a planted team as small as honest ones are."""
    import numpy as np  # noqa: PLC0415  (the bench extra)

    chance = np.random.default_rng([seed, list(Family).index(family), list(Kind).index(kind), number])
    weeks = BEFORE + LIVE
    at = np.arange(weeks) - BEFORE
    since = at >= FROM.get(kind, weeks)
    calm = np.array([_SLOW_WEEKS[family].get((LAUNCH + timedelta(weeks=int(w))).isocalendar().week, 1.0) for w in at])
    volume = (
        np.exp(chance.uniform(*np.log(VOLUMES[is_small or kind is Kind.HONEST])))
        * calm
        * np.exp(_shocks(chance, family, weeks))
    )
    accepted = chance.poisson(volume)
    change = 0.5 if kind is Kind.LOSER else _change(chance)
    unit = np.where(since if kind is Kind.LOSER else at >= 0, change, 1.0) * np.exp(_shocks(chance, family, weeks))
    reversals = chance.uniform(0.02, 0.10) * np.where(since & (kind is Kind.LOSER), 4.0, 1.0)
    coverage = chance.uniform(0.5, 1.0)
    genuine = chance.binomial(accepted, coverage)
    slipped = chance.binomial(genuine, _SLIPS)
    genuine = genuine - slipped + np.concatenate(([0], slipped[:-1])) + chance.binomial(genuine, _TWICE)
    invented = chance.poisson(0.5 * genuine) * (since & (kind is Kind.INFLATER))
    minutes = 14 * _minutes_kept(chance, at) * np.exp(_shocks(chance, family, weeks) / 2)
    own = float(minutes[BEFORE - BASE : BEFORE].mean())
    lost_tag = kind is not Kind.HIDER and bool(chance.random() < _LOST_TAG)
    return Year(
        cost=np.array([_cost(chance, family, int(n)) for n in accepted]) * unit,
        accepted=accepted,
        reversed=chance.binomial(accepted, reversals),
        logged=genuine + invented,
        recorded=accepted if chance.random() < _WITH_SYSTEM else None,
        minutes=minutes,
        tagged=_tagged(chance, family, kind, weeks, lost_tag=lost_tag),
        locked=own * float(np.exp(chance.normal(0, 0.03))) * (1.5 if kind is Kind.SANDBAGGER else 1.0),
        own=own if chance.random() < _OWN_RECORD else None,
        lost_tag=lost_tag,
        log=tuple(_log(chance, family, genuine[BEFORE:], invented[BEFORE:])),
    )


def _shocks(chance: np.random.Generator, family: Family, weeks: int) -> Floats:
    """Weekly shocks of a standard deviation of .1 to .3, as like the week before as chance says, 0 to .6."""
    import numpy as np  # noqa: PLC0415

    spread, alike = chance.uniform(0.1, 0.3), chance.uniform(0, 0.6)
    found: Floats = shocks(chance, family, np.array([alike]), weeks)[0] * spread
    return found


def _change(chance: np.random.Generator) -> float:
    """What the launch does to the cost of an outcome: nothing, or what method.md 3.3 was measured with."""
    if chance.random() >= _CHANGED:
        return 1.0
    return float(1 - chance.uniform(0.30, 0.55) if chance.random() < 0.5 else 1 + chance.uniform(0.45, 1.20))  # noqa: PLR2004


def _minutes_kept(chance: np.random.Generator, at: Counts) -> Floats:
    """AI saves a third to two thirds of the minutes of an outcome, honestly, from the launch on."""
    import numpy as np  # noqa: PLC0415

    return np.where(at >= 0, chance.uniform(0.33, 0.67), 1.0)


def _cost(chance: np.random.Generator, family: Family, runs: int) -> float:
    """The cost of so many runs of 1 on average, before any shock."""
    sigma = 1.1
    if family is Family.OTHER:
        return float(chance.gamma(0.7 * runs, 1 / 0.7)) if runs else 0.0
    return float(chance.lognormal(-(sigma**2) / 2, sigma, runs).sum())


def _tagged(chance: np.random.Generator, family: Family, kind: Kind, weeks: int, *, lost_tag: bool) -> Floats:
    """The share of the cost, by week, on keys that have their tag."""
    import numpy as np  # noqa: PLC0415

    keys = int(chance.integers(3, 9))
    sizes = chance.lognormal(0, 0.8, keys)
    sizes = np.append(sizes / sizes.sum() * (1 - _UNTAGGED), _UNTAGGED)
    spend = np.array([size * np.exp(_shocks(chance, family, weeks)) for size in sizes])
    has_tag = np.ones((keys + 1, weeks))
    has_tag[keys] = 0
    if kind is Kind.HIDER:
        has_tag[:keys, BEFORE + FROM[kind] :] = 0.4
    elif lost_tag:
        has_tag[int(chance.integers(keys)), BEFORE + int(chance.integers(LIVE)) :] = 0
    tagged: Floats = (spend * has_tag).sum(axis=0) / spend.sum(axis=0)
    return tagged


def _log(chance: np.random.Generator, family: Family, genuine: Counts, invented: Counts) -> list[Log]:
    """The entries of the year: of one to a few outcomes each, on the weekdays of the family or on one."""
    import numpy as np  # noqa: PLC0415

    profile = np.array(_WEEKDAYS[family]) / sum(_WEEKDAYS[family])
    is_weekly = chance.random() < _WEEKLY_LOGGERS
    log = list[Log]()
    for week in range(LIVE):
        for count, chance_right in ((int(genuine[week]), _RIGHT), (int(invented[week]), _RIGHT_INVENTED)):
            quantities = _quantities(chance, count)
            weekdays = [_WEEKLY_DAY[family]] * len(quantities)
            if not is_weekly:
                weekdays = chance.choice(7, size=len(quantities), p=profile).tolist()
            confirmed = (chance.random(len(quantities)) < chance_right).tolist()
            for quantity, weekday, is_confirmed in zip(quantities, weekdays, confirmed, strict=True):
                day = LAUNCH + DAY * (7 * week + weekday)
                log.append(Log(day=day, quantity=quantity, is_confirmed=is_confirmed))
    return log


def _quantities(chance: np.random.Generator, count: int) -> list[int]:
    """The quantities of the entries that so many outcomes are logged in: one to a few in each."""
    found, left = list[int](), count
    for quantity in chance.geometric(0.6, count).tolist():
        if left <= 0:
            break
        found.append(min(quantity, left))
        left -= quantity
    return found
