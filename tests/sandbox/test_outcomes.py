from datetime import UTC, date, datetime, timedelta

import pytest

from bot.sandbox import outcomes as logged_outcomes
from bot.sandbox.clock import CLOCK_STARTS, CompanyClock
from bot.sandbox.company import larkspur
from bot.sandbox.outcomes import outcomes

COMPANY = larkspur()
MONDAY = date(2026, 11, 9)


def test_every_record_has_an_id_of_its_own_for_ever() -> None:
    weeks = [COMPANY.history_starts + timedelta(weeks=number) for number in range(26)]
    logged = [row for week in weeks for row in outcomes(COMPANY, week, CLOCK_STARTS)]
    assert len({row.event_id for row in logged}) == len(logged) > 2000
    before = outcomes(COMPANY, MONDAY, CLOCK_STARTS)
    logged_outcomes._week.cache_clear()
    assert outcomes(larkspur(), MONDAY, CLOCK_STARTS) == before


def test_people_log_for_a_workflow_of_their_own_team_inside_the_week() -> None:
    for row in outcomes(COMPANY, MONDAY, CLOCK_STARTS):
        assert COMPANY.person(row.person).team == COMPANY.workflow(row.workflow).team
        assert MONDAY <= row.day < MONDAY + timedelta(days=7)
        assert row.quantity > 0
        assert row.minutes is None or row.minutes > 0


def test_nothing_is_logged_after_now() -> None:
    this_week = date(2026, 11, 16)
    assert all(row.at <= CLOCK_STARTS for row in outcomes(COMPANY, this_week, CLOCK_STARTS))
    assert len(outcomes(COMPANY, this_week, CLOCK_STARTS)) < len(
        outcomes(COMPANY, this_week, CLOCK_STARTS + timedelta(days=7))
    )
    assert outcomes(COMPANY, date(2026, 11, 23), CLOCK_STARTS) == ()


def test_some_are_rejected_some_come_back_some_say_minutes_notes_and_links() -> None:
    logged = outcomes(COMPANY, MONDAY, CLOCK_STARTS)
    assert {row.kind for row in logged} == {"accepted", "rejected", "reversed"}
    assert {row.minutes is None for row in logged} == {True, False}
    assert {row.url is None for row in logged} == {True, False}
    assert {bool(row.note) for row in logged} == {True, False}


def test_a_week_is_asked_for_by_its_monday() -> None:
    with pytest.raises(ValueError, match="Monday"):
        outcomes(COMPANY, date(2026, 11, 10), CLOCK_STARTS)


def test_the_clock_moves_only_when_told_to_and_never_back() -> None:
    clock = CompanyClock()
    assert clock() == clock.now == datetime(2026, 11, 17, 10, tzinfo=UTC)
    assert clock.advance(days=7) == clock() == datetime(2026, 11, 24, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(days=-1)
    with pytest.raises(ValueError, match="aware"):
        CompanyClock(datetime(2026, 11, 17, 10))  # noqa: DTZ001 - the naive time is what is refused
