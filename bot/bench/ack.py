"""How fast `/ai-outcome 3` is acknowledged, beside the least that a server and a Bolt app can do, in one run.

Absolute times move with the machine; the ratios of one run are what is compared. The rounds of the servers alternate,
and the next begins only when every answer of the one before has come, so that nobody pays for a neighbour's work.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from bot import outcomes
from bot.bench.ack_servers import ANSWERS, SECRET, servers
from bot.bench.load import Shot, fire, post
from bot.ledger.db import Database
from bot.manifest import COMMAND, PATH

BARE, BOLT, OURS = "bare", "bolt", "ours"
LOADS = ((1, 50), (10, 100), (50, 200))
"""Requests at once, and how many in a round."""
_WARM = ((1, 20), (50, 60))
_ROUNDS = 4
_NO_ROUND_AFTER_SECONDS = 30
_ANSWER_WITHIN_SECONDS = 15
_CHANNEL = "C0FINANCEO"  # a team with one workflow, so that the line needs no other word
_PEOPLE = 20
_COUNT = 3


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One server under one load, all rounds together."""

    server: str
    concurrency: int
    requests: int
    p50_ms: float
    p99_ms: float
    per_second: float


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How long until Denominator's answers came, from the sending of the command."""

    concurrency: int
    commands: int
    answered: int
    p50_ms: float | None
    p99_ms: float | None


