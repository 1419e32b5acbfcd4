"""How much is known to be whose: the gates of method.md M2 (the worked examples stand in test_worked_examples.py)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.coverage import Placed, coverage, has_fallen

amounts = st.decimals(min_value=-(10**6), max_value=10**9, places=9)


def placed(direct: str, team_only: str = "0", shared: str = "0", unallocated: str = "0") -> Placed:
    return Placed(
        direct=Decimal(direct),
        team_only=Decimal(team_only),
        shared=Decimal(shared),
        unallocated=Decimal(unallocated),
    )


@pytest.mark.parametrize(
    ("direct", "team_only", "low"), [("80", "0", False), ("70", "10", False), ("79.999999999", "0", True)]
)
def test_coverage_by_team_is_low_under_eighty_per_cent(direct: str, team_only: str, low: bool) -> None:
    rest = Decimal(100) - Decimal(direct) - Decimal(team_only)
    found = coverage(placed(direct, team_only, unallocated=str(rest)))
    assert found is not None
    assert found.is_low is low


def test_a_declared_pool_is_explained_but_is_no_teams() -> None:
    found = coverage(placed("0", shared="100"))
    assert found is not None
    assert (found.workflow, found.team, found.explained, found.is_low) == (0, 0, 1, True)


@pytest.mark.parametrize("nothing", [placed("0"), placed("5", unallocated="-5"), placed("5", unallocated="-6")])
def test_where_nothing_or_a_credit_is_left_coverage_is_not_known(nothing: Placed) -> None:
    assert coverage(nothing) is None


@pytest.mark.parametrize(("now", "fallen"), [("80", False), ("79.99", True), ("95", False)])
def test_a_fall_of_more_than_ten_points_is_flagged(now: str, fallen: bool) -> None:
    before = coverage(placed("90", unallocated="10"))
    after = coverage(placed(now, unallocated=str(100 - Decimal(now))))
    assert has_fallen(before, after) is fallen


def test_what_is_not_known_fell_nowhere() -> None:
    known = coverage(placed("90", unallocated="10"))
    assert not has_fallen(None, known)
    assert not has_fallen(known, None)


@given(amounts, amounts, amounts, amounts)
def test_the_four_and_what_is_unexplained_are_the_providers_total(
    direct: Decimal, team_only: Decimal, shared: Decimal, unallocated: Decimal
) -> None:
    found = Placed(direct=direct, team_only=team_only, shared=shared, unallocated=unallocated)
    assert found.unexplained(direct + team_only + shared + unallocated) == 0
    assert found.unexplained(found.total + Decimal("1e-9")) == Decimal("1e-9")


@given(*[st.decimals(min_value=0, max_value=10**9, places=9)] * 4)
def test_without_credits_coverage_grows_from_workflow_to_team_to_pools_and_is_at_most_all(
    direct: Decimal, team_only: Decimal, shared: Decimal, unallocated: Decimal
) -> None:
    found = coverage(Placed(direct=direct, team_only=team_only, shared=shared, unallocated=unallocated))
    if found is not None:
        assert 0 <= found.workflow <= found.team <= found.explained <= 1
