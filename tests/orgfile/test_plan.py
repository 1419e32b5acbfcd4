from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.facts.org import AllocationRule, Baseline, Budget, Match, Membership, Org, OutcomeType, Person, Team, Workflow
from bot.orgfile import plan

TEAM = Team(slug="support", name="Support EU")
ANA = Person(email="ana@acme.example", memberships=(Membership(team="support", since=date(2026, 1, 1)),))
REFUNDS = Workflow(
    slug="refunds", name="Refund triage", team="support", owner="ana@acme.example", outcome=OutcomeType(unit="refund")
)
BASELINE = Baseline(cost=Decimal("14.70"), currency="USD", since=date(2026, 1, 5), until=date(2026, 4, 6))
RULES = tuple(AllocationRule(match=Match(sub_account=f"proj_{name}"), team="support") for name in "abc")
BUDGET = Budget(
    scope_kind="team", scope="support", period="month", amount=Decimal(5500), currency="USD", owner="ana@acme.example"
)
ORG = Org(teams=(TEAM,), people=(ANA,), workflows=(REFUNDS,), rules=RULES, budgets=(BUDGET,))


def test_what_is_new_is_introduced() -> None:
    assert plan(Org(), replace(ORG, rules=RULES[:1])) == (
        '+ team support "Support EU"',
        "+ person ana@acme.example",
        '+ workflow refunds "Refund triage"',
        "+ rule 1 sub_account proj_a -> support",
        "+ budget team support per month in USD: 5500, owner ana@acme.example",
    )


def test_what_is_gone_is_told() -> None:
    assert [line[:8] for line in plan(ORG, Org())] == [
        "- team s", "- person", "- workfl", "- rule 1", "- rule 2", "- rule 3", "- budget",
    ]  # fmt: skip


def test_a_change_names_both_values() -> None:
    new = replace(REFUNDS, guardrail="errors", aliases=("x", "y"), delegate="ana@acme.example")
    assert plan(ORG, replace(ORG, workflows=(new,))) == (
        "~ workflow refunds: delegate none -> ana@acme.example; aliases none -> x, y; guardrail none -> errors",
    )


def test_a_change_inside_a_baseline_names_the_field_alone() -> None:
    old = replace(ORG, workflows=(replace(REFUNDS, baseline=BASELINE),))
    new = replace(ORG, workflows=(replace(REFUNDS, baseline=replace(BASELINE, cost=Decimal(15))),))
    assert plan(old, new) == ("~ workflow refunds: baseline cost 14.7 -> 15",)
    assert plan(ORG, old) == (
        "~ workflow refunds: baseline none -> cost 14.7 currency USD since 2026-01-05 until 2026-04-06 grade 1",
    )


def test_a_rule_put_in_between_moves_no_other_rule() -> None:
    new = AllocationRule(
        match=Match(tags=(("env", "prod"),)), team="support", workflow="refunds", since=date(2026, 7, 1)
    )
    assert plan(ORG, replace(ORG, rules=(RULES[0], new, *RULES[1:]))) == (
        "+ rule 2 tags env=prod -> support/refunds since 2026-07-01",
    )


def test_a_rule_changed_in_its_place_is_one_line() -> None:
    changed = replace(RULES[1], until=date(2026, 7, 1))
    assert plan(ORG, replace(ORG, rules=(RULES[0], changed, RULES[2]))) == ("~ rule 2: until none -> 2026-07-01",)


def test_rules_in_another_order_are_a_change() -> None:
    assert plan(ORG, replace(ORG, rules=(RULES[1], RULES[0], RULES[2])))


def test_a_raised_budget_is_a_change_of_the_same_budget() -> None:
    assert plan(ORG, replace(ORG, budgets=(replace(BUDGET, amount=Decimal("6000.50")),))) == (
        "~ budget team support per month in USD: amount 5500 -> 6000.5",
    )


def test_a_move_of_a_person_tells_both_memberships() -> None:
    moved = replace(ANA, memberships=(replace(ANA.memberships[0], until=date(2026, 7, 1)),))
    assert plan(ORG, replace(ORG, people=(moved,))) == (
        (
            "~ person ana@acme.example: memberships team support since 2026-01-01 weight 1 -> "
            "team support since 2026-01-01 until 2026-07-01 weight 1"
        ),
    )
