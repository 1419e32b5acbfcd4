"""What the owner of a budget reads: the crossing, what it bought, what drove it, and how to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.facts.message import Actions, Button, Facts, Table
from bot.surfaces.console import render
from reports.alert import Purchases, answered, message, title
from tests.reports.alerts import ANSWER, FORMS, ORG, alert, bought, likely, said, state, very_likely
from tests.reports.digests import DRAFTING, REFUNDS, company, staff


def text(of: str) -> str:
    return " ".join(render(FORMS[of]()).split())


@pytest.mark.parametrize("form", FORMS)
def test_it_reads_as_it_was_reviewed(form: str, golden: Callable[[str, str], None]) -> None:
    golden(f"alert_{form}.txt", render(FORMS[form]()))


@pytest.mark.parametrize("form", FORMS)
def test_no_token_is_counted_and_no_address_shown(form: str) -> None:
    assert "token" not in text(form).lower()
    assert "@" not in text(form)
    assert form == "answered" or "ana" not in text(form).lower().split()


def test_it_says_when_the_budget_resets() -> None:
    """AC-H2."""
    assert "Resets on 1 Dec 2026, in 6 days." in text("eighty")


def test_a_crossing_found_after_its_period_does_not_say_when_it_resets() -> None:
    late = replace(state(alert()), now=datetime(2026, 12, 1, 3, tzinfo=UTC))
    told = message(alert(), late, org=ORG, drivers=(), bought=Purchases(listed=()))
    assert "80% is crossed, and November has ended. The spend of the last days was read after the end." in told.summary
    assert "Resets" not in told.summary


def test_a_crossing_by_a_lowered_budget_says_so() -> None:
    """Method.md 6.5."""
    lower = alert(amount=Decimal(4000), rule="A100")
    sentence = "This is said because the budget changed, from $5,500 to $4,000."
    assert sentence in render(said(lower, before=Decimal(5500)))
    for before in (None, Decimal(4500), Decimal(3000), Decimal(4000)):
        assert "because the budget changed" not in render(said(lower, before=before))


def test_it_names_the_days_that_count() -> None:
    """AC-I4 and AC-I5: a range with its year, and whose days they are."""
    begun = state(alert())
    begun = replace(begun, budget=replace(begun.budget, since=date(2026, 11, 20)))
    told = message(alert(), begun, org=ORG, drivers=(), bought=Purchases(listed=()))
    assert "Effective cost, 20–30 Nov 2026 (UTC days)" in " ".join(render(told).split())


def test_a_fiscal_quarter_is_called_by_its_name() -> None:
    """AC-H7."""
    crossed = alert(scope="team:support:quarter:USD")
    assert "of its Q4 2026 budget" in title(crossed, ORG)
    assert "of its FY2027 Q1 budget" in title(crossed, replace(ORG, fiscal_year_starts=10))


def test_it_says_that_it_does_not_repeat() -> None:
    """AC-F8."""
    assert "This is said once per threshold and month, and does not repeat." in text("eighty")
    assert "once per threshold and quarter" in text("nothing_bought")


@pytest.mark.parametrize(
    ("scope", "where"),
    [
        ("team:support:month:USD", "stand in the team's next digest"),
        ("workflow:refunds:month:USD", "stand in the team's next digest"),
        ("provider:openai:month:USD", "it is kept with the budget"),
        ("org:month:USD", "it is kept with the budget"),
    ],
)
def test_it_says_where_the_answer_will_stand(scope: str, where: str) -> None:
    told = said(alert(scope=scope))
    assert where in " ".join(render(told).split())
    assert where not in " ".join(render(answered(told, ANSWER, by="Ana Silva", org=ORG)).split())


@pytest.mark.parametrize("scope", ["team:support:month:USD", "workflow:refunds:month:USD"])
def test_of_a_team_without_a_digest_of_its_own_no_digest_is_promised(scope: str) -> None:
    """Method.md 4.8: nothing of a team of four is said in another one's digest."""
    told = said(alert(scope=scope), org=company(REFUNDS, DRAFTING, people=staff("support", 4)))
    assert "it is kept with the budget" in " ".join(render(told).split())


@pytest.mark.parametrize("form", ["eighty", "over", "nothing_bought"])
def test_a_surprise_is_called_a_likely_misconfiguration_with_three_usual_causes(form: str) -> None:
    """AC-L6."""
    assert "it is likely a misconfiguration: please check for a job that retries in a loop" in text(form)


