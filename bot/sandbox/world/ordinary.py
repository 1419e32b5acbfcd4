"""What an ordinary workflow is like: most never change, some do, as method.md 3.3 has them."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from bot.facts.grade import Grade
from bot.sandbox.world.plan import Baseline, Plan, Turn, Use
from bot.sandbox.world.prices import MODELS, MOVING, STEADY, STEADY_EUR
from bot.sandbox.world.shocks import Level, Shock

GRADES = (
    (0.35, Grade.REPORTED, 3.0, 0.8),
    (0.65, Grade.CONFIRMED, 1.6, 0.5),
    (0.90, Grade.RECORDED, 1.1, 0.2),
    (1.00, Grade.VALIDATED, 1.0, 0.05),
)
"""How many have evidence of at most that grade; by how much their claims are inflated, median and sigma."""

UNITS = (
    "case settled",
    "request answered",
    "document approved",
    "change released",
    "order corrected",
    "text published",
)
_EUR = 0.06
_ALWAYS = 0.2
_GROWTH = ((0.5, 0.0), (0.8, 0.01), (0.95, 0.03), (1.0, 0.06))
_BASELINES = ((0.4, Baseline.PEOPLE), (0.8, Baseline.AI), (1.0, Baseline.NONE))
_RAMPS = 0.1
_EARLIEST, _LATEST = 16, 40


def usual(random: Random, names: dict[str, Any], median: float) -> Plan:
    """A workflow that nobody touches, of the names given, which costs around `median` a week; the rest is drawn."""
    weekly = random.lognormvariate(math.log(median), 0.9)
    grade, inflation = _grade(random)
    model = STEADY_EUR if random.random() < _EUR else random.choice(STEADY)
    return Plan(
        **names,
        unit=random.choice(UNITS),
        weekly=weekly,
        attempts=min(900.0, max(2.0, random.lognormvariate(math.log(35), 1.2))),
        uses=(Use(model=model),),
        acceptance=random.uniform(0.5, 0.95),
        reversals=random.uniform(0.02, 0.10),
        grade=grade,
        **logged(random, grade),
        worth=random.lognormvariate(math.log(1.4), 0.8),
        inflation=inflation,
        activity=_shock(random),
        intensity=_shock(random),
        level=_level(random),
        always=random.random() < _ALWAYS,
        lag=random.uniform(0.3, 0.8),
        quality=random.choice((2, 3, 3, 4)),
        baseline=_first(random, _BASELINES),
        untagged=random.uniform(0.06, 0.13),
        redesign=random.choice(("none", "planned", "live")),
        backlog=random.random() < 0.25,  # noqa: PLR2004 - a quarter says so
        currency=MODELS[model].currency,
    )


def logged(random: Random, grade: Grade) -> dict[str, Any]:
    """How much is logged of what there is, and whether a system of record counts too: some have one and log by hand."""
    if grade >= Grade.RECORDED:
        return {"logging": random.uniform(0.95, 1.0), "has_system": True}
    return {"logging": random.uniform(0.5, 1.0), "has_system": random.random() < 0.3}  # noqa: PLR2004


def changed(random: Random, weeks: int) -> dict[str, Any]:
    """What makes a workflow one that changes: a turn of -30 to -55% or +45 to +120%, or a model whose price moves."""
    if random.random() < 0.3:  # noqa: PLR2004 - a third by price
        model = random.choice(MOVING)
        return {"uses": (Use(model=model),), "currency": MODELS[model].currency}
    better = random.random() < 0.5  # noqa: PLR2004 - one half
    factor = 1 - random.uniform(0.30, 0.55) if better else 1 + random.uniform(0.45, 1.20)
    week = random.randrange(min(_EARLIEST, weeks - 1), min(_LATEST, weeks))
    cause = "the work was redesigned" if better else "the task grew"
    return {"turns": (Turn(week=week, cost=factor, cause=cause),)}


def _grade(random: Random) -> tuple[Grade, float]:
    drawn = random.random()
    grade, median, sigma = next((grade, m, s) for most, grade, m, s in GRADES if drawn < most)
    return grade, median * random.lognormvariate(0, sigma)


def _shock(random: Random) -> Shock:
    return Shock(sd=random.uniform(0.1, 0.3), rho=random.uniform(0.0, 0.6))


def _level(random: Random) -> Level:
    growth = _first(random, _GROWTH)
    if random.random() < _RAMPS:
        return Level(growth=growth, ramp=random.uniform(4, 15), ramp_days=random.randrange(60, 151))
    return Level(growth=growth)


def _first(random: Random, among: tuple[tuple[float, Any], ...]) -> Any:
    drawn = random.random()
    return next(value for most, value in among if drawn < most)
