"""The fake Slack answers and refuses as the real one does."""

from __future__ import annotations

import http.client
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack.facts import BOT_USER
from tests.slack.faults import FAILED, TOO_MANY, UNAVAILABLE, Dropped, Error, Hang, LostAnswer, Slow, Status
from tests.slack.methods.method import HISTORY, READING
from tests.slack.samples import chart, header, message, modal, section, table
from tests.slack.web_api import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.slack.workspace import ANA, ARCHIVED, ELSEWHERE, EVE, PRIVATE, SECRET, SUPPORT

WORDS: dict[str, Any] = {"text": "Support: 4.10 USD per refund"}


def client(slack: FakeSlack, token: str = BOT_TOKEN, seconds: int = 5) -> WebClient:
    return WebClient(token, base_url=slack.url, retry_handlers=[], timeout=seconds)


def refusal(call: Any, *args: Any, **kwargs: Any) -> Any:
    with pytest.raises(SlackApiError) as refused:
        call(*args, **kwargs)
    return refused.value.response


def test_a_message_is_said_and_found_again_with_its_metadata(slack: FakeSlack) -> None:
    slack.desk.scopes |= HISTORY
    web, metadata = client(slack), {"event_type": "digest", "event_payload": {"key": "digest:support:2026-W46"}}
    said = web.chat_postMessage(channel=SUPPORT, metadata=metadata, **message(section()))
    web.chat_postMessage(channel=SUPPORT, **WORDS)
    newest, oldest = web.conversations_history(channel=SUPPORT, include_all_metadata=True)["messages"]
    assert (oldest["ts"], oldest["metadata"]) == (said["ts"], metadata)
    assert "metadata" not in newest
    assert web.conversations_history(channel=SUPPORT, oldest=said["ts"])["messages"][0]["ts"] == newest["ts"]
    first = web.conversations_history(channel=SUPPORT, limit=1)
    assert first["has_more"]
    assert "metadata" not in web.conversations_history(channel=SUPPORT)["messages"][1]


def test_a_persons_id_opens_the_direct_messages(slack: FakeSlack) -> None:
    said = client(slack).chat_postMessage(channel=ANA, **WORDS)
    assert said["channel"].startswith("D")
    assert [each.text for each in slack.space.messages(ANA)] == [WORDS["text"]]
    client(slack).chat_update(channel=said["channel"], ts=said["ts"], text="Answered")
    assert [each.text for each in slack.space.messages(ANA)] == ["Answered"]
    slack.desk.messages_tab = False
    assert refusal(client(slack).chat_postMessage, channel=ANA, **WORDS)["error"] == "messages_tab_disabled"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        (ELSEWHERE, "not_in_channel"),
        (SECRET, "channel_not_found"),
        ("C0NOWHERE1", "channel_not_found"),
        (EVE, "channel_not_found"),
        (ARCHIVED, "is_archived"),
    ],
)
def test_where_the_bot_may_not_speak_it_is_told_so(slack: FakeSlack, channel: str, error: str) -> None:
    assert refusal(client(slack).chat_postMessage, channel=channel, **WORDS)["error"] == error


def test_with_the_public_scope_no_invitation_is_needed(slack: FakeSlack) -> None:
    slack.desk.scopes.add("chat:write.public")
    assert client(slack).chat_postMessage(channel=ELSEWHERE, **WORDS)["ok"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"blocks": [header("x" * 151)]}, "invalid_blocks"),
        ({"blocks": [{"type": "alert", "text": {"type": "plain_text", "text": "x"}}]}, "invalid_blocks"),
        ({"blocks": [section(text={"type": "plain_text", "text": "x" * 2700})] * 5}, "msg_blocks_too_long"),
        ({"blocks": "no list"}, "invalid_blocks_format"),
        ({"text": " "}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({**WORDS, "metadata": {"event_type": "digest"}}, "invalid_metadata_format"),
    ],
)
def test_what_cannot_be_shown_is_refused(slack: FakeSlack, body: dict[str, Any], error: str) -> None:
    answer = refusal(client(slack).api_call, "chat.postMessage", json={"channel": SUPPORT, **body})
    assert answer["error"] == error
    assert slack.space.messages(SUPPORT) == []


