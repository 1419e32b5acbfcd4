"""Acknowledgements go before answers, and answers are given all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from handlers.slack import turns
from handlers.slack.turns import Turns


@contextmanager
def requests_without_a_gap(turn: Turns) -> Iterator[None]:
    stopped, at_the_door = threading.Event(), threading.Event()

    def come() -> None:
        while not stopped.is_set():
            with turn.acknowledging():
                at_the_door.set()
                time.sleep(0.001)

    coming = threading.Thread(target=come)
    coming.start()
    at_the_door.wait()
    try:
        yield
    finally:
        stopped.set()
        coming.join()


def test_work_starts_at_once_where_nobody_comes() -> None:
    with Turns(2) as turn:
        assert turn.submit(sum, [1, 2]).result(timeout=5) == 3


def test_what_the_work_raises_is_told_by_its_future() -> None:
    with Turns(2) as turn, pytest.raises(ZeroDivisionError):
        turn.submit(divmod, 1, 0).result(timeout=5)


def test_work_waits_while_requests_come_and_starts_when_they_have_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "QUIET_SECONDS", 0.2)
    monkeypatch.setattr(turns, "LONGEST_SECONDS", 60)
    with Turns(2) as turn:
        with requests_without_a_gap(turn):
            waiting = [turn.submit(time.monotonic) for _ in range(4)]
            time.sleep(0.3)
            assert not any(work.done() for work in waiting)
            stopping = time.monotonic()
        assert all(work.result(timeout=5) >= stopping for work in waiting)


def test_work_waits_for_one_slow_acknowledgement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_SECONDS", 60)
    with Turns(2) as turn:
        with turn.acknowledging():
            waiting = turn.submit(time.monotonic)
            time.sleep(0.1)
            answering = time.monotonic()
        assert waiting.result(timeout=5) >= answering


def test_work_that_has_waited_long_enough_starts_though_requests_come_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "QUIET_SECONDS", 60)
    monkeypatch.setattr(turns, "LONGEST_SECONDS", 0.1)
    together, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        time.sleep(0.02)
        with lock:
            together -= 1

    with Turns(16) as turn, requests_without_a_gap(turn):
        started = time.monotonic()
        for future in [turn.submit(work) for _ in range(16)]:
            future.result(timeout=10)
        assert time.monotonic() - started >= 0.1
    assert 1 <= most <= 4
