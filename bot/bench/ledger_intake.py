"""Charges into the ledger, beside a bare upsert of the same rows, in rounds that alternate."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.bench import ledger_bare
from bot.bench.company import CONNECTIONS, Company
from bot.bench.ledger_bare import Bare
from bot.facts.charge import Charge, Scope
from bot.facts.periods import DAY, midnight
from bot.ledger import orgs, store
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.ledger.pseudonym import pseudonym
from bot.ledger.store import Replaced

_NAMED = partial(pseudonym, b"a key for the bench")
Reading = Mapping[str, Sequence[Charge]]
"""What a day's readings give, by connection."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """Some days, put in twice by each: at first new, then as they stand; `written` is what the second time changed."""

    number: int
    charges: int
    bare_seconds: float
    our_seconds: float
    bare_again_seconds: float
    our_again_seconds: float
    written: int

    @property
    def ratio(self) -> float:
        """Our rate over the bare upsert's."""
        return self.bare_seconds / self.our_seconds

    @property
    def again_ratio(self) -> float:
        """Our rate of reading what is there over that of the bare upsert, which writes it once more."""
        return self.bare_again_seconds / self.our_again_seconds


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Every round, and how many rows both have in the end."""

    rounds: tuple[Round, ...]
    bare_rows: int
    charges: int

    def median(self, of: Callable[[Round], float]) -> float:
        """The middle one of the rounds' figures."""
        return statistics.median(of(one) for one in self.rounds)


class Ours:
    """A ledger with the company's org file, which takes a day as `collect` does: each connection by itself."""

    def __init__(self, database: Database, company: Company) -> None:
        self.database = database
        migrate(database)
        now = midnight(date(2024, 1, 1))
        with database.writing() as connection:
            if orgs.current(connection).version is None:
                orgs.save(connection, company.org, now=now, pseudonym=_NAMED)
            self._ids = {s: store.connection_id(connection, s, p, now=now) for s, p in CONNECTIONS.items()}

    def replace(self, day: date, slug: str, charges: Sequence[Charge]) -> Replaced:
        """Make the ledger's day of the connection these charges, read when the day was over."""
        scope = Scope(slug, day.isoformat())
        with self.database.writing() as connection:
            return store.replace(
                connection,
                connections={slug: self._ids[slug]},
                scopes=[scope],
                charges=((scope, charge) for charge in charges),
                now=midnight(day + DAY),
                pseudonym=_NAMED,
            )


def measure(
    company: Company, first: date, *, rounds: int, days: int, ours: Ours, bare: Bare, progress: Callable[[int], None]
) -> Intake:
    """So many rounds of so many days from the first one on; who begins alternates. `progress` hears of each day."""
    done = []
    for number in range(rounds):
        span = [first + DAY * (number * days + n) for n in range(days)]
        done.append(_round(company, span, number, ours, bare))
        progress(days)
    return Intake(rounds=tuple(done), bare_rows=bare.count(), charges=sum(one.charges for one in done))


def _round(company: Company, days: Sequence[date], number: int, ours: Ours, bare: Bare) -> Round:
    read: dict[date, Reading] = {day: {slug: company.charges(slug, day) for slug in CONNECTIONS} for day in days}
    rows = [
        [row for slug, charges in reading.items() for row in ledger_bare.rows(slug, charges)]
        for reading in read.values()
    ]
    wrote: list[Replaced] = []

    def put_bare() -> None:
        for some in rows:
            bare.upsert(some)

    def put_ours() -> None:
        wrote[:] = [ours.replace(day, slug, some) for day, reading in read.items() for slug, some in reading.items()]

    first, again = (_seconds(put_bare, put_ours, turn=number) for _ in range(2))
    return Round(
        number=number + 1,
        charges=sum(map(len, rows)),
        bare_seconds=first[0],
        our_seconds=first[1],
        bare_again_seconds=again[0],
        our_again_seconds=again[1],
        written=sum(one.added + one.removed for one in wrote),
    )


def _seconds(*tasks: Callable[[], None], turn: int) -> list[float]:
    """How long each task takes, in their order; the one that is first moves with the turn."""
    taken = dict.fromkeys(range(len(tasks)), 0.0)
    for place in range(len(tasks)):
        which = (place + turn) % len(tasks)
        started = time.perf_counter()
        tasks[which]()
        taken[which] = time.perf_counter() - started
    return list(taken.values())
