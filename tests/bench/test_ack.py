"""What the measurement promises, on a small load: the figures themselves are for `denominator bench` to tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bench import ack
from bot.bench.ack import BARE, BOLT, OURS, Target


def test_every_command_is_logged_and_answered_and_every_server_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ack, "LOADS", ((1, 5), (50, 60)))
    monkeypatch.setattr(ack, "_WARM", ())
    monkeypatch.setattr(ack, "_ROUNDS", 1)
    report = ack.measure(tmp_path)
    assert {(one.server, one.concurrency, one.requests) for one in report.figures} == {
        (server, at_once, requests) for server in (BARE, BOLT, OURS) for at_once, requests in ((1, 5), (50, 60))
    }
    assert all(0 < one.p50_ms <= one.p99_ms for one in report.figures)
    assert report.logged == report.commands == 65
    assert [(one.answered, one.commands) for one in report.answers] == [(5, 5), (60, 60)]
    assert [target.rounds for target in report.targets] == [1, 1]


def test_a_target_holds_at_its_limit_and_not_above() -> None:
    given = {"name": "p50", "limit": 5.0, "rounds": 1, "rounds_held": 1}
    assert Target(ratio=5.0, **given).holds
    assert not Target(ratio=5.01, **given).holds
