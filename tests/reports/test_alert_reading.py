"""An alert told from a real ledger: what was bought is read beside what was spent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot import budgets, outcomes
from bot.facts.charge import Scope
from bot.facts.org import AllocationRule, Budget, Match, Team
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.periods import month_of
from bot.ledger import orgs, sources, store
from bot.ledger.cells import place_all
from bot.ledger.db import Database
from bot.surfaces.console import render
from reports.alert import Bought
from reports.alert_reading import amount_before, bought, tell
from tests.factories import a_charge, no_pseudonym
from tests.reports.alerts import NOW
from tests.reports.digests import DRAFTING, REFUNDS, company, staff, workflow

DAY = date(2026, 11, 9)
NOVEMBER = month_of(DAY)
BUDGET = Budget(
    scope_kind="team", scope="support", period="month", amount=Decimal(5500), currency="USD", owner="ana@acme.example"
)
ORG = replace(
    company(
        REFUNDS,
        DRAFTING,
        workflow("contracts", "Contract review", "contract reviewed", team="legal"),
        teams=(Team(slug="support", name="Support EU"), Team(slug="legal", name="Legal")),
    ),
    rules=tuple(
        AllocationRule(match=Match(sub_account=slug), team=team, workflow=slug)
        for slug, team in (("refunds", "support"), ("drafting", "support"), ("contracts", "legal"))
    ),
    budgets=(BUDGET,),
)


def logged(number: int, slug: str, quantity: int, kind: OutcomeKind = OutcomeKind.ACCEPTED, day: date = DAY) -> Outcome:
    return Outcome(
        event_id=str(number),
        kind=kind,
        quantity=quantity,
        occurred_on=day,
        logged_at=NOW,
        source="test",
        workflow=slug,
        team="support",
    )


@pytest.fixture
def ledger(database: Database) -> Database:
    charges: dict[str, list[Any]] = {
        "openai": [
            a_charge("4000", sub_account="refunds"),
            a_charge("3000", sub_account="contracts", number=2),
            a_charge("9999", sub_account="refunds", day=date(2026, 10, 31)),
        ],
        "anthropic": [a_charge("510", sub_account="refunds", provider="anthropic", model="claude-opus-5")],
    }
    with database.writing() as connection:
        orgs.save(connection, ORG, now=NOW, pseudonym=no_pseudonym)
        for slug, found in charges.items():
            number = store.connection_id(connection, slug, slug, now=NOW)
            store.replace(
                connection,
                connections={slug: number},
                scopes=[Scope(slug, one.day.isoformat()) for one in found],
                charges=[(Scope(slug, one.day.isoformat()), one) for one in found],
                now=NOW,
                pseudonym=no_pseudonym,
            )
            sources.note_success(connection, number, NOVEMBER, now=NOW, as_of=None)
        place_all(connection, orgs.placement(connection))
        outcomes.log_all(
            connection,
            [
                logged(1, "refunds", 460),
                logged(2, "refunds", 9, OutcomeKind.REVERSED),
                logged(3, "refunds", 20, OutcomeKind.REJECTED),
                logged(4, "refunds", 77, day=date(2026, 10, 31)),
                logged(5, "contracts", 5),
            ],
        )
    return database


def of(database: Database, budget: Budget) -> dict[str, Bought]:
    with database.reading() as connection:
        return {one.name: one for one in bought(connection, ORG, budget, NOVEMBER).listed}


def test_a_team_sees_what_its_own_workflows_bought_in_the_period(ledger: Database) -> None:
    found = of(ledger, BUDGET)
    assert list(found) == ["Refund triage"]
    refunds = found["Refund triage"]
    assert (refunds.net, refunds.reversed, refunds.rejected) == (451, 9, 20)
    assert [(one.amount, one.complete) for one in refunds.spend] == [(Decimal(4510), True)]


def test_under_a_providers_budget_a_workflow_has_all_of_its_cost(ledger: Database) -> None:
    """AC-M1."""
    found = of(ledger, replace(BUDGET, scope_kind="provider", scope="anthropic"))
    assert {name: one.spend[0].amount for name, one in found.items()} == {"Refund triage": Decimal(4510)}


def test_the_whole_company_sees_every_workflow_by_name(ledger: Database) -> None:
    found = of(ledger, replace(BUDGET, scope_kind="org", scope=None))
    assert list(found) == ["Contract review", "Refund triage"]


@pytest.mark.parametrize("scope", [("org", None), ("team", "legal"), ("workflow", "contracts")])
def test_what_a_team_of_fewer_than_five_bought_is_listed_nowhere(ledger: Database, scope: tuple[str, str]) -> None:
    """Method.md 4.8: its money is in the total, to whomever the budget belongs."""
    budget = replace(BUDGET, scope_kind=scope[0], scope=scope[1], amount=Decimal(3500))
    org = replace(ORG, people=(*staff("support", 6), *staff("legal", 4)), budgets=(budget,))
    with ledger.writing() as connection:
        (crossed,) = budgets.check(connection, budgets.judged(connection, org, now=NOW), pseudonym=no_pseudonym)
        (state,) = budgets.states(connection, org, now=NOW)
        told = tell(connection, crossed, state, org=org)
    text = " ".join(render(told).split())
    assert ("$7,510" if scope[0] == "org" else "$3,000") in text
    assert "contract" not in text.lower().replace("contract review has used", "")
    assert ("refunds $4,000, 53%" in text) is (scope[0] == "org")
    assert ("refund resolved" in text) is (scope[0] == "org")
    assert "Teams too small to show alone (fewer than 5 people) are in the total and in no line here." in text
    assert "had spend or an outcome" not in text


def test_a_crossing_is_told_with_what_was_bought_and_what_drove_it(ledger: Database) -> None:
    with ledger.writing() as connection:
        (crossed,) = budgets.check(connection, budgets.judged(connection, ORG, now=NOW), pseudonym=no_pseudonym)
        (state,) = budgets.states(connection, ORG, now=NOW)
        text = " ".join(render(tell(connection, crossed, state, org=ORG)).split())
    assert "Support EU has used 82% of its November budget" in text
    assert "$4,510 of $5,500 spent; 80% is crossed, 81% of November has passed." in text
    assert "451 $4,510 $10.00" in text
    assert "Refund triage · OpenAI · refunds $4,000, 89%" in text
    assert "Refund triage · claude-opus-5 · refunds $510, 11%" in text


def test_what_the_budget_was_before_is_its_previous_alerts_amount(ledger: Database) -> None:
    lowered = replace(ORG, budgets=(replace(BUDGET, amount=Decimal(4000)),))
    with ledger.writing() as connection:
        (first,) = budgets.check(connection, budgets.judged(connection, ORG, now=NOW), pseudonym=no_pseudonym)
        (second,) = budgets.check(
            connection, budgets.judged(connection, lowered, now=NOW + timedelta(hours=1)), pseudonym=no_pseudonym
        )
        assert amount_before(connection, ORG, first) is None
        assert amount_before(connection, lowered, second) == Decimal(5500)


def test_without_an_alert_it_is_what_held_before_the_newest_version(ledger: Database) -> None:
    lowered = replace(ORG, budgets=(BUDGET, replace(BUDGET, amount=Decimal(4600), since=date(2026, 11, 20))))
    with ledger.writing() as connection:
        (crossed,) = budgets.check(connection, budgets.judged(connection, lowered, now=NOW), pseudonym=no_pseudonym)
        (state,) = budgets.states(connection, lowered, now=NOW)
        assert amount_before(connection, lowered, crossed) == Decimal(5500)
        assert crossed.rule == "A80"
        assert "because the budget changed" not in render(tell(connection, crossed, state, org=lowered))
