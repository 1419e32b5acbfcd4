"""Budgets over a real ledger: AC-F1, F2, F3, F5, G2, H2, and who is told what by method.md 6."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.drivers import drivers
from bot.errors import UsageError
from bot.facts.periods import Period
from bot.ledger import alerts, sources
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.tables import collection
from tests.factories import a_charge
from tests.spenders import ANA, DAY, JONAS, NOW, SUPPORT, Company, an_org, refunds


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database, an_org())


@pytest.fixture
def on_sqlite(sqlite_database: Database) -> Callable[..., Company]:
    return lambda *found: Company(sqlite_database, an_org(*found))


def test_the_spend_of_the_period_so_far_is_added_exactly(company: Company) -> None:
    company.spent(
        refunds("4000.000000001"),
        refunds("9999", day=date(2026, 10, 31)),
        refunds("9999", day=date(2026, 12, 1)),
        a_charge("510", sub_account="voice", number=2),
        a_charge("77", sub_account="legal", number=3),
        a_charge("33", number=4),
        refunds("8888", number=5, additive=False),
    )
    state = company.state()
    assert state.spent == Decimal("4510.000000001")
    assert state.not_judged is None
    assert state.as_of == NOW


def test_it_says_when_it_resets_and_how_much_of_the_period_has_passed(company: Company) -> None:
    """AC-H2."""
    company.spent(refunds("2750"))
    state = company.state(now=datetime(2026, 11, 16, tzinfo=UTC))
    assert (state.resets_on, state.time_share, state.use) == (date(2026, 12, 1), Decimal("0.5"), Decimal("0.5"))


def test_a_team_with_forty_keys_over_its_budget_is_told_of_once(company: Company) -> None:
    """AC-F1."""
    company.spent(*(refunds("112.75", key=f"key_{n}", number=n) for n in range(40)))
    assert company.told() == [("team:support:month:USD", "A80")]
    assert company.told() == []


def test_a_hundred_checks_after_a_crossing_tell_nothing_more(on_sqlite: Callable[..., Company]) -> None:
    """AC-F2."""
    company = on_sqlite()
    company.spent(refunds("4510"))
    told = [found for minute in range(100) for found in company.check(now=NOW + timedelta(minutes=minute))]
    assert len(told) == 1


def test_three_workers_that_check_at_once_record_and_return_each_alert_once(company: Company) -> None:
    """AC-F3 and AC-G2."""
    company.apply(an_org(SUPPORT, replace(SUPPORT, scope="legal"), replace(SUPPORT, scope_kind="org", scope=None)))
    company.spent(refunds("4510"), a_charge("7000", sub_account="legal", number=2))
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda _: company.told(), range(9)))
    assert sorted(one for told in found for one in told) == [
        ("org:month:USD", "A120"),
        ("team:legal:month:USD", "A120"),
        ("team:support:month:USD", "A80"),
    ]
    assert company.recorded() == 7


def test_an_alert_knows_what_it_was_told_for(company: Company) -> None:
    company.spent(refunds("5600"))
    (told,) = company.check()
    with company.database.reading() as connection:
        assert alerts.find(connection, told.id) == told
        kept = alerts.of_budget(connection, told.budget, told.period)
        assert alerts.crossed_in(connection, Period(NOW.date(), NOW.date() + timedelta(days=1))) == kept
        assert alerts.crossed_in(connection, Period(DAY, NOW.date())) == ()
        assert alerts.find(connection, "team:nobody") is None
    assert (told.rule, told.spent, told.amount, told.owner) == ("A100", Decimal(5600), Decimal(5500), f"p_{ANA}")
    assert {one.rule: one.covered_by for one in kept} == {"A80": told.id, "A100": None}


def test_a_threshold_that_a_restatement_crosses_is_told_once(company: Company) -> None:
    """AC-C5."""
    company.spent(refunds("4390"))
    assert company.told() == []
    company.spent(refunds("4410"))
    assert company.told() == [("team:support:month:USD", "A80")]
    company.spent(refunds("4450"))
    assert company.told() == []


def test_a_restatement_down_and_up_again_is_told_once(company: Company) -> None:
    company.spent(refunds("4510"))
    assert company.told() == [("team:support:month:USD", "A80")]
    for amount in ("4200", "4510", "5000"):
        company.spent(refunds(amount))
        assert company.told() == []


def test_a_raised_budget_is_told_of_again(company: Company) -> None:
    company.spent(refunds("4510"))
    company.check()
    company.apply(an_org(replace(SUPPORT, amount=Decimal(9000))))
    assert company.told() == []
    company.spent(refunds("7200"))
    (again,) = company.check()
    assert (again.rule, again.generation, again.amount) == ("A80", 2, Decimal(9000))


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


def test_before_anything_was_read_nothing_is_said_to_be_spent(on_sqlite: Callable[..., Company]) -> None:
    state = on_sqlite().state()
    assert (state.spent, state.use, state.not_judged) == (None, None, "no provider has been read yet")


def test_what_nobody_spent_is_zero_once_something_was_read(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(a_charge("10", sub_account="legal"))
    assert (company.state().spent, company.state().not_judged) == (Decimal(0), None)


def test_stale_data_are_not_judged_and_come_with_the_reason(on_sqlite: Callable[..., Company]) -> None:
    """Method.md 6.3."""
    company = on_sqlite()
    company.spent(refunds("4510"))
    later = NOW + timedelta(hours=37)
    assert company.told(now=later) == []
    state = company.state(now=later)
    assert state.spent == Decimal(4510)
    assert state.not_judged == "the data of openai are of 2026-11-24 10:00 UTC, more than 36 hours old"


def test_a_connection_that_stopped_before_the_period_began_still_holds_it_up(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    stopped = datetime(2026, 10, 31, 10, tzinfo=UTC)
    company.spent(refunds("4000", day=date(2026, 10, 30)), now=stopped)
    company.spent(refunds("4510", provider="anthropic"), connection="anthropic")
    with company.database.writing() as connection:
        connection.execute(update(collection).values(attempted_at=NOW))
    assert company.told() == []
    assert "openai" in str(company.state().not_judged)


def test_a_connection_nobody_reads_any_more_holds_nothing_up(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(refunds("100"), now=NOW - timedelta(days=8))
    company.spent(refunds("4500", provider="anthropic"), connection="anthropic")
    assert company.told() == [("team:support:month:USD", "A80")]


def test_another_teams_stale_connection_holds_nothing_up(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(a_charge("100", sub_account="legal"), now=NOW - timedelta(days=2))
    company.spent(refunds("4500", provider="anthropic"), connection="anthropic")
    assert company.told() == [("team:support:month:USD", "A80")]


def test_a_file_is_as_fresh_as_it_gets(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(refunds("4500", provider="aws"), connection="focus:aws:1", now=NOW - timedelta(days=20))
    assert company.told() == [("team:support:month:USD", "A80")]
    assert company.state().as_of == NOW - timedelta(days=20)


def test_spend_without_a_known_cost_is_not_judged(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(refunds("6000"), refunds("1", number=2, effective_cost=None))
    assert company.told() == []
    assert (company.state().spent, company.state().not_judged) == (None, "some charges have no known cost")


def test_spend_in_another_currency_is_not_judged_and_not_added(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(refunds("6000"), refunds("222", number=2, currency="EUR"))
    assert company.told() == []
    assert company.state().spent is None
    assert "€222.00 of the spend is not in USD" in str(company.state().not_judged)


def test_each_currency_may_have_a_budget_of_its_own(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(SUPPORT, replace(SUPPORT, currency="EUR", amount=Decimal(200)))
    company.spent(refunds("4510"), refunds("222", number=2, currency="EUR"))
    assert company.told() == [("team:support:month:USD", "A80"), ("team:support:month:EUR", "A100")]


def test_a_budget_is_for_a_team_a_workflow_a_provider_or_everything(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(
        SUPPORT,
        replace(SUPPORT, scope_kind="workflow", scope="refunds", period="quarter"),
        replace(SUPPORT, scope_kind="provider", scope="anthropic"),
        replace(SUPPORT, scope_kind="org", scope=None, period="year"),
    )
    company.spent(refunds("100"), a_charge("20", sub_account="voice", number=2), refunds("7", day=date(2026, 10, 2)))
    company.spent(a_charge("3", sub_account="legal", provider="anthropic"), connection="anthropic")
    assert {state.budget.id: state.spent for state in company.states()} == {
        "team:support:month:USD": Decimal(120),
        "workflow:refunds:quarter:USD": Decimal(107),
        "provider:anthropic:month:USD": Decimal(3),
        "org:year:USD": Decimal(130),
    }


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


def test_what_is_shown_is_what_is_tested_and_what_the_ledger_says(company: Company) -> None:
    """AC-H6: one number, asked for each time."""
    company.spent(refunds("2255.000000001"), refunds("2255", number=2), a_charge("77", sub_account="legal", number=3))
    (told,) = company.check()
    with company.database.reading() as connection:
        rows = costs(connection, since=date(2026, 11, 1), until=date(2026, 12, 1), by=("team",))
    (asked,) = [row.effective_cost for row in rows if row.key("team") == "support"]
    assert company.state().spent == told.spent == asked == Decimal("4510.000000001")


def test_a_tag_on_every_request_changes_nothing_that_is_said(company: Company) -> None:
    """AC-E9: nothing lists tags, so there is nothing to cap: teams and workflows are what is read."""
    charges = [refunds("10", number=n, tags={"request": f"r{n}"}) for n in range(400)]
    company.spent(*charges)
    with company.database.reading() as connection:
        found = drivers(connection, company.org, SUPPORT, company.state().period)
        rows = costs(connection, since=None, until=None, by=("team", "workflow"))
        with pytest.raises(UsageError, match="Costs cannot be split by 'tags'"):
            costs(connection, since=None, until=None, by=("tags",))
    assert [(one.workflow, one.amount) for one in found] == [("refunds", Decimal(4000))]
    assert [(row.key("team"), row.charges) for row in rows] == [("support", 400)]


def test_the_drivers_are_parts_that_do_not_overlap_and_name_nobody(company: Company) -> None:
    company.spent(
        refunds("2000", model="claude-opus-5", key="key_of_ana", person=ANA),
        refunds("500", model="claude-opus-5", key="key_of_jonas", person=JONAS, number=2),
        refunds("1000", model="claude-haiku-5", number=3),
        a_charge("900", sub_account="voice", number=4),
        a_charge("600", sub_account="voice", model="gpt-6-astra", number=5),
        refunds("-50", model="credit", number=6),
        a_charge("5000", sub_account="legal", number=7),
    )
    with company.database.writing() as connection:
        sources.keep_names(connection, 1, {("sub_account", "refunds"): "Refunds EU"})
    with company.database.reading() as connection:
        found = drivers(connection, company.org, SUPPORT, company.state().period)
    assert [(one.workflow, one.model, one.sub_account, one.amount) for one in found] == [
        ("refunds", "claude-opus-5", "Refunds EU", Decimal(2500)),
        ("refunds", "claude-haiku-5", "Refunds EU", Decimal(1000)),
        (None, None, "voice", Decimal(900)),
    ]
    assert [one.share for one in found] == [Decimal("0.5"), Decimal("0.2"), Decimal("0.18")]
    assert "ana" not in repr(found)
