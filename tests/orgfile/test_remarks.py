from __future__ import annotations

import pytest

from bot.orgfile import read
from tests.orgfile.refusing import WORKFLOW, refused

TEXT = (
    WORKFLOW.replace('"refund resolved"', '"refund resolved", done = "D"')
    + """\
changed = "C"
guardrail = "G"
alternative = "A"
experiment = { question = "Q", envelope = "9", currency = "USD", since = 2026-10-01, until = 2026-12-01 }
[[benefit]]
workflow = "refunds"
month = "2026-10"
kind = "hours"
hours = 30
destination = "work"
name = "B"
note = "N"
[[override]]
workflow = "refunds"
verdict = "keep"
by = "finance"
reason = "R"
since = 2026-12-01
until = 2027-03-01
[[expected]]
team = "support"
as = "one-off"
reason = "E"
since = 2026-11-09
until = 2026-11-13
"""
)
PLACES = [
    ("C", 12, "changed"),
    ("G", 13, "guardrail"),
    ("A", 14, "alternative"),
    ("D", 11, "done"),
    ("Q", 15, "question"),
    ("B", 22, "name"),
    ("N", 23, "note"),
    ("R", 28, "reason"),
    ("E", 34, "reason"),
]
EMAILS = [
    "agreed with ana.silva@acme.example",
    "<mailto:Ana@acme.co.uk>",
    "siehe jürgen@münchen.example.",
    "a+b@c-d.io?",
]
OTHERS = ["pandas@2.1 was new", "5 @ 3.20 each", "asked @support", "a@b", "mail@", "who @ acme.example"]


@pytest.mark.parametrize("text", EMAILS)
@pytest.mark.parametrize(("stands", "line", "key"), PLACES)
def test_nobody_is_named_by_an_e_mail_address(stands: str, line: int, key: str, text: str) -> None:
    assert refused(TEXT.replace(f'"{stands}"', f'"{text}"')) == [
        f"org.toml:{line}: {key} holds an e-mail address; write a role instead, such as the head of support"
    ]


@pytest.mark.parametrize("text", OTHERS)
def test_a_remark_may_hold_an_at_sign_that_makes_no_e_mail_address(text: str) -> None:
    org = read(TEXT.replace('"R"', f'"{text}"'), "org.toml")
    assert org.overrides[0].reason == text


def test_a_remark_of_any_length_is_read_at_once() -> None:
    text = "a@" + "a." * 50_000 + "@" + "a-" * 50_000
    assert read(TEXT.replace('"N"', f'"{text}"'), "org.toml").benefits[0].note == text
