from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import permutations

import pytest

from bot.errors import NothingToReadError
from bot.facts.charge import Charge
from bot.facts.periods import DAY, Period, midnight
from bot.providers.reading import charge_id, control_total, numbered, readable, remainders, today

SIXTEENTH = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def charge(cost: str, *, id_: str = "acme:a", currency: str = "USD", quantity: int | None = None) -> Charge:
    return Charge(
        id=id_,
        provider="acme",
        starts_at=midnight(SIXTEENTH),
        ends_at=midnight(SIXTEENTH + DAY),
        currency=currency,
        billed_cost=Decimal(cost),
        effective_cost=Decimal(cost),
        quantity=None if quantity is None else Decimal(quantity),
    )


def test_today_is_the_utc_day_wherever_the_clock_hangs() -> None:
    auckland = timezone(timedelta(hours=13))
    assert today(NOON.astimezone(auckland) + timedelta(hours=2)) == Period(SIXTEENTH, SIXTEENTH + DAY)


def test_what_can_be_read_ends_with_today_and_begins_where_the_provider_has_costs() -> None:
    wide = Period(date(2026, 1, 1), date(2027, 1, 1))
    assert readable(wide, now=NOON, provider="Acme") == Period(date(2026, 1, 1), date(2026, 11, 17))
    assert readable(wide, now=NOON, provider="Acme", earliest=SIXTEENTH) == today(NOON)


@pytest.mark.parametrize(
    ("since", "until", "reason"),
    [(date(2026, 11, 17), date(2026, 11, 20), "days to come"), (date(2026, 1, 1), date(2026, 2, 1), "from 2026-02-01")],
)
def test_a_window_of_which_nothing_can_be_read_is_refused_with_the_reason(
    since: date, until: date, reason: str
) -> None:
    with pytest.raises(NothingToReadError, match=reason):
        readable(Period(since, until), now=NOON, provider="Acme", earliest=date(2026, 2, 1))


def test_a_provider_that_speaks_of_days_that_are_over_alone_has_nothing_of_today() -> None:
    window = Period(date(2026, 11, 15), date(2026, 12, 1))
    assert readable(window, now=NOON, provider="Acme", end=SIXTEENTH) == Period(date(2026, 11, 15), SIXTEENTH)
    assert readable(window, now=NOON, provider="Acme", end=date(2027, 1, 1)).end == date(2026, 11, 17)
    with pytest.raises(NothingToReadError, match=r"a day that is not over.*before 2026-11-16"):
        readable(Period(SIXTEENTH, date(2026, 12, 1)), now=NOON, provider="Acme", end=SIXTEENTH)


def test_different_dimensions_never_make_the_same_id() -> None:
    dimensions = [("a", "b"), ("a:b", None), (None, "a:b"), ("a%3Ab", ""), ("a", "b#2"), ("a#2", "b"), ("", "")]
    assert len({charge_id("acme", SIXTEENTH, *pair) for pair in dimensions}) == len(dimensions)


def test_charges_of_one_id_are_numbered_by_what_they_say_and_not_by_where_they_stand() -> None:
    rows = [charge("2"), charge("1", quantity=1), charge("1", quantity=9), charge("0", id_="acme:b")]
    for order in permutations(rows):
        found = [(row.id, row.billed_cost, row.quantity) for row in numbered(order)]
        assert found == [("acme:a", 1, 1), ("acme:a#2", 1, 9), ("acme:a#3", 2, None), ("acme:b", 0, None)]


def test_a_remainder_is_stated_per_day_and_currency_and_never_for_rounding() -> None:
    rows = [charge("1"), charge("1"), charge("5", currency="EUR")]
    control = {(SIXTEENTH, "USD"): Decimal("2.000000002"), (SIXTEENTH, "EUR"): Decimal("5.000000002")}
    assert [(row.currency, row.billed_cost) for row in remainders("acme", rows, control)] == [("EUR", Decimal("2e-9"))]


def test_rows_that_the_control_total_does_not_know_are_taken_back_in_sight() -> None:
    assert [row.billed_cost for row in remainders("acme", [charge("3")], {})] == [Decimal(-3)]


def test_no_cost_at_all_is_a_total_of_zero_and_two_currencies_have_no_total() -> None:
    assert control_total({}) == 0
    assert control_total({(SIXTEENTH, "USD"): Decimal(1), (SIXTEENTH, "EUR"): Decimal(1)}) is None