def test_a_refusal_of_blocks_says_where(slack: FakeSlack) -> None:
    answer = refusal(client(slack).chat_postMessage, channel=SUPPORT, **message(header("x" * 151)))
    said = "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert answer["response_metadata"]["messages"] == [said]


def test_a_workspace_without_charts_refuses_them_and_takes_the_rest(slack: FakeSlack) -> None:
    slack.desk.unsupported = {"data_visualization"}
    answer = refusal(client(slack).chat_postMessage, channel=SUPPORT, **message(section(), chart()))
    assert answer["errors"] == ["unsupported type: data_visualization [json-pointer:/blocks/1]"]
    client(slack).chat_postMessage(channel=SUPPORT, **message(section(), table(1, 2)))
    assert slack.space.messages(SUPPORT)[0].words == "Words\ncell\ncell"


def test_an_update_with_text_alone_removes_the_blocks_and_keeps_the_metadata(slack: FakeSlack) -> None:
    metadata = {"event_type": "alert", "event_payload": {"key": "a"}}
    body = message(section(block_id="one"))
    said = client(slack).chat_postMessage(channel=SUPPORT, metadata=metadata, **body)
    client(slack).chat_update(channel=SUPPORT, ts=said["ts"], **body)
    assert slack.space.messages(SUPPORT)[0].reused == {"one"}
    client(slack).chat_update(channel=SUPPORT, ts=said["ts"], text="Answered")
    (changed,) = slack.space.messages(SUPPORT)
    assert (changed.text, changed.blocks, changed.metadata, changed.edited) == ("Answered", (), metadata, 2)


def test_what_cannot_be_updated_is_refused(slack: FakeSlack) -> None:
    web, ours = client(slack), client(slack).chat_postMessage(channel=SUPPORT, **WORDS)["ts"]
    theirs = slack.space.say(SUPPORT, "Done!", [], user=ANA).ts
    assert refusal(web.chat_update, channel=SUPPORT, ts="1.000000", **WORDS)["error"] == "message_not_found"
    assert refusal(web.chat_update, channel=SUPPORT, ts=theirs, **WORDS)["error"] == "cant_update_message"
    assert refusal(web.chat_update, channel=SUPPORT, ts=ours, text="x" * 4001)["error"] == "msg_too_long"


def test_tokens_and_scopes_are_checked_and_the_scopes_told(slack: FakeSlack) -> None:
    assert client(slack).auth_test().headers["x-oauth-scopes"] == "chat:write,commands,users:read,users:read.email"
    assert httpx.post(f"{slack.url}auth.test").json() == {"ok": False, "error": "not_authed"}
    assert refusal(client(slack, "xoxb-other").auth_test)["error"] == "invalid_auth"
    missing = refusal(client(slack).conversations_history, channel=PRIVATE)
    assert (missing["error"], missing["needed"]) == ("missing_scope", "groups:history")
    slack.token_error = "token_revoked"
    assert refusal(client(slack).auth_test)["error"] == "token_revoked"


def test_people_are_found_by_email_in_a_form_alone(slack: FakeSlack) -> None:
    web = client(slack)
    assert web.users_lookupByEmail(email="Ana.Silva@acme.example")["user"]["id"] == ANA
    assert refusal(web.users_lookupByEmail, email="eve.adler@acme.example")["error"] == "users_not_found"
    as_json = refusal(web.api_call, "users.lookupByEmail", json={"email": "ana.silva@acme.example"})
    assert as_json["error"] == "invalid_arguments"
    assert [len(page["members"]) for page in web.users_list(limit=2)] == [2, 2, 1]
    slack.desk.scopes.remove("users:read.email")
    assert "email" not in web.users_info(user=ANA)["user"]["profile"]


