"""Digests as they were published: kept once per team and week, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.facts.periods import Week
from bot.ledger.tables import digest
from bot.ledger.upsert import insert_missing


def keep(
    connection: Connection, team: str, week: Week, document: str, *, org_version: int | None, now: datetime
) -> bool:
    """Keep the digest of a team's week and return whether this call was the one that kept it."""
    if find(connection, team, week) is not None:
        return False
    insert_missing(
        connection,
        digest,
        [
            {
                "team": team,
                "week": str(week),
                "published_at": now,
                "org_version_id": org_version,
                "document": document,
            }
        ],
    )
    return True


def find(connection: Connection, team: str, week: Week) -> str | None:
    """The published document of a team's week, None where there is none."""
    document: str | None = connection.execute(
        select(digest.c.document).where(digest.c.team == team, digest.c.week == str(week))
    ).scalar_one_or_none()
    return document


def published(connection: Connection, team: str, *, limit: int, before: Week | None = None) -> tuple[str, ...]:
    """The newest published documents of a team, newest week first; with a week, the newest of those before it."""
    newest = select(digest.c.document).where(digest.c.team == team).order_by(digest.c.week.desc()).limit(limit)
    if before is not None:
        newest = newest.where(digest.c.week < str(before))
    return tuple(connection.execute(newest).scalars())


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One digest as it was published, and what it was published from."""

    team: str
    week: str
    published_at: datetime
    org_version: int | None
    document: str


def weeks(connection: Connection) -> tuple[str, ...]:
    """The weeks that digests were published of, oldest first."""
    return tuple(connection.execute(select(digest.c.week).distinct().order_by(digest.c.week)).scalars())


def of_week(connection: Connection, week: str) -> tuple[Kept, ...]:
    """Every digest published of a week, by team."""
    rows = connection.execute(select(digest).where(digest.c.week == week).order_by(digest.c.team))
    return tuple(
        Kept(
            team=row.team,
            week=row.week,
            published_at=row.published_at,
            org_version=row.org_version_id,
            document=row.document,
        )
        for row in rows
    )
