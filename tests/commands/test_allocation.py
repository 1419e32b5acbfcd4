"""`denominator allocation`, as a person types it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from bot.app import build
from bot.ledger import store
from bot.ledger.db import Database
from bot.ledger.migrate import migrate
from bot.settings import load
from tests.commands.shell import Shell
from tests.factories import NOW, a_charge, a_scope

COLUMNS = (
    "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
    "ChargeCategory,ProviderName,BillingAccountId,SubAccountId,SubAccountName,ServiceName,Tags"
)
MONTH = "USD,2026-10-01,2026-11-01"
BILL = f"""{COLUMNS}
100.000000001,100.000000001,{MONTH},2026-10-05,2026-10-06,Usage,AWS,1,acc-refunds,Refunds,Bedrock,
40,40,{MONTH},2026-10-20,2026-10-21,Usage,AWS,1,acc-refunds,Refunds,Bedrock,
7,7,{MONTH},2026-10-20,2026-10-21,Usage,AWS,1,acc-lab,The lab,Bedrock,
3,3,{MONTH},2026-10-20,2026-10-21,Usage,AWS,1,acc-lab,The lab,SageMaker,"{{""env"": ""test""}}"
2,2,{MONTH},2026-10-20,2026-10-21,Usage,AWS,1,,,Support,
"""
ORG = """\
[[team]]
slug = "support"
name = "Support"
[[team]]
slug = "research"
name = "Research"
[[pool]]
slug = "platform"
name = "Platform"
key = "headcount"
[[rule]]
match = { sub_account = "acc-refunds", line_item = "SageMaker" }
team = "research"
[[rule]]
match = { sub_account = "acc-refunds" }
team = "support"
since = 2026-10-10
share = "0.6"
[[rule]]
match = { provider = "aws", sub_account = "acc-refunds" }
pool = "platform"
[[rule]]
match = { sub_account = "acc-lab" }
team = "research"
until = 2026-10-01
"""


@pytest.fixture
def filled(shell: Shell) -> Shell:
    (shell.folder / "bill.csv").write_text(BILL)
    (shell.folder / "org.toml").write_text(ORG)
    shell.run("import", "focus", "bill.csv")
    shell.run("org", "apply", "--yes", "org.toml")
    return shell


def test_a_sub_account_is_explained_with_its_rules_shares_dates_and_near_misses(filled: Shell) -> None:
    assert filled.run("allocation", "explain", "Refunds", "--day", "2026-10-20").stdout == (
        """\
Sub account acc-refunds (Refunds) of focus:1
1 kind of charge, placed alike. Cost is of 21 Sep – 20 Oct 2026, UTC days:
$140.00.

from        until       part  whose            by         cost
──────────  ──────────  ────  ───────────────  ──────  ───────
–           2026-10-10  100%  shared:platform  rule 3  $100.00
2026-10-10  –            60%  support          rule 2   $24.00
2026-10-10  –            40%  shared:platform  rule 3   $16.00
Rule 3: match provider aws, sub_account acc-refunds (Refunds) ->
  shared:platform
Rule 2: match sub_account acc-refunds (Refunds) -> 60% to support, from
  2026-10-10
Nearly: rule 1 matches all but the line item: it asks for SageMaker, not
  Bedrock
