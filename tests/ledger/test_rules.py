from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import AllocationRule, Match
from bot.ledger.allocation import Cell
from bot.ledger.matching import matches
from bot.ledger.rules import RuleIndex

FIELDS = [one.name for one in fields(Match) if one.name != "tags"]
TAGS = st.sampled_from(["team", "service_account"])

said = st.sampled_from(["", "a", "ab", "b", "a*"])
named = said | st.sampled_from(["*", "a*", "ab*", "abc*"])


def a_match(given: dict[str, str], tags: list[tuple[str, str]]) -> Match:
    return Match(**given, tags=tuple(tags))


def a_cell(given: dict[str, Any], tags: dict[str, str]) -> Cell:
    return Cell(**{"provider": "a", "connection": "ab"} | given, tags=tags)


rules = st.builds(
    AllocationRule,
    match=st.builds(
        a_match,
        st.dictionaries(st.sampled_from(FIELDS), named, max_size=2),
        st.lists(st.tuples(TAGS, named), max_size=1),
    ),
    team=st.just("support"),
)
cells = st.builds(
    a_cell,
    st.dictionaries(st.sampled_from([name for name in FIELDS if name != "service_account"]), said),
    st.dictionaries(TAGS, said),
)


@given(found=st.lists(rules, max_size=8), cell=cells)
def test_the_index_finds_what_trying_every_rule_finds(found: list[AllocationRule], cell: Cell) -> None:
    tried = [(number, rule) for number, rule in enumerate(found, 1) if matches(rule.match, cell)]
    assert RuleIndex(found).meant(cell.says) == tried


@pytest.mark.parametrize("order", [1, -1])
def test_rules_are_found_in_their_order_however_they_are_filed(order: int) -> None:
    by_key = AllocationRule(match=Match(provider="openai", key="key_1"), team="support")
    by_prefix = AllocationRule(match=Match(provider="openai", sub_account="proj_*"), team="sales")
    every = AllocationRule(match=Match(), team="legal")
    found = [by_key, every, by_prefix, replace(every, team="sales")][::order]
    cell = Cell(provider="openai", connection="openai", sub_account="proj_a", key="key_1")
    assert RuleIndex(found).meant(cell.says) == list(enumerate(found, 1))
