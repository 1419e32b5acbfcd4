"""What the team reads: outcomes first, nothing that cannot be supported, nobody named, nothing ranked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.facts.message import Actions, Chart, Facts, Headline, Paragraph, Table
from bot.facts.org import Baseline
from bot.surfaces.console import render
from reports.digest_composition import compose
from reports.digest_inputs import DigestInputs, TeamBudgetNote
from reports.digest_message import message
from reports.digest_notes import BudgetNote
from tests.reports.digests import (
    DRAFTING,
    REFUNDS,
    SUMMARIES,
    WEEK,
    WITH_AI,
    company,
    cost,
    count,
    inputs,
    one_workflow,
    ordinary,
    staff,
)
from tests.reports.forms import FORMS, digest_of, folded_small_team
from tests.reports.messages import headline, money_lines, said


def chart(of: DigestInputs) -> Chart | None:
    return next((each for each in said(of).elements if isinstance(each, Chart)), None)


def summaries(accepted: int, baseline: Baseline, spent: str = "200", **more: object) -> DigestInputs:
    """Voice summaries alone, compared with a baseline."""
    changed = replace(SUMMARIES, baseline=baseline, **more)  # type: ignore[arg-type]
    return inputs(company(changed), (cost(spent, "summaries"),), (count(accepted, "summaries"),))


@pytest.mark.parametrize("form", FORMS)
def test_it_is_read_in_at_most_twelve_lines(form: str) -> None:
    elements = [each for each in message(digest_of(form)).elements if not isinstance(each, Chart | Actions)]
    rows = [
        each.rows if isinstance(each, Table) else each.pairs if isinstance(each, Facts) else [1] for each in elements
    ]
    assert 1 + sum(map(len, rows)) <= 12


@pytest.mark.parametrize("form", FORMS)
def test_nobody_is_named_and_no_token_is_counted(form: str) -> None:
    digest = digest_of(form)
    for text in (render(message(digest)), repr(digest)):
        assert "@" not in text
        assert "ana" not in re.findall(r"\w+", text.lower())
        assert "token" not in text.lower()


@pytest.mark.parametrize("form", FORMS)
def test_the_dates_can_be_read_one_way_only(form: str) -> None:
    """AC-I5."""
    assert message(digest_of(form)).title.endswith("· week 46 · 9–15 Nov 2026 (UTC days)")


def test_the_figure_comes_first_with_last_week_and_the_process_before_ai_beside_it() -> None:
    of = one_workflow("900", 450)
    assert said(of).elements[0] == Headline(
        "$2.00",
        "AI cost per refund resolved",
        "was $2.07 the week before · before AI: $14.70 with 14 min of work (locked, 5 Jan – 5 Apr 2026)",
    )


def test_a_process_before_ai_is_never_compared_in_per_cent() -> None:
    assert "%" not in render(said(one_workflow("900", 450)))


def test_an_earlier_ai_cost_is_compared_in_per_cent() -> None:
    found = headline(summaries(100, WITH_AI))
    assert found is not None
    assert found.detail.endswith("31% below the locked baseline of $2.90 (4 May – 2 Aug 2026)")


@pytest.mark.parametrize(
    "of",
    [
        summaries(100, replace(WITH_AI, n=7)),
        summaries(100, replace(WITH_AI, currency="EUR")),
        summaries(100, WITH_AI, launched=WEEK.period.end - timedelta(days=27)),
    ],
    ids=["seven outcomes in the baseline", "another currency", "launched less than four weeks ago"],
)
def test_a_baseline_that_cannot_be_compared_is_stated_without_a_percentage(of: DigestInputs) -> None:
    found = headline(of)
    assert found is not None
    assert "%" not in found.detail
    assert "locked baseline: " in found.detail


def test_without_an_outcome_the_word_is_none_and_there_is_no_figure() -> None:
    """AC-M1 and method.md M3."""
    of = one_workflow("1200", 0)
    assert headline(of) is None
    assert said(of).elements[0] == Paragraph(
        "Refund triage: $1,200 spent, none accepted; at a steady rate each would cost at least $400 (95%)."
    )


def test_few_outcomes_are_counted_first_and_compared_with_nothing() -> None:
    """method.md M3."""
    of = one_workflow("210", 3)
    assert headline(of) is None
    assert said(of).elements[0] == Paragraph(
        "Refund triage: 3 accepted, $210 spent ($70 each, range $24–$339); too few to compare."
    )
    assert "14.70" not in render(said(of))


def test_rejected_and_reversed_work_is_said() -> None:
    """AC-M2: what was not accepted stays in the cost, and is a row of its own."""
    facts = next(each for each in said(ordinary()).elements if isinstance(each, Facts))
    assert ("Not accepted, cost included", "Refund triage 12 rejected and 3 reversed") in facts.pairs


def table(of: DigestInputs) -> Table:
    return next(each for each in said(of).elements if isinstance(each, Table))


def test_unlike_outcomes_are_never_added_or_averaged() -> None:
    names = [row[0] for row in table(ordinary()).rows]
    assert names == [
        "KB drafting (article published)",
        "Refund triage (refund resolved)",
        "Voice summaries (call summarised)",
    ]


def test_another_teams_money_is_not_in_a_teams_digest() -> None:
    """AC-E7: the one company-wide line says that it is one."""
    of = ordinary()
    more = replace(of, costs=(*of.costs, cost("77777.77", team="legal"), cost("3333", "contracts", team="legal")))
    assert said(more) == said(of)
    assert [name for name in money_lines(of) if "whole company" in name] == [
        "Not allocated to any team (whole company)"
    ]


def test_currencies_stand_side_by_side_and_are_never_added() -> None:
    text = render(message(digest_of("two_currencies")))
    assert "€222 and $900" in text
    assert "$1,1" not in text


def test_spend_without_outcomes_is_its_own_line_among_several_workflows() -> None:
    both = inputs(
        company(REFUNDS, SUMMARIES), (cost("40", "refunds"), cost("9", "summaries")), (count(9, "summaries"),)
    )
    assert money_lines(both) == {"Team spend": "$49.00", "Spent without an accepted outcome": "$40.00"}
    assert "Needs a decision: Refund triage has spend but no accepted outcome." in render(said(both))


def test_the_chart_leaves_out_what_has_no_figure_and_shows_a_level_only_of_ai_cost() -> None:
    drawn = chart(ordinary())
    assert drawn is not None
    assert drawn.categories == tuple(f"W{n}" for n in range(35, 47))
    assert drawn.series[0].values[2] is None
    assert drawn.level is None
    costs = [cost("200", "summaries", week=WEEK.plus(-n)) for n in range(4)]
    counts = [count(100, "summaries", week=WEEK.plus(-n)) for n in range(4)]
    against = chart(inputs(company(SUMMARIES), costs, counts))
    assert against is not None
    assert (against.level, against.level_name) == (Decimal("2.90"), "locked baseline")


def test_two_weeks_are_not_a_chart() -> None:
    costs = [cost("200", "summaries", week=WEEK.plus(-n)) for n in range(2)]
    counts = [count(100, "summaries", week=WEEK.plus(-n)) for n in range(2)]
    assert chart(inputs(company(SUMMARIES), costs, counts)) is None


def test_the_summary_stands_alone() -> None:
    assert said(one_workflow("900", 450)).summary == (
        "$2.00 AI cost per refund resolved (was $2.07 the week before · before AI: $14.70 with 14 min of work "
        "(locked, 5 Jan – 5 Apr 2026)). Team spend: $900."
    )
    assert all(message(digest_of(form)).summary for form in FORMS)


def test_its_buttons_carry_ids_and_no_state() -> None:
    buttons = next(each.buttons for each in said(ordinary()).elements if isinstance(each, Actions))
    assert [(button.action, button.value) for button in buttons] == [
        ("outcome.open", "support"),
        ("digest.why", "support:2026-W46"),
    ]


def test_a_small_team_is_named_where_it_is_included() -> None:
    text = render(message(digest_of("folded_small_team")))
    assert "Includes Finance Ops, too small to show alone (fewer than 5 people)." in " ".join(text.split())
    assert staff("ops", 1)[0].email not in text


def test_a_small_teams_outcomes_are_shown_nowhere_and_its_spend_only_in_a_sum() -> None:
    """AC-L1, method.md 4.8: hidden, also when derivable from the lines around it."""
    of = digest_of("folded_small_team")
    assert [line.slug for line in of.workflows] == ["invoices"]
    facts = next(each for each in message(of).elements if isinstance(each, Facts))
    assert facts.pairs == (("Team spend", "$550"),)
    assert "commentary" not in render(message(of))


def test_the_budget_of_a_small_team_has_no_line_in_its_parents_digest() -> None:
    """Method.md 4.8: its share and its amount would tell what the small team spent."""
    note = BudgetNote(title="Finance Ops has used 82% of its November budget")
    both = (TeamBudgetNote(team="ops", note=note), TeamBudgetNote(team="finance", note=replace(note, title="Finance")))
    digest = compose(replace(folded_small_team(), budgets=both), "finance")
    assert [one.title for one in digest.budgets] == ["Finance"]


def test_what_a_budgets_owner_answered_stands_in_the_digest_without_a_name() -> None:
    asked = BudgetNote(title="Support EU has used 82% of its November budget", answer="A migration run until Friday")
    waiting = BudgetNote(title="Support EU has used 104% of its November budget")
    noted = BudgetNote(title="Support EU has used 51% of its November budget", is_asked=False)
    notes = tuple(TeamBudgetNote(team="support", note=note) for note in (asked, waiting, noted))
    other = TeamBudgetNote(team="sales", note=BudgetNote(title="Sales has used 90% of its November budget"))
    text = str(said(replace(ordinary(), budgets=(*notes, other))))
    assert "Support EU has used 82% of its November budget: “A migration run until Friday”" in text
    assert "Support EU has used 104% of its November budget; its owner has not answered yet." in text
    assert "Support EU has used 51% of its November budget." in text
    assert "Sales" not in text


def test_a_figure_with_a_baseline_leads_before_one_without() -> None:
    bare = replace(DRAFTING, slug="a-draft", name="A draft")
    org = company(bare, SUMMARIES)
    costs = (cost("90", "a-draft"), cost("200", "summaries"))
    counts = (count(30, "a-draft"), count(100, "summaries"))
    assert headline(inputs(org, costs, counts)).label == "AI cost per call summarised"
