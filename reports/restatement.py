"""Totals that moved after they were said: which of them a digest announces (method.md 2.0)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.facts.periods import Week
from reports.digest import Digest
from reports.digest_notes import Restated

_SHARE = Decimal("0.01")
_AMOUNT = Decimal(10)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A team's total of a week as it was last said, by that week's digest or by a later restatement.

    `folded` names the teams that the total was of beside the team itself.
    """

    team: str
    week: Week
    currency: str
    total: Decimal
    folded: tuple[str, ...] = ()


def said(digests: Iterable[Digest]) -> tuple[Published, ...]:
    """What the digests, oldest first, have said of each week last."""
    last: dict[tuple[str, Week, str], tuple[Decimal, tuple[str, ...]]] = {}
    for digest in digests:
        own, of = digest.team, digest.folded
        last |= {(own, digest.week, spend.currency): (spend.total, of) for spend in digest.spend}
        last |= {(own, moved.week, moved.currency): (moved.after, of) for moved in digest.restated}
    return tuple(
        Published(team=team, week=week, currency=currency, total=total, folded=folded)
        for (team, week, currency), (total, folded) in sorted(last.items())
    )


def restated(
    published: Iterable[Published], totals: Mapping[tuple[Week, str], Decimal], folded: tuple[str, ...] = ()
) -> tuple[Restated, ...]:
    """The published totals that have moved by more than 1% and more than 10 units of their currency.

    `totals` are of the teams `folded` as well. A total that was of others is compared with none: what it differs by
    would be the spend of a team too small to be shown (method.md 4.8).
    """
    return tuple(
        Restated(week=one.week, currency=one.currency, before=one.total, after=now)
        for one in published
        if one.folded == folded
        for now in [totals.get((one.week, one.currency), Decimal(0))]
        if has_moved(one.total, now)
    )


def has_moved(before: Decimal, after: Decimal) -> bool:
    """Whether a total moved by more than max(1%, 10 units of currency)."""
    return abs(after - before) > max(_SHARE * abs(before), _AMOUNT)
