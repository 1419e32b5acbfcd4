"""Whether a smaller model is suggested where it does as well, and not where it comes dearer: row 'routing' of 8.2.

Teams 15 and 16 of method.md 8.1: both list the small model far cheaper. That of 15 is accepted as often; that of 16
needs so many more tokens and tries that an accepted outcome costs more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
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
_ANCHOR = "the model listed cheaper is suggested"


@dataclass(frozen=True, kw_only=True)
class Team:
    """What is true of its two models: accepted outcomes a week on each, acceptance, and cost and list price as ratios.

    `cost` is small to frontier for one run, `listed` the same of the price list.
    """

    per_week: float
    acceptance: tuple[float, float]
    cost: float
    listed: float


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is said of a team, and whether its price list would have the smaller model suggested."""

    routing: Routing
    is_listed_cheaper: bool

    @property
    def is_suggested(self) -> bool:
        """Whether the smaller model is suggested."""
        return self.routing is Routing.SWITCH


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """Pairs of a candidate and a trap, each with models and volumes of its own."""
    number = _FEW if run.is_short else _TEAMS
    good, trap = list[Told](), list[Told]()
    with bar("routing", len(run.seeds)) as step:
        for seed in run.seeds:
            good += _said(15, number, seed, run)
            trap += _said(16, number, seed, run)
            step(1)
    yield both_right(good, trap, run)
    yield _figure("15 suggested as good and cheaper", good, run)
    yield _figure("16 suggested", trap, run)


def both_right(good: Sequence[Told], trap: Sequence[Told], run: Run) -> Score:
    """Of all pairs, the share in which the candidate is suggested and the trap is not."""
    pairs = list(zip(good, trap, strict=True))
    missed = sum(not one.is_suggested for one, _ in pairs)
    fallen = sum(other.is_suggested for _, other in pairs)
    return Score(
        row=ROW,
        name="both right",
        measured=fmean(one.is_suggested and not other.is_suggested for one, other in pairs),
        at_least=1.0,
        anchor=_ANCHOR,
        anchored=fmean(one.is_listed_cheaper and not other.is_listed_cheaper for one, other in pairs),
        of=f"{len(pairs):,} pairs of teams, {len(pairs) // len(run.seeds)} a seed",
        reason=f"{run.family.value}; not right: 15 not suggested in {missed}, 16 suggested in {fallen}",
        in_product=False,
    )


def _figure(name: str, told: Sequence[Told], run: Run) -> Score:
    tried = fmean(one.routing is Routing.TRY for one in told)
    return Score(
        row=ROW,
        name=name,
        measured=fmean(one.is_suggested for one in told),
        anchor=_ANCHOR,
        anchored=fmean(one.is_listed_cheaper for one in told),
        of=f"{len(told):,} teams",
        reason=f"{run.family.value}; to {tried:.1%} a trial is proposed, because the two cannot be told apart yet",
        in_product=False,
    )


def _said(planted: int, number: int, seed: int, run: Run) -> list[Told]:
    import numpy as np  # noqa: PLC0415 - the bench alone needs it

    rng = np.random.default_rng([seed, planted])
    teams = [_team(planted, rng) for _ in range(number)]
    small, frontier = (_tiers(teams, at, run, rng) for at in (0, 1))
    return [
        Told(routing=compare_tiers(one, other, DEFAULT).routing, is_listed_cheaper=team.listed < 1)
        for team, one, other in zip(teams, small, frontier, strict=True)
    ]


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
