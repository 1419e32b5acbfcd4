"""How fast, and in how much memory, a large company's answers become charges, beside parsing the same answers alone."""

from __future__ import annotations

import csv
import json
import multiprocessing
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import httpx

from bot import logs
from bot.bench.collect_pages import Page, Shelf, keep
from bot.bench.ledger_history import resident
from bot.bench.target import Target
from bot.collect import Account, Collected, collect, failed
from bot.facts.periods import DAY, Period
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.ledger.pseudonym import pseudonym
from bot.providers import PROVIDERS
from bot.providers.base import ApiProvider
from bot.rounds import Turn, go_round
from bot.sandbox.clock import CLOCK_STARTS
from bot.sandbox.company import larkspur
from bot.sandbox.provider_apis import PATHS, provider_apis
from bot.sandbox.server import serving

_DAYS: Final = timedelta(days=90)
_NOW: Final = CLOCK_STARTS
_COPIES: Final = 80
"""Of Larkspur's 62 people, so that there are some 5,000."""
_MOST_ABOVE_IDLE_MB: Final = 600.0
_KEY: Final = "key-of-the-bench"

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One provider's part: its pages, and the seconds that parsing them alone and then collecting them took."""

    provider: str
    pages: int
    megabytes: float
    charges: int
    parse_seconds: float
    collect_seconds: float

    @property
    def ratio(self) -> float:
        """How much of the speed of parsing alone is left."""
        return round(self.parse_seconds / self.collect_seconds, 3)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was measured; `idle_mb` and `peak_mb` are of the process that collected everything at once."""

    days: Period
    people: int
    sources: tuple[Source, ...]
    together_seconds: float
    charges: int
    idle_mb: float | None
    peak_mb: float | None
    seconds: float

    @property
    def targets(self) -> tuple[Target, ...]:
        """Memory has a bound; the speeds are figures to compare runs by."""
        if self.peak_mb is None or self.idle_mb is None:
            return ()
        return (
            Target(
                name="peak memory above idle while six providers are collected at once",
                figure=round(self.peak_mb - self.idle_mb, 1),
                limit=_MOST_ABOVE_IDLE_MB,
                unit="MB",
                reason="a reading holds some days of each provider, as answers and as charges",
            ),
        )


def measure(folder: Path, progress: Progress, *, copies: int = _COPIES, back: timedelta = _DAYS) -> Report:
    """Make the answers, then collect them: one provider after the other beside parsing alone, then all at once."""
    started = time.perf_counter()
    days = Period(_NOW.date() - back, _NOW.date() + DAY)
    known = [one for one in PROVIDERS if one.name in PATHS]
    pages = _answers(folder, known, days, progress, copies)
    sources = []
    with progress("Collecting each, beside parsing its answers alone", len(known)) as advance:
        for provider in known:
            its_own = pages[provider.name]
            parsing = _parsed(its_own)
            seconds, (done,) = _collected(folder / f"{provider.name}.db", {provider.name: its_own}, days)
            sources.append(
                Source(
                    provider=provider.name,
                    pages=len(its_own),
                    megabytes=round(sum(page.file.stat().st_size for page in its_own) / 1e6, 1),
                    charges=done.charges or 0,
                    parse_seconds=round(parsing, 4),
                    collect_seconds=round(seconds, 4),
                )
            )
            advance(1)
    with progress("Collecting all at once, in a process of its own", 1) as advance:
        idle, peak, seconds, charges = _together(folder / "together.db", pages, days)
        advance(1)
    return Report(
        days=days,
        people=len(larkspur().people) * copies,
        sources=tuple(sources),
        together_seconds=round(seconds, 1),
        charges=charges,
        idle_mb=idle,
        peak_mb=peak,
        seconds=time.perf_counter() - started,
    )


def _answers(
    folder: Path, known: Sequence[type[ApiProvider]], days: Period, progress: Progress, copies: int
) -> dict[str, list[Page]]:
    apis = provider_apis(larkspur(), lambda: _NOW, keys=dict.fromkeys(PATHS, _KEY))
    found = {}
    with serving(apis) as url, progress("Making the answers", len(known)) as advance:
        for provider in known:

            def build(http: httpx.Client, provider: type[ApiProvider] = provider) -> ApiProvider:
                return reader(provider, http, url + PATHS[provider.name])

            found[provider.name] = keep(provider, build, days, now=_NOW, folder=folder, copies=copies)
            advance(1)
    return found


def reader(provider: type[ApiProvider], http: httpx.Client, base_url: str) -> ApiProvider:
    """The provider, with the settings that the sandbox asks for."""
    more = dict.fromkeys(provider.more_settings, "larkspur")
    return provider(http, key=_KEY, base_url=base_url, connection=provider.name, **more)


def _parsed(pages: Sequence[Page]) -> float:
    """How long it takes to read the answers into exact numbers and rows, and to do nothing with them."""
    started = time.perf_counter()
    for page in pages:
        text = page.file.read_text(encoding="utf-8")
        try:
            json.loads(text, parse_float=Decimal)
        except ValueError:
            _lines(text)
    return time.perf_counter() - started


def _lines(text: str) -> None:
    lines = text.splitlines()
    if lines and lines[0].startswith("{"):
        for line in lines:
            json.loads(line, parse_float=Decimal)
    else:
        list(csv.reader(lines))


def _collected(file: Path, pages: dict[str, list[Page]], days: Period) -> tuple[float, list[Collected]]:
    database = Database(f"sqlite:///{file}")
    migrate(database)
    try:
        return _round(database, pages, days)
    finally:
        database.close()
        file.unlink()


def _round(database: Database, pages: dict[str, list[Page]], days: Period) -> tuple[float, list[Collected]]:
    turns = []
    for provider in (one for one in PROVIDERS if one.name in pages):
        http = httpx.Client(transport=Shelf(pages[provider.name]))
        url = f"http://127.0.0.1{PATHS[provider.name]}"
        turns.append(Turn(account=Account(connection=provider.name, provider=reader(provider, http, url)), days=days))

    def read(turn: Turn) -> Collected:
        try:
            return collect(database, turn.account, turn.days, now=_NOW, pseudonym=lambda one: pseudonym(b"bench", one))
        except Exception as error:  # noqa: BLE001  (a bench that fails says which provider it was)
            return failed(turn.account, turn.days, repr(error))

    started = time.perf_counter()
    done = go_round(turns, read)
    seconds = time.perf_counter() - started
    if wrong := [one for one in done if one.error]:
        raise RuntimeError(f"{wrong[0].connection} could not be collected: {wrong[0].error}")
    return seconds, done


def _together(file: Path, pages: dict[str, list[Page]], days: Period) -> tuple[float | None, float | None, float, int]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_alone, args=(there, file, pages, days), name="bench collect", daemon=True)
    process.start()
    there.close()
    try:
        found: tuple[float | None, float | None, float, int] = here.recv()
    except EOFError:
        raise RuntimeError("the process that collects ended before it was done") from None
    finally:
        here.close()
        process.join(timeout=30)
    return found


def _alone(pipe: Connection, file: Path, pages: dict[str, list[Page]], days: Period) -> None:
    logs.configure(verbose=False)
    database = Database(f"sqlite:///{file}")
    migrate(database)
    idle = resident("VmRSS")
    seconds, done = _round(database, pages, days)
    pipe.send((idle, resident("VmHWM"), seconds, sum(one.charges or 0 for one in done)))
    database.close()