def test_channels_are_named_where_that_was_granted(slack: FakeSlack) -> None:
    web = client(slack)
    assert refusal(web.conversations_info, channel=SUPPORT)["needed"] == "channels:read"
    slack.desk.scopes |= READING | {"usergroups:read"}
    slack.space.groups = [{"id": "S0SUPPORT", "handle": "support", "users": [ANA]}]
    assert web.conversations_info(channel=ELSEWHERE)["channel"]["is_member"] is False
    assert BOT_USER in web.conversations_members(channel=SUPPORT)["members"]
    named = web.conversations_list(types="public_channel,private_channel", exclude_archived=True)["channels"]
    assert {channel["id"] for channel in named} == {SUPPORT, ELSEWHERE, PRIVATE}
    assert "users" not in web.usergroups_list()["usergroups"][0]
    assert web.usergroups_list(include_users=True)["usergroups"][0]["users"] == [ANA]


def test_a_trigger_opens_one_modal_within_three_seconds(slack: FakeSlack) -> None:
    web, view = client(slack), modal(section())
    trigger = slack.desk.triggers.new(ANA)
    assert web.views_open(trigger_id=trigger, view=view)["view"]["id"].startswith("V")
    assert refusal(web.views_open, trigger_id=trigger, view=view)["error"] == "exchanged_trigger_id"
    assert refusal(web.views_open, trigger_id="made.up", view=view)["error"] == "invalid_trigger_id"
    late = slack.desk.triggers.new(ANA)
    slack.clock.advance(3.1)
    assert refusal(web.views_open, trigger_id=late, view=view)["error"] == "expired_trigger_id"


def test_three_modals_lie_on_each_other_and_a_stale_hash_is_refused(slack: FakeSlack) -> None:
    web, view = client(slack), modal(section())
    first = web.views_open(trigger_id=slack.desk.triggers.new(ANA), view=view)["view"]
    for _ in range(2):
        web.views_push(trigger_id=slack.desk.triggers.new(ANA), view=view)
    fourth = refusal(web.views_push, trigger_id=slack.desk.triggers.new(ANA), view=view)
    assert fourth["error"] == "push_limit_reached"
    web.views_update(view_id=first["id"], hash=first["hash"], view=view)
    stale = refusal(web.views_update, view_id=first["id"], hash=first["hash"], view=view)
    assert stale["error"] == "hash_conflict"
    assert refusal(web.views_update, view_id="V9", view=view)["error"] == "not_found"


def test_a_view_that_breaks_a_limit_is_refused_with_its_place(slack: FakeSlack) -> None:
    trigger = slack.desk.triggers.new(ANA)
    answer = refusal(client(slack).views_open, trigger_id=trigger, view=modal(header("x" * 151)))
    assert answer["error"] == "invalid_arguments"
    assert "json-pointer:/view/blocks/0/text/text" in answer["response_metadata"]["messages"][0]
    huge = modal(*[section(text={"type": "plain_text", "text": "x" * 3000})] * 90)
    assert refusal(client(slack).views_open, trigger_id=trigger, view=huge)["error"] == "view_too_large"


def test_home_is_published_where_it_is_switched_on(slack: FakeSlack) -> None:
    web, view = client(slack), {"type": "home", "blocks": [section()]}
    published = web.views_publish(user_id=ANA, view=view)["view"]
    web.views_publish(user_id=ANA, hash=published["hash"], view=view)
    assert refusal(web.views_publish, user_id=ANA, hash=published["hash"], view=view)["error"] == "hash_conflict"
    slack.desk.home_tab = False
    assert refusal(web.views_publish, user_id=ANA, view=view)["error"] == "not_enabled"


def test_one_message_a_second_in_a_channel(slack: FakeSlack) -> None:
    slack.desk.paced, web = True, client(slack)
    web.chat_postMessage(channel=SUPPORT, **WORDS)
    web.chat_postMessage(channel=PRIVATE, **WORDS)
    throttled = refusal(web.chat_postMessage, channel=SUPPORT, **WORDS)
    assert (throttled.status_code, throttled.headers["retry-after"]) == (429, "1")
    slack.clock.advance(1)
    assert web.chat_postMessage(channel=SUPPORT, **WORDS)["ok"]


