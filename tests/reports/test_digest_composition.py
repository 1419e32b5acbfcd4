"""What a digest counts, what it leaves out, and what it says it does not know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UnknownNameError
from bot.facts.org import Team
from bot.facts.outcome import OutcomeKind
from reports.digest import Digest, Gap, Spend
from reports.digest_composition import compose
from reports.digest_inputs import WEEKS_SHOWN, DigestInputs, WeeklyCost
from reports.snapshot import to_json
from tests.reports.digests import (
    DRAFTING,
    REFUNDS,
    SUMMARIES,
    WEEK,
    company,
    cost,
    count,
    inputs,
    one_workflow,
    ordinary,
    source,
    staff,
    unsettled,
    with_sources,
    workflow,
)


def support(of: DigestInputs) -> Digest:
    return compose(of, "support")


rows = st.lists(
    st.builds(
        cost,
        st.none() | st.decimals(-1000, 1000, places=9).map(str),
        st.sampled_from(["refunds", "drafting", None]),
        currency=st.sampled_from(["USD", "EUR"]),
    ),
    max_size=12,
)


@given(rows)
def test_workflows_and_spend_without_one_add_up_to_the_team_in_each_currency(costs: list[WeeklyCost]) -> None:
    digest = support(inputs(company(REFUNDS, DRAFTING), costs))
    for total in digest.spend:
        workflows = [s for line in digest.workflows for s in line.this.spend if s.currency == total.currency]
        assert sum((s.amount for s in workflows), Decimal(0)) == total.direct
        known = [row.effective for row in costs if row.currency == total.currency and row.effective is not None]
        assert total.total == sum(known, Decimal(0))
    assert {total.currency for total in digest.spend} == {row.currency for row in costs}


def test_the_order_of_the_rows_does_not_change_a_byte() -> None:
    given_ = ordinary()
    turned = replace(given_, costs=given_.costs[::-1], counts=given_.counts[::-1], sources=given_.sources[::-1])
    assert to_json(support(turned)) == to_json(support(given_))


def test_cost_per_outcome_is_all_spend_of_the_workflow_over_what_was_accepted() -> None:
    """AC-M1."""
    costs = (cost("500", "refunds"), cost("400", "refunds", connection="anthropic"))
    digest = support(inputs(company(REFUNDS), costs, (count(450, "refunds"),)))
    assert digest.workflows[0].this.unit_cost == Decimal(2)


def test_rejected_and_reversed_work_stays_in_the_numerator() -> None:
    """AC-M2."""
    counts = (
        count(100, "refunds"),
        count(50, "refunds", kind=OutcomeKind.REJECTED),
        count(10, "refunds", kind=OutcomeKind.REVERSED),
    )
    this = support(inputs(company(REFUNDS), (cost("900", "refunds"),), counts)).workflows[0].this
    assert (this.net, this.rejected, this.reversed, this.unit_cost) == (90, 50, 10, Decimal(10))


def test_outcomes_taken_back_at_once_were_never_there() -> None:
    undone = (count(9, "refunds"), count(9, "refunds", kind=OutcomeKind.UNDONE))
    assert support(inputs(company(REFUNDS), (cost("9", "refunds"),), undone)).workflows[0].this.net == 9


def test_unallocated_spend_is_in_no_workflow_and_in_no_team() -> None:
    digest = support(inputs(company(REFUNDS), (cost("90", "refunds"), cost("600", team=None)), (count(9, "refunds"),)))
    assert digest.workflows[0].this.unit_cost == Decimal(10)
    assert [spend.total for spend in digest.spend] == [Decimal(90)]
    assert digest.unallocated == (Spend(currency="USD", amount=Decimal(600)),)


def test_what_needs_a_decision_comes_first_and_then_the_name_decides() -> None:
    quiet = workflow("b", "beta", "case closed", baseline=REFUNDS.baseline)
    fruitless = workflow("z", "Zeta", "case closed", baseline=REFUNDS.baseline)
    digest = support(
        inputs(company(SUMMARIES, quiet, fruitless, DRAFTING), (cost("5", "z"), cost("999", "b")), (count(20, "b"),))
    )
    assert [line.name for line in digest.workflows] == ["KB drafting", "Zeta", "beta", "Voice summaries"]


def test_a_charge_without_a_price_leaves_the_cost_unknown() -> None:
    """AC-C12, and stricter: an average needs every cost, for a sum of a part is not printed as the whole."""
    this = support(inputs(company(REFUNDS), (cost("9", "refunds"), cost(None, "refunds")), (count(9, "refunds"),)))
    assert this.workflows[0].this.unit_cost is None
    assert this.workflows[0].this.spend == (Spend(currency="USD", amount=Decimal(9), complete=False),)
    assert [spend.complete for spend in this.spend] == [False]


def test_a_source_cut_short_leaves_the_week_open() -> None:
    """AC-C1."""
    digest = support(with_sources(one_workflow("900", 450), source(until=date(2026, 11, 15))))
    assert digest.gaps == (Gap(name="OpenAI", ends=date(2026, 11, 14)),)
    assert digest.workflows[0].this.unit_cost is None
    assert [spend.complete for spend in digest.spend] == [False]


def test_a_source_added_later_leaves_the_weeks_before_it_unknown() -> None:
    """AC-C13."""
    begun = source(first_day=WEEK.monday)
    line = support(with_sources(one_workflow("900", 450), begun)).workflows[0]
    assert line.previous is not None
    assert line.previous.gaps == (Gap(name="OpenAI", starts=WEEK.monday),)
    assert (line.previous.unit_cost, line.this.unit_cost) == (None, Decimal(2))


def test_a_source_that_other_teams_use_leaves_this_team_whole() -> None:
    teams = (Team(slug="support", name="Support EU"), Team(slug="legal", name="Legal"))
    org = company(REFUNDS, teams=teams, people=(*staff("support", 6), *staff("legal", 6)))
    costs = (cost("9", "refunds"), cost("9", team="legal", connection="anthropic"))
    late = source("anthropic", until=date(2026, 11, 12))
    both = inputs(org, costs, sources=(source(), late))
    assert compose(both, "support").gaps == ()
    assert compose(both, "legal").gaps == (Gap(name="Anthropic", ends=date(2026, 11, 11)),)


def test_a_source_that_was_never_read_is_missing_for_everybody() -> None:
    unread = dict.fromkeys(("read_at", "until", "newest_day"))
    never = replace(source("anthropic"), error="The key was refused", **unread, covered=())
    assert support(with_sources(one_workflow("900", 450), source(), never)).gaps == (Gap(name="Anthropic"),)


def test_two_accounts_of_one_provider_are_told_apart() -> None:
    costs = (cost("1", "refunds"), cost("1", "refunds", connection="openai-research"))
    two = inputs(company(REFUNDS), costs, sources=(source(), source(connection="openai-research")))
    assert [each.name for each in support(two).sources] == ["OpenAI (openai)", "OpenAI (openai-research)"]


def test_a_digest_looks_back_twelve_weeks_and_no_further_than_the_first_with_data() -> None:
    assert len(support(one_workflow("900", 450)).workflows[0].weeks) == 11
    long_ago = replace(one_workflow("900", 450), counts=(count(1, "refunds", week=WEEK.plus(-40)),))
    assert len(support(long_ago).workflows[0].weeks) == WEEKS_SHOWN


def test_figures_are_provisional_until_the_reversal_window_has_passed() -> None:
    assert support(one_workflow("900", 450)).provisional_until == date(2026, 11, 23)
    assert support(one_workflow("900", 0)).provisional_until is None
    later = replace(one_workflow("900", 450), closed_at=WEEK.plus(2).closes_at)
    assert support(later).provisional_until is None


def test_spend_is_provisional_until_the_last_of_its_sources_has_settled() -> None:
    """AC-C6."""
    end, closed = WEEK.period.end, WEEK.closes_at.date()
    quick = source("anthropic", unsettled=unsettled(end, days=2, settles_after=timedelta(days=2)))
    both = with_sources(one_workflow("900", 450), source(unsettled=unsettled(end)), quick)
    both = replace(both, costs=(*both.costs, cost("1", "refunds", connection="anthropic")))
    digest = support(both)
    assert digest.spend_provisional_until == date(2026, 11, 19)
    assert [one.provisional_until for one in digest.sources] == [date(2026, 11, 19), date(2026, 11, 18)]
    assert [one.final_to for one in digest.sources] == [date(2026, 11, 13), date(2026, 11, 14)]
    settled = with_sources(both, source(), replace(quick, unsettled=unsettled(end, settles_after=closed - end)))
    assert support(settled).spend_provisional_until is None


def test_days_after_the_week_that_may_still_change_leave_it_final() -> None:
    running = source(until=date(2026, 11, 18), unsettled=unsettled(date(2026, 11, 18), days=2))
    assert support(with_sources(one_workflow("900", 450), running)).spend_provisional_until is None


def test_a_small_team_is_inside_its_parent_and_has_no_digest() -> None:
    teams = (Team(slug="finance", name="Finance"), Team(slug="ops", name="Finance Ops", parent="finance"))
    org = company(teams=teams, people=(*staff("finance", 6), *staff("ops", 4)))
    both = inputs(org, (cost("5", team="finance"), cost("7", team="ops")))
    digest = compose(both, "finance")
    assert [spend.total for spend in digest.spend] == [Decimal(12)]
    assert digest.folded == ("Finance Ops",)
    with pytest.raises(UnknownNameError, match=r"Finance Ops has too few people to be shown alone.*: finance"):
        compose(both, "ops")


def test_a_small_team_without_a_parent_is_refused_with_advice() -> None:
    alone = inputs(company(people=staff("support", 3)), ())
    with pytest.raises(UnknownNameError, match="give it a parent"):
        support(alone)


def test_a_team_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UnknownNameError, match="no team 'sales'; choose from: support"):
        compose(ordinary(), "sales")
