"""Which teams have no place of their own in anything people read (method.md 4.8)."""

from __future__ import annotations

from datetime import date

from bot.facts.org import Org
from bot.value.people import folds


def folded(org: Org, day: date) -> frozenset[str]:
    """The teams that are shown in another one on a day, or in none: what they did is told of them nowhere."""
    return frozenset(team for team, place in folds(org, day).items() if place != team)
