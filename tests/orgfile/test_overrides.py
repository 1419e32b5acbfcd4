from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.facts.override import LONGEST_WEEKS, VERDICTS, Override
from bot.orgfile import plan, read
from bot.value.verdicts.kind import Kind
from bot.value.verdicts.override import LONGEST
from tests.orgfile.refusing import refused

WORKFLOW = """\
[[team]]
slug = "support"
name = "Support"
[[person]]
email = "ana@acme.example"
name = "Ana Silva"
[[workflow]]
slug = "refunds"
name = "Refund triage"
team = "support"
owner = "ana@acme.example"
outcome = { unit = "refund resolved" }
"""
OVERRIDE = """\
[[override]]
workflow = "refunds"
verdict = "measure first"
by = "finance"
reason = "the contract ends in March"
since = 2026-12-01
until = 2027-03-02
"""
KEPT = Override(
    workflow="refunds",
    verdict="measure first",
    by="finance",
    reason="the contract ends in March",
    since=date(2026, 12, 1),
    until=date(2027, 3, 2),
)


def test_an_override_holds_for_thirteen_weeks_at_most() -> None:
    assert read(WORKFLOW + OVERRIDE, "org.toml").overrides == (KEPT,)
    assert KEPT.until - KEPT.since == timedelta(weeks=13)


def test_the_words_and_the_longest_time_of_an_override_are_those_of_the_verdicts() -> None:
    assert set(VERDICTS) == {kind.lower() for kind in Kind}
    assert timedelta(weeks=LONGEST_WEEKS) == LONGEST


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('"refunds"', '"refund"', 14, "there is no workflow refund in this file, did you mean refunds?"),
        ('"measure first"', '"Keep"', 15, "“Keep” is no verdict; write one of experiment, measure first, fix"),
        ('verdict = "measure first"\n', "", 13, "this override needs verdict"),
        ('"finance"', '"cfo@acme.example"', 16, "write a role"),
        ('"finance"', '"ana silva"', 16, "ana silva is a person of this file; write a role"),
        ('by = "finance"\n', "", 13, 'this override needs by, such as by = "finance"'),
        ('reason = "the contract ends in March"\n', "", 13, "this override needs reason"),
        ('"the contract ends in March"', '" "', 17, "reason must be text that is not empty"),
        ("since = 2026-12-01\n", "", 13, "this override needs since"),
        ("until = 2027-03-02\n", "", 13, "this override needs until"),
        ("2027-03-02", "2027-03-03", 19, "an override holds for 13 weeks at most; end it earlier"),
        ("2027-03-02", "2026-12-01", 19, "which is out, so no day is left; for one day write 2026-12-02"),
    ],
)
def test_an_override_that_cannot_be_is_refused(before: str, after: str, line: int, says: str) -> None:
    assert before in OVERRIDE
    problems = refused(WORKFLOW + OVERRIDE.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


def test_two_overrides_of_a_workflow_on_the_same_days_are_refused_and_one_after_the_other_are_not() -> None:
    later = OVERRIDE.replace("2027-03-02", "2027-04-01")
    (problem,) = refused(WORKFLOW + OVERRIDE + later.replace("2026-12-01", "2027-03-01"))
    assert problem.startswith("org.toml:20: refunds has an override on these days already (line 13)")
    assert len(read(WORKFLOW + OVERRIDE + later.replace("2026-12-01", "2027-03-02"), "org.toml").overrides) == 2


def test_the_plan_tells_overrides_by_their_workflow_and_first_day() -> None:
    old, new = read(WORKFLOW, "org.toml"), read(WORKFLOW + OVERRIDE, "org.toml")
    said = "override refunds since 2026-12-01 until 2027-03-02: measure first by finance"
    assert plan(old, new) == (f"+ {said}",)
    assert plan(new, old) == (f"- {said}",)
    assert plan(new, replace(new, overrides=(replace(KEPT, verdict="stop"),))) == (
        "~ override refunds since 2026-12-01: verdict measure first -> stop",
    )
