from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.message import Facts
from bot.facts.pool import DIRECT, Pool
from bot.ledger.sources import Source
from reports.digest_composition import compose
from reports.digest_inputs import DigestInputs, WeeklyCost
from reports.digest_message import message
from reports.digest_notes import SharedPart
from reports.shared import carried, shared_parts
from tests.reports.digests import cost, source, with_sources
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


def line(of: DigestInputs) -> str | None:
    """What the digest of support says of its part."""
    pairs = [
        pair for each in message(compose(of, "support")).elements if isinstance(each, Facts) for pair in each.pairs
    ]
    return next((text for name, text in pairs if name.startswith("Part of Gateway")), None)


def by_spend(*more: WeeklyCost) -> DigestInputs:
    whole = shared_pool()
    pools = (Pool(slug="gateway", name="Gateway", key=DIRECT),)
    costs = (*whole.costs, cost("1733.22", team="sales"), *more)
    return replace(whole, org=replace(whole.org, pools=pools), costs=costs)


WHOLE, SO_FAR = "$250 of $1,000, in no figure above", "$250 of the $1,000 known so far, in no figure above"
LATE = source("azure", until=date(2026, 11, 12))
UNPRICED = cost(None, team="shared:gateway", connection="azure")
OF_AZURE = cost("0", team="shared:gateway", connection="azure")


@pytest.mark.parametrize(
    ("more", "azure", "said"),
    [
        ((), LATE, WHOLE),
        ((UNPRICED,), source("azure"), SO_FAR),
        ((replace(UNPRICED, currency="EUR"),), source("azure"), WHOLE),
        ((OF_AZURE,), source("azure"), WHOLE),
        ((OF_AZURE,), LATE, SO_FAR),
        ((replace(UNPRICED, team="sales"),), source("azure"), WHOLE),
        ((replace(OF_AZURE, team="sales"),), LATE, WHOLE),
    ],
)
def test_a_pool_that_is_not_known_whole_is_shared_as_far_as_it_is(
    more: tuple[WeeklyCost, ...], azure: Source, said: str
) -> None:
    whole = shared_pool()
    assert line(with_sources(replace(whole, costs=(*whole.costs, *more)), source(), azure)) == said


def test_by_own_spend_nobody_has_a_part_while_some_of_that_has_no_known_cost() -> None:
    half = "$500 of $1,000, in no figure above"
    unpriced = cost(None, team="sales")
    assert line(by_spend()) == half
    assert line(by_spend(unpriced)) is None
    assert line(by_spend(replace(unpriced, currency="EUR"))) == half
    late = with_sources(by_spend(cost("0", team="sales", connection="azure")), source(), LATE)
    assert line(late) == "$500 of the $1,000 known so far, in no figure above"
