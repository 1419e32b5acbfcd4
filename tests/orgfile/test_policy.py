from __future__ import annotations

import re
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest

import bot
from bot.facts.grade import Grade
from bot.facts.org import Org
from bot.facts.policy import DEFAULT, Policy
from bot.orgfile import plan, read, write
from bot.orgfile.keys import KEYS, NOT_YET
from tests.orgfile.refusing import refused

VALID = """\
[policy]
change_margin = 1.2
anomaly_from = "40"
fewest_shown = 8
redeployed = "0.4"
weights = { reported = "0.30", recorded = 0.8 }
"""
CHOSEN = replace(
    DEFAULT,
    change_margin=1.2,
    anomaly_from=Decimal(40),
    fewest_shown=8,
    redeployed=Decimal("0.4"),
    weights={**DEFAULT.weights, Grade.REPORTED: Decimal("0.3"), Grade.RECORDED: Decimal("0.8")},
)
BOT = Path(bot.__file__).parent
EXAMPLE = Path(__file__).parents[2] / "org.example.toml"


def test_a_policy_is_that_of_the_method_but_for_what_is_chosen() -> None:
    assert read(VALID, "org.toml").policy == CHOSEN
    assert read("[policy]\n", "org.toml").policy == read("", "org.toml").policy == DEFAULT


def test_every_number_of_the_policy_but_the_doubts_has_its_key_or_is_to_come() -> None:
    assert {*KEYS["policy"], *NOT_YET["policy"]} == {field.name for field in fields(Policy)} - {"doubts"}
    assert not set(KEYS["policy"]) & set(NOT_YET["policy"])
    assert set(KEYS["weighting"]) == {grade.name.lower() for grade in Grade} - {"none"}


@pytest.mark.parametrize("key", KEYS["policy"])
def test_every_number_that_can_be_chosen_is_read_by_something(key: str) -> None:
    only_measured_or_kept = {"bench", "orgfile", "facts"}
    assert any(
        re.search(rf"\.{key}\b", path.read_text(encoding="utf-8"))
        for path in BOT.rglob("*.py")
        if path.relative_to(BOT).parts[0] not in only_measured_or_kept
    )


def test_the_numbers_of_the_example_are_those_in_force_without_it() -> None:
    assert read(EXAMPLE.read_text(encoding="utf-8"), "org.example.toml").policy == DEFAULT


def test_numbers_keep_the_kinds_that_the_method_computes_with() -> None:
    policy = read(VALID.replace("1.2", "2"), "org.toml").policy
    assert {field.name: type(getattr(policy, field.name)) for field in fields(Policy) if field.name != "weights"} == {
        field.name: type(getattr(DEFAULT, field.name)) for field in fields(Policy) if field.name != "weights"
    }


def test_only_what_is_chosen_is_written() -> None:
    assert write(Org(policy=CHOSEN)) == (
        '[policy]\nchange_margin = 1.2\nanomaly_from = "40"\nredeployed = "0.4"\nfewest_shown = 8\n'
        'weights = { reported = "0.3", recorded = "0.8" }\n'
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("fewest_shown = 4", "fewest_shown must be a whole number of at least 5, not 4"),
        ("change_margin = 1", "change_margin must be a factor above 1 and at most 3"),
        ("change_margin = 10", "change_margin must be a factor above 1 and at most 3 with at most 6 decimal places"),
        ("same_within = 0.8", "same_within must be a factor above 1 and at most 3"),
        ("same_within = nan", "same_within must be a factor above 1 and at most 3"),
        ("false_discoveries = 0.05", "false_discoveries in a policy is not supported by this version; take it out"),
        ("usual_correlation = 1", "usual_correlation must be a number of at least 0 and below 1"),
        ("most_hours = 30", "most_hours must be a number from 0 to 1"),
        ("least_coverage = 0.1234567", "least_coverage must be a number from 0 to 1 with at most 6 decimal places"),
        ('redeployed = "half"', "redeployed must be a number from 0 to 1"),
        ("paid_hours = 0", "paid_hours must be a number above 0 and at most 168"),
        ("material_from = 99.50", 'write material_from in quotes, material_from = "99.50"'),
        ("creep_from = 0", "creep_from must be an amount above zero"),
        ("weight_of_prior = 30", "weight_of_prior in a policy is not supported by this version; take it out"),
        ("ramp_weeks = -1", "ramp_weeks must be a whole number of at least 0"),
        ("largest_entry = 20", "largest_entry in a policy is not supported by this version; take it out"),
        ("weights = 3", "a weighting is a table of keys and values, not 3"),
        ("weights = { reported = 2 }", "reported must be a number from 0 to 1"),
        ("weights = { none = 0 }", "none in a weighting is not known"),
        ("weights = { reported = 0.6 }", "confirmed weighs 0.50 and reported, which is evidenced worse, 0.6"),
        ("weights = { validated = 0.8 }", "validated weighs 0.8 and recorded, which is evidenced worse, 0.90"),
        ("doubts = 1", "doubts in a policy is not known"),
        ("fewest = 9", "fewest in a policy is not known, did you mean fewest_shown?"),
    ],
)
def test_a_number_that_no_policy_can_be_is_refused(line: str, says: str) -> None:
    problems = refused(f"[policy]\n{line}\n")
    assert problems[0].startswith("org.toml:2: ")
    assert says in problems[0]
    assert len(problems) == 1


def test_there_is_one_policy() -> None:
    assert refused("[[policy]]\n") == ["org.toml:1: write [policy] in single brackets: there is one"]


def test_the_plan_tells_each_number_that_changes() -> None:
    (line,) = plan(Org(), Org(policy=CHOSEN))
    assert line == (
        "~ policy: change margin 1.1 -> 1.2; anomaly from 25 -> 40; weights reported 0.25 -> 0.3; "
        "weights recorded 0.9 -> 0.8; redeployed 0.5 -> 0.4; fewest shown 5 -> 8"
    )
    assert plan(Org(policy=CHOSEN), Org()) != ()
