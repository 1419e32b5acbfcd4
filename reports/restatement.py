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
    """A team's total of a week as it was last said, by that week's digest or by a later restatement."""

    team: str
    week: Week
    currency: str
    total: Decimal


def said(digests: Iterable[Digest]) -> tuple[Published, ...]:
    """What the digests, oldest first, have said of each week last."""
    last: dict[tuple[str, Week, str], Decimal] = {}
    for digest in digests:
        last |= {(digest.team, digest.week, spend.currency): spend.total for spend in digest.spend}
        last |= {(digest.team, moved.week, moved.currency): moved.after for moved in digest.restated}
    return tuple(
        Published(team=team, week=week, currency=currency, total=last[team, week, currency])
        for team, week, currency in sorted(last)
    )


def restated(published: Iterable[Published], totals: Mapping[tuple[Week, str], Decimal]) -> tuple[Restated, ...]:
    """The published totals that have moved by more than 1% and more than 10 units of their currency."""
    return tuple(
        Restated(week=one.week, currency=one.currency, before=one.total, after=now)
        for one in published
        for now in [totals.get((one.week, one.currency), Decimal(0))]
        if has_moved(one.total, now)
    )


def has_moved(before: Decimal, after: Decimal) -> bool:
    """Whether a total moved by more than max(1%, 10 units of currency)."""
    return abs(after - before) > max(_SHARE * abs(before), _AMOUNT)