"""
    )


def test_the_ways_of_a_sub_account_are_told_apart_and_a_rule_that_ended_is_named(filled: Shell) -> None:
    lines = filled.run("allocation", "explain", "focus:1/acc-lab", "--day", "2026-10-20").stdout.splitlines()
    assert lines[1:3] == ["2 kinds of charge, placed alike. Cost is of 21 Sep – 20 Oct 2026, UTC days:", "$10.00."]
    assert [line.split()[:5] for line in lines[6:8]] == [
        ["–", "2026-10-01", "100%", "research", "rule"],
        ["2026-10-01", "–", "100%", "unallocated", "no"],
    ]
    assert "Nearly: rule 4 matches, but holds only until 2026-10-01" in lines


def test_explaining_says_the_same_as_json(filled: Shell) -> None:
    found = filled.json("allocation", "explain", "acc-refunds", "--day", "2026-10-20")
    assert (found["word"], found["day"], found["since"], found["until"]) == (
        "acc-refunds", "2026-10-20", "2026-09-21", "2026-10-21",
    )  # fmt: skip
    assert found["found"] == [
        {"kind": "sub_account", "id": "acc-refunds", "name": None, "connection": "focus:1", "cells": 1}
    ]
    (way,) = found["ways"]
    assert [(one["since"], one["until"], one["part"], one["team"], one["reason"]) for one in way["shares"]] == [
        (None, "2026-10-10", "1", "shared:platform", "rule 3"),
        ("2026-10-10", None, "3/5", "support", "rule 2"),
        ("2026-10-10", None, "2/5", "shared:platform", "rule 3"),
    ]
    assert way["shares"][0]["costs"] == [
        {"currency": "USD", "billed_cost": "100.000000001", "effective_cost": "100.000000001", "charges": 1}
    ]
    assert [(one["rule"], one["field"]) for one in way["near"]] == [(1, "line_item")]


def test_a_charge_is_explained_to_the_nano(filled: Shell) -> None:
    with closing(sqlite3.connect(filled.folder / "denominator.db")) as database:
        ((its_id,),) = database.execute("SELECT source_id FROM charge WHERE day = '2026-10-05'").fetchall()
    lines = filled.run("allocation", "explain", its_id).stdout.splitlines()
    assert [line.split() for line in lines if line.startswith("100%")] == [
        ["100%", "shared:platform", "rule", "3", "100.000000001"],
        ["100%", "the", "charge", "100.000000001"],
    ]
    (found,) = filled.json("allocation", "explain", its_id)["charges"]
    assert (found["connection"], found["day"], found["billed_cost"]) == ("focus:1", "2026-10-05", "100.000000001")
    assert [piece["billed_cost"] for piece in found["pieces"]] == ["100.000000001"]


def test_a_word_that_names_nothing_says_what_was_looked_for_and_what_is_like_it(filled: Shell) -> None:
    said = filled.run("allocation", "explain", "refund", code=2).stderr
    assert "Nothing is called 'refund': it is no key, sub account, service account, model," in said
    assert said.endswith("and no id of a charge; there are: Refunds, acc-refunds\n")
    on_a_day = filled.run("allocation", "explain", "zzz", "--day", "2026-10-05", code=2).stderr
    assert "no id of a charge on 2026-10-05; denominator costs --by key shows" in on_a_day


SPAN = ("--since", "2026-10-01", "--until", "2026-11-01")


def test_the_backlog_says_why_and_what_a_rule_could_match_on(filled: Shell) -> None:
    """AC-E3, method.md M2: the reasons with their amounts are the repair list."""
    assert filled.run("allocation", "backlog", *SPAN, "--top", "1").stdout == (
        """\
Unallocated on 1–31 Oct 2026, UTC days: $12.00, 7.89% of all

why                                                     cost   of it
────────────────────────────────────────────────────  ──────  ──────
only rules that are not in force on those days match  $10.00  83.33%
no sub account, key or person is known                 $2.00  16.67%

The largest, and what a rule could match on (--toml prints the rules):
1. $10.00: connection focus:1, sub_account acc-lab (The lab): only rules
    that are not in force on those days match (rule 4)
And 1 line more, $2.00; see --top
"""
    )


def test_the_backlog_says_the_same_as_json_and_what_is_left_out(filled: Shell) -> None:
    found = filled.json("allocation", "backlog", *SPAN, "--top", "1")
    assert [(one["reason"], one["effective_cost"]) for one in found["reasons"]] == [
        ("only rules that are not in force on those days match", "10"),
        ("no sub account, key or person is known", "2"),
    ]
    (line,) = found["lines"]
    assert (line["sub_account"], line["sub_account_name"], line["rules"]) == ("acc-lab", "The lab", [4])
    assert [(one["lines"], one["effective_cost"]) for one in found["others"]] == [(1, "2")]
    assert [one["effective_cost"] for one in found["totals"]] == ["152.000000001"]
    assert found["suppressed"] == []


def test_the_rules_of_the_backlog_need_only_their_team_and_empty_it(filled: Shell) -> None:
    rules = filled.run("allocation", "backlog", *SPAN, "--toml").stdout
    (filled.folder / "more.toml").write_text(ORG + rules)
    assert "there is no team TEAM in this file" in filled.run("org", "check", "more.toml", code=2).stderr
    (filled.folder / "more.toml").write_text(ORG + rules.replace("TEAM", "research"))
    filled.run("org", "apply", "--yes", "more.toml")
    assert filled.run("allocation", "backlog", *SPAN).stdout == (
        "Nothing is unallocated on 1–31 Oct 2026, UTC days, of $152.00.\n"
    )
    assert filled.json("allocation", "backlog", *SPAN)["lines"] == []


def test_each_rule_says_what_it_claims_and_one_that_claims_nothing_why(filled: Shell) -> None:
    """AC-E10."""
    assert filled.run("allocation", "rules", *SPAN).stdout == (
        """\
What each rule claims on 1–31 Oct 2026, UTC days; of all that counts: $152.00

rule   claims  of all  whose            match
────  ───────  ──────  ───────────────  ──────────────────
   1        –       –  research         Refunds, SageMaker
   2   $24.00  15.79%  support          Refunds
   3  $116.00  76.32%  shared:platform  aws, Refunds
   4        –       –  research         The lab
   –   $12.00   7.89%  unallocated      no rule

Rule 1 claims nothing: it matches nothing in the ledger, or rules before it
  take all that it matches.
