"""What a verdict says to do next: short, plain, and never silent about what was not known (method.md 5.2)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.facts.grade import Grade
from bot.value.changes import Change
from bot.value.verdicts.inputs import Guard, Lever, Past
from bot.value.verdicts.kind import Kind, Rule
from bot.value.verdicts.override import Override
from bot.value.verdicts.shown import Shown
from reports.verdict_words import headline, next_action, not_known
from tests.value.verdicts.refunds import CHEAP, EXPERIMENT, LOSING, ON, REVERSALS, verdict

RECORDED = {"grade": Grade.RECORDED, "main_grade": Grade.RECORDED}
CONFIRMED = {"grade": Grade.CONFIRMED, "main_grade": Grade.CONFIRMED}
NO_BASELINE = {"is_compared": False}
LOSS = {"weighted": Decimal(6000), **RECORDED}

SENTENCES: list[tuple[dict[str, Any], Rule, str]] = [
    (
        {"experiment": EXPERIMENT},
        Rule.R0,
        "Protected until 16 Dec 2026: $900 of $2,500 spent. Question: does wrap-up time fall?",
    ),
    (
        {"experiment": replace(EXPERIMENT, spent=None)},
        Rule.R0,
        "Protected until 16 Dec 2026: what it spent of $2,500 is not known. Question: does wrap-up time fall?",
    ),
    (
        {"experiment": replace(EXPERIMENT, until=ON)},
        Rule.R0B,
        "Decide: adopt, extend once, or stop. What did you learn?",
    ),
    (
        {"guards": (REVERSALS,)},
        Rule.R1,
        "Worse: reversals, 1.2 to 1.6 times the baseline. Pause expansion; fix quality first.",
    ),
    (
        {"guards": (REVERSALS, Guard(name="complaints", change=Change.WORSE))},
        Rule.R1,
        "Worse: reversals and complaints. Pause expansion; fix quality first.",
    ),
    ({"acceptance_high": 0.553}, Rule.R1, "Worse: at most 55% is accepted. Pause expansion; fix quality first."),
    ({"spend": Decimal(10)}, Rule.R2, ""),
    (NO_BASELINE, Rule.R3, "Missing: a baseline. Takes 4 min. Due 15 Dec 2026."),
    (
        NO_BASELINE | {"past": Past(missing=6)},
        Rule.R3,
        "Missing: a baseline, due 3 Nov 2026. Takes 4 min. No raise before.",
    ),
    (
        NO_BASELINE | {"past": Past(missing=12)},
        Rule.R3,
        "Missing for 12 weeks: a baseline. Stop it, or justify it once.",
    ),
    ({"net": 0}, Rule.R3, "Missing: accepted outcomes, none is counted yet. Takes 1 min. Due 15 Dec 2026."),
    ({"net": 5}, Rule.R3, "Too early: 5 outcomes in eight weeks, 8 are needed. Nothing to do."),
    ({"weeks": 3}, Rule.R3, "Too early: outcomes in 4 weeks are needed. Nothing to do."),
    ({"spend": None}, Rule.R3, "Missing: its complete spend. Ask the administrator what was not read."),
    (
        {"coverage": None, "organisation": None, "allocated": None},
        Rule.R3,
        "Missing: all the company spent, for want of a cost or an exchange rate. Ask the administrator.",
    ),
    (
        {"coverage": Decimal("0.7")},
        Rule.R3,
        "Missing: whose spend it is. 70% of the team's is known, 80% is needed. Claim its keys.",
    ),
    (
        LOSING,
        Rule.R4,
        (
            "At best (every claim believed, lowest cost) it returns $0.71 per $1. "
            "Options: smaller model, cheaper route, redesign, stop."
        ),
    ),
    (LOSING | {"past": Past(fix=8)}, Rule.R5, "Propose shutdown on 15 Dec 2026; the owner may justify once."),
    (LOSING | {"past": Past(fix=9, stop=1)}, Rule.R5, "Propose shutdown on 8 Dec 2026; the owner may justify once."),
    (
        {"has_demand": True, "raise_by": Decimal(500)},
        Rule.R6,
        "Returns $2.01 or more per $1. Raise its budget by $500; the next step is the owner's.",
    ),
    (
        {"has_demand": True},
        Rule.R6,
        "Returns $2.01 or more per $1. Raise its budget; the next step is the owner's.",
    ),
    ({}, Rule.R6, "Pays, on recorded evidence. Leave it alone."),
    (
        CHEAP | CONFIRMED,
        Rule.R7,
        "Pays on evidence its owner confirmed. Next: show it in a system of record.",
    ),
    (CHEAP | {"level": 2}, Rule.R7, "Pays on recorded evidence, but not surely yet. Nothing to do."),
    (
        CONFIRMED | {"unplaced_hours": Decimal(60)},
        Rule.R8,
        "Uncertain value: say where the 60 freed hours went. Due 15 Dec 2026.",
    ),
    (
        CHEAP | {"grade": Grade.REPORTED, "unplaced_hours": Decimal("1e-9")},  # what rounding has left
        Rule.R8,
        "Uncertain value: show it in a system of record.",
    ),
    (CHEAP | {"grade": Grade.REPORTED}, Rule.R8, "Uncertain value: show it in a system of record."),
    (CHEAP | {"weighted": None}, Rule.R8, "Its value is not known: say what one outcome is worth."),
    (
        {"change": Change.WORSE},
        Rule.R8,
        "Pays, but each outcome costs more than its baseline: find out why. Due 15 Dec 2026.",
    ),
    ({"level": 2}, Rule.R8, "Uncertain value: show that its outcomes stay done. Due 15 Dec 2026."),
    (
        RECORDED | {"weighted": Decimal(7300)},
        Rule.R8,
        "Uncertain value: ask finance to confirm it. Due 15 Dec 2026.",
    ),
    (
        LOSS | {"launched": ON - timedelta(weeks=7)},
        Rule.R9,
        "In its first weeks until 24 Nov 2026; not judged on value before.",
    ),
    (
        LOSS | {"lever": Lever.INTENSITY},
        Rule.R10,
        "Costs $1.20 per $1 of evidenced value. Biggest lever: shorter runs.",
    ),
    (LOSS, Rule.R10, "Costs $1.20 per $1 of evidenced value."),
    (LOSS | {"weighted": Decimal(-5)}, Rule.R10, "Costs $7,200 for no evidenced value."),
]


@pytest.mark.parametrize(("changed", "rule", "sentence"), SENTENCES)
def test_each_rule_says_what_to_do_next(changed: dict[str, Any], rule: Rule, sentence: str) -> None:
    found = verdict(**changed)
    assert (found.rule, next_action(found)) == (rule, sentence)


def test_every_rule_has_a_sentence_here() -> None:
    assert {rule for _, rule, _ in SENTENCES} == set(Rule)


@pytest.mark.parametrize("sentence", [sentence for _, _, sentence in SENTENCES])
def test_no_sentence_has_more_than_twenty_words_or_any_jargon(sentence: str) -> None:
    assert len(sentence.split("Question:", maxsplit=1)[0].split()) <= 20
    assert not re.search(r"\b(CPO|FUC|token|ROI|KPI|V/C|[GLR]\d)", sentence)


def test_what_is_not_known_is_said_and_never_of_a_small_workflow() -> None:
    found = verdict(has_demand=None, allocated=None)
    assert not_known(found) == "Not known: the organisation's allocated spend and whether there is demand for more."
    assert not_known(verdict()) == ""
    assert not_known(verdict(spend=Decimal(10), allocated=None)) == ""


def test_every_input_that_may_be_unknown_has_its_words() -> None:
    found = verdict(
        experiment=replace(EXPERIMENT, spent=None, is_active=False),
        **dict.fromkeys(["allocated", "organisation", "weighted", "claimed", "cost_variance", "grade", "main_grade"]),
        **dict.fromkeys(["change", "launched", "has_demand", "acceptance_high"]),
    )
    assert not_known(found).count(",") == len(found.not_known) - 2
    lacking = verdict(**dict.fromkeys(["spend", "cost", "has_owner", "level", "is_compared", "net", "weeks"]))
    assert not_known(lacking).count(",") == len(lacking.not_known) - 2
    assert not_known(verdict(is_stale=None, coverage=None)).startswith("Not known: ")


def test_both_the_override_and_the_rule_are_printed() -> None:
    override = Override(kind=Kind.KEEP, by="finance", reason="season", since=date(2026, 12, 1), until=date(2027, 3, 1))
    shown = Shown(verdict=verdict(**LOSING), since=ON)
    assert headline(shown, override) == "Keep (override by finance until 1 Mar 2027; rule says Fix)"
    assert headline(Shown(), override) == "Keep (override by finance until 1 Mar 2027; no rule holds yet)"


def test_a_headline_says_what_is_shown_and_what_may_come() -> None:
    kept = Shown(verdict=verdict(), since=ON)
    assert headline(kept) == "Keep"
    assert headline(replace(kept, pending=verdict(**LOSING))) == "Keep (Fix, if it holds next week)"
    assert headline(Shown(pending=verdict())) == "No verdict yet (Keep, if it holds next week)"
    assert headline(Shown(verdict=verdict(spend=Decimal(10)), since=ON)) == "Keep (small)"
    ramping = verdict(**LOSS, launched=ON - timedelta(weeks=7))
    assert headline(Shown(verdict=ramping, since=ON)) == "Keep (ramp)"
