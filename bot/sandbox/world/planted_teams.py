"""The nineteen planted teams of method.md 8.1, declared as data: what happens, what is true, and what is right to say.

Weeks count from the first one of the history, which is 0. A verdict that is right "by" a week stands at the close of
that week at the latest, and until another is right. For the truth alone: no product code imports this.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from bot.sandbox.world.plan import Baseline, Trial, Turn, Use
from bot.sandbox.world.story import (
    EXPAND,
    EXPERIMENT,
    FIX,
    KEEP,
    MEASURE,
    RAMP,
    SMALL,
    STOP,
    Finding,
    Planted,
    confirmed,
    found,
    recorded,
    reported,
    right,
)

RAMP_ON = date(2026, 2, 2)
"""When the fourteenth goes from 32 to 84 of a hundred people within a month."""
GONE_ON = date(2026, 4, 20)
"""When the budget of its calendar year is gone by plan."""

TEAMS = (
    Planted(
        number=1,
        name="Tokenmaxx",
        share=0.015,
        least=550.0,
        plan=reported(
            worth=0.0,
            acceptance=0.0,
            logging=0.0,
            baseline=Baseline.NONE,
            turns=(Turn(week=0, over=56, volume=6.0, cause="a leaderboard of tokens"),),
        ),
        right=(right(6, MEASURE), right(10, FIX), right(14, STOP)),
        never=frozenset({EXPAND, KEEP}),
    ),
    Planted(
        number=2,
        name="Quiet gem",
        share=0.003,
        plan=recorded(worth=20.0, attempts=40.0),
        right=(right(10, SMALL, EXPAND),),
        never=frozenset({FIX, STOP, MEASURE}),
        protected=True,
    ),
    Planted(
        number=3,
        name="Expensive and worth it",
        share=0.03,
        plan=recorded(worth=3.0, attempts=220.0, backlog=True),
        right=(right(12, EXPAND),),
        never=frozenset({FIX, STOP}),
    ),
    Planted(
        number=4,
        name="Expensive, uncertain",
        share=0.03,
        plan=reported(worth=0.6, attempts=150.0),
        right=(right(10, MEASURE),),
        never=frozenset({EXPAND, STOP}),
    ),
    Planted(
        number=5,
        name="Pilot that worked, then stalled",
        share=0.016,
        plan=confirmed(
            worth=2.0,
            inflation=1.3,
            attempts=180.0,
            redesign="none",
            turns=(Turn(week=24, over=14, volume=0.2, cost=5.0, cause="nobody changed the work around it"),),
        ),
        right=(right(38, FIX), right(50, FIX, STOP)),
        never=frozenset({EXPAND}),
    ),
    Planted(
        number=6,
        name="Price-cut hero",
        share=0.02,
        plan=recorded(worth=1.5, attempts=900.0, uses=(Use(model="halcyon-opal"),), baseline=Baseline.AI),
        right=(right(34, KEEP, SMALL, EXPAND),),
        found=found(Finding.NOT_IMPROVED, 20, 34),
        never=frozenset({FIX, STOP}),
    ),
    Planted(
        number=7,
        name="Inflater",
        share=0.016,
        plan=reported(
            worth=0.9,
            attempts=240.0,
            logging=0.97,
            has_system=True,
            turns=(Turn(week=20, logged=1.5, cause="half as many again are logged as there are"),),
        ),
        found=found(Finding.INFLATED, 20, 32),
        never=frozenset({EXPAND}),
    ),
    Planted(
        number=8,
        name="Sandbagged baseline",
        share=0.016,
        plan=confirmed(worth=1.0, attempts=200.0, baseline=Baseline.AI, overstated=1.5),
        found=found(Finding.SANDBAGGED, 13, 16),
        never=frozenset({EXPAND}),
    ),
    Planted(
        number=9,
        name="Cost hider",
        share=0.02,
        plan=recorded(worth=1.2, attempts=200.0, turns=(Turn(week=24, untagged=0.6, cause="its keys lose their tag"),)),
        found=found(Finding.HIDDEN, 24, 30),
    ),
    Planted(
        number=10,
        name="Quality loser",
        share=0.025,
        plan=recorded(
            worth=1.6,
            attempts=420.0,
            reversals=0.05,
            baseline=Baseline.AI,
            turns=(Turn(week=13, cost=0.41, reversed=4.0, cause="a cheap shortcut that customers undo"),),
        ),
        right=(right(25, FIX),),
        found=found(Finding.GUARDRAIL, 13, 25),
    ),
    Planted(
        number=11,
        name="Frontier lab",
        share=0.15,
        plan=confirmed(
            worth=2.0,
            attempts=60.0,
            begins=4,
            trial=Trial(week=4, weeks=13, envelope=1.5, question="Can agents close the books alone?"),
        ),
        right=(right(6, EXPERIMENT), right(15, EXPERIMENT), right(26, MEASURE, RAMP, KEEP, EXPAND)),
        never=frozenset({FIX, STOP}),
        protected=True,
    ),
    Planted(
        number=12,
        name="Runaway agent",
        share=0.015,
        plan=recorded(
            worth=2.0, attempts=180.0, turns=(Turn(week=15, days=5, cost=4.0, cause="an agent runs in circles"),)
        ),
        found=found(Finding.ANOMALY, 15, 15),
    ),
    Planted(
        number=13,
        name="Creep",
        share=0.012,
        plan=recorded(
            worth=3.0,
            attempts=180.0,
            turns=(Turn(week=24, over=29, cost=1.05**30, cause="5% more a day for thirty days"),),
        ),
        found=found(Finding.CREEP, 24, 27),
    ),
    Planted(
        number=14,
        name="Annual budget gone by April",
        share=0.02,
        plan=confirmed(worth=1.4, attempts=260.0),
        found=found(Finding.BUDGET, None, None),
    ),
    Planted(
        number=15,
        name="Routing candidate",
        share=0.022,
        plan=recorded(
            worth=1.8,
            attempts=300.0,
            acceptance=0.86,
            uses=(Use(model="meridian-max", share=0.8), Use(model="halcyon-pebble", share=0.2)),
        ),
        found=found(Finding.ROUTE, 0, 20),
    ),
    Planted(
        number=16,
        name="Routing trap",
        share=0.022,
        plan=recorded(
            worth=1.8,
            attempts=300.0,
            acceptance=0.86,
            uses=(
                Use(model="meridian-max", share=0.8),
                Use(model="halcyon-pebble", share=0.2, tokens=6.0, acceptance=0.64),
            ),
        ),
        found=found(Finding.NO_ROUTE, 0, 20),
    ),
    Planted(
        number=17,
        name="Two-person team",
        share=0.004,
        people=2,
        plan=confirmed(worth=1.5, attempts=40.0),
        found=found(Finding.PRIVATE, 0, 0),
    ),
    Planted(
        number=18,
        name="Owner leaves",
        share=0.02,
        plan=recorded(worth=1.8, attempts=200.0, leaves=20),
        right=(right(20, MEASURE),),
        found=found(Finding.OWNERLESS, 20, 20),
    ),
    Planted(
        number=19,
        name="Ramp dip",
        share=0.025,
        plan=recorded(
            worth=2.5,
            attempts=220.0,
            begins=4,
            turns=(Turn(week=4, days=56, cost=3.0, accepted=0.6, cause="eight weeks of learning"),),
        ),
        right=(right(24, KEEP, EXPAND),),
        never=frozenset({STOP}),
        protected=True,
    ),
)

BY_NUMBER: Mapping[int, Planted] = MappingProxyType({one.number: one for one in TEAMS})
