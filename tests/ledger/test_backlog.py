from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import FEWEST_SHOWN_ALONE, AllocationRule, Match
from bot.facts.reason import NOT_GROUPED, NOT_METERED, REASON
from bot.ledger.allocation import Cell
from bot.ledger.backlog import Line, Reason, backlog, by_reason
from bot.ledger.claimed import Unclaimed
from bot.ledger.rules import RuleIndex
from bot.ledger.sums import NOTHING, Sums

HERE = Match(connection="openai")
SALES = replace(HERE, sub_account="proj_sales")
LATER = AllocationRule(match=Match(sub_account="proj_sales"), team="sales", since=date(2027, 1, 1))


def left(nanos: int = 1, *, currency: str = "USD", is_rest: bool = False, **dimensions: Any) -> Unclaimed:
    cell = Cell(provider="openai", connection="openai", **dimensions)
    return Unclaimed(cell=cell, is_rest=is_rest, currency=currency, sums=Sums(1, (nanos, nanos, 0), (0, 0, 0)))


def lines(*unclaimed: Unclaimed, rules: Sequence[AllocationRule] = ()) -> tuple[Line, ...]:
    return backlog(unclaimed, RuleIndex(rules))


@pytest.mark.parametrize(
    ("unclaimed", "reason", "match"),
    [
        (left(sub_account="proj_sales"), Reason.NO_RULE, SALES),
        (left(sub_account="proj_sales", key="k", model="m"), Reason.NO_RULE, replace(SALES, key="k")),
        (left(key="k", person="p_1"), Reason.NO_RULE, replace(HERE, key="k")),
        (left(tags={"service_account": "svac_1"}), Reason.NO_RULE, replace(HERE, service_account="svac_1")),
        (left(line_item="claude_tag"), Reason.NOTHING_KNOWN, replace(HERE, line_item="claude_tag")),
        (left(billing_account="1", model="m"), Reason.NOTHING_KNOWN, replace(HERE, billing_account="1")),
        (left(person="p_1", line_item="claude_tag"), Reason.PERSONAL, HERE),
        (left(line_item=NOT_GROUPED), Reason.NOT_GROUPED, replace(HERE, line_item=NOT_GROUPED)),
        (
            left(sub_account="proj_sales", tags={REASON: NOT_METERED}),
            Reason.NOT_METERED,
            replace(SALES, tags=((REASON, NOT_METERED),)),
        ),
        (left(key="k", tags={REASON: "no price for x"}), Reason.NO_RULE, replace(HERE, key="k")),
    ],
)
def test_each_charge_has_a_reason_and_what_a_rule_could_match_on(
    unclaimed: Unclaimed, reason: Reason, match: Match
) -> None:
    """AC-E3, method.md M2: the default workspace, a missing project and service accounts are named."""
    (line,) = lines(unclaimed)
    assert (line.reason, line.match, line.rules) == (reason, match, ())


def test_a_rule_that_matches_and_is_not_in_force_is_named() -> None:
    found = lines(left(sub_account="proj_sales"), left(sub_account="proj_a"), rules=(LATER,))
    assert {(line.match.sub_account, line.reason, line.rules) for line in found} == {
        ("proj_sales", Reason.NOT_IN_FORCE, (1,)),
        ("proj_a", Reason.NO_RULE, ()),
    }


def test_what_rules_with_a_share_have_left_names_them() -> None:
    shared = replace(LATER, since=None, share=Decimal("0.4"))
    (line,) = lines(left(sub_account="proj_sales", is_rest=True), rules=(LATER, shared))
    assert (line.reason, line.rules) == (Reason.REST, (2,))


def test_nobodys_use_stands_alone() -> None:
    """design.md 2 rule 9: personal use is one line, with how many people only where there are five."""
    use = [left(n, person=f"p_{n}") for n in range(1, 5)]
    (line,) = lines(*use)
    assert (line.reason, line.people, line.sums.known[1]) == (Reason.PERSONAL, None, 10)
    assert "p_" not in str(line)
    (line,) = lines(*use, left(person="p_9"), left(person="p_9", model="m"))
    assert line.people == FEWEST_SHOWN_ALONE


def test_a_rule_about_a_person_tells_nobody_from_others() -> None:
    rules = [replace(LATER, match=Match(sub_account="proj_sales", person=f"p_{n}")) for n in range(9)]
    (line,) = lines(*(left(sub_account="proj_sales", person=f"p_{n}") for n in range(9)), rules=rules)
    assert (line.reason, line.rules, line.people) == (Reason.NO_RULE, (), None)


def test_the_largest_comes_first_in_each_currency() -> None:
    found = lines(
        left(1, key="a"), left(5, key="b"), left(9, key="c", currency="EUR"), left(-3, key="d"), left(6, key="a")
    )
    assert [(line.currency, line.match.key, line.sums.known[1]) for line in found] == [
        ("EUR", "c", 9), ("USD", "a", 7), ("USD", "b", 5), ("USD", "d", -3),
    ]  # fmt: skip
    assert [(currency, sums.known[1]) for (currency, _), sums in by_reason(found).items()] == [("EUR", 9), ("USD", 9)]


unclaimed = st.builds(
    left,
    st.integers(-9, 9),
    currency=st.sampled_from(["USD", "EUR"]),
    is_rest=st.booleans(),
    sub_account=st.sampled_from([None, "proj_sales"]),
    key=st.sampled_from([None, "k"]),
    person=st.none() | st.integers(0, 6).map(lambda n: f"p_{n}"),
    line_item=st.sampled_from([None, "x", NOT_GROUPED]),
    tags=st.sampled_from([{}, {"service_account": "s"}, {REASON: NOT_METERED}]),
)
rules = st.lists(
    st.sampled_from([LATER, replace(LATER, match=Match(provider="openai")), replace(LATER, match=Match(person="p_1"))])
)


@given(found=st.lists(unclaimed, max_size=20), applied=rules)
def test_every_charge_is_in_one_line_and_the_reasons_add_up(
    found: Sequence[Unclaimed], applied: Sequence[AllocationRule]
) -> None:
    """AC-A6: the parts are the whole."""
    told = lines(*found, rules=applied)
    for currency in ("USD", "EUR"):
        whole = sum((one.sums for one in found if one.currency == currency), NOTHING)
        assert sum((line.sums for line in told if line.currency == currency), NOTHING) == whole
        parts = [sums for (its, _), sums in by_reason(told).items() if its == currency]
        assert sum(parts, NOTHING) == whole
    assert all(line.people is None or line.people >= FEWEST_SHOWN_ALONE for line in told)
    assert "p_" not in str(told).replace("proj_", "")
