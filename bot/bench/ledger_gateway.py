"""The baseline of questions: a gateway's log with a row for each request, and its weekly report by team.

Columns in their order, key and time indexes are those of LiteLLM's `LiteLLM_SpendLogs` (schema.prisma; stack.md 3e), of
which the report's own statement is run. Its other indexes could not serve the report and are left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from bot.bench.company import CONNECTIONS, Company, team_slug
from bot.bench.ledger_bare import PRAGMAS
from bot.facts.charge import Charge
from bot.facts.periods import Period

_TABLES = """
CREATE TABLE spend_logs (
    request_id TEXT PRIMARY KEY, call_type TEXT, api_key TEXT, spend REAL, total_tokens INTEGER, startTime TEXT,
    endTime TEXT, model TEXT, custom_llm_provider TEXT, "user" TEXT, metadata TEXT, request_tags TEXT, team_id TEXT);
CREATE INDEX spend_logs_time ON spend_logs (startTime);
CREATE INDEX spend_logs_time_request ON spend_logs (startTime, request_id);
CREATE TABLE teams (team_id TEXT PRIMARY KEY, team_alias TEXT);
"""
_REPORT = """
SELECT t.team_alias, SUM(s.spend) AS total_spend FROM spend_logs s LEFT JOIN teams t ON s.team_id = t.team_id
WHERE s.startTime >= ? AND s.startTime < ? GROUP BY t.team_alias ORDER BY total_spend DESC
"""
_METADATA_BYTES = 500
_SECONDS = 86_400


class Gateway:
    """The log in a file of its own."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in PRAGMAS:
            self._connection.execute(pragma).close()

    def fill(self, company: Company, days: Iterable[date], progress: Callable[[int], None]) -> None:
        """Log every charge of the days as one request; `progress` hears of each day."""
        self._connection.executescript(_TABLES)
        teams = [(slug, f"Team {slug}") for slug in map(team_slug, range(company.teams))]
        self._connection.executemany("INSERT INTO teams VALUES (?, ?)", teams)
        marks = ", ".join("?" * 13)
        for day in days:
            self._connection.execute("BEGIN IMMEDIATE")
            for slug in CONNECTIONS:
                logged = _logged(slug, day, company.charges(slug, day))
                self._connection.executemany(f"INSERT INTO spend_logs VALUES ({marks})", logged)  # noqa: S608
            self._connection.execute("COMMIT")
            progress(1)

    def report(self, week: Period) -> list[tuple[str | None, float]]:
        """What each team spent, the dearest first: the weekly report's statement (stack.md 3e)."""
        return self._connection.execute(_REPORT, (week.start.isoformat(), week.end.isoformat())).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _logged(slug: str, day: date, charges: tuple[Charge, ...]) -> Iterator[tuple[object, ...]]:
    """The charges as requests, spread over the day."""
    for number, one in enumerate(charges):
        minute, second = divmod(number * _SECONDS // len(charges), 60)
        at = f"{day} {minute // 60:02}:{minute % 60:02}:{second:02}.{number % 1000:03}"
        team, key = team_of(one), one.key or one.person or ""
        yield (
            f"{slug}:{one.id}",
            "acompletion",
            key,
            float(one.billed_cost or 0),
            0 if one.quantity is None else int(one.quantity),
            at,
            at,
            one.model,
            one.provider,
            one.person,
            json.dumps({"user_api_key_alias": key, "user_api_key_team_id": team}).ljust(_METADATA_BYTES),
            json.dumps(list(one.tags.values())),
            team,
        )


def team_of(charge: Charge) -> str | None:
    """The team whose project or workspace it is, None where it is nobody's."""
    owner = (charge.sub_account or "").partition("_")[2].replace("-", "_").partition("_")[0]
    return owner if owner[1:].isdigit() else None
