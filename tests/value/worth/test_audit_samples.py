"""A sample is drawn by value, the same for all who have the key and unknown to all others (method.md 4.7)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.worth.audit_samples import Auditable, sample, sample_size

KEY = b"of this installation"
sets = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.decimals(0, 10**6, places=2), max_size=40)


def claims(found: dict[str, Decimal]) -> list[Auditable]:
    return [Auditable(id=name, claimed=claimed) for name, claimed in found.items()]


@pytest.mark.parametrize(("of", "size"), [(0, 0), (3, 3), (5, 5), (49, 5), (51, 6), (160, 16), (200, 20), (999, 20)])
def test_a_tenth_is_looked_at_and_from_5_to_20(of: int, size: int) -> None:
    assert sample_size(of) == size


@given(sets, st.randoms())
def test_the_sample_has_its_size_and_does_not_depend_on_the_order(found: dict[str, Decimal], random: Random) -> None:
    shuffled = claims(found)
    random.shuffle(shuffled)
    drawn = sample(claims(found), period="2026-11", key=KEY)
    assert drawn == sample(shuffled, period="2026-11", key=KEY)
    positive = sum(claimed > 0 for claimed in found.values()) or len(found)
    assert len(set(drawn)) == len(drawn) == min(sample_size(len(found)), positive)
    assert set(drawn) <= {*found}


def test_the_key_and_the_period_tell_which_claims_are_drawn() -> None:
    many = claims({f"c{n}": Decimal(1 + n % 7) for n in range(300)})
    drawn = {sample(many, period=period, key=key) for period in ("2026-11", "2026-12") for key in (KEY, b"other")}
    assert len(drawn) == 4


def test_a_claim_is_drawn_in_proportion_to_what_it_claims() -> None:
    """Over 1,000 periods each of 50 claims is drawn within four standard deviations of m × its part of the value."""
    found = {f"c{n}": Decimal(1 + n) for n in range(50)}
    counts = Counter(name for n in range(1000) for name in sample(claims(found), period=str(n), key=KEY))
    for name, claimed in found.items():
        expected = 5 * float(claimed) / 1275
        spread = (expected * (1 - expected) / 1000) ** 0.5
        assert abs(counts[name] / 1000 - expected) < 4 * spread


def test_a_claim_larger_than_the_distance_of_two_hits_is_always_drawn() -> None:
    found = {f"c{n}": Decimal(1) for n in range(40)} | {"huge": Decimal(1000)}
    assert all("huge" in sample(claims(found), period=str(n), key=KEY) for n in range(50))


def test_where_nobody_claims_money_all_are_drawn_alike_and_else_nothing_is_never_drawn() -> None:
    nothing = {f"c{n}": Decimal(0) for n in range(30)}
    assert len(sample(claims(nothing), period="2026-11", key=KEY)) == 5
    drawn = sample(claims(nothing | {"one": Decimal(3)}), period="2026-11", key=KEY)
    assert drawn == ("one",)


def test_two_claims_of_one_id_are_refused() -> None:
    twice = [Auditable(id="a", claimed=Decimal(1))] * 2
    with pytest.raises(ValueError, match="id of its own"):
        sample(twice, period="2026-11", key=KEY)
