"""What is likely of a budget, from a real ledger: method.md 3.5, 6.1 to 6.3; AC-C6, F2, F3, F4, G9."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot import budgets
from bot.facts.charge import Charge
from bot.facts.fx import BudgetRate, Fx
from bot.facts.periods import DAY, Period
from bot.facts.prospect import Prospect
from bot.ledger import alerts
from bot.ledger.db import Database
from tests.factories import a_charge, no_pseudonym
from tests.spenders import SUPPORT, Company, an_org, refunds

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
TWELFTH = datetime(2026, 11, 12, 10, tzinfo=UTC)
MONTH = replace(SUPPORT, amount=Decimal(3000))


def days(start: date, end: date) -> Iterable[date]:
    return Period(start, end).days()


def steadily(amount: str = "100", *, since: date = OCTOBER, until: date = date(2026, 11, 12)) -> list[Charge]:
    return [refunds(amount, day=day) for day in days(since, until)]


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database, an_org(MONTH))


@pytest.fixture
def on_sqlite(sqlite_database: Database) -> Callable[..., Company]:
    return lambda *found: Company(sqlite_database, an_org(*(found or (MONTH,))))


def likely(company: Company, *, now: datetime = TWELFTH) -> Prospect:
    (state,) = company.seen(now=now)
    assert state.outlook is not None
    return state.outlook


def test_a_steady_hundred_a_day_ends_at_three_thousand_by_a_default_range(company: Company) -> None:
    company.spent(*steadily(), now=TWELFTH)
    found = likely(company)
    assert (found.through, found.expected) == (date(2026, 11, 11), Decimal(3000))
    assert found.low < 3000 < found.high
    assert found.is_default
    assert Decimal("0.4") < found.chance < Decimal("0.6")
    assert company.warned(now=TWELFTH) == []


def test_a_budget_that_is_very_likely_to_be_exceeded_is_said_once_and_kept_as_it_was_said(company: Company) -> None:
    """AC-F2."""
    company.apply(an_org(replace(MONTH, amount=Decimal(2000))))
    company.spent(*steadily(), now=TWELFTH)
    (told,) = company.warned(now=TWELFTH)
    assert (told.rule, told.generation, told.spent, told.amount) == ("F80", 1, Decimal(1100), Decimal(2000))
    assert told.prospect == likely(company)
    with company.database.reading() as connection:
        assert alerts.find(connection, told.id) == told
        kept = alerts.of_budget(connection, told.budget, told.period)
    assert {one.rule: one.covered_by for one in kept} == {"F60": told.id, "F80": None}
    for minute in range(0, 36 * 60, 240):
        assert company.warned(now=TWELFTH + timedelta(minutes=minute)) == []


def test_three_workers_that_look_at_once_warn_once(company: Company) -> None:
    """AC-F3."""
    company.apply(an_org(replace(MONTH, amount=Decimal(2000))))
    company.spent(*steadily(), now=TWELFTH)
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda _: [one.rule for one in company.warned(now=TWELFTH)], range(6)))
    assert sorted(rule for told in found for rule in told) == ["F80"]
    assert company.recorded() == 2


def test_a_crash_before_the_end_of_the_transaction_loses_no_warning_and_repeats_none(company: Company) -> None:
    company.apply(an_org(replace(MONTH, amount=Decimal(2000))))
    company.spent(*steadily(), now=TWELFTH)
    ahead = company.look(now=TWELFTH)

    def die() -> None:
        with company.database.writing() as connection:
            states = budgets.judged(connection, company.org, now=TWELFTH)
            assert budgets.check(connection, states, pseudonym=no_pseudonym, ahead=ahead)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die()
    assert [one.rule for one in company.warned(now=TWELFTH)] == ["F80"]
    assert company.warned(now=TWELFTH) == []


def test_one_day_alone_warns_nobody(on_sqlite: Callable[..., Company]) -> None:
    """Method.md 6.2: two evaluations a day apart, both from the days themselves."""
    company = on_sqlite(replace(MONTH, amount=Decimal(3050)))
    company.spent(*steadily(), now=TWELFTH)
    ordinary = likely(company).chance
    company.spent(*steadily(until=date(2026, 11, 11)), refunds("800", day=date(2026, 11, 11)), now=TWELFTH)
    assert likely(company).chance >= Decimal("0.6") > ordinary
    assert company.warned(now=TWELFTH) == []
    thirteenth = TWELFTH + DAY
    company.spent(
        *steadily(until=date(2026, 11, 11)), *(refunds("800", day=date(2026, 11, n)) for n in (11, 12)), now=thirteenth
    )
    assert [one.rule for one in company.warned(now=thirteenth)] == ["A80", "F80"]


def test_a_raised_budget_is_calm_and_may_be_likely_again(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(replace(MONTH, amount=Decimal(2000)))
    company.spent(*steadily(), now=TWELFTH)
    assert [one.rule for one in company.warned(now=TWELFTH)] == ["F80"]
    company.apply(an_org(replace(MONTH, amount=Decimal(9000))))
    assert company.warned(now=TWELFTH) == []
    company.apply(an_org(replace(MONTH, amount=Decimal(2000))))
    assert [(one.rule, one.generation) for one in company.warned(now=TWELFTH)] == [("F80", 2)]


def test_what_was_spent_is_told_beside_what_is_likely_and_a_used_up_budget_is_not_likely(
    on_sqlite: Callable[..., Company],
) -> None:
    company = on_sqlite(replace(MONTH, amount=Decimal(1300)))
    company.spent(*steadily(), now=TWELFTH)
    assert [one.rule for one in company.warned(now=TWELFTH)] == ["A80", "F80"]
    over = on_sqlite(replace(MONTH, amount=Decimal(1100)))
    over.database = company.database
    assert [one.rule for one in over.warned(now=TWELFTH)] == ["A100"]


def test_days_that_may_still_change_are_forecast_and_not_counted(on_sqlite: Callable[..., Company]) -> None:
    """AC-C6: three days after its end a day is final at this source."""
    company = on_sqlite()
    today = refunds("5000", day=date(2026, 11, 10))
    company.spent(*steadily(until=date(2026, 11, 9)), today, now=TWELFTH, settles_after=timedelta(days=3))
    (state,) = company.seen(now=TWELFTH)
    assert state.outlook is not None
    assert state.outlook.through == date(2026, 11, 8)
    assert (state.spent, state.outlook.low) == (Decimal(5800), Decimal(5800))  # no end lies below what was read
    assert state.outlook.chance == 1


@pytest.mark.parametrize(
    ("charges", "is_too_early"),
    [
        (steadily(since=date(2026, 10, 30)), True),
        (steadily(since=date(2026, 10, 29)), False),
        ([refunds("900", day=OCTOBER), refunds("900", day=date(2026, 11, 5))], True),
        ([a_charge("5", sub_account="legal")], True),
    ],
    ids=["thirteen days", "fourteen", "two purchases", "nothing"],
)
def test_from_few_days_nothing_is_told(
    on_sqlite: Callable[..., Company], charges: list[Charge], is_too_early: bool
) -> None:
    """AC-G9, with two weeks in place of three days, since a week has weekends."""
    company = on_sqlite(replace(MONTH, amount=Decimal(100)))
    company.spent(*charges, now=TWELFTH)
    (state,) = company.seen(now=TWELFTH)
    assert (state.outlook is None, state.is_too_early) == (is_too_early, is_too_early)


def test_of_days_that_were_not_read_nothing_is_guessed(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    company.spent(*steadily(until=date(2026, 11, 4)), now=TWELFTH, window=Period(OCTOBER, date(2026, 11, 4)))
    rest = Period(date(2026, 11, 5), DECEMBER)
    company.spent(*steadily(since=rest.start), now=TWELFTH, window=rest)
    (state,) = company.seen(now=TWELFTH)
    assert (state.outlook, state.is_too_early) == (None, False)
    company.spent(refunds("100", day=date(2026, 11, 4)), now=TWELFTH, window=Period(date(2026, 11, 4), rest.start))
    assert likely(company).expected == Decimal(3000)


def test_from_stale_data_nobody_is_warned(on_sqlite: Callable[..., Company]) -> None:
    """Method.md 6.3."""
    company = on_sqlite(replace(MONTH, amount=Decimal(2000)))
    company.spent(*steadily(), now=TWELFTH)
    late = TWELFTH + timedelta(hours=37)
    (state,) = company.seen(now=late)
    assert state.not_judged is not None
    assert state.outlook is None
    assert company.warned(now=late) == []


def test_forecast_and_budget_share_the_currency(on_sqlite: Callable[..., Company]) -> None:
    """AC-G9."""
    foreign = [refunds("100", day=day, number=2, currency="EUR") for day in days(OCTOBER, date(2026, 11, 12))]
    company = on_sqlite(replace(MONTH, amount=Decimal(5000)))
    company.spent(*steadily(), *foreign, now=TWELFTH)
    assert company.seen(now=TWELFTH)[0].outlook is None
    rate = BudgetRate(currency="EUR", rate=Decimal("1.5"), since=date(2026, 1, 1))
    company.apply(replace(company.org, fx=Fx(currency="USD", budget_rates=(rate,))))
    assert likely(company).expected == Decimal(7500)


def test_every_kind_of_budget_has_an_outlook_of_its_own_spend(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(
        MONTH,
        replace(MONTH, scope_kind="workflow", scope="refunds", period="quarter"),
        replace(MONTH, scope_kind="provider", scope="openai"),
        replace(MONTH, scope_kind="org", scope=None, period="year"),
        replace(MONTH, scope="legal"),
    )
    voice = [a_charge("10", day=day, sub_account="voice", number=2) for day in days(OCTOBER, date(2026, 11, 12))]
    other = [a_charge("1", day=day, sub_account="x", number=3) for day in days(OCTOBER, date(2026, 11, 12))]
    company.spent(*steadily(), *voice, *other, now=TWELFTH)
    found = {state.budget.id: state.outlook and state.outlook.expected for state in company.seen(now=TWELFTH)}
    assert found == {
        "team:support:month:USD": Decimal(3300),
        "workflow:refunds:quarter:USD": Decimal(9200),
        "provider:openai:month:USD": Decimal(3330),
        "org:year:USD": None,
        "team:legal:month:USD": None,
    }


def test_a_year_that_ends_far_ahead_has_a_band_and_no_middle(on_sqlite: Callable[..., Company]) -> None:
    year = replace(MONTH, period="year", amount=Decimal(20_000))
    company = on_sqlite(year)
    company.apply(replace(company.org, fiscal_year_starts=10))
    company.spent(*steadily(), now=TWELFTH)
    found = likely(company)
    assert (found.expected, found.low < found.high) == (None, True)
    assert found.runs_out_from is not None


def test_with_enough_past_forecasts_of_all_teams_the_range_is_their_own(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite()
    since, until = date(2026, 5, 1), date(2026, 11, 12)
    legal = [a_charge("50", day=day, sub_account="legal", number=2) for day in days(since, until)]
    company.spent(*steadily(since=since), *legal, now=TWELFTH, window=Period(since, DECEMBER))
    found = likely(company)
    assert found.past_errors is not None
    assert found.past_errors >= 30
    assert (found.low, found.expected, found.high, found.usual_error) == (3000, 3000, 3000, 0)


@pytest.mark.parametrize("bill", ["focus:aws", "csv:aws"])
def test_a_bill_is_complete_up_to_the_day_before_its_newest(on_sqlite: Callable[..., Company], bill: str) -> None:
    company = on_sqlite()
    read: dict[str, Any] = {"connection": bill, "window": Period(OCTOBER, date(2026, 11, 12))}
    company.spent(*steadily(until=date(2026, 11, 12)), now=TWELFTH, **read)
    assert likely(company).through == date(2026, 11, 11)
    (state,) = company.seen(now=TWELFTH + timedelta(days=12))
    assert (state.outlook, state.is_too_early) == (None, False)
    assert state.held_up == f"the bill {bill} ends on 11 Nov 2026"


@pytest.mark.parametrize("bill", ["focus:aws", "csv:aws"])
def test_from_a_bill_that_ends_before_the_period_nobody_is_warned(on_sqlite: Callable[..., Company], bill: str) -> None:
    """Method.md 6.2: what it says is what the month before cost."""
    company = on_sqlite(replace(MONTH, amount=Decimal(2000)))
    company.spent(*steadily(), now=TWELFTH)
    rows = [refunds("50", day=day, number=2) for day in days(OCTOBER, NOVEMBER)]
    company.spent(*rows, connection=bill, now=TWELFTH, window=Period(OCTOBER, NOVEMBER))
    for number in (5, 8, 10):
        now = datetime(2026, 11, number, 10, tzinfo=UTC)
        company.spent(*steadily(until=now.date()), now=now)
        assert likely(company, now=now).chance == 1
        assert company.warned(now=now) == []


def test_the_period_that_has_just_ended_is_judged_and_not_foreseen(on_sqlite: Callable[..., Company]) -> None:
    company = on_sqlite(replace(MONTH, amount=Decimal(2950)))
    first = datetime(2026, 12, 1, 13, tzinfo=UTC)
    company.spent(*steadily(until=date(2026, 12, 1)), now=first)
    assert [(one.rule, one.period.start) for one in company.warned(now=first)] == [("A100", NOVEMBER)]