def test_the_use_is_never_rounded_up_to_a_threshold() -> None:
    assert title(alert(spent="5499.99"), ORG) == "Support EU has used 99% of its November budget"


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        ("team:support:month:USD", "Support EU has used 82% of its November budget"),
        ("team:gone:year:USD", "gone has used 82% of its 2026 budget"),
        ("workflow:refunds:quarter:USD", "Refund triage has used 82% of its Q4 2026 budget"),
        ("provider:openai:month:USD", "OpenAI spend has used 82% of its November budget"),
        ("org:month:USD", "The company has used 82% of its November budget"),
    ],
)
def test_it_names_what_the_budget_is_for(scope: str, name: str) -> None:
    assert title(alert(scope=scope), ORG) == name


def test_where_all_that_was_bought_is_of_small_teams_nobody_is_told_that_it_was_nothing() -> None:
    told = " ".join(render(said(alert(), bought=Purchases(listed=(), is_whole=False))).split())
    assert "Teams too small to show alone (fewer than 5 people) are in the total and in no line here." in told
    assert "No workflow" not in told.partition("What drove it")[0]


def test_a_cost_of_one_outcome_is_given_only_where_it_is_supported() -> None:
    """Method.md M3."""
    several = (
        bought("Eight", "x", "80", 8),
        bought("None", "x", "1200", 0),
        bought("Seven", "x", "70", 7),
        bought("Unpriced", "x", None, 90),
    )
    table = next(each for each in said(alert(), bought=several).elements if isinstance(each, Table))
    assert [row[3] for row in table.rows] == [
        "$10.00",
        "at least $400 at a steady rate (95%)",
        "($10, range $4.85–$25)",
        "not known",
    ]


def test_spend_in_two_currencies_has_no_cost_of_one_outcome() -> None:
    dollars = bought("Refunds", "x", "80", 90)
    both = replace(dollars, spend=(replace(dollars.spend[0], currency="EUR"), *dollars.spend))
    table = next(each for each in said(alert(), bought=(both,)).elements if isinstance(each, Table))
    assert table.rows[0][2:] == ("€80.00 and $80.00", "not known")


def test_each_driver_has_its_share() -> None:
    facts = next(each for each in said(alert()).elements if isinstance(each, Facts))
    assert facts.pairs == (
        ("Refund triage · claude-opus-5 · Refunds EU", "$2,120, 47%"),
        ("No workflow · OpenAI · proj_abc", "$880, 20%"),
        ("KB drafting · gpt-6-astra", "$12.30, under 1%"),
    )


def test_its_button_carries_the_alerts_id_and_no_state() -> None:
    buttons = next(each.buttons for each in said(alert()).elements if isinstance(each, Actions))
    assert buttons == (Button("budget.justify", "Justify", alert().id, primary=True),)


def test_an_answered_alert_keeps_its_figures_and_asks_for_nothing_more() -> None:
    told = said(alert())
    after = answered(told, ANSWER, by="Ana Silva", org=ORG)
    assert not any(isinstance(each, Actions) for each in after.elements)
    assert "misconfiguration" not in render(after)
    assert (after.title, after.elements[:5]) == (told.title, told.elements[:5])
    assert "Answered by Ana Silva on 25 Nov 2026: We moved the backlog" in after.summary


def test_an_answer_without_a_promise_says_none() -> None:
    bare = replace(ANSWER, workflow=None, quantity=None, by_day=None)
    assert "Expected" not in render(answered(said(alert()), bare, by="the owner", org=ORG))


@pytest.mark.parametrize("form", ["likely", "very_likely", "likely_in_a_year"])
def test_what_is_likely_is_said_without_the_words_of_the_trade(form: str) -> None:
    """Method.md 3.5: in words and per cent, and which range it is."""
    words = text(form).lower()
    assert not any(jargon in words for jargon in ("p50", "quantile", "residual", "median", "percentile", "interval"))
    assert "the chance is" in words
    assert ("default range" in words) == (form == "very_likely")
    assert "crossed" not in words


def test_what_is_very_likely_must_be_answered_and_what_is_likely_may() -> None:
    """Method.md 6.2."""
    assert "likely to exceed its November budget" in title(likely(), ORG)
    assert title(very_likely(), ORG) == "Support EU is very likely to exceed its November budget"
    assert "Please justify it" in text("very_likely")
    assert "If this is planned, a sentence on what it is for is enough" in text("likely")


def test_an_answered_forecast_keeps_its_figures() -> None:
    told = said(likely())
    after = answered(told, replace(ANSWER, alert_id=likely().id), by="Ana Silva", org=ORG)
    assert not any(isinstance(each, Actions) for each in after.elements)
    assert after.elements[:6] == told.elements[:6]


def test_a_forecast_is_no_matter_of_a_changed_amount() -> None:
    assert "because the budget changed" not in render(said(likely(), before=Decimal(9000)))
