"""What the whole company spent, where it spends in several currencies, and what verdicts make of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.facts.fx import Fx
from bot.facts.message import Facts
from bot.facts.org import Org
from bot.facts.periods import DAY, Week
from bot.facts.rates import Rate
from bot.ledger.db import Database
from bot.value.standing.standing import Standing
from bot.value.verdicts.inputs import Inputs
from reports import why
from reports.digest_composition import compose
from reports.standing_why import arithmetic
from tests.reports.forms import settled
from tests.reports.standings import ORG, SPAN, Read, standing
from tests.value.standing.workflows import LAST

CONVERTS = replace(ORG, fx=Fx(currency="USD"))
REFUNDS = Read("openai", SPAN, "60", {"currency": "EUR"})
NOBODYS = Read("openai", SPAN, "50", {"sub_account": "nobody"})
WEEKS = [Week(chunk.start) for chunk in SPAN.chunks(7)]


def published(*weeks: Week) -> list[Rate]:
    """A euro is $2 on the Monday of each of these weeks, and $1.25 from its Friday to its Sunday."""
    days = [(day, rate) for week in weeks for day, rate in ((week.monday, "2"), (week.monday + 4 * DAY, "1.25"))]
    return [Rate(currency="USD", day=day, per_euro=Decimal(rate), source="ECB") for day, rate in days]


def judged(found: Standing) -> Inputs:
    assert found.shown.verdict is not None
    return found.shown.verdict.inputs


def test_what_was_charged_in_another_currency_is_part_of_all_that_the_company_spent(sqlite_database: Database) -> None:
    """At the rate of each week's last day, $50 a day are €40: 60% of the spend is known to be whose (method.md M2)."""
    found = judged(standing(sqlite_database, REFUNDS, NOBODYS, org=CONVERTS, published=published(*WEEKS)))
    assert (found.currency, found.spend) == ("EUR", 8 * 7 * 60)
    assert (found.allocated, found.organisation) == (8 * 7 * 60, 8 * 7 * 100)
    assert found.coverage == Decimal("0.6")


@pytest.mark.parametrize(
    ("org", "weeks"), [(CONVERTS, [week for week in WEEKS if week != LAST]), (ORG, WEEKS)], ids=["a week", "all"]
)
def test_where_a_rate_is_not_known_neither_is_what_the_company_spent(
    sqlite_database: Database, org: Org, weeks: list[Week]
) -> None:
    found = judged(standing(sqlite_database, REFUNDS, NOBODYS, org=org, published=published(*weeks)))
    assert (found.spend, found.organisation, found.coverage) == (8 * 7 * 60, None, None)


def test_a_charge_of_nothing_needs_no_rate(sqlite_database: Database) -> None:
    found = judged(standing(sqlite_database, REFUNDS, replace(NOBODYS, amount="0")))
    assert (found.organisation, found.coverage) == (8 * 7 * 60, 1)


def test_why_says_that_other_currencies_are_converted(sqlite_database: Database) -> None:
    found = standing(sqlite_database, REFUNDS, NOBODYS, org=CONVERTS, published=published(*WEEKS))
    (rule,) = [text for name, text in arithmetic(found, ("USD",)) if name.startswith("Rule")]
    converted = "(USD converted at the reference rate of each week's last day)"
    assert f"the company's €5,600 {converted}, €3,360 of it allocated" in rule
    assert converted not in str(arithmetic(found))


@pytest.mark.parametrize(("back", "is_said"), [(-1, False), (1, True), (9, False)])
def test_a_digest_keeps_which_currencies_the_company_spent_in_beside(back: int, is_said: bool) -> None:
    """Of the weeks that the verdict is of."""
    day = LAST.plus(-back).monday
    spent = {("support", "EUR"): {day: Decimal(5), LAST.monday: Decimal(0)}, ("sales", "USD"): {day: Decimal(5)}}
    digest = compose(replace(settled(), daily=spent), "support")
    assert {line.converted for line in digest.workflows} == {("EUR",) if is_said else ()}
    facts = [each for each in why.message(digest).elements if isinstance(each, Facts)]
    assert ("EUR converted" in str(facts)) is is_said
