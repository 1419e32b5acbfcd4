from __future__ import annotations

import pytest

from bot.facts.org import Match
from bot.facts.overlap import Overlap
from bot.ledger.allocation import Cell
from bot.ledger.matching import covers, matches

CELL = Cell(
    provider="anthropic",
    connection="anthropic",
    sub_account="wrkspc_abc",
    tags={"team": "x", "service_account": "svac_nightly"},
)


@pytest.mark.parametrize(
    ("match", "agrees"),
    [
        (Match(sub_account="wrkspc_abc"), True),
        (Match(sub_account="wrkspc"), False),
        (Match(sub_account="wrkspc*", provider="anthropic"), True),
        (Match(sub_account="wrkspc*", provider="openai"), False),
        (Match(tags=(("team", "x"),)), True),
        (Match(tags=(("team", "x*"), ("env", "prod"))), False),
        (Match(service_account="svac_nightly"), True),
        (Match(service_account="svac_*"), True),
        (Match(service_account="svac_other"), False),
        (Match(person="*"), False),
        (Match(model="*"), False),
    ],
)
def test_everything_a_rule_names_must_agree_and_what_is_not_known_agrees_with_nothing(
    match: Match, agrees: bool
) -> None:
    assert matches(match, CELL) is agrees


def test_a_service_account_is_matched_only_where_the_provider_names_one() -> None:
    assert not matches(Match(service_account="*"), Cell(provider="openai", connection="openai"))


@pytest.mark.parametrize(
    ("connection", "provider", "covered"),
    [
        ("anthropic", None, True),
        ("anth*", "anthropic", True),
        ("anthropic", "openai", False),
        ("anthropic-2", None, False),
        ("ant", None, False),
    ],
)
def test_an_overlap_means_a_connection_and_where_it_says_so_one_provider(
    connection: str, provider: str | None, covered: bool
) -> None:
    assert covers(Overlap(connection=connection, covered_by="focus:a", provider=provider), CELL) is covered


@pytest.mark.parametrize(
    ("tags", "covered"),
    [
        ((("team", "x"),), True),
        ((("team", "x"), ("service_account", "svac_*")), True),
        ((("team", "x*"),), True),
        ((("team", "y"),), False),
        ((("team", "x"), ("env", "prod")), False),
    ],
)
def test_an_overlap_of_a_tag_means_what_carries_it_and_nothing_that_does_not(
    tags: tuple[tuple[str, str], ...], covered: bool
) -> None:
    assert covers(Overlap(connection="anthropic", covered_by="focus:a", tags=tags), CELL) is covered
