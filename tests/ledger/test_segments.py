from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from bot.facts.org import AllocationRule, Match, Membership
from bot.facts.overlap import Overlap
from bot.ledger.allocation import BEGINNING, MOST_PARTS, NEVER, AllocationClass, Cell, Placement, Segment, piece
from bot.ledger.segments import Segmenter, segments
from tests.ledger.placements import CELL, any_weights, naive, placements, simple_weights

OPENAI = Match(provider="openai")
days = st.dates(date(2025, 12, 1), date(2026, 4, 1))
amounts = st.integers(-9 * 10**18, 9 * 10**18) | st.sampled_from([0, 1, -1, 9 * 10**18, -9 * 10**18])


def spans(placement: Placement) -> list[list[Segment]]:
    found = segments(CELL, placement)
    return [list(span) for _, span in itertools.groupby(found, key=lambda one: (one.since, one.until))]


def on(day: date, placement: Placement, cell: Cell = CELL) -> list[Segment]:
    return [one for one in segments(cell, placement) if one.since <= day < one.until]


def said(found: list[Segment]) -> list[tuple[str, str, int, int, int, str | None]]:
    return [(one.team, one.workflow, one.low, one.high, one.parts, one.reason) for one in found]


def in_teams(
    *memberships: Membership, rules: tuple[AllocationRule, ...] = (), overlaps: tuple[Overlap, ...] = ()
) -> Placement:
    return Placement(rules=rules, memberships={"p_ana": memberships}, overlaps=overlaps)


def member(team: str, weight: str = "1", since: date = date(2026, 1, 1), until: date | None = None) -> Membership:
    return Membership(team=team, since=since, until=until, weight=Decimal(weight))


@given(placements(any_weights))
def test_spans_touch_and_leave_no_day_out(placement: Placement) -> None:
    found = spans(placement)
    assert found[0][0].since == BEGINNING
    assert found[-1][0].until == NEVER
    assert all(one[0].until == following[0].since for one, following in itertools.pairwise(found))


ALIKE = [
    replace(CELL, model=model, key=key, person=person, provider=provider)
    for model in ("a", "b")
    for key in ("key_1", "key_2")
    for person in ("p_ana", "p_rui", None)
    for provider in ("openai", "azure")
]


@given(placements(simple_weights), st.lists(st.sampled_from(ALIKE), min_size=2, max_size=8))
def test_many_cells_are_each_cut_as_if_alone(placement: Placement, cells: list[Cell]) -> None:
    segmenter = Segmenter(placement)
    assert [segmenter.segments(cell) for cell in cells] == [segments(cell, placement) for cell in cells]


@given(placements(any_weights), amounts)
def test_in_each_span_the_pieces_of_any_amount_add_up_to_it(placement: Placement, amount: int) -> None:
    for span in spans(placement):
        pieces = [piece(amount, one.low, one.high, one.parts) for one in span]
        assert sum(pieces) == amount
        assert all(part == 0 or (part > 0) == (amount > 0) for part in pieces)


@given(placements(any_weights))
def test_the_segments_of_a_span_lie_side_by_side_the_largest_first(placement: Placement) -> None:
    for span in spans(placement):
        assert (span[0].low, span[-1].high) == (0, span[0].parts)
        assert all(one.high == following.low for one, following in itertools.pairwise(span))
        assert all(one.low < one.high <= one.parts <= MOST_PARTS for one in span)
        assert len({one.parts for one in span}) == 1
        sizes = [one.high - one.low for one in span]
        assert sizes == sorted(sizes, reverse=True)
        assert len({(one.team, one.workflow) for one in span}) == len(span)


@given(placements(simple_weights))
def test_segments_of_the_same_size_stand_by_team_and_workflow(placement: Placement) -> None:
    for span in spans(placement):
        order = [(one.low - one.high, one.team, one.workflow) for one in span]
        assert order == sorted(order)