@pytest.mark.parametrize("fault", [LostAnswer(), Slow(2), Hang(applied=True)])
def test_a_lost_answer_is_a_message_all_the_same(slack: FakeSlack, fault: Any) -> None:
    slack.faults.add("chat.postMessage", fault)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError, TimeoutError)):
        client(slack, seconds=1).chat_postMessage(channel=SUPPORT, **WORDS)
    assert len(slack.space.messages(SUPPORT)) == 1
    client(slack).chat_postMessage(channel=SUPPORT, **WORDS)
    assert [call.method for call in slack.calls] == ["chat.postMessage"] * 2


def test_a_dropped_request_is_no_message(slack: FakeSlack) -> None:
    slack.faults.add("chat.postMessage", Dropped(), call=2)
    client(slack).chat_postMessage(channel=SUPPORT, **WORDS)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        client(slack).chat_postMessage(channel=SUPPORT, **WORDS)
    assert len(slack.space.messages(SUPPORT)) == 1


@pytest.mark.parametrize(
    ("fault", "status"), [(TOO_MANY, 429), (Status(429, 7), 429), (FAILED, 500), (UNAVAILABLE, 503)]
)
def test_a_failing_call_does_nothing_and_the_next_one_works(slack: FakeSlack, fault: Status, status: int) -> None:
    slack.faults.add("*", fault)
    answer = refusal(client(slack).chat_postMessage, channel=SUPPORT, **WORDS)
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == (str(fault.retry_after) if fault.retry_after else None)
    assert slack.space.messages(SUPPORT) == []
    assert client(slack).chat_postMessage(channel=SUPPORT, **WORDS)["ok"]


def test_any_error_code_can_be_answered(slack: FakeSlack) -> None:
    slack.faults.add("chat.postMessage", Error("restricted_action", {"detail": "x"}), times=2)
    for _ in range(2):
        assert refusal(client(slack).chat_postMessage, channel=SUPPORT, **WORDS)["error"] == "restricted_action"
    assert slack.called("chat.postMessage")[0].args["text"] == WORDS["text"]


def test_a_response_url_answers_five_times_within_half_an_hour(slack: FakeSlack) -> None:
    url, late = slack.response_url(ANA, ELSEWHERE), slack.response_url(ANA, ELSEWHERE)
    assert [httpx.post(url, json=WORDS).status_code for _ in range(6)] == [200] * 5 + [404]
    assert len(slack.space.ephemerals(ANA)) == 5
    slack.clock.advance(30 * 60 + 1)
    assert httpx.post(late, json=WORDS).json()["error"] == "expired_url"


def test_a_response_url_changes_and_deletes_its_original_and_keeps_it_ephemeral(slack: FakeSlack) -> None:
    original = slack.space.say(SUPPORT, "Logged 3", [], ephemeral_to=ANA)
    url = slack.response_url(ANA, SUPPORT, original)
    httpx.post(url, json={"text": "Undone", "replace_original": True, "response_type": "in_channel"})
    assert [each.text for each in slack.space.ephemerals(ANA)] == ["Undone"]
    assert httpx.post(url, json=message(header("x" * 151))).status_code == 400
    httpx.post(url, json={"delete_original": True})
    httpx.post(url, json={"text": "For all", "response_type": "in_channel"})
    assert slack.space.ephemerals(ANA) == []
    assert [each.text for each in slack.space.messages(SUPPORT)] == ["For all"]


def test_an_app_token_opens_connections_and_nothing_else(slack: FakeSlack) -> None:
    assert refusal(client(slack, APP_TOKEN).chat_postMessage, channel=SUPPORT, **WORDS)["error"] == (
        "not_allowed_token_type"
    )
    assert refusal(client(slack).apps_connections_open, app_token=BOT_TOKEN)["error"] == "not_allowed_token_type"
    opened = refusal(client(slack).apps_connections_open, app_token=APP_TOKEN)
    assert opened["error"] == "socket_mode_not_enabled"
