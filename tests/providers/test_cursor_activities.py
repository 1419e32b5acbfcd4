from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.facts.activity import ActivityKind
from bot.providers.cursor import Cursor
from tests.providers.cursor_team import Team, event
from tests.providers.replay import Replay, recording

pytestmark = pytest.mark.usefixtures("hasty")


def test_what_is_counted_apart_from_money_is_told_by_person_day_and_tool() -> None:
    found = Replay(recording("cursor", "two_pages_of_events")).read().activities
    assert found is not None
    counts = {(one.day.day, (one.person or "")[:3], one.kind, one.tool): one.count for one in found}
    shown, accepted, rejected = (
        ActivityKind.SUGGESTIONS_SHOWN, ActivityKind.SUGGESTIONS_ACCEPTED, ActivityKind.SUGGESTIONS_REJECTED,
    )  # fmt: skip
    assert counts[17, "ana", shown, "tab"] == 60
    assert counts[17, "ana", accepted, "tab"] == 30
    assert (counts[17, "ana", accepted, "agent"], counts[17, "ana", rejected, "agent"]) == (4, 1)
    assert counts[16, "ben", ActivityKind.LINES_REMOVED, None] == 3
    assert counts[16, "ana", ActivityKind.LINES_ADDED, None] == 25
    assert (17, "ana", ActivityKind.LINES_ADDED, None) not in counts
    assert counts[17, "ben", ActivityKind.REQUESTS, "chat"] == 1
    assert not any("@" in one.id or "acme" in one.id for one in found)
    assert {one.kind for one in found} <= Cursor.capabilities.counts


def test_who_did_nothing_has_a_seat_and_who_was_removed_only_while_active() -> None:
    """AC-E6."""
    found = Replay(recording("cursor", "two_pages_of_events")).read().activities
    seats = {(one.day.day, one.kind, (one.person or "")[:3]) for one in found or () if one.kind.is_level}
    assert {who for day, kind, who in seats if (day, kind) == (16, ActivityKind.SEATS_ASSIGNED)} == {
        "ana", "ben", "cle",
    }  # fmt: skip
    assert {who for day, kind, who in seats if (day, kind) == (17, ActivityKind.SEATS_ASSIGNED)} == {"ana", "ben"}
    idle = [{"userId": 1, "date": 1794787200000, "email": "dora@acme.example", "isActive": False}]
    team = Team(
        members={"teamMembers": []}, daily={"data": idle, "pagination": {"totalPages": 1, "hasNextPage": False}}
    )
    assert [(one.kind, one.count) for one in team.read().activities or ()] == [(ActivityKind.SEATS_ASSIGNED, 1)]


@pytest.mark.parametrize("answer", [403, 404, 500, {"data": "?", "pagination": {}}, {}])
@pytest.mark.parametrize("list_", ["members", "daily"])
def test_activities_that_may_not_be_read_cost_no_money(list_: str, answer: Any) -> None:
    """What is known of them stays: None is not nothing."""
    whole: dict[str, Any] = {
        "members": {"teamMembers": []},
        "daily": {"data": [], "pagination": {"totalPages": 0, "hasNextPage": False}},
    }
    assert Team(event(), **whole).read().activities == ()
    with capture_logs() as logged:
        reading = Team(event(), **(whole | {list_: answer})).read()
    assert reading.activities is None
    assert [charge.billed_cost for charge in reading.charges] == [Decimal("0.05")]
    assert [entry["event"] for entry in logged if entry["event"].endswith("not read")] == ["activities not read"]