Rule 4 claims nothing: it is not in force on these days.
"""
    )


def test_a_fallback_that_claims_more_than_thirty_per_cent_is_called_out(filled: Shell) -> None:
    """AC-E10: a fallback share above 30 % is called out."""
    fallback = '[[rule]]\nmatch = { provider = "aws" }\nteam = "research"\n'
    for org, share in ((ORG + fallback, "0.078947"), (ORG.split("[[rule]]", maxsplit=1)[0] + fallback, "1")):
        (filled.folder / "org.toml").write_text(org)
        filled.run("org", "apply", "--yes", "org.toml")
        said = filled.run("allocation", "rules", *SPAN).stdout.replace("\n  ", " ")
        assert ("% of all in USD, more than 30%, is claimed by rule" in said) == (share == "1")
        assert [one["share"] for one in filled.json("allocation", "rules", *SPAN)["fallback"]] == [share]


def test_a_span_without_a_day_and_two_forms_at_once_are_refused(filled: Shell) -> None:
    assert "No day lies between" in filled.run("allocation", "rules", *SPAN[:2], "--until", "2026-10-01", code=2).stderr
    assert "--toml or --json" in filled.run("allocation", "backlog", "--toml", "--json", code=2).stderr


def test_a_rollup_that_was_lost_is_made_anew(filled: Shell) -> None:
    with closing(sqlite3.connect(filled.folder / "denominator.db")) as connection, connection:
        connection.execute("DELETE FROM daily_cost")
    assert "denominator allocation rebuild" in filled.run("verify", code=1).stdout
    assert "placed anew" in filled.run("allocation", "rebuild").stdout
    filled.run("verify")


def test_only_what_moves_charges_places_them_anew(filled: Shell) -> None:
    org = filled.folder / "org.toml"
    org.write_text(ORG.replace('name = "Support"', 'name = "Support EU"'))
    assert "where it was" in filled.run("org", "apply", "--yes", "org.toml").stdout
    org.write_text(ORG.replace('share = "0.6"', 'share = "0.5"'))
    assert "placed anew" in filled.run("org", "apply", "--yes", "org.toml").stdout
    filled.run("verify")


PEOPLE = ("ana@acme.example", "rui@acme.example")


@pytest.fixture
def personal(shell: Shell) -> Shell:
    """A ledger where one person has a rule, one a membership, and a key is nobody's."""
    database = Database(f"sqlite:///{shell.folder}/denominator.db")
    migrate(database)
    bot = build(load(database_url=str(database.url)))
    charges = [a_charge("5", number=n, person=email, sub_account="proj_a") for n, email in enumerate(PEOPLE)]
    charges.append(a_charge("7", number=9, sub_account="proj_a", key="key_1"))
    with database.writing() as connection:
        store.replace(
            connection,
            connections={"openai": store.connection_id(connection, "openai", "openai", now=NOW)},
            scopes=[a_scope()],
            charges=[(a_scope(), one) for one in charges],
            now=NOW,
            pseudonym=bot.pseudonym,
        )
    database.close()
    teams = '[[person]]\nemail = "rui@acme.example"\nteams = [{ slug = "support", since = 2026-01-01 }]\n'
    rule = '[[rule]]\nmatch = { person = "ana@acme.example" }\nteam = "research"\n'
    (shell.folder / "org.toml").write_text(ORG + teams + rule)
    shell.run("org", "apply", "--yes", "org.toml")
    return shell


def test_nobodys_use_is_told_apart_by_any_of_the_three(personal: Shell) -> None:
    """design.md 2 rule 9: not by name, not by pseudonym, and not by the number of a rule that the org file explains."""
    during = ("--since", "2026-11-01", "--until", "2026-12-01")
    for words in (("explain", "proj_a", "--day", "2026-11-09"), ("rules", *during), ("backlog", *during)):
        for form in ((), ("--json",)):
            said = personal.run("allocation", *words, *form).stdout
            assert not any(told in said for told in ("ana@", "rui@", "p_", "$5.00", '"5"', "rule 5: "))
    (hidden, shown) = sorted(
        personal.json("allocation", "explain", "proj_a", "--day", "2026-11-09")["ways"],
        key=lambda way: bool(way["key"]),
    )
    assert (hidden["personal"], hidden["people"], hidden["costs"]) == (True, None, None)
    assert shown["costs"][0]["effective_cost"] == "7"
    told = personal.json("allocation", "rules", *during)
    assert [(one["rule"], one["claims"]) for one in told["rules"]][4:] == [(5, None)]
    assert [one["effective_cost"] for one in told["personal"]] == ["10"]
    assert "by the teams of the person" in personal.run("allocation", "explain", "proj_a", "--day", "2026-11-09").stdout
    refused = personal.run("allocation", "explain", "ana@acme.example", code=2).stderr
    assert "Nothing is called" in refused
