"""How fast charges get into the ledger and answers out of it, each figure beside its baseline of the same run.

Absolute times move with the machine; the ratios of one run are what is compared.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.bench import ledger_history, ledger_intake, ledger_questions, ledger_targets
from bot.bench.company import FIRST_DAY, Company, team_slug
from bot.bench.ledger_bare import Bare, BareSqlite
from bot.bench.ledger_gateway import Gateway
from bot.bench.ledger_history import Loaded
from bot.bench.ledger_intake import Intake, Ours
from bot.bench.ledger_postgres import BarePostgres, own_schema
from bot.bench.ledger_questions import Answered, Growth
from bot.bench.target import Target
from bot.facts.periods import DAY, Period, week_of
from bot.ledger.db import Database

ROUNDS = 5
DAYS_A_ROUND = 3
DAYS_A_YEAR = 365

Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows how far so many steps under this name have come; what it gives takes the steps just made."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was measured. The questions are about one week of a history of so many charges.

    `postgres` is there where an address was given, `loaded` where a year was loaded, `growth` where more than one.
    """

    seconds: float
    intake: Intake
    postgres: Intake | None
    loaded: Loaded | None
    history: int
    week: Period
    answered: tuple[Answered, ...]
    growth: Growth | None
    targets: tuple[Target, ...]


def measure(
    folder: Path, bar: Bar, *, years: int = 0, postgres: str | None = None, company: Company | None = None
) -> Report:
    """Fill ledgers and baselines in `folder` and ask them.

    Without `years` the questions are about the days that the rounds of the intake put in. `postgres` is the address of
    a database, in which a schema is made for the time being.
    """
    started = time.monotonic()
    bench = _Bench(folder, bar, company or Company())
    intake, postgres_intake = bench.intake(), None if postgres is None else bench.postgres_intake(postgres)
    loaded = bench.load(0) if years else None
    week, answered = bench.ask()
    growth = bench.grow(years, week) if loaded and years > 1 else None
    return Report(
        seconds=round(time.monotonic() - started, 1),
        intake=intake,
        postgres=postgres_intake,
        loaded=loaded,
        history=loaded.charges if loaded else intake.charges,
        week=week,
        answered=answered,
        growth=growth,
        targets=ledger_targets.targets(intake, postgres_intake, loaded, answered, growth),
    )


class _Bench:
    """The files of one run. The ledger that is asked is the one filled last: `_file`, with the days of `_span`."""

    def __init__(self, folder: Path, bar: Bar, company: Company) -> None:
        self._folder, self._bar, self._company = folder, bar, company
        self._team = team_slug(company.teams // 2)  # of middling size
        self._file = folder / "ledger.db"
        self._span = Period(FIRST_DAY, FIRST_DAY + ROUNDS * DAYS_A_ROUND * DAY)

    def intake(self) -> Intake:
        database, bare = Database(f"sqlite:///{self._file}"), BareSqlite(self._folder / "bare.db")
        try:
            return self._rounds("SQLite", database, bare)
        finally:
            bare.close()
            database.close()

    def postgres_intake(self, address: str) -> Intake:
        with own_schema(address) as database:
            bare = BarePostgres(database)
            try:
                return self._rounds("PostgreSQL", database, bare)
            finally:
                bare.close()

    def _rounds(self, kind: str, database: Database, bare: Bare) -> Intake:
        ours = Ours(database, self._company)
        with self._bar(f"Days into {kind}, bare and ours in turn", ROUNDS * DAYS_A_ROUND) as progress:
            return ledger_intake.measure(
                self._company, FIRST_DAY, rounds=ROUNDS, days=DAYS_A_ROUND, ours=ours, bare=bare, progress=progress
            )

    def load(self, year: int) -> Loaded:
        start = FIRST_DAY + year * DAYS_A_YEAR * DAY
        self._file, self._span = self._folder / "years.db", Period(start, start + DAYS_A_YEAR * DAY)
        with self._bar(f"Loading year {year + 1}", DAYS_A_YEAR) as progress:
            return ledger_history.load(self._file, self._company, self._span, progress)

    def ask(self) -> tuple[Period, tuple[Answered, ...]]:
        week = week_of(self._span.end).plus(-1).period
        database, gateway = Database(f"sqlite:///{self._file}"), Gateway(self._folder / "gateway.db")
        try:
            with self._bar("The same charges into a gateway's log", len(self._span)) as progress:
                gateway.fill(self._company, self._span.days(), progress)
            answered = ledger_questions.ask(database, self._file, gateway, team=self._team, week=week)
        finally:
            gateway.close()
            database.close()
        return week, answered

    def grow(self, years: int, week: Period) -> Growth:
        """Load the other years into the same file, and ask about the week of the first one before and after."""
        before = self._folder / "one-year.db"
        shutil.copyfile(self._file, before)
        for year in range(1, years):
            self.load(year)
        return ledger_questions.grown(before, self._file, years=years, team=self._team, week=week)
