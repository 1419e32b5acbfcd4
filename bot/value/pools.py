"""What each team carries of a shared pool, by the pool's declared key (method.md M3, "CPO loaded").

A pool is no team's spend: who shows a team with its part says so and names the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from bot.facts.money import NANOS_PER_UNIT, from_nanos
from bot.facts.org import Org
from bot.facts.pool import DIRECT, HEADCOUNT, Pool
from bot.facts.shares import shares


def weights(pool: Pool, org: Org, *, day: date, spends: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """How heavily each team weighs in the pool's key; a team without weight is left out.

    By headcount a team weighs as many as are in it on the day, its children not among them. By direct spend it weighs
    its `spends`: what is direct and team-only in one currency over the span the pool is of; a key of which a part is
    negative, because credits outweigh what a team used, divides nothing. Empty means that the pool has no key there.
    """
    if pool.key == HEADCOUNT:
        found = {team.slug: Decimal(len(org.members(team.slug, day))) for team in org.teams}
    elif pool.key == DIRECT:
        found = dict(spends) if all(spent >= 0 for spent in spends.values()) else {}
    else:
        found = {team: Decimal(weight) for team, weight in pool.weights}
    return {team: weight for team, weight in found.items() if weight}


def loaded(total: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What each team carries of the pool's total, in its currency; no team where there are no weights.

    The total is taken to the nano, and the parts sum to it exactly; each is within one nano of its exact share. Weights
    count to the nano, and one that is nothing then carries nothing.
    """
    heavy = {team: _nanos(weights[team]) for team in sorted(weights)}
    teams = [team for team, weight in heavy.items() if weight > 0]
    parts = shares(_nanos(total), [heavy[team] for team in teams]) if teams else []
    return {team: from_nanos(part) for team, part in zip(teams, parts, strict=True)}


def _nanos(value: Decimal) -> int:
    """A sum may be larger than what the store holds of one charge, so it is not `money.to_nanos`."""
    return int((value * NANOS_PER_UNIT).to_integral_value(ROUND_HALF_EVEN))
