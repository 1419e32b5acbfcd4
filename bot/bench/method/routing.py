"""Whether a smaller model is suggested where it does as well, and not where it comes dearer: row 'routing' of 8.2.

Teams 15 and 16 of method.md 8.1: both list the small model far cheaper. That of 15 is accepted as often; that of 16
needs so many more tokens and tries that an accepted outcome costs more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.bench.method.score import Bar, Run, Score
from bot.bench.method.worlds import Workflows, daily, week_sums
from bot.facts.policy import DEFAULT
from bot.value.hints.routing import Routing, Tier, compare_tiers
from bot.value.ranges import typical_range

if TYPE_CHECKING:
    import numpy as np

ROW = "routing: 15 suggested, 16 not"
WEEKS = 8
_TEAMS, _FEW = 50, 10
_DOLLARS = 1000


@dataclass(frozen=True, kw_only=True)
class Team:
    """What is true of its two models: accepted outcomes a week on each, acceptance, and cost and list price as ratios.

    `cost` is small to frontier for one run, `listed` the same of the price list.
    """

    per_week: float
    acceptance: tuple[float, float]
    cost: float
    listed: float


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """One pair of teams a seed decides; many more say how often each of them is told right."""
    number = _FEW if run.is_short else _TEAMS
    good, trap = list[Routing](), list[Routing]()
    with bar("routing", len(run.seeds)) as step:
        for seed in run.seeds:
            good += _said(15, number, seed, run)
            trap += _said(16, number, seed, run)
            step(1)
    pairs = list(zip(good[::number], trap[::number], strict=True))
    right = [one is Routing.SWITCH and other is not Routing.SWITCH for one, other in pairs]
    yield Score(
        row=ROW,
        name="both right",
        measured=sum(right) / len(right),
        at_least=1.0,
        anchor="the model listed cheaper is suggested",
        anchored=0.0,
        of=f"{len(pairs)} pairs of teams, one a seed",
        reason=f"{run.family.value}; the price list suggests both of every pair",
        in_product=False,
    )
    yield _figure("15 suggested as good and cheaper", good, 1.0, run)
    yield _figure("16 suggested", trap, 1.0, run)


def _figure(name: str, said: list[Routing], anchored: float, run: Run) -> Score:
    tried = said.count(Routing.TRY) / len(said)
    return Score(
        row=ROW,
        name=name,
        measured=said.count(Routing.SWITCH) / len(said),
        anchor="the model listed cheaper is suggested",
        anchored=anchored,
        of=f"{len(said):,} teams",
        reason=f"{run.family.value}; to {tried:.1%} a trial is proposed, because the two cannot be told apart yet",
        in_product=False,
    )


def _said(planted: int, number: int, seed: int, run: Run) -> list[Routing]:
    import numpy as np  # noqa: PLC0415 - the bench alone needs it

    rng = np.random.default_rng([seed, planted])
    teams = [_team(planted, rng) for _ in range(number)]
    small, frontier = (_tiers(teams, at, run, rng) for at in (0, 1))
    return [compare_tiers(*pair, DEFAULT).routing for pair in zip(small, frontier, strict=True)]


def _team(planted: int, rng: np.random.Generator) -> Team:
    frontier = rng.uniform(0.80, 0.95)
    per_week, listed = rng.uniform(200, 500), rng.uniform(0.2, 0.5)
    if planted == 15:  # noqa: PLR2004 - a number of method.md 8.1
        return Team(
            per_week=per_week, acceptance=(frontier, frontier), cost=listed * rng.uniform(0.8, 1.3), listed=listed
        )
    small = frontier - rng.uniform(0.0, 0.10)
    dearer = rng.uniform(1.3, 3.0)  # for an accepted outcome
    return Team(per_week=per_week, acceptance=(small, frontier), cost=dearer * small / frontier, listed=listed)


def _tiers(teams: list[Team], at: int, run: Run, rng: np.random.Generator) -> list[Tier]:
    """Eight weeks of one of the two models at each team; how many were tried is known, not only what was accepted."""
    import numpy as np  # noqa: PLC0415

    acceptance = np.array([team.acceptance[at] for team in teams])
    scale = np.array([1.0 if at else team.cost for team in teams])
    workflows = Workflows(
        per_week=np.array([team.per_week for team in teams]),
        acceptance=acceptance,
        shock=rng.uniform(0.1, 0.3, len(teams)),
        alike=rng.uniform(0.0, 0.6, len(teams)),
        change=np.tile(np.log(scale)[:, None], (1, WEEKS)),
    )
    costs, counts = daily(workflows, WEEKS, run.family, rng).weekly()
    accepted = counts.sum(axis=1)
    attempts = accepted + rng.negative_binomial(np.maximum(accepted, 1), acceptance)
    return [
        Tier(
            attempts=int(attempts[team]),
            accepted=int(accepted[team]),
            each=typical_range(
                week_sums(costs[team] * _DOLLARS, counts[team]), usual_correlation=DEFAULT.usual_correlation
            ),
        )
        for team in range(len(teams))
    ]
