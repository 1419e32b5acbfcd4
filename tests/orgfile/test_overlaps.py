from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.facts.org import Org
from bot.facts.overlap import Overlap
from bot.orgfile import plan, read, write
from tests.orgfile.refusing import refused

GATEWAY = """\
[[overlap]]
connection = "litellm"
covered_by = "openai"
since = 2026-01-01
until = 2026-07-01
"""


def overlap(connection: str, covered_by: str, *more: str) -> str:
    return "\n".join(["[[overlap]]", f'connection = "{connection}"', f'covered_by = "{covered_by}"', *more, ""])


def test_an_overlap_says_which_of_two_connections_counts() -> None:
    file = overlap("focus:*", "openai", 'provider = "openai"')
    assert read(GATEWAY + file, "org.toml").overlaps == (
        Overlap(connection="litellm", covered_by="openai", since=date(2026, 1, 1), until=date(2026, 7, 1)),
        Overlap(connection="focus:*", covered_by="openai", provider="openai"),
    )


def test_an_overlap_of_a_gateway_names_whom_it_asked_and_is_written_back() -> None:
    org = read(overlap("litellm", "openai", 'tag = { llm_provider = "openai" }'), "org.toml")
    (found,) = org.overlaps
    assert found == Overlap(connection="litellm", covered_by="openai", tags=(("llm_provider", "openai"),))
    assert 'tag = { llm_provider = "openai" }' in write(org)
    assert read(write(org), "org.toml") == org
    assert plan(Org(), org) == ("+ overlap 1 litellm covered by openai with llm_provider=openai",)
    assert plan(replace(org, overlaps=(replace(found, tags=()),)), org) == (
        "~ overlap 1: tags none -> llm_provider=openai",
    )


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('covered_by = "openai"', "", 1, "this overlap needs covered_by"),
        ('covered_by = "openai"', 'covered_by = "litellm"', 3, "litellm cannot be covered by litellm"),
        ('covered_by = "openai"', 'covered_by = "lite*"', 3, "litellm cannot be covered by lite*, which may be"),
        ('connection = "litellm"', 'connection = "*"', 3, "* cannot be covered by openai, which may be the same"),
        ('connection = "litellm"', 'connection = "lite*llm"', 2, "a * stands at the end only"),
        ("since = 2026-01-01", 'provider = "open*"', 4, "write one provider in full here, not “open*”"),
        ("since = 2026-01-01", 'tag = "openai"', 4, "tag must be names with their values"),
        ("since = 2026-01-01", "tag = {}", 4, "tag must be names with their values"),
        ("since = 2026-01-01", "since = 2026-08-01", 5, "this ends on 2026-07-01, before it starts on 2026-08-01"),
    ],
)  # fmt: skip
def test_an_overlap_that_cannot_be_is_refused(before: str, after: str, line: int, says: str) -> None:
    problems = refused(GATEWAY.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


@pytest.mark.parametrize(
    "others",
    [
        overlap("openai", "litellm"),
        overlap("openai", "lite*"),
        overlap("open*", "litellm", 'provider = "openai"', "since = 2026-06-30"),
        overlap("openai", "focus:a") + overlap("focus:a", "litellm", "until = 2026-03-01"),
        overlap("openai", "focus:a") + overlap("focus:*", "litellm"),
        overlap("openai", "litellm", 'tag = { llm_provider = "openai" }'),
    ],
)
def test_connections_that_would_all_be_covered_are_refused(others: str) -> None:
    """AC-B5: of two sources that state the same one figure counts, never none."""
    *fine, last = refused(GATEWAY + others)
    assert not fine
    assert "would cover each other on the same days" in last
    assert last.startswith(f"org.toml:{(GATEWAY + others)[: (GATEWAY + others).rindex('[[')].count(chr(10)) + 1}: ")


@pytest.mark.parametrize(
    "others",
    [
        overlap("openai", "litellm", "since = 2026-07-01"),
        overlap("openai", "litellm", "until = 2026-01-01"),
        overlap("anthropic", "litellm") + overlap("focus:*", "anthropic"),
        overlap("openai", "focus:a", "until = 2026-02-01") + overlap("focus:a", "litellm", "since = 2026-02-01"),
        overlap("openai", "focus:a", 'provider = "openai"') + overlap("focus:a", "litellm", 'provider = "azure"'),
    ],
)
def test_connections_of_which_one_counts_on_every_day_are_accepted(others: str) -> None:
    assert read(GATEWAY + others, "org.toml").overlaps


def test_two_that_state_each_others_provider_are_accepted() -> None:
    both = overlap("a", "b", 'provider = "openai"') + overlap("b", "a", 'provider = "anthropic"')
    assert len(read(both, "org.toml").overlaps) == 2


def test_two_gateways_that_state_each_others_provider_are_accepted_and_of_the_same_one_refused() -> None:
    first = overlap("a", "b", 'tag = { llm_provider = "openai" }')
    assert len(read(first + overlap("b", "a", 'tag = { llm_provider = "anthropic" }'), "org.toml").overlaps) == 2
    for same in ("openai", "open*"):
        (problem,) = refused(first + overlap("b", "a", f'tag = {{ llm_provider = "{same}" }}'))
        assert "would cover each other on the same days" in problem


def test_the_plan_tells_overlaps_by_their_place() -> None:
    org = read(GATEWAY + overlap("focus:*", "openai", 'provider = "openai"'), "org.toml")
    first, second = org.overlaps
    assert plan(Org(), org) == (
        "+ overlap 1 litellm covered by openai since 2026-01-01 until 2026-07-01",
        "+ overlap 2 focus:* covered by openai for openai",
    )
    assert plan(org, replace(org, overlaps=(replace(first, until=None), second))) == (
        "~ overlap 1: until 2026-07-01 -> none",
    )
    assert plan(org, replace(org, overlaps=(second, first)))
