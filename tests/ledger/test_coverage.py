from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import collect
from bot.facts.periods import Period
from bot.ledger.coverage import merged, missing
from bot.ledger.db import Database
from bot.ledger.sources import Source, sources
from tests.box import Box, opened

days = st.integers(0, 60).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
spans = st.lists(
    st.builds(lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 9)), max_size=8
)


@given(spans, st.builds(lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 40)))
def test_every_wanted_day_is_either_covered_or_missing(found: list[Period], wanted: Period) -> None:
    holes = missing(merged(found), wanted)
    for day in wanted.days():
        assert any(day in span for span in found) != any(day in hole for hole in holes)


@pytest.fixture
def box(sqlite_database: Database) -> Iterator[Box]:
    with opened(sqlite_database) as box:
        yield box


def state(box: Box) -> Source:
    with box.bot.database.reading() as connection:
        (found,) = sources(connection)
    return found


def read(box: Box, since: date, until: date) -> None:
    account = box.bot.accounts[0]
    done = collect.collect(
        box.bot.database, account, Period(since, until), now=box.clock(), pseudonym=box.bot.pseudonym
    )
    assert done.error is None


def test_a_hole_in_the_history_is_missing_and_reading_an_older_window_moves_nothing_back(box: Box) -> None:
    read(box, date(2026, 11, 9), date(2026, 11, 18))
    read(box, date(2026, 10, 5), date(2026, 10, 12))
    found = state(box)
    assert found.covered == (
        Period(date(2026, 10, 5), date(2026, 10, 12)),
        Period(date(2026, 11, 9), date(2026, 11, 17)),
    )
    assert (found.first_day, found.reaches_to, found.until) == (
        date(2026, 10, 5),
        date(2026, 11, 17),
        date(2026, 11, 18),
    )
    assert found.missing(Period(date(2026, 10, 5), date(2026, 11, 16))) == (
        Period(date(2026, 10, 12), date(2026, 11, 9)),
    )


def test_a_day_counts_once_it_had_ended_when_it_was_read(box: Box) -> None:
    read(box, date(2026, 11, 16), date(2026, 11, 18))
    assert state(box).reaches_to == date(2026, 11, 17)
    box.clock.advance(days=1)
    read(box, date(2026, 11, 17), date(2026, 11, 19))
    assert state(box).reaches_to == date(2026, 11, 18)
