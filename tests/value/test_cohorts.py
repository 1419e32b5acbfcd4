"""What five people did may be said, and what fewer did cannot be had by subtraction (method.md 4.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from bot.value.cohorts import Cohort, may_be_said, sayable

PEOPLE = [f"p{n}" for n in range(9)]
cohorts = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e"]),
    st.builds(
        Cohort,
        counts=st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 40), max_size=9),
        unnamed=st.integers(0, 50),
        others=st.integers(0, 7),
    ),
)


def of(*counts: int) -> Cohort:
    return Cohort(counts={f"p{n}": count for n, count in enumerate(counts)})


def together(found: list[Cohort]) -> Cohort:
    counts = Counter[str]()
    for one in found:
        counts.update(one.counts)
    return Cohort(counts=counts, unnamed=sum(one.unnamed for one in found), others=sum(one.others for one in found))


def test_five_people_may_be_said_and_four_may_not() -> None:
    assert may_be_said(of(1, 1, 1, 1, 1))
    assert not may_be_said(of(9, 9, 9, 9))


def test_who_did_nothing_is_not_one_of_them() -> None:
    assert not may_be_said(of(3, 3, 3, 3, 0))


def test_a_sum_of_which_one_person_made_more_than_seventy_per_cent_may_not_be_said() -> None:
    assert may_be_said(of(70, 10, 10, 5, 5))
    assert not may_be_said(of(71, 9, 10, 5, 5))


def test_what_names_nobody_may_be_said() -> None:
    assert may_be_said(Cohort(unnamed=3))
    assert may_be_said(Cohort())


def test_four_seats_are_four_people() -> None:
    assert not may_be_said(Cohort(others=4))
    assert may_be_said(Cohort(others=5))


@given(cohorts)
def test_only_what_may_be_said_alone_is_said(found: Mapping[str, Cohort]) -> None:
    assert all(may_be_said(found[key]) for key in sayable(found))


@given(cohorts)
def test_what_is_left_unsaid_could_be_said_as_one_sum_or_nothing_of_people_is_said(found: Mapping[str, Cohort]) -> None:
    """AC-L1: hidden, also when derivable from the parts around it."""
    said = sayable(found)
    rest = together([cohort for key, cohort in found.items() if key not in said])
    assert may_be_said(rest) or not any(found[key].people for key in said)


def test_no_more_is_left_unsaid_than_subtraction_asks_for() -> None:
    assert sayable({"a": of(1, 1, 1, 1, 1), "b": of(1, 1, 1, 1, 1, 1)}) == {"a", "b"}
    other = Cohort(counts={f"q{n}": 1 for n in range(6)})
    more = Cohort(counts={f"r{n}": 1 for n in range(7)})
    assert sayable({"few": of(1, 1), "six": other, "seven": more}) == {"seven"}
