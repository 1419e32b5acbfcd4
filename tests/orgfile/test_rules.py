from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.facts.org import Org
from bot.facts.pool import Pool
from bot.orgfile import plan, read
from tests.orgfile.refusing import refused

VALID = """\
[[team]]
slug = "support"
name = "Support EU"

[[team]]
slug = "sales"
name = "Sales"

[[pool]]
slug = "platform"
name = "Shared platform"
key = "headcount"

[[pool]]
slug = "gateway"
name = "Gateway"
weights = { support = 3, sales = 1 }

[[rule]]
match = { service_account = "svac_*" }
pool = "platform"
share = "0.4"

[[rule]]
match = { provider = "openai" }
team = "sales"
"""


def test_a_pool_has_a_key_or_weights_and_a_rule_a_team_or_a_pool_and_a_share() -> None:
    org = read(VALID, "org.toml")
    assert org.pools == (
        Pool(slug="platform", name="Shared platform", key="headcount"),
        Pool(slug="gateway", name="Gateway", weights=(("sales", 1), ("support", 3))),
    )
    first, second = org.rules
    assert (first.team, first.pool, first.share) == (None, "platform", Decimal("0.4"))
    assert first.match.service_account == "svac_*"
    assert (second.team, second.pool, second.share) == ("sales", None, None)


def test_a_share_may_be_a_number_of_at_most_six_decimal_places() -> None:
    org = read(VALID.replace('"0.4"', "0.333333"), "org.toml")
    assert org.rules[0].share == Decimal("0.333333")


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('slug = "platform"', 'slug = "sales"', 10, "sales is a team (line 6); give the pool a slug of its own"),
        ('slug = "platform"', 'slug = "gateway"', 15, "the pool gateway stands in line 10 already"),
        ('slug = "platform"', 'slug = "a:b"', 10, "“a:b” is no slug"),
        ('key = "headcount"', "", 9, "this pool needs key or weights: one of them"),
        ('key = "headcount"', 'key = "direct"\nweights = { sales = 1 }', 13, "needs key or weights: one of them"),
        ('key = "headcount"', 'key = "heads"', 12, "“heads” is no key; write one of headcount, direct"),
        ("{ support = 3, sales = 1 }", "{ suport = 3 }", 17, "no team suport in this file, did you mean support?"),
        ("{ support = 3, sales = 1 }", "{ support = 0 }", 17, "the weight of support must be a whole number"),
        ("{ support = 3, sales = 1 }", "{ support = 0.5 }", 17, "the weight of support must be a whole number"),
        ("{ support = 3, sales = 1 }", "{ support = true }", 17, "the weight of support must be a whole number"),
        ("{ support = 3, sales = 1 }", "{}", 17, "weights must be names with a whole number each"),
        ("{ support = 3, sales = 1 }", "[1]", 17, "weights must be names with a whole number each"),
        ('pool = "platform"', 'pool = "plattform"', 21, "no pool plattform in this file, did you mean platform?"),
        ('pool = "platform"', "", 19, "this rule needs team or pool: one of them"),
        ('pool = "platform"', 'team = "sales"\npool = "platform"', 22, "this rule needs team or pool: one of them"),
        ('pool = "platform"', 'pool = "platform"\nworkflow = "x"', 22, "a pool has no workflow; take it out"),
        ('"0.4"', '"0"', 22, "share must be a number between 0 and 1 with at most 6 decimal places"),
        ('"0.4"', "1", 22, "share must be a number between 0 and 1"),
        ('"0.4"', "-0.5", 22, "share must be a number between 0 and 1"),
        ('"0.4"', "0.3333333", 22, "with at most 6 decimal places, not 0.3333333"),
        ('"0.4"', "1e-99999", 22, "share must be a number between 0 and 1"),
        ('"0.4"', "nan", 22, "share must be a number between 0 and 1"),
        ('"0.4"', '"40%"', 22, 'not "40%", such as share = "0.4"'),
        ('"svac_*"', '"svac_*_x"', 20, "a * stands at the end only"),
    ],
)  # fmt: skip
def test_a_pool_or_a_rule_that_says_nothing_sure_is_refused(before: str, after: str, line: int, says: str) -> None:
    assert before in VALID
    problems = refused(VALID.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


def test_the_plan_says_what_goes_to_a_pool_and_how_much() -> None:
    org = read(VALID, "org.toml")
    assert plan(Org(teams=org.teams), org) == (
        '+ pool platform "Shared platform"',
        '+ pool gateway "Gateway"',
        "+ rule 1 service_account svac_* -> pool platform share 0.4",
        "+ rule 2 provider openai -> sales",
    )
    keyed = replace(org.pools[1], key="direct", weights=())
    assert plan(org, replace(org, pools=(org.pools[0], keyed))) == (
        "~ pool gateway: key none -> direct; weights sales=1, support=3 -> none",
    )
