from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import AllocationRule, Match
from bot.ledger.allocation import BEGINNING, NEVER, AllocationClass, Cell
from bot.ledger.segments import segments

CELL = Cell(provider="openai", connection="openai", sub_account="proj_abc", key="key_1", tags={"team": "x"})
dates = st.none() | st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 3, 1))
rules = st.lists(
    st.builds(
        AllocationRule,
        match=st.sampled_from([Match(provider="openai"), Match(key="key_2"), Match(sub_account="proj_*")]),
        team=st.sampled_from(["support", "sales"]),
        workflow=st.sampled_from([None, "refunds"]),
        since=dates,
        until=dates,
    ),
    max_size=5,
)


@given(rules)
def test_every_day_lies_in_exactly_one_segment(found: list[AllocationRule]) -> None:
    cut = segments(CELL, found)
    assert cut[0].since == BEGINNING
    assert cut[-1].until == NEVER
    assert all(one.until == following.since for one, following in itertools.pairwise(cut))


@given(rules, st.dates(min_value=date(2025, 12, 1), max_value=date(2026, 4, 1)))
def test_each_day_belongs_to_the_first_rule_in_force_on_it(found: list[AllocationRule], day: date) -> None:
    segment = next(one for one in segments(CELL, found) if one.since <= day < one.until)
    in_force = [
        rule for rule in found if rule.match.key is None and (rule.since or BEGINNING) <= day < (rule.until or NEVER)
    ]
    first = in_force[0] if in_force else None
    assert segment.team == (first.team if first else "unallocated")
    assert segment.workflow == ((first.workflow if first else None) or "unallocated")


def test_the_class_says_how_completely_a_charge_is_placed() -> None:
    direct = segments(CELL, [AllocationRule(match=Match(key="key_1"), team="a", workflow="w")])
    team_only = segments(CELL, [AllocationRule(match=Match(key="key_*"), team="a")])
    nobody = segments(CELL, [AllocationRule(match=Match(key="key_9"), team="a")])
    assert [one[0].allocation_class for one in (direct, team_only, nobody)] == [
        AllocationClass.DIRECT,
        AllocationClass.TEAM_ONLY,
        AllocationClass.UNALLOCATED,
    ]


def test_a_tag_and_a_missing_dimension_are_matched_exactly() -> None:
    by_tag = AllocationRule(match=Match(tags=(("team", "x"),)), team="a")
    by_model = AllocationRule(match=Match(model="*"), team="b")
    assert segments(CELL, [by_model, by_tag])[0].team == "a"


def test_a_rule_ends_on_the_day_it_names() -> None:
    until = date(2026, 2, 1)
    cut = segments(CELL, [AllocationRule(match=Match(provider="openai"), team="a", until=until)])
    owner = {one.since <= until - timedelta(days=1) < one.until: one.team for one in cut}
    assert owner[True] == "a"
    assert [one.team for one in cut if one.since <= until < one.until] == ["unallocated"]
