from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import FEWEST_SHOWN_ALONE, AllocationRule, Match, Membership
from bot.facts.overlap import Overlap
from bot.ledger.allocation import BEGINNING, NEVER, AllocationClass, Cell, Placement
from bot.ledger.explanation import MOST_TOLD, Placed, Way, added, ways
from bot.ledger.segments import segments
from bot.ledger.sums import NOTHING, Sums
from tests.ledger.placements import CELL, FIRST, placements, simple_weights

DAY = date(2026, 2, 1)
SERVICE = replace(CELL, person=None)
REFUNDS = AllocationRule(match=Match(key="key_1"), team="support", workflow="refunds")
TEAMS = (
    Membership(team="support", since=FIRST, weight=Decimal("0.5")),
    Membership(team="sales", since=FIRST, weight=Decimal("0.5")),
)


def a_sum(nanos: int) -> Sums:
    return Sums(1, (nanos, nanos, 0), (0, 0, 0))


def placed(cell: Cell, placement: Placement, *, nanos: int = 1, currency: str = "USD") -> Placed:
    """Its charges come to as much in each of its segments."""
    found = segments(cell, placement)
    return Placed(cell=cell, currency=currency, segments=found, costs={one: a_sum(nanos) for one in found})


def explained(placement: Placement, *cells: Cell, day: date = DAY) -> tuple[Way, ...]:
    return ways([placed(cell, placement) for cell in cells], placement.rules, day)


def said(way: Way) -> list[tuple[date | None, Fraction | None, str, str | None]]:
    return [(share.since, share.part, share.team, share.reason) for share in way.shares]


def person(number: int, **fields: str) -> Cell:
    return replace(CELL, key=None, sub_account=None, person=f"p_{number}", **fields)


def test_cells_that_are_placed_alike_are_one_way_and_others_another() -> None:
    placement = Placement(rules=(REFUNDS,))
    cells = [SERVICE, replace(SERVICE, model="gpt-6-astra"), replace(SERVICE, key="key_2")]
    first, second = explained(placement, *cells)
    assert (first.cells, said(first)) == (2, [(BEGINNING, Fraction(1), "support", "rule 1")])
    assert (second.cells, said(second)) == (1, [(BEGINNING, Fraction(1), "unallocated", None)])
    assert first.told["model"] == ("gpt-6-astra",)
    assert second.told["key"] == ("key_2",)


def test_the_dearest_way_comes_first() -> None:
    placement = Placement(rules=(REFUNDS,))
    cells = [placed(SERVICE, placement), placed(replace(SERVICE, key="key_2"), placement, nanos=2)]
    assert [way.told["key"] for way in ways(cells, placement.rules, DAY)] == [("key_2",), ("key_1",)]


def test_shares_say_how_large_a_part_which_rule_gives_to_whom() -> None:
    rules = (replace(REFUNDS, share=Decimal("0.6")), AllocationRule(match=Match(provider="openai"), pool="platform"))
    (way,) = explained(Placement(rules=rules), SERVICE)
    assert said(way) == [
        (BEGINNING, Fraction(3, 5), "support", "rule 1"),
        (BEGINNING, Fraction(2, 5), "shared:platform", "rule 2"),
    ]
    assert way.reasons == ("rule 1", "rule 2")


def test_a_membership_says_the_teams_with_their_parts_and_not_whose_use_it_was() -> None:
    """design.md 2 rule 9."""
    (way,) = explained(Placement(memberships={"p_1": TEAMS}), person(1))
    assert said(way)[1:] == [
        (FIRST, Fraction(1, 2), "sales", "membership"),
        (FIRST, Fraction(1, 2), "support", "membership"),
    ]
    assert (way.is_personal, way.people) == (True, None)
    assert "p_1" not in str(way)


def test_a_few_people_who_are_placed_differently_are_not_told_apart() -> None:
    memberships = {"p_1": TEAMS[:1], "p_2": TEAMS[1:]}
    (way,) = explained(Placement(memberships=memberships), person(1), person(2))
    assert (way.cells, way.people) == (2, None)
    assert {(share.team, share.part, share.reason) for share in way.shares if share.reason} == {
        ("support", Fraction(1), "membership"),
        ("sales", Fraction(1), "membership"),
    }


def test_five_people_who_are_placed_alike_are_a_way_of_their_own_and_counted() -> None:
    """method.md 4.8."""
    memberships = {f"p_{n}": TEAMS[:1] for n in range(5)} | {"p_9": TEAMS[1:]}
    found = explained(Placement(memberships=memberships), *(person(n) for n in (0, 1, 2, 3, 4, 9)))
    assert [(way.cells, way.people) for way in found] == [(5, 5), (1, None)]


