"""Load a long history in a process of its own, so that its memory is its own, and say what that took."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from bot import logs
from bot.bench.company import CONNECTIONS, Company
from bot.bench.ledger_intake import Ours
from bot.facts.periods import Period
from bot.ledger.db import Database

_MEGA = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A history put into the ledger: `seconds` are those of putting it there, without those of inventing it.

    `idle_mb` is the process with the ledger open before the first charge, `peak_mb` the most it ever held, both
    resident, None where the system does not say (Linux does).
    """

    days: int
    charges: int
    seconds: float
    file_mb: float
    idle_mb: float | None
    peak_mb: float | None

    @property
    def above_idle_mb(self) -> float | None:
        """How much the loading needed at its worst."""
        return None if self.peak_mb is None or self.idle_mb is None else round(self.peak_mb - self.idle_mb, 1)


def load(file: Path, company: Company, span: Period, progress: Callable[[int], None]) -> Loaded:
    """Put every day of the span into the ledger of the file; `progress` hears of each day.

    Raises RuntimeError where the process ends before it is done; its own words are on stderr.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    given = (there, file, replace(company), span)  # the copy has nothing computed yet, which cannot be sent
    process = context.Process(target=_load, args=given, name="bench load", daemon=True)
    process.start()
    there.close()
    try:
        while True:
            said = here.recv()
            if isinstance(said, Loaded):
                return said
            progress(1)
    except EOFError:
        raise RuntimeError("the process that loads the history ended before it was done") from None
    finally:
        here.close()
        process.join(timeout=10)
        if process.is_alive():
            process.terminate()


def _load(pipe: Connection, file: Path, company: Company, span: Period) -> None:
    logs.configure(verbose=False)
    database = Database(f"sqlite:///{file}")
    ours = Ours(database, company)
    idle = resident("VmRSS")
    count, seconds = 0, 0.0
    for day in span.days():
        count, seconds = _day(ours, company, day, count, seconds)
        pipe.send(day)
    database.close()
    pipe.send(
        Loaded(
            days=len(span),
            charges=count,
            seconds=round(seconds, 1),
            file_mb=round(file.stat().st_size / _MEGA, 1),
            idle_mb=idle,
            peak_mb=resident("VmHWM"),
        )
    )


def _day(ours: Ours, company: Company, day: date, count: int, seconds: float) -> tuple[int, float]:
    for slug in CONNECTIONS:
        charges = company.charges(slug, day)
        started = time.perf_counter()
        ours.put(slug, day, charges)
        seconds += time.perf_counter() - started
        count += len(charges)
    return count, seconds


def resident(what: str) -> float | None:
    """A figure of this process from the system, in MB: `VmRSS` is what it holds, `VmHWM` the most it held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return round(int(lines[what].split()[0]) * 1024 / _MEGA, 1)