@given(placements(simple_weights), days)
def test_each_day_is_cut_as_the_rules_the_memberships_and_the_overlaps_say(placement: Placement, day: date) -> None:
    found = {(one.team, one.workflow): Fraction(one.high - one.low, one.parts) for one in on(day, placement)}
    assert found == naive(placement, day)


@given(placements(any_weights), days)
def test_parts_too_fine_to_be_kept_are_within_one_of_the_most_parts(placement: Placement, day: date) -> None:
    wanted = naive(placement, day)
    found = {(one.team, one.workflow): Fraction(one.high - one.low, one.parts) for one in on(day, placement)}
    assert found.keys() <= wanted.keys()
    assert all(abs(found.get(where, Fraction(0)) - part) <= Fraction(1, MOST_PARTS) for where, part in wanted.items())


@given(placements(any_weights), st.randoms(use_true_random=False))
def test_the_order_of_memberships_and_of_overlaps_changes_no_part(placement: Placement, random: Random) -> None:
    """AC-E1: by declared weights, never by what is found first."""
    teams = list(placement.memberships["p_ana"])
    random.shuffle(teams)
    shuffled = replace(placement, memberships={"p_ana": tuple(teams)}, overlaps=placement.overlaps[::-1])
    for day in (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)):
        assert [one[:5] for one in said(on(day, shuffled))] == [one[:5] for one in said(on(day, placement))]


@given(placements(any_weights))
@example(in_teams(member("a", "1e-9"), member("a", "1e-9", since=date(2026, 1, 2)), member("b", "3.999999998")))
def test_neighbouring_spans_differ(placement: Placement) -> None:
    assert all(said(one) != said(following) for one, following in itertools.pairwise(spans(placement)))


def test_the_class_says_how_completely_a_charge_is_placed() -> None:
    rules = [
        AllocationRule(match=Match(key="key_1"), team="a", workflow="w"),
        AllocationRule(match=Match(key="key_*"), team="a"),
        AllocationRule(match=OPENAI, pool="platform"),
        AllocationRule(match=Match(key="key_9"), team="a"),
    ]
    assert [on(date(2026, 1, 1), Placement(rules=(rule,)))[0].allocation_class for rule in rules] == [
        AllocationClass.DIRECT,
        AllocationClass.TEAM_ONLY,
        AllocationClass.SHARED,
        AllocationClass.UNALLOCATED,
    ]


def test_a_rule_ends_on_the_day_it_names_and_what_it_leaves_is_nobodys() -> None:
    until = date(2026, 2, 1)
    placement = Placement(rules=(AllocationRule(match=OPENAI, team="a", until=until),))
    assert said(on(until - timedelta(days=1), placement)) == [("a", "unallocated", 0, 1, 1, "rule 1")]
    assert said(on(until, placement)) == [("unallocated", "unallocated", 0, 1, 1, None)]


def test_rules_take_their_share_of_the_whole_until_nothing_is_left() -> None:
    rules = [
        AllocationRule(match=OPENAI, team="a", share=Decimal("0.4")),
        AllocationRule(match=Match(key="key_2"), team="b"),
        AllocationRule(match=OPENAI, pool="platform", share=Decimal("0.5")),
        AllocationRule(match=OPENAI, team="a", workflow="w", share=Decimal("0.3")),
        AllocationRule(match=OPENAI, team="c"),
    ]
    assert said(on(date(2026, 1, 1), Placement(rules=tuple(rules)))) == [
        ("shared:platform", "unallocated", 0, 5, 10, "rule 3"),
        ("a", "unallocated", 5, 9, 10, "rule 1"),
        ("a", "w", 9, 10, 10, "rule 4"),
    ]


def test_two_claims_for_the_same_place_are_one_with_the_reason_of_the_first() -> None:
    rule = AllocationRule(match=OPENAI, team="support", share=Decimal("0.5"))
    placement = in_teams(member("sales"), member("support"), rules=(rule,))
    assert said(on(date(2026, 1, 1), placement)) == [
        ("support", "unallocated", 0, 3, 4, "rule 1"),
        ("sales", "unallocated", 3, 4, 4, "membership"),
    ]


