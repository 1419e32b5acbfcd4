"""AC-C6: what each run reads again reaches so far back that no provider's day stays provisional for ever."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.collect import Account, collect, window
from bot.facts.periods import DAY, Period, midnight
from bot.ledger.db import Database
from bot.ledger.sources import sources
from bot.providers import PROVIDERS
from bot.providers.base import Progress, Reading, ignore
from tests.factories import no_pseudonym
from tests.tools import Tool

FIRST = date(2026, 8, 1)


class Free(Tool):
    """Something that costs nothing and settles as the provider does."""

    def __init__(self, provider: Any) -> None:
        super().__init__()
        self.settles_after: timedelta = provider.settles_after
        self.restates: timedelta = provider.restates

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:  # noqa: ARG002
        return Reading(window=window, charges=())


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda one: one.name)
def test_a_day_that_is_not_read_again_is_final_even_if_each_run_is_at_midnight(
    provider: Any, sqlite_database: Database
) -> None:
    account = Account(connection="tool", provider=Free(provider))
    for today in Period(FIRST, FIRST + provider.restates + 2 * DAY).days():
        wanted = window(
            sqlite_database, account, since=FIRST if today == FIRST else None, until=None, now=midnight(today)
        )
        done = collect(sqlite_database, account, wanted, now=midnight(today), pseudonym=no_pseudonym)
        assert done.error is None
    again = window(sqlite_database, account, since=None, until=None, now=midnight(today + DAY))
    with sqlite_database.reading() as connection:
        (found,) = sources(connection)
    assert again.start > FIRST
    assert found.provisional(Period(FIRST, again.start)) == ()
