from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.facts.expected import AS_WHAT, ExpectedSpend
from bot.orgfile import plan, read
from bot.value.anomalies import Expected
from tests.orgfile.refusing import refused

TEAM = """\
[[team]]
slug = "support"
name = "Support"
"""
EXPECTED = """\
[[expected]]
team = "support"
as = "one-off"
reason = "the help centre was translated"
since = 2026-11-09
until = 2026-11-13
"""
KEPT = ExpectedSpend(
    team="support",
    as_what="one-off",
    reason="the help centre was translated",
    since=date(2026, 11, 9),
    until=date(2026, 11, 13),
)


def test_what_was_expected_is_read() -> None:
    assert read(TEAM + EXPECTED, "org.toml").expected == (KEPT,)


def test_the_words_are_those_of_the_anomalies() -> None:
    assert set(AS_WHAT) == set(Expected)


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('"support"', '"suport"', 5, "there is no team suport in this file, did you mean support?"),
        ('"one-off"', '"once"', 6, "“once” is no as; write one of one-off, new normal"),
        ('as = "one-off"\n', "", 4, 'this expected needs as, such as as = "one-off"'),
        ('reason = "the help centre was translated"\n', "", 4, "this expected needs reason"),
        ("since = 2026-11-09\n", "", 4, "this expected needs since"),
        ("until = 2026-11-13\n", "", 4, "this expected needs until"),
        ("2026-11-13", "2026-11-09", 9, "this ends on 2026-11-09, which is out, so no day is left; for one day write"),
        ("2026-11-13", "2026-11-08", 9, "this ends on 2026-11-08, before it starts on 2026-11-09; until is the first"),
    ],
)
def test_what_cannot_be_is_refused(before: str, after: str, line: int, says: str) -> None:
    assert before in EXPECTED
    problems = refused(TEAM + EXPECTED.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


def test_the_same_days_of_a_team_are_expected_once() -> None:
    (problem,) = refused(TEAM + EXPECTED + EXPECTED.replace("2026-11-09", "2026-11-12"))
    assert problem.startswith("org.toml:10: what support spends on these days is expected already (line 4)")
    later = EXPECTED.replace("2026-11-13", "2026-11-20").replace("2026-11-09", "2026-11-13")
    assert len(read(TEAM + EXPECTED + later, "org.toml").expected) == 2


def test_the_plan_tells_them_by_their_team_and_first_day() -> None:
    old, new = read(TEAM, "org.toml"), read(TEAM + EXPECTED, "org.toml")
    said = "expected support since 2026-11-09 until 2026-11-13: one-off"
    assert plan(old, new) == (f"+ {said}",)
    assert plan(new, old) == (f"- {said}",)
    changed = replace(new, expected=(replace(KEPT, as_what="new normal"),))
    assert plan(new, changed) == ("~ expected support since 2026-11-09: as what one-off -> new normal",)
