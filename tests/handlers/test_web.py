"""What machines read of the sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.ledger.db import Database
from handlers.web import routes
from tests.box import Box, opened
from tests.test_collect import SINCE


@pytest.fixture
def box(sqlite_database: Database) -> Iterator[Box]:
    with opened(sqlite_database) as box:
        yield box


def read(box: Box) -> dict[str, float]:
    """The lines of /metrics about OpenAI, by their names."""
    text = TestClient(Starlette(routes=routes(box.bot))).get("/metrics").text
    lines = re.findall(r'^denominator_source_(\w+)\{connection="openai"\} (\S+)$', text, re.MULTILINE)
    return {name: float(value) for name, value in lines}


def test_metrics_say_what_the_last_reading_brought_and_how_far_it_reaches(box: Box) -> None:
    done = box.collect("openai", SINCE)
    said = read(box)
    assert done.billed_cost is not None
    assert said["charges"] == done.charges
    assert said["billed"] == float(done.billed_cost)
    assert said["restated_days"] == 0
    assert said["failing"] == said["age_seconds"] == 0
    assert said["complete_until_seconds"] == 1794873600  # 2026-11-17T00:00:00Z, the day that is not over
    assert "figures_age_seconds" not in said  # OpenAI does not say


def test_a_failed_reading_keeps_what_the_one_before_brought(box: Box) -> None:
    before = box.collect("openai", SINCE)
    box.faults.die("/costs", page=1)
    box.collect("openai", SINCE)
    said = read(box)
    assert (said["failing"], said["charges"]) == (1, before.charges)


def test_a_source_that_was_never_read_has_no_figures_rather_than_zeros(box: Box) -> None:
    box.faults.die("/costs", page=1)
    box.collect("openai", SINCE)
    assert read(box) == {"failing": 1}
