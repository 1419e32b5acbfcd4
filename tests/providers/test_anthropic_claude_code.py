"""What Anthropic counts of Claude Code: activity, which is neither money nor of anybody who is a key."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.facts.activity import Activity, ActivityKind
from tests.providers.replay import Recording, Replay, recording
from tests.providers.test_contract import answer

CODE = recording("anthropic", "claude_code")
FIRST = date(2026, 11, 18)


def counted(activities: Iterable[Activity] | None) -> dict[tuple[str, str | None, str | None], int]:
    """The first day, by kind, tool and person."""
    assert activities is not None
    return {(one.kind, one.tool, one.person): one.count for one in activities if one.day == FIRST}


def changed(change: Any) -> Recording:
    """The recording with every row of Claude Code changed."""
    said = copy.deepcopy(dict(CODE.said))
    for number in CODE.extras:
        for row in said["exchanges"][number]["response"]["body"]["data"]:
            change(row)
    return replace(CODE, said=said)


def test_sessions_lines_commits_and_pull_requests_are_counted_by_person() -> None:
    core = {
        key[::2]: count for key, count in counted(Replay(CODE).read().activities).items() if key[1] == "claude_code"
    }
    ana, bo = "ana@example.com", "bo@example.com"
    assert core == {
        (ActivityKind.SESSIONS, ana): 7,
        (ActivityKind.SESSIONS, bo): 1,
        (ActivityKind.SESSIONS, None): 3,
        (ActivityKind.LINES_ADDED, ana): 1600,
        (ActivityKind.LINES_ADDED, bo): 100,
        (ActivityKind.LINES_ADDED, None): 20,
        (ActivityKind.LINES_REMOVED, ana): 900,
        (ActivityKind.COMMITS, ana): 12,
        (ActivityKind.COMMITS, bo): 1,
        (ActivityKind.COMMITS, None): 3,
        (ActivityKind.PULL_REQUESTS, ana): 2,
        (ActivityKind.PULL_REQUESTS, bo): 1,
    }


def test_edits_are_counted_by_the_tool_that_offered_them() -> None:
    edits = {
        key[:2]: count for key, count in counted(Replay(CODE).read().activities).items() if key[2] == "ana@example.com"
    }
    accepted, rejected = ActivityKind.SUGGESTIONS_ACCEPTED, ActivityKind.SUGGESTIONS_REJECTED
    assert (edits[accepted, "edit_tool"], edits[rejected, "edit_tool"]) == (50, 5)
    assert (edits[accepted, "multi_edit_tool"], edits[rejected, "write_tool"]) == (12, 1)
    assert (rejected, "notebook_edit_tool") not in edits


def test_a_tool_that_is_not_known_yet_is_counted_by_its_own_name() -> None:
    reading = Replay(changed(lambda row: row["tool_actions"].update(paint_tool={"accepted": 2, "rejected": 0}))).read()
    assert counted(reading.activities)[ActivityKind.SUGGESTIONS_ACCEPTED, "paint_tool", "ana@example.com"] == 4


def test_an_estimated_cost_is_no_charge_whoever_pays_and_however_much() -> None:
    """AC-D1: it is in the bill already, or in a seat that is not paid by the token."""
    dear = changed(lambda row: row["model_breakdown"][0]["estimated_cost"].update(amount=99_999_999))
    assert Replay(dear).read() == Replay(CODE).read()
    assert sum(charge.billed_cost or 0 for charge in Replay(dear).read().charges) == Decimal("12.5")


def test_ids_are_unique_in_their_day_and_name_nobody() -> None:
    activities = Replay(CODE).read().activities or ()
    ids = [(one.day, one.id) for one in activities]
    assert len(set(ids)) == len(ids)
    assert not any(word in one.id for one in activities for word in ("ana", "bo@", "ci-bot", "example"))


def test_somebody_who_did_nothing_of_a_kind_has_no_row_of_it() -> None:
    second = [one for one in Replay(CODE).read().activities or () if one.day != FIRST]
    assert [(one.kind, one.count) for one in second] == [(ActivityKind.SESSIONS, 1)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda row: row.update(date="2026-11-17T00:00:00Z"), "date"),
        (lambda row: row["core_metrics"].update(num_sessions=-1), "num_sessions"),
        (lambda row: row["core_metrics"].pop("commits_by_claude_code"), "commits_by_claude_code"),
        (lambda row: row["core_metrics"]["lines_of_code"].update(added="many"), "added"),
        (lambda row: row["tool_actions"]["edit_tool"].pop("rejected"), "rejected"),
        (lambda row: row.update(actor=None), "actor"),
    ],
    ids=["another day", "below zero", "missing", "no number", "half a decision", "nobody"],
)
def test_a_row_of_another_shape_is_named_in_the_log_and_costs_no_money(change: Any, field: str) -> None:
    """None of it is told: the rest would be taken for the whole."""
    with capture_logs() as logged:
        reading = Replay(changed(change)).read()
    assert (reading.activities, reading.charges) == (None, Replay(CODE).read().charges)
    assert [field in one["reason"] for one in logged if one["event"] == "Claude Code activity not read"] == [True]


def test_after_a_refusal_no_other_day_is_asked_for() -> None:
    replay = Replay(CODE, {CODE.extras[0]: answer(403)})
    assert replay.read().activities is None
    assert sum(request.url.path.endswith("claude_code") for request in replay.asked) == 1
