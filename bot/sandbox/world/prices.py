"""Models, what they cost, and when that changes. Every name and every price is invented.

A price is a whole number of 1e-9 units of its currency for one token, so that every amount is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

METERS = ("input", "cache_read", "cache_write", "output")
PARTS = (0.35, 0.08, 0.07, 0.50)
"""Of what a run costs at first, so much is for each kind of token."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model of one provider, billed in one currency; `prices` are by `METERS`. `tier` is what people call it."""

    name: str
    provider: str
    tier: str
    prices: tuple[int, int, int, int]
    currency: str = "USD"


def _model(name: str, tier: str, price: int, currency: str = "USD") -> Model:
    provider = name.partition("-")[0]
    return Model(
        name=name,
        provider=provider,
        tier=tier,
        prices=(price, price // 10, price * 5 // 4, price * 5),
        currency=currency,
    )


MODELS: Mapping[str, Model] = MappingProxyType(
    {
        model.name: model
        for model in (
            _model("meridian-max", "frontier", 5_000),
            _model("meridian-max-2", "frontier", 5_000),
            _model("meridian-mini", "small", 800),
            _model("halcyon-opal", "frontier", 6_000),
            _model("halcyon-quartz", "frontier", 4_000),
            _model("halcyon-slate", "middle", 2_000),
            _model("halcyon-pebble", "small", 1_000),
            _model("nordlys-large", "frontier", 4_000, "EUR"),
            _model("nordlys-small", "small", 1_200, "EUR"),
        )
    }
)
STEADY = ("meridian-max", "halcyon-slate", "halcyon-pebble")
"""Whose price stays: an unchanged workflow uses one of these, or `STEADY_EUR`."""
STEADY_EUR = "nordlys-small"
MOVING = ("meridian-mini", "halcyon-quartz", "nordlys-large")
"""Whose price is cut, or raised with more tokens for a task, or its cache's."""

RETIRED, SUCCESSOR, RETIRED_IN_WEEK = "meridian-max", "meridian-max-2", 12
"""A model that is switched off, and what serves its users from that week on, at the same price."""

UNKNOWN, UNKNOWN_IN_WEEK = "halcyon-slate-preview-0917", 18
"""An id that is in no price list: what one user of halcyon-slate is billed for from that week on."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """From the Monday of that week a model's prices are multiplied by `percent` / 100, by meter, and tokens too."""

    model: str
    week: int
    percent: tuple[int, int, int, int]
    tokens: float = 1.0


MOVES = (
    Move(model="meridian-mini", week=8, percent=(75, 75, 75, 75)),
    Move(model="nordlys-large", week=14, percent=(120, 120, 120, 120), tokens=1.12),
    Move(model="halcyon-quartz", week=16, percent=(100, 250, 100, 100)),
    Move(model="halcyon-opal", week=20, percent=(65, 65, 65, 65)),
)
"""Two cuts, one increase with more tokens for a task, one price of cached tokens (method.md 8.1)."""


def priced(model: str, first: date, day: date) -> tuple[tuple[int, int, int, int], float]:
    """The prices by meter on a day, and how many tokens a task takes then, where it took 1 at first."""
    prices, tokens = MODELS[model].prices, 1.0
    for move in MOVES:
        if move.model == model and day >= first + timedelta(weeks=move.week):
            one, read, write, out = (price * part // 100 for price, part in zip(prices, move.percent, strict=True))
            prices, tokens = (one, read, write, out), tokens * move.tokens
    return prices, tokens


def dearer(model: str, week: int) -> float:
    """What the same task costs in a week by price alone, where it cost 1 at first."""
    first = date(2000, 1, 3)
    now, _ = priced(model, first, first + timedelta(weeks=week))
    before = MODELS[model].prices
    return sum(part * new / old for part, new, old in zip(PARTS, now, before, strict=True))
