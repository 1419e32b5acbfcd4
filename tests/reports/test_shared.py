from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.pool import DIRECT, Pool
from reports.digest_notes import SharedPart
from reports.shared import carried, shared_parts
from tests.reports.digests import cost
from tests.reports.forms import digest_of, shared_pool

TEAMS = ("support", "sales")


def test_a_team_carries_its_part_of_a_pool_beside_its_own_spend() -> None:
    """method.md M3: the pool is 1,000, the key of support 25 %."""
    digest = digest_of("shared_pool")
    part = SharedPart(pool="Gateway", currency="USD", total=Decimal(1000), part=Decimal(250), key="headcount")
    assert digest.shared == (part,)
    without = digest_of("ordinary")
    assert (digest.spend, digest.unallocated) == (without.spend, without.unallocated)


@given(
    st.lists(st.decimals(-100, 10_000, places=9), min_size=1, max_size=4),
    st.lists(st.integers(1, 50), min_size=2, max_size=2),
)
def test_the_parts_of_all_teams_are_the_pool(amounts: Sequence[Decimal], heavy: Sequence[int]) -> None:
    whole = shared_pool()
    pool = Pool(slug="gateway", name="Gateway", weights=tuple(zip(TEAMS, heavy, strict=True)))
    rows = tuple(cost(str(amount), team="shared:gateway") for amount in amounts)
    inputs = replace(whole, org=replace(whole.org, pools=(pool,)), costs=rows)
    parts = [part.part for team in TEAMS for part in shared_parts(carried(inputs), {team})]
    assert sum(parts, Decimal(0)) == sum(amounts, Decimal(0))


def test_a_key_that_weighs_nobody_gives_nobody_a_part() -> None:
    whole = shared_pool()
    by_spend = Pool(slug="gateway", name="Gateway", key=DIRECT)
    pool_alone = (cost("1000", team="shared:gateway"),)
    inputs = replace(whole, org=replace(whole.org, pools=(by_spend,)), costs=pool_alone)
    assert [shared_parts(carried(inputs), {team}) for team in TEAMS] == [(), ()]