def test_what_no_rule_claims_goes_to_the_teams_of_the_person_by_their_weights() -> None:
    """AC-E1: a person in several teams is split by the declared weights, whatever they sum to."""
    weights = {"a": "1", "b": "1", "c": "2", "d": "0.5", "e": "0.5"}
    five = in_teams(*(member(team, weight) for team, weight in weights.items()))
    assert said(on(date(2026, 1, 1), five)) == [
        ("c", "unallocated", 0, 4, 10, "membership"),
        ("a", "unallocated", 4, 6, 10, "membership"),
        ("b", "unallocated", 6, 8, 10, "membership"),
        ("d", "unallocated", 8, 9, 10, "membership"),
        ("e", "unallocated", 9, 10, 10, "membership"),
    ]
    assert all(one.allocation_class is AllocationClass.TEAM_ONLY for one in segments(CELL, five)[1:])


def test_thirds_are_exact() -> None:
    third = in_teams(member("a"), member("b"), member("c"))
    assert [(one.low, one.high, one.parts) for one in on(date(2026, 1, 1), third)] == [(0, 1, 3), (1, 2, 3), (2, 3, 3)]


def test_a_part_too_small_to_be_kept_is_left_to_the_others() -> None:
    uneven = in_teams(member("a", "9000000000"), member("b", "0.000000001"))
    assert said(on(date(2026, 1, 1), uneven)) == [("a", "unallocated", 0, MOST_PARTS, MOST_PARTS, "membership")]


def test_a_move_on_the_twelfth_splits_the_month_and_leaves_the_past_as_it_was() -> None:
    """AC-E2: moving team on the 12th splits the month by date; last month does not change."""
    moved = date(2026, 11, 12)
    before, after = in_teams(member("a")), in_teams(member("a", until=moved), member("b", since=moved))
    assert [(one.team, one.since, one.until) for one in segments(CELL, after)[1:]] == [
        ("a", date(2026, 1, 1), moved),
        ("b", moved, NEVER),
    ]
    assert said(on(date(2026, 10, 31), after)) == said(on(date(2026, 10, 31), before))


def test_somebody_elses_membership_and_a_charge_of_nobody_are_left_alone() -> None:
    placement = Placement(memberships={"p_rui": (member("a"),)})
    for cell in (CELL, replace(CELL, person=None)):
        assert said(on(date(2026, 1, 1), placement, cell)) == [("unallocated", "unallocated", 0, 1, 1, None)]


def test_what_another_connection_states_as_well_is_suppressed_whatever_the_rules_say() -> None:
    """AC-B5: the figure that does not count is kept, and told apart from what nobody claims."""
    overlap = Overlap(connection="openai", covered_by="focus:a", since=date(2026, 1, 1), until=date(2026, 2, 1))
    rule = AllocationRule(match=OPENAI, team="a", workflow="w")
    placement = in_teams(member("a"), rules=(rule,), overlaps=(replace(overlap, connection="litellm"), overlap))
    (covered,) = on(date(2026, 1, 31), placement)
    assert covered.allocation_class is AllocationClass.SUPPRESSED
    assert said([covered]) == [("unallocated", "unallocated", 0, 1, 1, "overlap 2")]
    assert said(on(date(2026, 2, 1), placement)) == [("a", "w", 0, 1, 1, "rule 1")]


def test_one_person_under_other_ids_is_in_her_teams_and_meant_by_her_rules() -> None:
    """AC-E5."""
    under_another_id = replace(CELL, person="p_login")
    known = replace(in_teams(member("support")), people={"p_login": "p_ana"})
    assert said(on(date(2026, 3, 1), known, under_another_id)) == said(on(date(2026, 3, 1), known))
    hers = replace(known, rules=(AllocationRule(match=Match(person="p_ana"), team="sales"),))
    assert [one.team for one in on(date(2026, 3, 1), hers, under_another_id)] == ["sales"]
    many = Segmenter(hers)
    assert many.segments(under_another_id) == many.segments(replace(CELL, person="p_ana"))