def test_a_rule_about_a_person_is_told_without_its_number_and_together_with_others_of_its_kind() -> None:
    """design.md 2 rule 9: who knows the org file must not read there whose use it was."""
    rules = tuple(AllocationRule(match=Match(person=f"p_{n}"), team="sales") for n in range(6))
    found = explained(Placement(rules=rules), *(person(n) for n in range(6)))
    assert [(way.people, way.reasons) for way in found] == [(6, ("a person's rule",))]
    assert sum(sums.known[0] for way in found for sums in way.costs.values()) == 6
    (way,) = explained(Placement(rules=(*rules, replace(REFUNDS, match=Match(provider="openai")))), person(3))
    assert (way.reasons, way.near, way.is_of_few) == (("a person's rule",), (), True)


def test_what_is_suppressed_is_told_and_in_no_sum() -> None:
    (way,) = explained(Placement(rules=(REFUNDS,), overlaps=(Overlap(connection="openai", covered_by="b"),)), SERVICE)
    assert said(way) == [(BEGINNING, Fraction(1), "unallocated", "overlap 1")]
    assert way.shares[0].costs == {"USD": a_sum(1)}
    assert way.costs == {}
    assert way.near == ()


def test_the_rules_before_the_one_that_places_a_cell_are_asked_why_not_and_no_later_ones() -> None:
    near = replace(REFUNDS, match=Match(sub_account="proj_abc", key="key_9"))
    other = replace(REFUNDS, match=Match(sub_account="proj_other"))
    (way,) = explained(Placement(rules=(near, other, REFUNDS, near)), SERVICE)
    assert [(miss.number, miss.field) for miss in way.near] == [(1, "key")]
    (way,) = explained(Placement(rules=(near, other, replace(REFUNDS, until=DAY), near)), SERVICE)
    assert [(miss.number, miss.field) for miss in way.near] == [(3, None), (1, "key"), (4, "key")]


def test_what_several_cells_have_in_place_of_what_a_rule_asks_for_is_said_once() -> None:
    near = replace(REFUNDS, match=Match(sub_account="proj_abc", model="gpt-6"))
    cells = [replace(SERVICE, model=model) for model in ("gpt-5", "gpt-4", None)]
    (way,) = explained(Placement(rules=(near,)), *cells)
    (miss,) = way.near
    assert miss.found == {"gpt-5", "gpt-4", None}


def test_only_the_dearest_ways_are_looked_at_for_what_nearly_placed_them() -> None:
    """Hundreds of ways times hundreds of rules would keep an admin waiting."""
    rules = tuple(AllocationRule(match=Match(key=f"key_{n}"), team=f"t-{n}") for n in range(12))
    found = explained(Placement(rules=rules), *(replace(SERVICE, key=f"key_{n}") for n in range(12)))
    assert [way.near is None for way in found] == [False] * MOST_TOLD + [True] * 2


cells = st.builds(
    replace,
    st.just(CELL),
    key=st.sampled_from([None, "key_1", "key_2"]),
    person=st.none() | st.sampled_from(["p_ana", "p_rui", *(f"p_{n}" for n in range(8))]),
    model=st.sampled_from([None, "a", "b"]),
)


@given(placement=placements(simple_weights), found=st.lists(st.tuples(cells, st.integers(-9, 9)), max_size=12))
def test_every_cell_stands_in_one_way_and_what_they_cost_is_all_there(
    placement: Placement, found: Sequence[tuple[Cell, int]]
) -> None:
    """AC-A6: the parts of a breakdown are the whole."""
    every = [placed(cell, placement, nanos=nanos) for cell, nanos in found]
    told = ways(every, placement.rules, DAY)
    assert sum(way.cells for way in told) == len(every)
    costs = added(share.costs for way in told for share in way.shares)
    assert costs.get("USD", NOTHING) == sum((sums for one in every for sums in one.costs.values()), NOTHING)
    counted = [one.costs[s] for one in every for s in one.segments if s.allocation_class != AllocationClass.SUPPRESSED]
    assert added(way.costs for way in told).get("USD", NOTHING) == sum(counted, NOTHING)


@given(placement=placements(simple_weights), found=st.lists(cells, max_size=20))
def test_the_use_of_fewer_than_five_people_is_one_way_at_most(placement: Placement, found: Sequence[Cell]) -> None:
    """method.md 4.8: nothing is said of fewer than five people."""
    told = explained(placement, *found)
    assert Counter(way.is_personal and way.people is None for way in told)[True] <= 1
    assert all(way.people is None or way.people >= FEWEST_SHOWN_ALONE for way in told)


@given(placement=placements(simple_weights), cell=cells)
def test_one_cell_is_told_with_its_segments_as_they_are(placement: Placement, cell: Cell) -> None:
    (way,) = explained(placement, cell)
    assert [(one.since, one.until, one.team, one.workflow, one.reason) for one in way.shares] == [
        (one.since, one.until, one.team, one.workflow, one.reason) for one in segments(cell, placement)
    ]
    assert way.shares[-1].until == NEVER
