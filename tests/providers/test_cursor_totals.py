from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.facts.periods import Period, midnight
from tests.providers.cursor_team import SPEND, Team, event

pytestmark = pytest.mark.usefixtures("hasty")


def spend(starts_at: datetime, *cents: Any) -> dict[str, Any]:
    rows = [{"spendCents": one} for one in cents]
    return {"teamMemberSpend": rows, "subscriptionCycleStart": starts_at.timestamp() * 1000, "totalPages": 1}


def control(team: Team, since: date = date(2026, 11, 16)) -> Decimal | None:
    return team.read(Period(since, date(2026, 11, 21))).control_total


def test_the_total_of_the_running_cycle_is_the_control_where_the_window_is_that_cycle() -> None:
    noon = datetime(2026, 11, 16, 12, tzinfo=UTC)
    assert control(Team(event(noon), spend=spend(noon, 4.5, "0.75"))) == Decimal("0.0525")
    assert control(Team(event(noon), spend=spend(noon, 4.5)), since=date(2026, 11, 17)) is None


def test_what_was_billed_before_the_cycle_has_no_control() -> None:
    noon = datetime(2026, 11, 16, 12, tzinfo=UTC)
    earlier = noon - timedelta(seconds=1)
    assert control(Team(event(earlier), event(noon), spend=spend(noon, 5))) is None
    assert control(Team(event(earlier, isChargeable=False), event(noon), spend=spend(noon, 5))) == Decimal("0.05")


def test_a_total_that_is_more_than_the_events_makes_no_charge_for_it_has_no_day() -> None:
    reading = Team(event(), spend=spend(midnight(date(2026, 11, 16)), 900)).read(
        Period(date(2026, 11, 16), date(2026, 11, 21))
    )
    assert reading.control_total == 9
    assert sum(charge.billed_cost or 0 for charge in reading.charges) == Decimal("0.05")


def test_a_window_that_ends_before_today_asks_for_no_total() -> None:
    team = Team(event(), spend=spend(midnight(date(2026, 11, 16)), 5))
    assert team.read().control_total is None
    assert SPEND not in [path for path, _ in team.asked]


@pytest.mark.parametrize("answer", [403, 500, {}, {"teamMemberSpend": [], "subscriptionCycleStart": "?"}])
def test_a_total_that_cannot_be_read_costs_no_money(answer: Any) -> None:
    team = Team(event(), spend=answer)
    assert control(team) is None
    assert [path for path, _ in team.asked].count(SPEND) == 1
