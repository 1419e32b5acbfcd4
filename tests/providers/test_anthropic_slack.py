"""Claude in Slack: by channel and by who asked, and not one cent more for it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from structlog.testing import capture_logs

from bot.facts.charge import Charge
from bot.providers.base import Reading
from tests.providers.replay import Replay, recording
from tests.providers.test_contract import answer

SECOND_VIEW = 2
IN_SLACK = recording("anthropic", "claude_in_slack")


def tagged(reading: Reading) -> dict[Decimal | None, Charge]:
    return {charge.billed_cost: charge for charge in reading.charges if charge.tags.get("product") == "claude_tag"}


def test_the_second_view_tells_the_same_money_by_channel_and_adds_none() -> None:
    charges = tagged(Replay(IN_SLACK).read())
    channels = {amount: charge.tags.get("slack_channel") for amount, charge in charges.items()}
    assert channels == {
        Decimal("3.005"): "C0SALES",
        Decimal("1.995"): "C0DEALS",
        Decimal("2.5"): "C0SALES",
        Decimal(1): "C0SALES",
        Decimal("0.5"): "C0WATCH",
        Decimal("1.3"): None,
    }
    assert sum(amount for amount in channels if amount) == Decimal("10.3")


def test_who_asked_in_slack_is_the_person_only_where_nobody_else_is_named() -> None:
    charges = tagged(Replay(IN_SLACK).read())
    people = {amount: charge.person for amount, charge in charges.items()}
    assert people == {
        Decimal("3.005"): "bo@example.com",
        Decimal("1.995"): "bo@example.com",
        Decimal("2.5"): "slack:U0CY",
        Decimal(1): "slack:U0DI",
        Decimal("0.5"): None,
        Decimal("1.3"): None,
    }


def test_no_id_and_no_tag_names_who_asked() -> None:
    for charge in Replay(IN_SLACK).read().charges:
        said = f"{charge.id} {dict(charge.tags)}"
        assert not any(user in said for user in ("U0BO", "U0CY", "U0DI", "example.com"))


def test_a_cell_that_was_revised_between_the_two_questions_stays_as_it_was_billed() -> None:
    assert tagged(Replay(IN_SLACK).read())[Decimal("1.3")].token_type == "uncached_input_tokens"


def test_other_products_are_left_alone_and_without_claude_in_slack_nobody_asks() -> None:
    (chat,) = [charge for charge in Replay(IN_SLACK).read().charges if charge.line_item == "chat"]
    assert chat.tags == {"product": "chat"}
    replay = Replay(recording("anthropic", "two_chunks"))
    replay.read()
    assert not any("slack_channel_id" in str(request.url) for request in replay.asked)


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refused_second_view_loses_channels_and_no_cost(status: int) -> None:
    with capture_logs() as logged:
        reading = Replay(IN_SLACK, {SECOND_VIEW: answer(status)}).read()
    assert set(tagged(reading)) == {Decimal(5), Decimal(4), Decimal("1.3")}
    assert not any("slack_channel" in charge.tags for charge in reading.charges)
    assert "channels of Claude in Slack not read" in {entry["event"] for entry in logged}