@dataclass(frozen=True, kw_only=True)
class Target:
    """A ratio that is to stay at or under a limit: over all rounds together, and in how many of them singly."""

    name: str
    ratio: float
    limit: float
    rounds: int
    rounds_held: int

    @property
    def holds(self) -> bool:
        """Whether it does over all rounds together."""
        return self.ratio <= self.limit


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was measured; `logged` counts the commands that are in the ledger at the end, of `commands` sent."""

    rounds: int
    seconds: float
    figures: tuple[Figures, ...]
    answers: tuple[Answers, ...]
    targets: tuple[Target, ...]
    commands: int
    logged: int


@dataclass(frozen=True, kw_only=True)
class _Batch:
    """One server under one load in one round."""

    server: str
    concurrency: int
    round: int
    seconds: float
    shots: Sequence[Shot]
    answered: Sequence[float]

    @property
    def latencies(self) -> list[float]:
        return [shot.seconds for shot in self.shots]


def measure(folder: Path) -> Report:
    """Start the servers, with the ledger in `folder`, and measure; under a minute.

    Raises RuntimeError when a server answers anything but 200: there is nothing to compare then.
    """
    started = time.monotonic()
    with servers(folder) as (slack_url, urls), httpx.Client() as http:
        bench = _Bench(http, slack_url, urls)
        for concurrency, requests in _WARM:
            for server in urls:
                bench.batch(server, concurrency, requests, number=0)
        batches: list[_Batch] = []
        for number in range(1, _ROUNDS + 1):
            order = list(urls)[number % len(urls) :] + list(urls)[: number % len(urls)]
            batches += [
                bench.batch(server, concurrency, requests, number=number)
                for concurrency, requests in LOADS
                for server in order
            ]
            if time.monotonic() - started > _NO_ROUND_AFTER_SECONDS:
                break
    return Report(
        rounds=max(batch.round for batch in batches),
        seconds=round(time.monotonic() - started, 1),
        figures=tuple(
            _figures(_of(batches, server, concurrency)) for concurrency, _ in LOADS for server in (BARE, BOLT, OURS)
        ),
        answers=tuple(_answers(_of(batches, OURS, concurrency)) for concurrency, _ in LOADS),
        targets=(
            _target(batches, "p50 at one against the bare check", 1, 50, BARE, 5),
            _target(batches, "p99 at 50 against bare Bolt", 50, 99, BOLT, 1.25),
        ),
        commands=bench.commands,
        logged=_logged(folder),
    )


class _Bench:
    """Sends commands to one server after the other and waits for their answers."""

    def __init__(self, http: httpx.Client, slack_url: str, urls: dict[str, str]) -> None:
        self._http, self._slack_url, self._urls = http, slack_url, urls
        self.commands = 0

    def batch(self, server: str, concurrency: int, requests: int, *, number: int) -> _Batch:
        tag = f"{server}-{number}-{concurrency}"
        url = self._urls[server] + PATH
        prepared = [_command(url, f"{self._slack_url}{ANSWERS}/{tag}-{i}", f"{tag}.{i}", i) for i in range(requests)]
        started = time.monotonic()
        shots = fire(url, prepared, concurrency)
        seconds = time.monotonic() - started
        refused = {shot.status for shot in shots} - {200}
        if refused:
            raise RuntimeError(f"the server {server!r} answered {refused}; see what it logged")
        answered = self._answered(tag, shots) if server == OURS else []
        return _Batch(
            server=server,
            concurrency=concurrency,
            round=number,
            seconds=seconds,
            shots=shots,
            answered=answered,
        )

    def _answered(self, tag: str, shots: Sequence[Shot]) -> list[float]:
        self.commands += len(shots)
        give_up = time.monotonic() + _ANSWER_WITHIN_SECONDS
        while True:
            arrived: dict[str, float] = self._http.get(f"{self._slack_url}{ANSWERS}/{tag}").json()
            if len(arrived) == len(shots) or time.monotonic() > give_up:
                sent = {f"{tag}-{shot.number}": shot.sent_at for shot in shots}
                return [at - sent[name] for name, at in arrived.items()]
            time.sleep(0.1)


def _command(url: str, answer_url: str, trigger: str, number: int) -> bytes:
    fields = {
        "team_id": "T1",
        "channel_id": _CHANNEL,
        "user_id": f"U{number % _PEOPLE}",
        "command": COMMAND,
        "text": str(_COUNT),
        "api_app_id": "A1",
        "response_url": answer_url,
        "trigger_id": trigger,
    }
    body, timestamp = urlencode(fields), str(int(time.time()))
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body) or "",
    }
    return post(url, body.encode(), headers)


def _of(batches: Iterable[_Batch], server: str, concurrency: int) -> list[_Batch]:
    return [batch for batch in batches if (batch.server, batch.concurrency) == (server, concurrency)]


def _figures(batches: Sequence[_Batch]) -> Figures:
    latencies = [latency for batch in batches for latency in batch.latencies]
    return Figures(
        server=batches[0].server,
        concurrency=batches[0].concurrency,
        requests=len(latencies),
        p50_ms=_percentile_ms(latencies, 50),
        p99_ms=_percentile_ms(latencies, 99),
        per_second=round(len(latencies) / sum(batch.seconds for batch in batches), 1),
    )


def _answers(batches: Sequence[_Batch]) -> Answers:
    waited = [seconds for batch in batches for seconds in batch.answered]
    return Answers(
        concurrency=batches[0].concurrency,
        commands=sum(len(batch.shots) for batch in batches),
        answered=len(waited),
        p50_ms=_percentile_ms(waited, 50) if waited else None,
        p99_ms=_percentile_ms(waited, 99) if waited else None,
    )


def _target(
    batches: Sequence[_Batch], name: str, concurrency: int, percent: int, baseline: str, limit: float
) -> Target:
    ours, theirs = _of(batches, OURS, concurrency), _of(batches, baseline, concurrency)
    each = [_ratio([mine], [its], percent) for mine, its in zip(ours, theirs, strict=True)]
    return Target(
        name=name,
        ratio=round(_ratio(ours, theirs, percent), 2),
        limit=limit,
        rounds=len(each),
        rounds_held=sum(ratio <= limit for ratio in each),
    )


def _ratio(ours: Sequence[_Batch], theirs: Sequence[_Batch], percent: int) -> float:
    mine = [latency for batch in ours for latency in batch.latencies]
    its = [latency for batch in theirs for latency in batch.latencies]
    return _percentile_ms(mine, percent) / _percentile_ms(its, percent)


def _percentile_ms(seconds: Sequence[float], percent: int) -> float:
    return round(statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000, 3)


def _logged(folder: Path) -> int:
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    try:
        with database.reading() as connection:
            return sum(counted.quantity for counted in outcomes.counts(connection) if counted.workflow) // _COUNT
    finally:
        database.close()
