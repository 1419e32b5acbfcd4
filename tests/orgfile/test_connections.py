"""Second accounts at providers: their keys stand in the environment alone."""

from __future__ import annotations

import pytest

from bot import orgfile
from bot.facts.connection import Connection
from bot.orgfile import read
from tests.orgfile.refusing import refused

VALID = """[[connection]]
slug = "openai-research"
provider = "openai"
key_env = "OPENAI_ADMIN_KEY_RESEARCH"
"""


def test_a_connection_names_the_setting_of_its_key() -> None:
    (found,) = read(VALID, "org.toml").connections
    assert found == Connection(slug="openai-research", provider="openai", key_env="OPENAI_ADMIN_KEY_RESEARCH")


def test_the_plan_says_what_is_read_anew_and_what_no_more() -> None:
    old, new = read("", "org.toml"), read(VALID, "org.toml")
    assert orgfile.plan(old, new) == ("+ connection openai-research of openai",)
    assert orgfile.plan(new, old) == ("- connection openai-research of openai",)
    moved = read(VALID + 'base_url = "https://eu.acme.example/v1/"\n', "org.toml")
    assert orgfile.plan(new, moved) == ("~ connection openai-research: base url none -> https://eu.acme.example/v1",)


@pytest.mark.parametrize(
    ("line", "becomes", "number", "said"),
    [
        ('slug = "openai-research"', 'slug = "openai"', 2, "openai is what OPENAI_ADMIN_KEY reads"),
        ('provider = "openai"', 'provider = "opnai"', 3, "there is no provider opnai, did you mean openai?"),
        ('provider = "openai"', 'provider = "x"', 3, "there is no provider x; choose one of openai, anthropic"),
        ("OPENAI_ADMIN_KEY_RESEARCH", "OPENAI_ADMIN_KEY", 4, "holds the key of the first account"),
        ("OPENAI_ADMIN_KEY_RESEARCH", "sk-admin-Secret", 4, "key_env is the name of a setting in capitals"),
        ('provider = "openai"', 'provider = "openai"\nbase_url = "ftp://a"', 4, "base_url must begin with https://"),
        ('provider = "openai"', 'provider = "openai"\nsettings = { team = "a" }', 4, "openai has no setting team"),
    ],
)
def test_a_connection_that_cannot_be_read_is_refused_with_its_line(
    line: str, becomes: str, number: int, said: str
) -> None:
    problem = next(one for one in refused(VALID.replace(line, becomes)) if said in one)
    assert problem.startswith(f"org.toml:{number}: ")
    assert "Secret" not in problem


def test_two_connections_share_no_slug() -> None:
    assert refused(VALID + VALID) == [
        "org.toml:6: the connection openai-research stands in line 2 already; give each its own"
    ]
