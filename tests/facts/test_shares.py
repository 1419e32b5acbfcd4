from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.shares import shares

weights = st.lists(st.integers(1, 10**12), min_size=1, max_size=40)


@given(whole=st.integers(-(2**63), 2**63), weights=weights)
def test_the_shares_are_the_whole_and_each_is_within_one_of_its_part(whole: int, weights: list[int]) -> None:
    parts = shares(whole, weights)
    assert sum(parts) == whole
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))
    assert shares(-whole, weights) == [-part for part in parts]


def test_what_is_left_over_goes_to_the_largest_remainders_and_then_to_the_earlier() -> None:
    assert shares(10, [1, 1, 1]) == [4, 3, 3]
    assert shares(10, [1, 2, 3]) == [2, 3, 5]
    assert shares(-1, [1, 3]) == [0, -1]
