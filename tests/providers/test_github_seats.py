from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.errors import ProviderAuthError, ProviderUnavailableError
from bot.facts.activity import ActivityKind
from bot.facts.charge import Basis, Charge, ChargeCategory
from bot.facts.money import to_nanos
from bot.facts.periods import DAY, Period, midnight
from bot.facts.reason import REASON
from bot.providers.github_seat_list import Seat
from bot.providers.github_seats import NO_SEAT, NOT_LISTED, SEATS_GONE, split
from bot.providers.reading import today
from tests.providers.fake_copilot import NOW, FakeCopilot, refusing, seat, total

pytestmark = pytest.mark.usefixtures("hasty")

ON = date(2026, 11, 16)


def a_seat(
    login: str | None, since: date = date(2026, 1, 7), plan: str | None = "business", **more: str | None
) -> Seat:
    wanted: dict[str, str | None] = {"team": None, "organization": "acme", **more}
    return Seat(login=login, since=since, plan=plan, is_used=True, **wanted)


def billed(amount: str, quantity: str | None, *, unit: str = "user-months", sku: str = "Copilot Business") -> Charge:
    return Charge(
        id="bill",
        provider="github",
        starts_at=midnight(ON),
        ends_at=midnight(ON + DAY),
        currency="USD",
        billed_cost=Decimal(amount),
        effective_cost=Decimal(amount),
        list_cost=Decimal(amount),
        category=ChargeCategory.SEAT,
        sub_account="acme",
        line_item=sku,
        quantity=None if quantity is None else Decimal(quantity),
        unit=unit,
    )


def costs(pieces: tuple[Charge, ...]) -> dict[str | None, Decimal | None]:
    return {piece.person: piece.billed_cost for piece in pieces}


@given(st.decimals("-5", "5000", places=11), st.integers(1, 40), st.integers(0, 9))
def test_the_pieces_sum_to_the_billed_row_to_the_nano(amount: Decimal, known: int, gone: int) -> None:
    charge = billed(str(amount), str(Decimal(known + gone) / 30))
    pieces = split(charge, [a_seat(f"p{number}") for number in range(known)])
    for name in ("billed_cost", "effective_cost", "list_cost", "quantity"):
        assert sum(to_nanos(getattr(piece, name)) for piece in pieces) == to_nanos(getattr(charge, name))
    held = [to_nanos(piece.billed_cost or Decimal(0)) for piece in pieces if piece.person]
    assert max(held) - min(held) <= 1


def test_the_money_of_a_day_goes_to_those_who_had_a_seat_then() -> None:
    later = a_seat("zoe", since=ON + DAY)
    pieces = split(billed("1.2", "0.066666666"), [a_seat("ana"), a_seat("bo", since=ON), later])
    assert costs(pieces) == {"github:ana": Decimal("0.6"), "github:bo": Decimal("0.6")}
    assert {piece.basis for piece in pieces} == {Basis.ALLOCATED}


def test_what_the_bill_asks_for_seats_that_were_taken_back_stays_one_piece_of_nobody() -> None:
    pieces = split(billed("2", "0.133333333"), [a_seat("ana"), a_seat(None)])
    assert costs(pieces) == {"github:ana": Decimal("0.5"), None: Decimal("1.5")}
    [rest] = [piece for piece in pieces if piece.person is None]
    assert (rest.tags[REASON], rest.basis) == (SEATS_GONE, Basis.MEASURED)


def test_a_row_may_be_for_whole_months_and_in_units_of_seats() -> None:
    two = [a_seat("ana"), a_seat("bo")]
    for charge in (billed("38", "2"), billed("38", "2", unit="seats")):
        assert costs(split(charge, two)) == {"github:ana": Decimal(19), "github:bo": Decimal(19)}
    assert costs(split(billed("57", "3"), two)) == dict.fromkeys(("github:ana", "github:bo", None), Decimal(19))


def test_each_plan_is_paid_by_those_who_have_it() -> None:
    """AC-D4."""
    both = [a_seat("ana", team="shop"), a_seat("bo", plan="enterprise"), a_seat("cy", plan=None)]
    [business] = split(billed("0.6", "0.033333333"), both)
    [enterprise] = split(billed("1.3", "0.033333333", sku="copilot_enterprise"), both)
    assert (business.person, dict(business.tags)) == ("github:ana", {"plan": "business", "team": "shop"})
    assert (enterprise.person, dict(enterprise.tags)) == ("github:bo", {"plan": "enterprise"})


@pytest.mark.parametrize(
    ("charge", "seats"),
    [
        (billed("2", "0.1"), []),
        (billed("2", "0.1"), [a_seat(None)]),
        (billed("2", "0.1"), [a_seat("ana", plan="enterprise")]),
        (billed("2", "0.1"), [a_seat("ana", organization="other")]),
        (billed("2", "0.1", sku="Copilot Something"), [a_seat("ana")]),
        (billed("2", None), [a_seat("ana")]),
        (billed("-2", "-0.1"), [a_seat("ana")]),
    ],
)
def test_what_no_seat_explains_stays_whole_and_says_so(charge: Charge, seats: list[Seat]) -> None:
    [whole] = split(charge, seats)
    assert (whole.billed_cost, whole.person, whole.tags[REASON]) == (charge.billed_cost, None, NO_SEAT)


