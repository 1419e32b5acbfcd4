from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.org import Membership, Org, Person, Team
from bot.facts.pool import Pool
from bot.value.pools import loaded, weights

DAY = date(2026, 11, 9)
TEAMS = ("support", "engineering", "legal")
ORG = Org(
    teams=tuple(Team(slug=slug, name=slug.title()) for slug in TEAMS),
    people=tuple(
        Person(email=f"{n}@acme.example", memberships=(Membership(team=team, since=date(2026, 1, 1)),))
        for n, team in enumerate(("support", "support", "support", "engineering"))
    ),
)
PLATFORM = Pool(slug="platform", name="Platform", key="headcount")
totals = st.decimals("-9000000000000", "9000000000000", places=9)
some_weights = st.dictionaries(st.sampled_from("abcdef"), st.decimals("0.000000001", "1000000", places=9), min_size=1)


def test_the_loaded_unit_cost_of_the_method_is_1069() -> None:
    """method.md M3: pool 1,000, key 25% -> (3600 + 250) / 360 = $10.69."""
    carried = loaded(Decimal(1000), {"support": Decimal(1), "engineering": Decimal(3)})
    assert carried == {"support": Decimal(250), "engineering": Decimal(750)}
    assert round((Decimal(3600) + carried["support"]) / 360, 2) == Decimal("10.69")


@given(totals, some_weights)
def test_what_the_teams_carry_sums_to_the_pool_and_is_theirs_to_the_nano(
    total: Decimal, given_weights: dict[str, Decimal]
) -> None:
    carried = loaded(total, given_weights)
    assert sum(map(Fraction, carried.values())) == Fraction(total)
    whole = sum(map(Fraction, given_weights.values()))
    for team, part in carried.items():
        exact = Fraction(total) * Fraction(given_weights[team]) / whole
        assert abs(Fraction(part) - exact) <= Fraction(1, 10**9)


@given(totals, some_weights)
def test_the_order_of_the_teams_changes_nothing(total: Decimal, given_weights: dict[str, Decimal]) -> None:
    backwards = dict(reversed(given_weights.items()))
    assert loaded(total, backwards) == loaded(total, given_weights)


def test_headcount_is_who_is_in_a_team_on_the_day_and_an_empty_team_carries_nothing() -> None:
    """AC-E6: everybody in it counts, whether they used anything or not."""
    assert weights(PLATFORM, ORG, day=DAY, spends={}) == {"support": 3, "engineering": 1}
    assert weights(PLATFORM, ORG, day=date(2025, 12, 31), spends={}) == {}


def test_direct_spend_is_a_key_until_credits_outweigh_what_a_team_used() -> None:
    direct = replace(PLATFORM, key="direct")
    spent = {"support": Decimal("12.5"), "engineering": Decimal("37.5"), "legal": Decimal(0)}
    found = weights(direct, ORG, day=DAY, spends=spent)
    assert found == {"support": Decimal("12.5"), "engineering": Decimal("37.5")}
    assert loaded(Decimal(1000), found) == {"support": Decimal(250), "engineering": Decimal(750)}
    assert weights(direct, ORG, day=DAY, spends=spent | {"legal": Decimal(-1)}) == {}
    assert weights(direct, ORG, day=DAY, spends=dict.fromkeys(TEAMS, Decimal(0))) == {}


def test_declared_weights_are_the_key_whatever_was_spent() -> None:
    declared = Pool(slug="evals", name="Evals", weights=(("engineering", 3), ("legal", 1)))
    found = weights(declared, ORG, day=DAY, spends={"support": Decimal(5)})
    assert loaded(Decimal("0.000000005"), found) == {
        "engineering": Decimal("0.000000004"),
        "legal": Decimal("0.000000001"),
    }


def test_a_pool_without_a_key_is_divided_among_nobody() -> None:
    assert loaded(Decimal(1000), {}) == {}
    assert loaded(Decimal(1000), {"support": Decimal("1e-12")}) == {}
