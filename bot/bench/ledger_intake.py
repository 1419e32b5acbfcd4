"""Charges into the ledger, beside a bare upsert of the same rows, in rounds that alternate."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.bench.company import CONNECTIONS, FIRST_DAY, Company
from bot.bench.company_org import org
from bot.bench.ledger_bare import Bare, Row, rows
from bot.facts.charge import Charge, Scope
from bot.facts.periods import DAY, midnight
from bot.ledger import orgs, store
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.ledger.pseudonym import pseudonym

_NAMED = partial(pseudonym, b"a key for the bench")


@dataclass(frozen=True, kw_only=True)
class Round:
    """Some days, put in twice by each: at first new, then the same; `changed_again` are our changes by the second."""

    number: int
    charges: int
    bare_seconds: float
    our_seconds: float
    bare_again_seconds: float
    our_again_seconds: float
    changed_again: int

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
        self._database = database
        migrate(database)
        now = midnight(FIRST_DAY)
        with database.writing() as connection:
            if orgs.current(connection).version is None:
                orgs.save(connection, org(company), now=now, pseudonym=_NAMED)
            self._ids = {s: store.connection_id(connection, s, p, now=now) for s, p in CONNECTIONS.items()}

    def put(self, slug: str, day: date, charges: Sequence[Charge]) -> int:
        """Make the ledger's day of the connection these charges, read when the day was over; how many it changed."""
        scope = Scope(slug, day.isoformat())
        with self._database.writing() as connection:
            replaced = store.replace(
                connection,
                connections={slug: self._ids[slug]},
                scopes=[scope],
                charges=((scope, charge) for charge in charges),
                now=midnight(day + DAY),
                pseudonym=_NAMED,
            )
        return replaced.added + replaced.removed


def measure(
    company: Company, first: date, *, rounds: int, days: int, ours: Ours, bare: Bare, progress: Callable[[int], None]
) -> Intake:
    """So many rounds of so many days, from the first one on; `progress` hears of the days done."""
    done = []
    for number in range(rounds):
        span = [_day(company, first + DAY * (number * days + n)) for n in range(days)]
        done.append(_round(number, span, ours, bare))
        progress(days)
    return Intake(rounds=tuple(done), bare_rows=bare.count(), charges=sum(one.charges for one in done))


@dataclass(frozen=True, kw_only=True)
class _Day:
    """A day as each of the two is given it."""

    day: date
    charges: Mapping[str, Sequence[Charge]]
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class _Put:
    bare_seconds: float
    our_seconds: float
    changed: int


def _day(company: Company, day: date) -> _Day:
    charges = {slug: company.charges(slug, day) for slug in CONNECTIONS}
    return _Day(day=day, charges=charges, rows=[row for slug, some in charges.items() for row in rows(slug, some)])


def _round(number: int, days: Sequence[_Day], ours: Ours, bare: Bare) -> Round:
    new, again = ([_put(turn, day, ours, bare) for turn, day in enumerate(days, number)] for _ in range(2))
    return Round(
        number=number + 1,
        charges=sum(len(day.rows) for day in days),
        bare_seconds=sum(put.bare_seconds for put in new),
        our_seconds=sum(put.our_seconds for put in new),
        bare_again_seconds=sum(put.bare_seconds for put in again),
        our_again_seconds=sum(put.our_seconds for put in again),
        changed_again=sum(put.changed for put in again),
    )


def _put(turn: int, day: _Day, ours: Ours, bare: Bare) -> _Put:
    """One day into both, one right after the other; who begins depends on the turn."""
    seconds: dict[bool, float] = {}
    changed = 0
    for is_ours in sorted((False, True), reverse=bool(turn % 2)):
        started = time.perf_counter()
        if is_ours:
            changed = sum(ours.put(slug, day.day, charges) for slug, charges in day.charges.items())
        else:
            bare.upsert(day.rows)
        seconds[is_ours] = time.perf_counter() - started
    return _Put(bare_seconds=seconds[False], our_seconds=seconds[True], changed=changed)
