"""Random organisations for the scores of privacy: trees of teams, and what their people did by model and week.

Some people are in two teams, and many do nothing. What one does is heavy-tailed: lognormal, or gamma in the second
family.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.bench.method.score import Family
from bot.facts.org import Membership, Org, Person, Team
from bot.value.people import folds

if TYPE_CHECKING:
    import numpy as np

DAY = date(2026, 11, 9)
"""The day on which the teams are folded."""

_MODELS = ("large", "small", "tiny")
_IDLE, _IN_TWO = 0.4, 0.1


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one person did with one model in one week, at the team they are shown in."""

    person: str
    team: str
    model: str
    week: int
    count: int


def organisation(seed: int, family: Family, number: int) -> tuple[Org, tuple[Cell, ...], np.random.Generator]:
    """The organisation, what its people did in two weeks, and the chance that made it; the same for the same seeds."""
    import numpy as np  # noqa: PLC0415  (the bench extra)

    chance = np.random.default_rng([seed, list(Family).index(family), number])
    count = int(chance.integers(3, 15))
    parents = [None] + [None if chance.random() < 0.2 else int(chance.integers(at)) for at in range(1, count)]  # noqa: PLR2004
    teams = tuple(
        Team(slug=f"t{at}", name=f"Team {at}", parent=None if parent is None else f"t{parent}")
        for at, parent in enumerate(parents)
    )
    people = tuple(
        Person(email=f"p{at}.{n}@acme.example", memberships=tuple(_memberships(chance, at, count)))
        for at in range(count)
        for n in range(int(chance.integers(0, 13)))
    )
    org = Org(teams=teams, people=people)
    return org, tuple(_cells(chance, family, org)), chance


def _memberships(chance: np.random.Generator, at: int, count: int) -> Iterator[Membership]:
    yield Membership(team=f"t{at}", since=DAY)
    if chance.random() < _IN_TWO:
        yield Membership(team=f"t{int(chance.integers(count))}", since=DAY)


def _cells(chance: np.random.Generator, family: Family, org: Org) -> Iterator[Cell]:
    places = folds(org, DAY)
    for person in org.people:
        if chance.random() < _IDLE:
            continue
        scale = chance.lognormal(1.5, 1.7) if family is Family.TUNED else chance.gamma(0.5, 40)
        for week in range(2):
            for model in _MODELS:
                team = person.memberships[int(chance.integers(len(person.memberships)))].team
                count = int(chance.poisson(scale * chance.choice((0.0, 0.3, 1.0))))
                if count:
                    yield Cell(person=person.email, team=places[team] or "", model=model, week=week, count=count)
