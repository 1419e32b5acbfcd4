"""No two answers speak of fewer than five people by their difference, whatever is asked (method.md 4.8)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.value.blocks import blocks, is_union
from bot.value.cohorts import Cohort, may_be_said, together

Cell = tuple[str, str, int]
LEVELS = (lambda cell: (cell[0], cell[2]), lambda cell: cell[2])
"""Team and week, then the week alone."""

counts = st.dictionaries(st.sampled_from([f"p{n}" for n in range(12)]), st.integers(0, 30), max_size=9)
cells = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["large", "small"]), st.integers(0, 1)),
    st.builds(Cohort, counts=counts, unnamed=st.integers(0, 9)),
    max_size=12,
)


def of(people: str, each: int = 1) -> Cohort:
    return Cohort(counts=dict.fromkeys(people, each))


@given(cells, st.sets(st.integers(0, 11)), st.sets(st.integers(0, 11)))
def test_the_difference_of_two_sums_that_are_said_may_be_said(
    found: dict[Cell, Cohort], one: set[int], other: set[int]
) -> None:
    said = blocks(found, LEVELS)
    unions = [frozenset[Cell]().union(*(block for at, block in enumerate(said) if at in some)) for some in (one, other)]
    assert all(is_union(union, said) for union in unions)
    assert may_be_said(together(found[key] for key in unions[0] - unions[1]))


@given(cells)
def test_a_block_is_of_one_week_and_no_cell_is_in_two(found: dict[Cell, Cohort]) -> None:
    said = blocks(found, LEVELS)
    assert all(len({week for _, _, week in block}) == 1 for block in said)
    assert sum(len(block) for block in said) == len(frozenset[Cell]().union(*said))
    assert all(may_be_said(together(found[key] for key in block)) for block in said)


def test_a_model_of_one_person_is_joined_with_another_of_the_team_before_another_team() -> None:
    found = {("a", "large", 0): of("pqrst"), ("a", "small", 0): of("p"), ("b", "large", 0): of("uvwxy")}
    said = blocks(found, LEVELS)
    assert set(said) == {frozenset({("a", "large", 0), ("a", "small", 0)}), frozenset({("b", "large", 0)})}
    assert is_union([("a", "large", 0), ("a", "small", 0)], said)
    assert not is_union([("a", "large", 0)], said)


def test_a_week_of_four_people_is_in_no_sum_whatever_comes_later() -> None:
    found = {("a", "large", 0): of("pqrs"), ("a", "large", 1): of("pqrst")}
    said = blocks(found, LEVELS)
    assert said == (frozenset({("a", "large", 1)}),)
    assert not is_union(found, said)
