"""Which days a budget counts, and which of its versions: AC-H1 to H5 and H7 as far as days go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.facts.periods import Period
from bot.ledger.db import Database
from tests.spenders import SUPPORT, Company, an_org, refunds


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database, an_org())


@pytest.fixture
def on_sqlite(sqlite_database: Database) -> Callable[..., Company]:
    return lambda *found: Company(sqlite_database, an_org(*found))


def test_it_says_when_it_resets_and_how_much_of_the_period_has_passed(company: Company) -> None:
    """AC-H2."""
    company.spent(refunds("2750"))
    state = company.state(now=datetime(2026, 11, 16, tzinfo=UTC))
    assert (state.resets_on, state.time_share, state.use) == (date(2026, 12, 1), Decimal("0.5"), Decimal("0.5"))


def test_the_next_period_starts_anew_after_its_first_hours(company: Company) -> None:
    """AC-F5: late rows of the last period are no news in the new one, and its own are judged after 12 hours."""
    company.spent(refunds("4510"))
    company.check()
    first = datetime(2026, 12, 1, 11, 59, tzinfo=UTC)
    company.spent(refunds("4510"), refunds("5000", day=date(2026, 12, 1)), now=first)
    assert company.told(now=first) == []
    assert company.told(now=first + timedelta(minutes=1)) == [("team:support:month:USD", "A80")]
    assert company.told(now=first + timedelta(hours=2)) == []


def test_a_crossing_that_is_read_after_the_period_ended_is_told_once_as_that_periods(company: Company) -> None:
    company.spent(refunds("4000"), now=datetime(2026, 11, 30, 23, 50, tzinfo=UTC))
    late = datetime(2026, 12, 1, 3, tzinfo=UTC)
    assert company.check(now=late) == ()
    company.spent(refunds("4000"), refunds("3000", day=date(2026, 11, 30), number=2), now=late)
    (told,) = company.check(now=late)
    assert (told.rule, told.period.start, told.spent) == ("A120", date(2026, 11, 1), Decimal(7000))
    assert company.check(now=late + timedelta(hours=20)) == ()
    assert company.state(now=late).spent == Decimal(0)


def test_two_days_after_its_end_a_period_is_not_judged_any_more(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    end = datetime(2026, 12, 3, tzinfo=UTC)
    company.spent(refunds("7000"), now=end)
    assert company.check(now=end) == ()
    assert len(company.check(now=end - timedelta(seconds=1))) == 1


def test_only_the_periods_that_ended_are_judged_again(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(replace(SUPPORT, period="quarter"), SUPPORT)
    company.spent(refunds("4500"), now=datetime(2026, 12, 1, 13, tzinfo=UTC))
    told = company.check(now=datetime(2026, 12, 1, 13, tzinfo=UTC))
    assert sorted((one.budget, str(one.period.start)) for one in told) == [
        ("team:support:month:USD", "2026-11-01"),
        ("team:support:quarter:USD", "2026-10-01"),
    ]


def test_a_budget_that_begins_in_mid_period_counts_from_its_first_day(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(replace(SUPPORT, since=date(2026, 11, 20)))
    company.spent(refunds("6000", day=date(2026, 11, 19)), refunds("70", day=date(2026, 11, 20), number=2))
    assert company.state().spent == Decimal(70)
    assert company.told() == []


def test_a_version_that_changes_the_amount_in_mid_period_starts_nothing_anew(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(SUPPORT, replace(SUPPORT, amount=Decimal(5000), since=date(2026, 11, 20)))
    company.spent(refunds("4500", day=date(2026, 11, 2)))
    assert company.state().spent == Decimal(4500)
    assert company.told() == [("team:support:month:USD", "A80")]


def test_of_a_budgets_versions_the_one_of_the_day_is_in_force(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(
        replace(SUPPORT, amount=Decimal(6000), since=date(2026, 11, 20)),
        SUPPORT,
        replace(SUPPORT, amount=Decimal(7000), since=date(2026, 12, 1)),
    )
    amounts = [company.states(now=datetime(2026, 11, day, 13, tzinfo=UTC)) for day in (19, 20)]
    assert [[state.budget.amount for state in found] for found in amounts] == [[Decimal(5500)], [Decimal(6000)]]


def test_quarters_and_years_are_those_of_the_fiscal_year(on_sqlite: Callable[..., Company]) -> None:
    """AC-H7."""
    company = on_sqlite(replace(SUPPORT, period="quarter"), replace(SUPPORT, period="year"))
    company.org = replace(company.org, fiscal_year_starts=11)
    company.spent(refunds("30", day=date(2026, 10, 31)), refunds("7", day=date(2026, 11, 1), number=2))
    quarter, year = company.states()
    assert quarter.period == Period(date(2026, 11, 1), date(2027, 2, 1))
    assert year.period == Period(date(2026, 11, 1), date(2027, 11, 1))
    assert (quarter.spent, year.spent) == (Decimal(7), Decimal(7))


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Australia/Perth", "Asia/Tokyo"])
def test_a_period_turns_with_the_utc_day_wherever_the_team_is(on_sqlite: Callable[..., Company], zone: str) -> None:
    """AC-H1, H3, H5, I1, I2 and I3 as design.md 3.3 overrides them: providers bill in UTC days, which cannot be split.

    So the zone of a team moves no charge and no reset, and there is no reset hour to set; zones are for posting times.
    """
    company = on_sqlite()
    company.org = replace(company.org, teams=tuple(replace(team, timezone=zone) for team in company.org.teams))
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    company.spent(refunds("30", day=date(2026, 11, 30)), refunds("7", day=date(2026, 12, 1), number=2), now=midnight)
    last, first = company.state(now=midnight - timedelta(seconds=1)), company.state(now=midnight)
    assert (last.period, last.spent) == (Period(date(2026, 11, 1), midnight.date()), Decimal(30))
    assert (first.period, first.spent) == (Period(midnight.date(), date(2027, 1, 1)), Decimal(7))
    assert last.resets_on == midnight.date()


def test_a_budget_may_have_another_amount_for_each_month(on_sqlite: Callable[..., Company]) -> None:
    """AC-H7: an amount per month is a version that begins with the month."""
    company = on_sqlite(
        replace(SUPPORT, amount=Decimal(5000), since=date(2026, 10, 1)),
        replace(SUPPORT, amount=Decimal(6000), since=date(2026, 11, 1)),
        replace(SUPPORT, amount=Decimal(4000), since=date(2026, 12, 1)),
    )
    company.spent(refunds("4500", day=date(2026, 10, 5)), refunds("4500", day=date(2026, 11, 5), number=2))
    found = {month: company.state(now=datetime(2026, month, 20, tzinfo=UTC)) for month in (10, 11, 12)}
    assert {month: state.budget.amount for month, state in found.items()} == {
        10: Decimal(5000),
        11: Decimal(6000),
        12: Decimal(4000),
    }
    assert [state.spent for state in found.values()] == [Decimal(4500), Decimal(4500), Decimal(0)]
