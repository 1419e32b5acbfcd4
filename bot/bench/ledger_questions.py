"""Questions to a filled ledger, beside bare SQL over the same rollup and a gateway's report over raw rows."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.bench.ledger_bare import PRAGMAS
from bot.bench.ledger_gateway import Gateway
from bot.facts.periods import Period
from bot.ledger import costs
from bot.ledger.columns import total
from bot.ledger.costs import CostRow
from bot.ledger.db import Database

TIMES = 101
"""How often each question is asked, the askers in turn."""
GATEWAY_TIMES = 5
"""The report over raw rows takes that long that a few times must do."""

BY_TEAM = ("team",)
IN_FULL = ("team", "workflow", "model")
_ROLLUPS = {BY_TEAM: ("weekly_cost", "week"), IN_FULL: ("daily_cost", "day")}
"""The table that answers, and its column of days: the same that `costs` reads."""
_SUMS = (
    *("charges", "billed_units", "billed_nanos", "billed_unknown"),
    *("effective_units", "effective_nanos", "effective_unknown", "list_units", "list_nanos", "list_unknown"),
)
_BILLED = slice(1, 3)
_FLOATS = Decimal("1e-9")
"""What the gateway's sum of floating-point numbers may be off by."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One question: how many rows answer it, and the median time of each asker in ms; None where it did not ask."""

    question: str
    rows: int
    our_ms: float
    bare_ms: float | None = None
    gateway_ms: float | None = None


@dataclass(frozen=True, kw_only=True)
class Growth:
    """One team's week, asked of a history of one year and of one that goes on, in turn; medians in ms."""

    years: int
    one_year_ms: float
    all_years_ms: float

    @property
    def change_percent(self) -> float:
        """By how much the two differ, whichever is the quicker."""
        return round(abs(self.all_years_ms / self.one_year_ms - 1) * 100, 1)


def grown(one_year: Path, all_years: Path, *, years: int, team: str, week: Period) -> Growth:
    """Ask both files about the same week of the first year."""
    short, long = Database(f"sqlite:///{one_year}"), Database(f"sqlite:///{all_years}")
    try:
        before, after = medians(lambda: team_week(short, team, week), lambda: team_week(long, team, week), times=TIMES)
    finally:
        short.close()
        long.close()
    return Growth(years=years, one_year_ms=before, all_years_ms=after)


def ask(database: Database, file: Path, gateway: Gateway, *, team: str, week: Period) -> tuple[Answered, ...]:
    """Ask all of them about one week. `file` is where the database is, for bare `sqlite3` to open.

    Raises RuntimeError where the askers do not agree about what was spent: there is nothing to compare then.
    """
    bare = sqlite3.connect(file, isolation_level=None)
    try:
        for pragma in PRAGMAS:
            bare.execute(pragma).close()
        return (
            _one_team(database, team, week),
            _all_teams(database, bare, gateway, BY_TEAM, week),
            _all_teams(database, bare, None, IN_FULL, week),
        )
    finally:
        bare.close()


def team_week(database: Database, team: str, week: Period) -> Sequence[CostRow]:
    """One team's week by workflow and model, as whoever shows it asks for it."""
    with database.reading() as connection:
        return costs.costs(connection, since=week.start, until=week.end, by=IN_FULL, team=team)


def medians(*asked: Callable[[], object], times: int) -> list[float]:
    """The median of so many times of each, in ms, one after the other in turn, after one that does not count."""
    taken: list[list[float]] = [[] for _ in asked]
    for turn in range(times + 1):
        for one, seconds in zip(asked, taken, strict=True):
            started = time.perf_counter()
            one()
            if turn:
                seconds.append(time.perf_counter() - started)
    return [round(statistics.median(seconds) * 1000, 3) for seconds in taken]


def _one_team(database: Database, team: str, week: Period) -> Answered:
    (ours,) = medians(lambda: team_week(database, team, week), times=TIMES)
    rows = len(team_week(database, team, week))
    return Answered(question="one team's week by workflow, model", rows=rows, our_ms=ours)


def _all_teams(
    database: Database, bare: sqlite3.Connection, gateway: Gateway | None, by: tuple[str, ...], week: Period
) -> Answered:
    def our_answer() -> Sequence[CostRow]:
        with database.reading() as connection:
            return costs.costs(connection, since=week.start, until=week.end, by=by)

    def bare_answer() -> list[tuple[Any, ...]]:
        return bare.execute(_bare(by), (week.start.isoformat(), week.end.isoformat())).fetchall()

    ours, bares = medians(our_answer, bare_answer, times=TIMES)
    rows = our_answer()
    spent = sum((row.billed_cost or Decimal(0) for row in rows), Decimal(0))
    _agree(spent, sum((total(*row[_BILLED]) for row in bare_answer()), Decimal(0)))
    logged = None
    if gateway is not None:
        (logged,) = medians(lambda: gateway.report(week), times=GATEWAY_TIMES)
        _agree(spent, Decimal(sum(spend for _, spend in gateway.report(week))))
    return Answered(
        question=f"all teams' week by {', '.join(by)}", rows=len(rows), our_ms=ours, bare_ms=bares, gateway_ms=logged
    )


def _agree(ours: Decimal, other: Decimal) -> None:
    if abs(ours - other) > ours * _FLOATS:
        raise RuntimeError(f"the week cost {ours} by the ledger and {other} by the baseline; they must agree")


def _bare(by: tuple[str, ...]) -> str:
    table, day = _ROLLUPS[by]
    group = f"{', '.join(by)}, currency"
    sums = ", ".join(f"SUM({name})" for name in _SUMS)
    return f"SELECT {sums}, {group} FROM {table} WHERE {day} >= ? AND {day} < ? GROUP BY {group}"  # noqa: S608
