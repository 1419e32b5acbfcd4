"""Pure: what a team carries of the shared pools in a week, beside its own spend and never in it (method.md M3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from bot.facts.pool import DIRECT, HEADCOUNT
from bot.value.pools import loaded, weights
from reports.digest import SharedPart
from reports.digest_inputs import DigestInputs

_KEYS = {HEADCOUNT: "headcount", DIRECT: "own spend"}


def shared_parts(inputs: DigestInputs, teams: Collection[str]) -> tuple[SharedPart, ...]:
    """The part of each pool that these teams together carry, by the pool's name; none where its key gives them none."""
    found = []
    for pool in sorted(inputs.org.pools, key=lambda pool: (pool.name.casefold(), pool.slug)):
        for currency, total in sorted(_by_team(inputs, pool.team).items()):
            own = _own(inputs, currency)
            parts = loaded(total, weights(pool, inputs.org, day=inputs.week.period.last_day, spends=own))
            mine = sum((parts.get(team, Decimal(0)) for team in teams), Decimal(0))
            if mine:
                key = _KEYS.get(pool.key or "", "fixed weights")
                found.append(SharedPart(pool=pool.name, currency=currency, total=total, part=mine, key=key))
    return tuple(found)


def _by_team(inputs: DigestInputs, team: str) -> dict[str, Decimal]:
    """The known effective cost of a team's week by currency."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in inputs.costs:
        if row.week == inputs.week and row.team == team:
            sums[row.currency] += row.effective or 0
    return dict(sums)


def _own(inputs: DigestInputs, currency: str) -> dict[str, Decimal]:
    """What each team spent itself in the week, direct and without a workflow."""
    return {team.slug: _by_team(inputs, team.slug).get(currency, Decimal(0)) for team in inputs.org.teams}
