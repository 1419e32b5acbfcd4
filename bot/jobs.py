"""The timetable's units: each does one thing for everything that is due, and is harmless to run again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot import bills, collect
from bot.bills import Imported
from bot.collect import Collected
from bot.errors import ImportRefusedError
from bot.facts.org import Team
from bot.facts.periods import Week, last_closed_week
from bot.ledger import digests, orgs
from bot.runtime import Bot
from reports import digest_reading
from reports.snapshot import to_json

DIGEST_AT = time(9, 30)
"""A digest is due at the first 09:30 of the team's own time after its week has closed (design.md 3.3)."""

_log = structlog.get_logger()


def collect_all(bot: Bot) -> list[Collected]:
    """Read every connection from its last settled day to now; one that fails does not stop the others."""
    done = []
    for account in bot.accounts:
        now = bot.now()
        window = collect.window(bot.database, account, since=None, until=None, now=now)
        result = collect.collect(bot.database, account, window, now=now, pseudonym=bot.pseudonym)
        _log.info("collected", connection=result.connection, charges=result.charges, error=result.error)
        done.append(result)
    return done


def read_bills(bot: Bot) -> Imported | None:
    """Read the FOCUS files of FOCUS_PATHS together; None where there are none or they were refused."""
    files = _files(bot.settings.focus_paths)
    if not files:
        return None
    try:
        done = bills.import_focus(bot.database, files, now=bot.now(), pseudonym=bot.pseudonym)
    except ImportRefusedError as error:
        _log.error("bills refused", reason=str(error))
        return None
    _log.info("bills read", rows=done.rows, added=done.added, removed=done.removed)
    return done


def publish_digests(bot: Bot) -> list[str]:
    """Publish the newest closed week's digest of every team that is due and has none yet; the teams' slugs."""
    now = bot.now()
    week = last_closed_week(now)
    with bot.database.reading() as connection:
        teams = digest_reading.shown_teams(orgs.current(connection).org, week)
    return publish(bot, week, [team.slug for team in teams if now >= due_at(team, week)])


def publish(bot: Bot, week: Week, teams: Sequence[str]) -> list[str]:
    """Build and keep the digests of a closed week that are not kept yet, and return whose they are."""
    with bot.database.reading() as connection:
        missing = [team for team in teams if digests.find(connection, team, week) is None]
    if not missing:
        return []
    with bot.database.writing() as connection:
        version = orgs.current(connection).version
        built = digest_reading.build(connection, week, missing)
        published = [
            digest.team
            for digest in built
            if digests.keep(connection, digest.team, week, to_json(digest), org_version=version, now=bot.now())
        ]
    _log.info("digests published", week=str(week), teams=published)
    return published


def due_at(team: Team, week: Week) -> datetime:
    """The instant a team's digest of a week is due: its first 09:30 local after the close."""
    zone = ZoneInfo(team.timezone)
    closed = week.closes_at.astimezone(zone)
    due = datetime.combine(closed.date(), DIGEST_AT, zone)
    return due if due >= closed else datetime.combine(closed.date() + timedelta(days=1), DIGEST_AT, zone)


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found += sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    return found
