"""A process that dies anywhere between queue and settle, and workers side by side: what a reader sees in the end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import courier, deliveries
from bot.facts.delivery import Kind, State
from bot.ledger.db import Database
from bot.runtime import Bot
from tests.handlers.slack.office import a_worker
from tests.handlers.slack.postbox import DIGEST, QUEUED_AT_ONCE, QUEUED_LATER, Postbox, Queued, a_postbox, put
from tests.slack.facts import BOT_USER, Channel
from tests.slack.methods.method import HISTORY
from tests.slack.web_api import FakeSlack

ROOT = Path(__file__).parents[3]
WORKERS = 3


class Mortal:
    """The program of mortal.py."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def live(self, database: str, slack: str, *, begun: float, last: int) -> int | None:
        """One life that ends at its `last` step; how many there were where it came to its own end before."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"database": database, "slack": slack, "begun": begun, "last": last}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().strip()
        assert said, "the program itself died"
        return None if said == "died" else int(said)


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    command = [sys.executable, "-m", "tests.handlers.slack.mortal"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Mortal(process)


@contextmanager
def side_by_side(url: str, slack: FakeSlack, began: float) -> Iterator[tuple[list[Bot], list[timedelta]]]:
    """Three workers on one database, and the time that has passed for them, which a test may add to."""
    passed = [timedelta(0)]
    start = datetime.fromtimestamp(began, UTC)
    workers = [a_worker(url, slack.url, now=lambda: start + sum(passed, timedelta(0))) for _ in range(WORKERS)]
    try:
        yield workers, passed
    finally:
        for worker in workers:
            worker.database.close()


def carry_side_by_side(workers: list[Bot], passed: list[timedelta], *, step: timedelta) -> None:
    """Let time pass and all of them work, until nothing waits."""
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in range(60):
            passed.append(step)
            list(pool.map(courier.carry_all, workers))
            with workers[0].database.reading() as connection:
                waiting = {State.QUEUED, State.SENDING} & set(deliveries.counts(connection))
            if not waiting:
                return
    raise AssertionError("something waits for ever")


@pytest.mark.parametrize("scopes", [HISTORY, frozenset[str]()], ids=["history scopes", "no history scopes"])
def test_a_death_at_any_step_repeats_and_loses_nothing(
    scopes: frozenset[str],
    mortal: Mortal,
    sqlite_database: Database,
    slack: FakeSlack,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    box = a_postbox(sqlite_database, slack)
    box.bot.database.close()
    sqlite_database.close()
    points, twice_alerts, unknown = 0, 0, 0
    for last in range(1, 10_000):
        slack.reset()
        slack.desk.scopes |= scopes
        file = shutil.copy(tmp_path / "denominator.db", tmp_path / f"life-{last}.db")
        url, began = f"sqlite:///{file}", slack.clock()
        steps = mortal.live(url, slack.url, begun=began, last=last)
        with side_by_side(url, slack, began) as (workers, passed):
            for one in (*QUEUED_AT_ONCE, *QUEUED_LATER):  # the jobs run again too
                put(workers[0], one)
            carry_side_by_side(workers, passed, step=timedelta(minutes=10))
            seen = Postbox(workers[0], slack)
            keys = [*seen.states()]
            counts = {key: len(seen.visible(key)) for key in keys if not key.startswith("answered")}
            words = {one.key: "".join(said.words for said in seen.visible(one.key)) for one in QUEUED_AT_ONCE}
            states = seen.states()
        if scopes:
            assert set(counts.values()) == {1}, (last, counts)
            assert set(states.values()) == {State.SENT}, (last, states)
        else:
            for key, count in counts.items():
                if key.startswith("digest"):
                    assert count <= 1, (last, key)
                    assert count == 1 or states[key] is State.UNKNOWN, (last, key)
                    unknown += states[key] is State.UNKNOWN
                else:
                    assert 1 <= count <= 2, (last, key)
                    twice_alerts += count == 2
        assert "Answered by Ana." in words["alert:a1:ana"], last
        if steps is not None:
            break
        points += 1
    assert points >= 100
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{points} deaths {'with' if scopes else 'without'} history scopes, each followed by {WORKERS} workers: "
            + ("one visible message each" if scopes else f"{unknown} digests unknown, {twice_alerts} alerts said twice")
        )


def test_three_workers_say_thirty_things_once_each(database: Database, slack: FakeSlack) -> None:
    """AC-F3."""
    for number in range(15):
        slack.space.channels[f"C0TEAM{number:04}"] = Channel(f"C0TEAM{number:04}", members=frozenset({BOT_USER}))
    a_postbox(database, slack).bot.database.close()
    queued = [
        Queued(f"digest:team{n}:2026-W{week}", Kind.DIGEST, f"C0TEAM{n:04}", DIGEST)
        for n in range(15)
        for week in (45, 46)
    ]
    url = database.url.render_as_string(hide_password=False)
    with side_by_side(url, slack, slack.clock()) as (workers, passed):
        for one in queued:
            for worker in workers:
                put(worker, one)
        carry_side_by_side(workers, passed, step=timedelta(seconds=2))
        seen = Postbox(workers[0], slack)
        assert [len(seen.visible(one.key)) for one in queued] == [1] * 30
        assert len(slack.called("chat.postMessage")) == 30
        assert set(seen.states().values()) == {State.SENT}
