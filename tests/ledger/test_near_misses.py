from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import AllocationRule, Match
from bot.ledger.allocation import Cell
from bot.ledger.matching import matches
from bot.ledger.near_misses import near_misses

DAY = date(2026, 11, 9)
CELL = Cell(
    provider="openai",
    connection="openai",
    sub_account="proj_sales",
    key="key_callum",
    model="gpt-6-astra",
    person="p_callum",
    tags={"env": "prod", "service_account": "svac_1"},
)


def near(*matches: Match, **dates: date) -> list[tuple[int, str | None]]:
    rules = [AllocationRule(match=match, team="sales", **dates) for match in matches]
    return [(one.number, one.field) for one in near_misses(CELL, rules, DAY)]


@pytest.mark.parametrize(
    ("match", "field"),
    [
        (Match(sub_account="proj_sales", key="key_proposals"), "key"),
        (Match(provider="openai", sub_account="proj_sales", model="claude-*"), "model"),
        (Match(provider="anthropic", key="key_callum"), "provider"),
        (Match(key="key_callum", tags=(("env", "test"),)), "tag env"),
        (Match(service_account="svac_2", tags=(("env", "prod"),)), "service_account"),
        (Match(key="key_calum"), "key"),
        (Match(key="KEY_CALLUM"), "key"),
    ],
)
def test_a_rule_that_agrees_in_all_but_one_field_is_near_and_the_field_is_named(match: Match, field: str) -> None:
    assert near(match) == [(1, field)]


@pytest.mark.parametrize(
    "match",
    [
        Match(provider="openai", sub_account="proj_refunds"),
        Match(connection="openai", key="key_refunds"),
        Match(provider="anthropic"),
        Match(sub_account="proj_sales", key="key_other", model="claude-opus"),
        Match(key="key_callum_*"),
        Match(line_item="gpt"),
        Match(key="key_callum", person="p_priya"),
    ],
)
def test_a_rule_about_other_charges_is_not_near(match: Match) -> None:
    """Each project of a provider has its rule: that the provider is the same says nothing."""
    assert near(match) == []


def test_a_rule_that_agrees_in_all_is_near_on_the_days_it_is_not_in_force_alone() -> None:
    match = Match(sub_account="proj_sales")
    assert near(match) == []
    assert near(match, since=date(2026, 12, 1)) == [(1, None)]
    assert near(match, until=DAY) == [(1, None)]


def test_a_rule_about_a_person_is_never_near_for_it_would_say_whose_use_it_was() -> None:
    """design.md 2 rule 9."""
    assert near(Match(key="key_callum", person="p_callum"), until=DAY) == []


def test_what_was_asked_for_and_what_is_there_are_said() -> None:
    rule = AllocationRule(match=Match(sub_account="proj_sales", line_item="web*"), team="sales")
    (one,) = near_misses(CELL, [rule], DAY)
    assert (one.wanted, one.found) == ("web*", frozenset([None]))


values = st.sampled_from(["a", "ab", "a*", "b"])
texts = ("provider", "connection", "billing_account", "sub_account", "key", "model", "line_item", "person")


@given(
    wanted=st.dictionaries(st.sampled_from([*texts, "service_account"]), values),
    tags=st.dictionaries(values, values),
    cell=st.fixed_dictionaries(dict.fromkeys(texts, values)),
    its_tags=st.dictionaries(values | st.just("service_account"), values),
)
def test_a_rule_that_matches_is_near_exactly_on_days_it_is_not_in_force_and_differs_in_nothing(
    wanted: dict[str, str], tags: dict[str, str], cell: dict[str, str], its_tags: dict[str, str]
) -> None:
    match, found = Match(**wanted, tags=tuple(tags.items())), Cell(**cell, tags=its_tags)
    rule = AllocationRule(match=match, team="sales")
    assert all(one.field for one in near_misses(found, [rule], DAY))
    gone = [one.field for one in near_misses(found, [replace(rule, until=DAY)], DAY)]
    assert (gone == [None]) == (matches(match, found) and match.person is None)
