from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.facts.effort import Effort
from bot.orgfile import read
from tests.orgfile.refusing import VALID, refused

_LONG = 'question = "does it help?", envelope = "9", currency = "EUR", since = 2026-01-01, until = 2026-04-03'

REFUSALS = [
    # what stands there, what it becomes, the line refused, what is said
    ('slug = "quotes"', 'slug = "refunds"', 28, "the workflow refunds stands in line 18 already"),
    ('slug = "quotes"', 'slug = "sales"', 28, "“sales” is the slug of the team in line 7"),
    ('slug = "quotes"', 'slug = "undo"', 28, "“undo” means something else in /ai-outcome"),
    ('team = "sales"', 'team = "sale"', 30, "there is no team sale in this file, did you mean sales?"),
    ('aliases = ["quote"]', 'aliases = ["Refund"]', 32, "the alias “Refund” stands in line 22 already"),
    ('aliases = ["quote"]', 'aliases = ["refunds"]', 32, "“refunds” is the slug of another workflow"),
    ('aliases = ["quote"]', 'aliases = ["refund-triage"]', 32, "“refund-triage” is the name of another workflow"),
    ('aliases = ["quote"]', 'aliases = [\n"quote",\n"4h"]', 34, "“4h” means something else in /ai-outcome"),
    ('aliases = ["quote"]', 'aliases = "quote"', 32, 'aliases must be a list of texts, not "quote"'),
    ('aliases = ["quote"]', 'owners = ["quote"]', 32, "owners in a workflow is not known, did you mean owner?"),
    ('outcome = { unit = "quote sent" }', "", 27, "this workflow needs outcome"),
    ('outcome = { unit = "quote sent" }', "outcome = { level = 2 }", 33, "this outcome needs unit"),
    ("level = 3", "levle = 3", 24, "levle in an outcome is not known, did you mean level?"),
    ("level = 3", "level = 1", 24, "level 1 is output produced, which never counts as an outcome"),
    ("level = 3", "level = 5", 24, "level must be a whole number from 1 to 4, not 5"),
    ("level = 3", "reversal_days = -1", 24, "reversal_days must be a whole number of at least 0, not -1"),
    ("level = 3", "level = true", 24, "level must be a whole number from 1 to 4, not true"),
    ("n = 4100", "n = 0", 25, "n must be a whole number of at least 1, not 0"),
    ("n = 4100", "grade = 0", 25, "grade must be a whole number from 1 to 4, not 0"),
    ("n = 4100", "minutes = 0", 25, "minutes must be a number above zero"),
    ('cost = "14.70"', "cost = 14.70", 25, 'write cost in quotes, cost = "14.70"'),
    ('cost = "14.70"', 'cost = "14,70"', 25, "cost must be an amount above zero"),
    ('cost = "14.70"', 'cost = "nan"', 25, "cost must be an amount above zero"),
    ('cost = "14.70"', 'cost = "99999999999"', 25, "up to 9,223,372,036"),
    ('cost = "14.70"', "cost = 0x" + "f" * 4000, 25, "not a very large number"),
    ('cost = "14.70", ', "", 25, 'this baseline needs cost, such as cost = "14.70"'),
    (", until = 2026-04-06, n", ", n", 25, "this baseline needs until"),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\nlag_days = 5',
        34,
        "lag_days is one of 0, 7, 14, 30",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\ncustomer_facing = 1',
        34,
        "must be true or false",
    ),
    ("launched = 2026-04-06", "launched = 2026-04-06\nstopped = 2026-04-06", 24, "for one day write 2026-04-07"),
    (
        'outcome = { unit = "quote sent" }',
        f'outcome = {{ unit = "quote" }}\nexperiment = {{ {_LONG} }}',
        34,
        "an experiment lasts 13 weeks at most",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\nexperiment = { envelope = "9", currency = "EUR", since = 2026-01-01 }',
        34,
        "this experiment needs until",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\neffort = { hourly = "63", currency = "USD" }',
        34,
        "this effort needs minutes, such as minutes = 4",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\neffort = { minutes = -1, hourly = "63", currency = "USD" }',
        34,
        "minutes must be a number of at least 0, not -1",
    ),
    (
        'outcome = { unit = "quote sent" }',
        'outcome = { unit = "quote" }\neffort = { minutes = 4, hourly = 62.50, currency = "USD" }',
        34,
        'write hourly in quotes, hourly = "62.50"',
    ),
]


@pytest.mark.parametrize(("before", "after", "line", "says"), REFUSALS)
def test_what_is_wrong_of_a_workflow_is_refused_with_its_line(before: str, after: str, line: int, says: str) -> None:
    assert before in VALID
    problems = refused(VALID.replace(before, after, 1))
    assert any(problem.startswith(f"org.toml:{line}: ") and says in problem for problem in problems), problems


def test_only_the_work_without_ai_has_to_end_before_the_launch() -> None:
    late = VALID.replace("launched = 2026-04-06", "launched = 2026-03-05")
    (problem,) = refused(late.replace('baseline = { cost = "14.70"', 'baseline = { minutes = 14, cost = "14.70"'))
    assert problem.startswith("org.toml:25: ")
    assert "runs to 2026-04-06, past the launch on 2026-03-05; it must end before it" in problem
    assert read(late, "org.toml").workflows[0].launched == date(2026, 3, 5)


def test_an_outcome_that_nobody_touches_any_more_takes_no_minutes() -> None:
    outcome = 'outcome = { unit = "quote sent" }'
    text = VALID.replace(outcome, outcome + '\neffort = { minutes = 0, hourly = "60", currency = "usd" }')
    effort = read(text, "org.toml").workflows[1].effort
    assert effort == Effort(minutes=Decimal(0), hourly=Decimal(60), currency="USD")
