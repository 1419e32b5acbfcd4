"""Pure: what teams carry of the shared pools in a week, beside their own spend and never in it (method.md M3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.facts.pool import DIRECT, HEADCOUNT
from bot.value.pools import loaded, weights
from reports.digest_inputs import DigestInputs
from reports.digest_notes import SharedPart

_KEYS = {HEADCOUNT: "headcount", DIRECT: "own spend"}


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What each team carries of the `total` of one pool in one currency, by the pool's `key`."""

    pool: str
    currency: str
    total: Decimal
    key: str
    parts: Mapping[str, Decimal]


def carried(inputs: DigestInputs) -> tuple[Carried, ...]:
    """Who carries what of each pool, by the pool's name: once for all digests of a week, for it looks at all teams."""
    spent = _spent(inputs)
    found = []
    for pool in sorted(inputs.org.pools, key=lambda pool: (pool.name.casefold(), pool.slug)):
        for currency, total in sorted(spent.get(pool.team, {}).items()):
            own = {team.slug: spent.get(team.slug, {}).get(currency, Decimal(0)) for team in inputs.org.teams}
            parts = loaded(total, weights(pool, inputs.org, day=inputs.week.period.last_day, spends=own))
            key = _KEYS.get(pool.key or "", "fixed weights")
            found.append(Carried(pool=pool.name, currency=currency, total=total, key=key, parts=parts))
    return tuple(found)


def shared_parts(pools: Collection[Carried], teams: Collection[str]) -> tuple[SharedPart, ...]:
    """The part of each pool that these teams together carry; none where its key gives them none."""
    mine = ((one, sum((one.parts.get(team, Decimal(0)) for team in teams), Decimal(0))) for one in pools)
    return tuple(
        SharedPart(pool=one.pool, currency=one.currency, total=one.total, part=part, key=one.key)
        for one, part in mine
        if part
    )


def _spent(inputs: DigestInputs) -> Mapping[str, Mapping[str, Decimal]]:
    """The known effective cost of the week by team, and by currency."""
    sums: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in inputs.costs:
        if row.week == inputs.week and row.team is not None:
            sums[row.team][row.currency] += row.effective or 0
    return sums
