"""Days on which so little was said that data may be missing: asked of the admin, and of nobody else (method.md 3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.doctor import examine
from bot.doctor.missing import missing
from bot.facts.check import Check
from bot.facts.periods import DAY, Period
from bot.facts.policy import DEFAULT
from bot.ledger.db import Database
from bot.ledger.sources import Source
from reports.unusual_reading import days_read
from tests.box import Box, opened
from tests.reports.digests import source, unsettled

TODAY = date(2026, 11, 17)
DAYS = days_read(TODAY)
LOW = date(2026, 11, 10)
SHARES = (410, 430, 430, 410, 400, 60, 60)
OPENAI, ANTHROPIC = source(until=TODAY), source("anthropic", until=TODAY)


def spent(*lows: date, level: str = "1") -> dict[date, Decimal | None]:
    """Even weeks, on some days of which next to nothing was charged."""
    return {day: Decimal(level) * (3 if day in lows else SHARES[day.weekday()]) for day in DAYS.days()}


def said(daily: dict[str, dict[date, Decimal | None]], *known: Source) -> list[Check]:
    by_connection = {(connection, "USD"): days for connection, days in daily.items()}
    return list(missing(by_connection, known or (OPENAI,), {"USD": DEFAULT}, DAYS))


def test_a_day_of_next_to_nothing_is_asked_about_with_what_to_type() -> None:
    assert said({"openai": spent(LOW)}) == [
        Check(
            "openai USD missing 2026-11-10",
            ok=False,
            says="OpenAI: 10 Nov 2026 cost $3.00, about $430 was expected; is something missing? If so, read it again "
            "with: denominator collect --provider openai --since 2026-11-10",
        )
    ]


def test_days_in_a_row_are_one_question() -> None:
    (check,) = said({"openai": spent(LOW, LOW + DAY)})
    assert "OpenAI: 10–11 Nov 2026 cost $6.00, about $860 was expected;" in check.says
    (apart,) = said({"openai": spent(LOW, LOW + 2 * DAY)})
    assert "OpenAI: 2 days of 10–12 Nov 2026 cost $6.00" in apart.says


def test_of_two_accounts_the_one_is_named_and_a_bill_is_imported_again() -> None:
    research = source(connection="openai-research", until=TODAY)
    (check,) = said({"openai-research": spent(LOW), "openai": spent()}, OPENAI, research)
    assert check.says.startswith("OpenAI (openai-research): 10 Nov 2026")
    (bill,) = said({"focus:acme": spent(LOW)}, source("focus", connection="focus:acme", until=TODAY))
    assert bill.says.startswith("focus:acme: 10 Nov 2026")
    assert bill.says.endswith("is something missing? If so, import it again once it is whole.")


def test_dear_days_and_quiet_weekends_are_not_asked_about() -> None:
    """AC-C11."""
    assert said({"openai": spent()}) == []
    assert said({"openai": {**spent(), LOW: Decimal(4_000)}}) == []


def test_a_day_that_is_not_read_or_not_final_is_not_judged_yet() -> None:
    late = source(until=TODAY, unsettled=unsettled(TODAY, days=7))
    assert said({"openai": spent(LOW)}, late) == []
    assert said({"openai": spent(LOW)}, source(until=LOW)) == []
    hole = (Period(DAYS.start, LOW), Period(LOW + DAY, TODAY))
    assert said({"openai": spent(LOW)}, source(until=TODAY, covered=hole)) == []


def test_it_is_asked_for_two_weeks() -> None:
    assert len(said({"openai": spent(TODAY - 14 * DAY)})) == 1
    assert said({"openai": spent(TODAY - 15 * DAY)}) == []


def test_a_day_on_which_everything_in_use_was_low_was_a_day_off() -> None:
    """AC-C11: a holiday is no missing data."""
    both = {"openai": spent(LOW), "anthropic": spent(LOW)}
    assert said(both, OPENAI, ANTHROPIC) == []
    assert len(said({**both, "anthropic": spent()}, OPENAI, ANTHROPIC)) == 1
    hardly_used = {**both, "anthropic": spent(level="0.001")}
    assert len(said(hardly_used, OPENAI, ANTHROPIC)) == 1


@pytest.fixture
def box(sqlite_database: Database) -> Iterator[Box]:
    with opened(sqlite_database) as box:
        yield box


def test_in_a_ledger_where_nothing_is_missing_nothing_is_asked(box: Box) -> None:
    box.collect("openai", box.clock().date() - timedelta(days=80))
    assert not [check for check in examine(box.bot) if " missing " in check.name]
