"""What does not count because another connection states it as well: kept in the ledger, and said (AC-B5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import Connection, func, select

from bot.facts.overlap import Overlap
from bot.ledger import orgs, rollup
from bot.ledger.allocation import OVERLAP, AllocationClass, Cell, Placement, Segment
from bot.ledger.columns import total
from bot.ledger.days import on_days
from bot.ledger.rules import agrees
from bot.ledger.segments import segments
from bot.ledger.tables import allocation, charge, daily_cost, place, scope
from bot.ledger.tables import connection as connection_table

_SUPPRESSED = AllocationClass.SUPPRESSED.value
_PARTS = ("units", "nanos", "unknown")

_Found = tuple[str, int | None, str, tuple[int, ...]]
"""Connection, overlap, currency, and the parts of the sums of billed and effective cost."""


@dataclass(frozen=True, kw_only=True)
class Suppressed:
    """What a connection states in one currency and `covered_by` counts for, by an overlap numbered as in the org file.

    An amount is None when any charge lacks it; the overlap is None where the org file in force has none for it.
    """

    connection: str
    overlap: int | None
    covered_by: str | None
    currency: str
    billed_cost: Decimal | None
    effective_cost: Decimal | None


def suppressed(connection: Connection, *, since: date | None, until: date | None) -> tuple[Suppressed, ...]:
    """What of the UTC days from `since` (in) to `until` (out) is in no sum; by connection, overlap and currency."""
    overlaps = orgs.placement(connection).overlaps
    if not overlaps:
        return ()
    by_tag = [slug for slug in _connections(connection) if _is_divided(slug, overlaps)]
    groups: defaultdict[tuple[str, int | None, str], list[tuple[int, ...]]] = defaultdict(list)
    for found in (_of_days(connection, since, until, overlaps, by_tag), _of_charges(connection, since, until, by_tag)):
        for slug, number, currency, amounts in found:
            groups[slug, number, currency].append(amounts)
    return tuple(
        Suppressed(
            connection=slug,
            overlap=number,
            covered_by=None if number is None else overlaps[number - 1].covered_by,
            currency=currency,
            billed_cost=_amount(part[:3] for part in groups[slug, number, currency]),
            effective_cost=_amount(part[3:] for part in groups[slug, number, currency]),
        )
        for slug, number, currency in sorted(groups, key=lambda key: (key[0], key[1] or 0, key[2]))
    )


def _connections(connection: Connection) -> list[str]:
    return list(connection.execute(select(connection_table.c.slug)).scalars())


def _is_divided(slug: str, overlaps: Iterable[Overlap]) -> bool:
    return any(overlap.tags and agrees(overlap.connection, slug) for overlap in overlaps)


def _of_days(
    connection: Connection,
    since: date | None,
    until: date | None,
    overlaps: tuple[Overlap, ...],
    without: Collection[str],
) -> Iterator[_Found]:
    """Out of the rollup, which knows no tags: of the connections that no overlap divides by one."""
    group = [connection_table.c.slug, daily_cost.c.provider, daily_cost.c.day, daily_cost.c.currency]
    sums = [func.sum(daily_cost.c[f"{name}_{part}"]) for name in ("billed", "effective") for part in _PARTS]
    query = select(*group, *sums).join(connection_table).where(daily_cost.c["class"] == _SUPPRESSED).group_by(*group)
    query = query.where(connection_table.c.slug.not_in(without))
    if since is not None:
        query = query.where(daily_cost.c.day >= since)
    if until is not None:
        query = query.where(daily_cost.c.day < until)
    overlap_of = _finder(overlaps)
    for slug, provider, day, currency, *amounts in connection.execute(query):
        yield slug, overlap_of(slug, provider, day), currency, tuple(map(int, amounts))


def _of_charges(
    connection: Connection, since: date | None, until: date | None, within: Collection[str]
) -> Iterator[_Found]:
    """Charge by charge, by what placed each: of the connections that an overlap divides by a tag."""
    if not within:
        return
    group = [connection_table.c.slug, allocation.c.reason, place.c.currency]
    query = (
        select(*group, *rollup.placed_sums()[1:7])
        .select_from(charge)
        .join(allocation, rollup.IN_FORCE)
        .join(place, place.c.id == allocation.c.place_id)
        .join(scope, scope.c.id == charge.c.scope_id)
        .join(connection_table, connection_table.c.id == scope.c.connection_id)
        .where(place.c["class"] == _SUPPRESSED, place.c.additive, connection_table.c.slug.in_(within))
        .where(on_days(since, until))
        .group_by(*group)
    )
    for slug, reason, currency, *amounts in connection.execute(query):
        yield slug, int(reason.removeprefix(OVERLAP)), currency, tuple(map(int, amounts))


def _amount(parts: Iterable[tuple[int, ...]]) -> Decimal | None:
    units, nanos, unknown = map(sum, zip(*parts, strict=True))
    return None if unknown else total(units, nanos)


def _finder(overlaps: tuple[Overlap, ...]) -> Callable[[str, str, date], int | None]:
    """Which overlap, from 1, decides for a connection's charges of a provider on a day: as cells are placed by it."""

    @cache
    def spans(slug: str, provider: str) -> tuple[Segment, ...]:
        found = segments(Cell(provider=provider, connection=slug), Placement(overlaps=overlaps))
        return tuple(one for one in found if one.allocation_class is AllocationClass.SUPPRESSED)

    def overlap_of(slug: str, provider: str, day: date) -> int | None:
        reasons = (one.reason for one in spans(slug, provider) if one.since <= day < one.until)
        reason = next(reasons, None)
        return None if reason is None else int(reason.removeprefix(OVERLAP))

    return overlap_of
