"""Why spend moved: four effects that are the difference (the example of M14 stands in test_worked_examples.py)."""

from __future__ import annotations

from decimal import Decimal
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.bridge import Bridge, Use, Window, bridge


def window(outcomes: int, **models: tuple[str, str]) -> Window:
    """Each model with its tokens and its cost."""
    uses = {model: Use(tokens=Decimal(tokens), cost=Decimal(cost)) for model, (tokens, cost) in models.items()}
    return Window(outcomes=outcomes, models=uses)


def effects(found: Bridge) -> tuple[Decimal | None, ...]:
    return found.volume, found.intensity, found.price, found.mix


uses = st.builds(
    Use,
    tokens=st.decimals(min_value=0, max_value=10**12, places=0),
    cost=st.decimals(min_value=-10, max_value=10**7, places=9),
)
windows = st.builds(
    Window,
    outcomes=st.integers(-2, 10**6),
    models=st.dictionaries(st.sampled_from(["opus", "haiku", "astra"]), uses, max_size=3),
)
priced = st.builds(
    Use,
    tokens=st.decimals(min_value=1, max_value=10**12, places=0),
    cost=st.decimals(min_value="0.000000001", max_value=10**7, places=9),
)
single = st.builds(Window, outcomes=st.integers(1, 10**6), models=st.fixed_dictionaries({"opus": priced}))


@given(windows, windows)
def test_the_effects_are_the_difference_to_the_nano_or_there_are_none(before: Window, after: Window) -> None:
    found = bridge(before, after)
    known = [effect for effect in effects(found) if effect is not None]
    assert found.difference == after.cost - before.cost
    assert known == [] or (len(known) == 4 and sum(known, Decimal(0)) == found.difference)


@given(windows, windows)
def test_the_way_back_is_the_way_there_with_the_sign_turned(before: Window, after: Window) -> None:
    there, back = effects(bridge(before, after)), effects(bridge(after, before))
    for one, other in zip(there, back, strict=True):
        assert (one is None) == (other is None)
        assert one is None or other is None or abs(one + other) <= Decimal("1e-9")


@given(single, single)
def test_with_one_model_there_is_no_mix(before: Window, after: Window) -> None:
    assert bridge(before, after).mix == 0


@given(windows)
def test_what_did_not_change_has_no_effect(same: Window) -> None:
    assert set(effects(bridge(same, same))) <= {None, Decimal(0)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (window(0, opus=("100", "10")), window(10, opus=("100", "20"))),
        (window(10, opus=("100", "10")), window(-1, opus=("100", "20"))),
        (window(10, opus=("0", "10")), window(10, opus=("100", "20"))),
        (window(10), window(10, opus=("100", "20"))),
        (window(10, opus=("100", "10"), credit=("0", "-10")), window(10, opus=("100", "20"))),
    ],
)
def test_where_a_factor_is_zero_the_plain_difference_is_known(before: Window, after: Window) -> None:
    found = bridge(before, after)
    assert effects(found) == (None, None, None, None)
    assert found.difference == after.cost - before.cost


def test_a_shift_to_a_dearer_model_is_mix_and_not_price() -> None:
    before = window(10, opus=("100", "100"), haiku=("900", "90"))
    after = window(10, opus=("400", "400"), haiku=("600", "60"))
    assert effects(bridge(before, after)) == (Decimal(0), Decimal(0), Decimal(0), Decimal(270))


def test_a_price_cut_of_every_model_is_price_and_not_mix() -> None:
    before = window(10, opus=("100", "100"), haiku=("900", "90"))
    after = window(10, opus=("100", "80"), haiku=("900", "72"))
    assert effects(bridge(before, after)) == (Decimal(0), Decimal(0), Decimal(-38), Decimal(0))


def test_a_model_that_takes_the_place_of_another_is_mix_and_more_work_is_still_volume() -> None:
    found = bridge(window(10, opus=("1000", "1000")), window(20, astra=("2000", "1000")))
    doubled = Decimal(str(round(1000 * log(2), 9)))
    assert effects(found) == (doubled, Decimal(0), Decimal(0), -doubled)


def test_cost_without_tokens_has_no_price() -> None:
    before = window(10, opus=("100", "100"), search=("0", "10"))
    after = window(10, opus=("100", "100"), search=("0", "30"))
    assert effects(bridge(before, after)) == (Decimal(0), Decimal(0), Decimal(0), Decimal(20))
