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
from reports.reach import Reach

_KEYS = {HEADCOUNT: "headcount", DIRECT: "own spend"}


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What each team carries of the `total` of one pool in one currency, by the pool's `key`.

    It is not whole where a charge has no known cost, or a day was not read, of the pool or of what its key weighs.
    """

    pool: str
    currency: str
    total: Decimal
    key: str
    parts: Mapping[str, Decimal]
    is_whole: bool = True


def carried(inputs: DigestInputs) -> tuple[Carried, ...]:
    """Who carries what of each pool, by the pool's name: once for all digests of a week, for it looks at all teams.

    Nobody carries anything of a pool that is shared by own spend where some of that has no known cost.
    """
    spent, week = _spent(inputs), _Known(inputs)
    teams = {team.slug for team in inputs.org.teams}
    found = []
    for pool in sorted(inputs.org.pools, key=lambda pool: (pool.name.casefold(), pool.slug)):
        weighed = teams if pool.key == DIRECT else set[str]()
        for currency, total in sorted(spent.get(pool.team, {}).items()):
            if week.is_priced(weighed, currency):
                own = {team: spent.get(team, {}).get(currency, Decimal(0)) for team in teams}
                parts = loaded(total, weights(pool, inputs.org, day=inputs.week.period.last_day, spends=own))
                key = _KEYS.get(pool.key or "", "fixed weights")
                is_whole = week.is_priced({pool.team}, currency) and week.is_read({pool.team}) and week.is_read(weighed)
                found.append(
                    Carried(pool=pool.name, currency=currency, total=total, key=key, parts=parts, is_whole=is_whole)
                )
    return tuple(found)


def shared_parts(pools: Collection[Carried], teams: Collection[str]) -> tuple[SharedPart, ...]:
    """The part of each pool that these teams together carry; none where its key gives them none."""
    mine = ((one, sum((one.parts.get(team, Decimal(0)) for team in teams), Decimal(0))) for one in pools)
    return tuple(
        SharedPart(pool=one.pool, currency=one.currency, total=one.total, part=part, key=one.key, is_whole=one.is_whole)
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


class _Known:
    """Whose cost of the week is known whole; nobody's is not."""

    def __init__(self, inputs: DigestInputs) -> None:
        self._inputs = inputs
        self._reach = Reach(inputs.sources, inputs.costs, week=inputs.week)
        this = (row for row in inputs.costs if row.week == inputs.week)
        self._unpriced = {(row.team, row.currency) for row in this if row.effective is None}

    def is_priced(self, whose: Collection[str], currency: str) -> bool:
        """Whether every charge in the currency has a known cost."""
        return all((one, currency) not in self._unpriced for one in whose)

    def is_read(self, whose: Collection[str]) -> bool:
        """Whether every day was read of the sources that their charges come from."""
        rows = [row for row in self._inputs.costs if row.team in whose]
        return not rows or not self._reach.gaps(self._inputs.week, rows)
