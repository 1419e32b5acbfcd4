from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.value.raises import Raise, effective_budget

FIRST = date(2026, 11, 1)
BASE = Decimal(10_000)
amounts = st.decimals("0.01", "9999", places=2)


def until(day: int, amount: str = "3000", since: int = 5) -> Raise:
    return Raise(amount=Decimal(amount), since=FIRST.replace(day=since), until=FIRST.replace(day=day))


def budget(*raises: Raise, day: int, spent: str) -> Decimal:
    return effective_budget(BASE, raises, on=FIRST.replace(day=day), spent_before=lambda _: Decimal(spent))


def test_what_was_spent_under_a_raise_stays_approved_and_the_rest_lapses() -> None:
    """method.md 6.1: 10,000 raised by 3,000 to the 20th, 11,200 spent then, is 11,200 after it."""
    assert budget(until(21), day=20, spent="11200") == 13_000
    assert budget(until(21), day=21, spent="11200") == 11_200
    assert budget(until(21), day=21, spent="14000") == 13_000
    assert budget(until(21), day=21, spent="9000") == 10_000
    assert budget(until(21), day=4, spent="0") == 10_000


def test_a_second_raise_that_still_holds_covers_what_the_first_did() -> None:
    both = until(10), until(30, "1000")
    assert budget(*both, day=12, spent="10800") == 11_000
    assert budget(*both, day=12, spent="12500") == 12_500


@given(
    raises=st.lists(st.tuples(amounts, st.integers(1, 10), st.integers(11, 28)), max_size=4),
    day=st.integers(1, 28),
    daily=amounts,
)
def test_it_is_never_below_the_base_nor_above_all_raises(
    raises: list[tuple[Decimal, int, int]], day: int, daily: Decimal
) -> None:
    made = [
        Raise(amount=amount, since=FIRST.replace(day=since), until=FIRST.replace(day=end))
        for amount, since, end in raises
    ]
    found = effective_budget(
        BASE,
        made,
        on=FIRST + timedelta(days=day - 1),
        spent_before=lambda before: daily * (before - FIRST).days,
    )
    assert BASE <= found <= BASE + sum((one.amount for one in made), Decimal(0))