def test_what_is_no_seat_is_left_as_it_is() -> None:
    charge = replace(billed("2", "0.1"), category=ChargeCategory.USAGE)
    assert split(charge, [a_seat("ana")]) == (charge,)


def test_who_has_seats_in_two_organizations_is_billed_for_one_of_neither() -> None:
    charge = replace(billed("0.6", "0.033333333"), sub_account=None)
    two = [a_seat("ana", team="shop"), a_seat("ana", team="shop", organization="labs")]
    for seats in (two, two[::-1]):
        [piece] = split(charge, seats)
        assert (piece.person, piece.sub_account, piece.tags["team"]) == ("github:ana", None, "shop")


def test_the_order_of_seats_changes_nothing() -> None:
    many = [a_seat(f"p{number}") for number in range(7)]
    assert split(billed("1", "0.233333333"), many) == split(billed("1", "0.233333333"), many[::-1])


def test_seats_that_nobody_listed_stay_whole_and_say_so() -> None:
    [whole] = split(billed("2", "0.1"), None)
    assert (whole.billed_cost, whole.person, whole.sub_account) == (Decimal(2), None, "acme")
    assert (dict(whole.tags), whole.basis) == ({"plan": "business", REASON: NOT_LISTED}, Basis.MEASURED)


def unlisted(copilot: FakeCopilot, says: str) -> None:
    """All is read but whose the seats are, how many there are is not known, and the log says why."""
    days = Period(NOW.date(), NOW.date() + DAY)
    with capture_logs() as logged:
        reading = copilot.provider().read(days, now=NOW)
    assert total(reading) == total(FakeCopilot().provider().read(days, now=NOW))
    assert [one.tags.get(REASON) for one in reading.charges if one.category is ChargeCategory.SEAT] == [NOT_LISTED]
    assert {one.person for one in reading.charges} == {None}
    assert reading.activities in {None, ()}
    assert reading.counted is not None
    assert not any(kind.is_level for kind in reading.counted)
    [entry] = [entry for entry in logged if entry["event"] == "seats not read"]
    assert says in entry["reason"]


@pytest.mark.parametrize("path", ["/copilot/billing", "/billing/seats"])
@pytest.mark.parametrize("status", [403, 404, 422])
def test_seats_that_may_not_be_listed_lose_who_has_them_and_no_cost(path: str, status: int) -> None:
    unlisted(FakeCopilot(instead={path: refusing(status)}), str(status))


@pytest.mark.parametrize("path", ["/copilot/billing", "/billing/seats"])
def test_seats_that_are_out_of_reach_wait_for_the_next_run(path: str) -> None:
    """Whose they are would be taken from what was read before."""
    for status, error in ((503, ProviderUnavailableError), (401, ProviderAuthError)):
        with pytest.raises(error):
            FakeCopilot(instead={path: refusing(status)}).provider().read(Period(ON, ON + DAY), now=NOW)


def test_fewer_seats_than_github_counts_are_no_list() -> None:
    unlisted(FakeCopilot(seats=[seat("ana"), seat("ANA"), seat(None)]), "counts 3 seats and lists 2")


def test_seats_are_levels_of_today_and_those_never_used_are_the_difference() -> None:
    """AC-D5, AC-E6: by person, and no id names one."""
    copilot = FakeCopilot(seats=[seat("Ana"), seat("bo", last_activity_at=None), seat(None, last_activity_at=None)])
    reading = copilot.provider().read(Period(NOW.date() - DAY, NOW.date() + DAY), now=NOW)
    assert reading.activities is not None
    assert {one.day for one in reading.activities} == {NOW.date()}
    counted = {
        kind: [one.person for one in reading.activities if one.kind is kind]
        for kind in (ActivityKind.SEATS_ASSIGNED, ActivityKind.SEATS_ACTIVE)
    }
    assert counted[ActivityKind.SEATS_ASSIGNED] == [None, "github:ana", "github:bo"]
    assert counted[ActivityKind.SEATS_ACTIVE] == ["github:ana"]
    assert not any("ana" in one.id or "bo" in one.id.split(":") for one in reading.activities)
    assert reading.counted is not None
    assert {day for kind, day in reading.counted.items() if kind.is_level} == {today(NOW)}


def test_seats_of_earlier_days_are_not_known() -> None:
    reading = FakeCopilot().provider().read(Period(ON, ON + DAY), now=datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert reading.activities == ()
    assert reading.counted is not None
    assert not any(kind.is_level for kind in reading.counted)
