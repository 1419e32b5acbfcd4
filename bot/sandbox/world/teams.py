"""The teams of a world: how many people each has, where its digest goes, and which of them are planted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from bot.sandbox.world.people import Crowd
from bot.sandbox.world.planted_teams import BY_NUMBER
from bot.sandbox.world.sizes import Size

FEWEST = 5
"""No team has fewer people, unless its story says so."""
_CHANNELS = "C0WORLD"
_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata", "UTC")
_CROWDS = (Crowd.MIXED, Crowd.MIXED, Crowd.DEVELOPERS, Crowd.HEAVY)


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team with what its people spend on assistants; `number` is its number among the planted ones."""

    slug: str
    name: str
    channel: str
    timezone: str
    people: int
    crowd: Crowd
    parent: str | None = None
    number: int | None = None


def teams(random: Random, size: Size) -> tuple[Team, ...]:
    """The teams in order; a planted one has its number. One of fewer than five people is part of the next one."""
    count = size.teams
    planted = dict(zip(random.sample(range(count), len(size.planted)), size.planted, strict=True))
    heads = _heads(random, size, planted)
    return tuple(
        Team(
            slug=f"team-{place + 1:03}",
            name=f"Team {place + 1}",
            channel=f"{_CHANNELS}{place + 1:03}",
            timezone=_ZONES[place % len(_ZONES)],
            people=heads[place],
            crowd=random.choice(_CROWDS),
            parent=f"team-{(place + 1) % count + 1:03}" if heads[place] < FEWEST else None,
            number=planted.get(place),
        )
        for place in range(count)
    )


def _heads(random: Random, size: Size, planted: Mapping[int, int]) -> list[int]:
    """How many people each team has, at least five unless its story says otherwise; they sum to all."""
    few = {place: BY_NUMBER[number].people for place, number in planted.items()}
    fixed = {place: people for place, people in few.items() if people is not None}
    free = [place for place in range(size.teams) if place not in fixed]
    left = size.people - sum(fixed.values()) - FEWEST * len(free)
    weights = [random.lognormvariate(0, 0.5) for _ in free]
    whole = sum(weights)
    heads = {place: FEWEST + int(left * weight / whole) for place, weight in zip(free, weights, strict=True)}
    heads[free[0]] += size.people - sum(fixed.values()) - sum(heads.values())
    return [fixed.get(place) or heads[place] for place in range(size.teams)]
