from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.facts.benefit import Benefit, BenefitKind, Destination
from bot.orgfile import plan, read
from bot.value.worth import hours
from tests.orgfile.refusing import WORKFLOW, refused

VALID = (
    WORKFLOW
    + """\
[[benefit]]
workflow = "refunds"
month = "2026-10"
kind = "hours"
hours = 30
destination = "work"
name = "backlog"
grade = 2
[[benefit]]
workflow = "refunds"
month = 2026-10-01
kind = "revenue"
amount = "4200"
currency = "usd"
share = 0.5
"""
)
HOURS = Benefit(
    workflow="refunds",
    month=date(2026, 10, 1),
    kind=BenefitKind.HOURS,
    grade=2,
    hours=Decimal(30),
    destination=Destination.WORK,
    name="backlog",
)
REVENUE = Benefit(
    workflow="refunds",
    month=date(2026, 10, 1),
    kind=BenefitKind.REVENUE,
    amount=Decimal(4200),
    currency="USD",
    share=Decimal("0.5"),
)


def test_a_benefit_is_in_hours_that_went_somewhere_or_in_money() -> None:
    assert read(VALID, "org.toml").benefits == (HOURS, REVENUE)


def test_hours_that_nobody_says_where_they_went_are_of_an_unknown_destination() -> None:
    text = VALID.replace('destination = "work"\nname = "backlog"\n', "")
    assert read(text, "org.toml").benefits[0] == replace(HOURS, destination=Destination.UNKNOWN, name=None)


def test_a_month_that_brought_nothing_is_said_with_an_amount_of_nothing() -> None:
    """A month of which nothing is said is not known (bot/value/standing/value.py)."""
    assert read(VALID.replace('amount = "4200"', 'amount = "0"'), "org.toml").benefits[1].amount == 0


@pytest.mark.parametrize(
    ("workflow", "again"),
    [
        ("refunds", 'kind = "hours"\nhours = 9\ndestination = "cashable"'),
        ("quotes", 'kind = "hours"\nhours = 9\ndestination = "cashable"'),
        ("quotes", 'kind = "cash"\namount = "9"\ncurrency = "USD"'),
    ],
)
def test_a_budget_line_that_was_cut_is_claimed_once(workflow: str, again: str) -> None:
    """As money or as hours, and by one workflow: method.md 4.6."""
    quotes = WORKFLOW[WORKFLOW.index("[[workflow]]") :].replace("refunds", "quotes").replace("Refund triage", "Quotes")
    line = '[[benefit]]\nmonth = "2026-10"\nname = "Agency"\n'
    first = f'{line}workflow = "refunds"\nkind = "cash"\namount = "5"\ncurrency = "USD"\n'
    second = f'{line.replace("Agency", "agency")}workflow = "{workflow}"\n{again}\n'
    (said,) = refused(WORKFLOW + quotes + first + second)
    assert "a budget line that was cut is claimed once" in said
    later = second.replace("2026-10", "2026-11")
    assert len(read(WORKFLOW + quotes + first + later, "org.toml").benefits) == 2


def test_hours_go_where_the_method_knows_them_to_go() -> None:
    assert [*Destination] == [*hours.Destination]


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('workflow = "refunds"', 'workflow = "refund"', 13, "there is no workflow refund in this file, did you mean"),
        ('workflow = "refunds"\n', "", 12, "this benefit needs workflow"),
        ('month = "2026-10"', "month = 10", 14, "month must be a month"),
        ('kind = "hours"', 'kind = "time"', 15, "“time” is no kind; write one of hours, cash, revenue, risk"),
        ('kind = "hours"\n', "", 12, "this benefit needs kind"),
        ('kind = "hours"', 'kind = "cash"', 16, "hours is for benefits of kind hours, not cash; take it out"),
        ('kind = "hours"', 'kind = "cash"', 17, "destination is for benefits of kind hours, not cash"),
        ('kind = "hours"', 'kind = "cash"', 12, "this benefit needs amount"),
        ('kind = "hours"', 'kind = "cash"\namount = "5"', 12, "this benefit needs currency"),
        ("hours = 30\n", "", 12, "this benefit needs hours, such as hours = 30"),
        ("hours = 30", "hours = 0", 16, "hours must be a number above zero"),
        ("hours = 30", 'hours = 30\namount = "90"', 17, "amount is for benefits of kind cash or revenue or risk"),
        ("hours = 30", 'hours = 30\ncurrency = "USD"', 17, "currency is for benefits of kind cash"),
        ("hours = 30", "hours = 30\nshare = 1", 17, "share is for benefits of kind revenue, not hours"),
        ('destination = "work"', 'destination = "home"', 17, "“home” is no destination; write one of unknown, work"),
        ('destination = "work"', 'destination = "unknown"', 18, "say in destination where these hours went"),
        ('destination = "work"\n', "", 17, "say in destination where these hours went"),
        ('destination = "work"', 'destination = "workflow"', 18, "there is no workflow backlog in this file"),
        ('name = "backlog"\n', "", 17, "say in name to which piece of work these hours went"),
        ("grade = 2", "grade = 0", 19, "grade must be a whole number from 1 to 4, not 0"),
        ('kind = "revenue"', 'kind = "risk"', 20, "a risk is claimed from a model that has a name"),
        ('amount = "4200"', "amount = 42.50", 24, "write amount in quotes"),
        ("share = 0.5", "share = 0", 26, "share must be a number above 0 and at most 1, not 0"),
        ("share = 0.5", "share = 1.5", 26, "share must be a number above 0 and at most 1, not 1.5"),
    ],
)
def test_a_benefit_that_cannot_be_is_refused(before: str, after: str, line: int, says: str) -> None:
    benefits = VALID.removeprefix(WORKFLOW)
    assert before in benefits
    problems = refused(WORKFLOW + benefits.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


def test_hours_claimed_twice_are_refused_unless_each_has_its_own_name() -> None:
    benefits = VALID.removeprefix(WORKFLOW)
    (first, second) = refused(VALID + benefits)
    assert "hours of refunds in 2026-10 stand in line 12 already" in first
    assert "revenue of refunds in 2026-10 stand in line 20 already" in second
    named = benefits.replace('"backlog"', '"returns"').replace("share", 'name = "deal 7"\nshare')
    assert len(read(VALID + named, "org.toml").benefits) == 4


@pytest.mark.parametrize("name", ["Licence X", "licence x", "LICENCE X"])
def test_one_budget_line_of_a_workflow_is_claimed_once_however_its_name_is_spelt(name: str) -> None:
    line = '[[benefit]]\nworkflow = "refunds"\nmonth = "2026-10"\nkind = "cash"\namount = "5"\ncurrency = "USD"\n'
    (said,) = refused(f'{WORKFLOW}{line}name = "Licence X"\n{line}name = "{name}"\n')
    assert said.startswith("org.toml:19: cash of refunds in 2026-10 stand in line 12 already")


def test_the_plan_tells_benefits_by_workflow_month_kind_and_name() -> None:
    old, new = read(WORKFLOW, "org.toml"), read(VALID, "org.toml")
    assert plan(old, new) == (
        "+ benefit refunds 2026-10 hours name backlog: 30 h, destination work, grade 2",
        "+ benefit refunds 2026-10 revenue: 4200 USD, grade 1",
    )
    assert plan(new, replace(new, benefits=(replace(HOURS, hours=Decimal(25), grade=3), REVENUE))) == (
        "~ benefit refunds 2026-10 hours name backlog: grade 2 -> 3; hours 30 -> 25",
    )
