"""How fast charges get into the ledger and answers out of it, each figure beside its baseline of the same run.

Absolute times move with the machine; the ratios of one run are what is compared. Rounds alternate who begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.bench import ledger_intake
from bot.bench.company import FIRST_DAY, Company
from bot.bench.ledger_bare import BareSqlite
from bot.bench.ledger_intake import Intake, Ours
from bot.bench.target import Target
from bot.ledger.db import Database

ROUNDS = 5
DAYS_A_ROUND = 3
LEDGER = "ledger.db"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was measured, on which database."""

    seconds: float
    intake: Intake
    targets: tuple[Target, ...]


def measure(folder: Path, progress: Callable[[int], None], *, company: Company | None = None) -> Report:
    """Fill a ledger and a bare table in `folder` in turn; `progress` hears of the days done."""
    company = company or Company()
    started = time.monotonic()
    database, bare = Database(f"sqlite:///{folder / LEDGER}"), BareSqlite(folder / "bare.db")
    try:
        ours = Ours(database, company)
        intake = ledger_intake.measure(
            company, FIRST_DAY, rounds=ROUNDS, days=DAYS_A_ROUND, ours=ours, bare=bare, progress=progress
        )
    finally:
        bare.close()
        database.close()
    return Report(
        seconds=round(time.monotonic() - started, 1),
        intake=intake,
        targets=(
            Target(
                name="rate of new charges against the bare upsert",
                figure=round(intake.median(lambda one: one.ratio), 2),
                limit=0.5,
                unit="×",
                at_least=True,
                reason="every charge is also checked, placed by the rules, compared with what is there and summed up",
            ),
        ),
    )
