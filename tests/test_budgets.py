"""Budgets over a real ledger: AC-F1, F2, F3, F5, G2, H2, and who is told what by method.md 6."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.drivers import drivers
from bot.errors import UsageError
from bot.facts.periods import Period
from bot.ledger import alerts, sources
from bot.ledger.costs import costs
from bot.ledger.db import Database
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
