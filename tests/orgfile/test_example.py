from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.orgfile import plan, read, write
from bot.orgfile.keys import KEYS, ONCE, TABLES

EXAMPLE = (Path(__file__).parents[2] / "org.example.toml").read_text(encoding="utf-8")

IN_THE_DESIGN = """\
[[team]]
slug = "support"
name = "Support EU"
channel = "C0SUPPORT1"
timezone = "Europe/Berlin"
[[person]]
email = "ana.silva@acme.example"
teams = [{ slug = "support", since = 2026-01-01, weight = 1.0 }]
[[workflow]]
slug = "refunds"
name = "Refund triage"
team = "support"
owner = "ana.silva@acme.example"
delegate = "jonas.weber@acme.example"
aliases = ["refund"]
outcome = { unit = "refund resolved", done = "money sent or declined with a reason", level = 3, reversal_days = 7 }
baseline = { minutes = 14, cost = "14.70", currency = "USD", since = 2026-01-05, until = 2026-04-06, n = 4100, grade = 3 }
[[rule]]                                  # in order; the first match wins
match = { provider = "openai", sub_account = "proj_abc" }
team = "support"
workflow = "refunds"
since = 2026-01-01
[[budget]]
scope = { team = "support" }
period = "month"
amount = "5500"
currency = "USD"
thresholds = [50, 80, 100, 120]
owner = "ana.silva@acme.example"
delegate = "jonas.weber@acme.example"
"""  # noqa: E501 - it stands so in the design


def test_the_example_of_the_design_is_read_as_it_is() -> None:
    org = read(IN_THE_DESIGN, "org.toml")
    assert [len(part) for part in (org.teams, org.people, org.workflows, org.rules, org.budgets)] == [1] * 5


def test_the_example_reads_back_as_it_was_written() -> None:
    org = read(EXAMPLE, "org.example.toml")
    again = read(write(org), "org.toml")
    assert again == org
    assert plan(org, again) == ()


def test_every_known_key_stands_in_the_example() -> None:
    text = EXAMPLE
    for not_everybodys in ("rates", "base_url", "settings"):
        text = text.replace(f"\n# {not_everybodys} = ", f"\n{not_everybodys} = ")
    values = tomllib.loads(text)
    workflows, rules, budgets = values["workflow"], values["rule"], values["budget"]
    said: dict[str, list[dict[str, Any]]] = {noun: values[noun] for noun in TABLES}
    said |= {noun: [values[noun]] for noun in ONCE}
    said["budget rate"] = values["fx"]["budget_rates"]
    said["membership"] = [membership for person in values["person"] for membership in person["teams"]]
    said["outcome"] = [workflow["outcome"] for workflow in workflows]
    said["baseline"] = [workflow["baseline"] for workflow in workflows if "baseline" in workflow]
    said["experiment"] = [workflow["experiment"] for workflow in workflows if "experiment" in workflow]
    said["effort"] = [workflow["effort"] for workflow in workflows if "effort" in workflow]
    said["weighting"] = [values["policy"]["weights"]]
    said["match"] = [rule["match"] for rule in rules]
    said["scope"] = [budget["scope"] for budget in budgets]
    assert {noun: set().union(*tables) for noun, tables in said.items()} == {noun: set(KEYS[noun]) for noun in KEYS}


def test_the_example_shows_teams_large_enough_and_a_small_one_inside_its_parent() -> None:
    org = read(EXAMPLE, "org.example.toml")
    sizes = {team: len(org.members(team.slug, date(2026, 11, 9))) for team in org.teams}
    assert all(size >= 5 or team.parent for team, size in sizes.items())
    assert min(sizes.values()) < 5


def test_the_example_has_both_kinds_of_baseline_and_none() -> None:
    baselines = [workflow.baseline for workflow in read(EXAMPLE, "org.example.toml").workflows]
    assert {baseline and baseline.is_before_ai for baseline in baselines} == {True, False, None}


@pytest.mark.parametrize("noun", KEYS)
def test_every_example_value_is_toml(noun: str) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in KEYS[noun].items())
    assert set(tomllib.loads(text)) == set(KEYS[noun])
