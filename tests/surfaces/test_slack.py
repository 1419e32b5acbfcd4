"""What is said on Slack carries its mark and pings nobody; what Slack answers is told apart by what one can do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

import pytest

from bot.errors import (
    SurfaceBusyError,
    SurfaceError,
    SurfaceGoneError,
    SurfaceRefusedError,
    SurfaceUnknownError,
    SurfaceUnreachableError,
)
from bot.facts.message import Message, Paragraph
from bot.surfaces.base import Ref
from bot.surfaces.slack import Slack, client
from tests.slack.faults import Dropped, Error, LostAnswer, Status
from tests.slack.pings import pings
from tests.slack.web_api import BOT_TOKEN, FakeSlack
from tests.slack.workspace import SUPPORT

Kind = TypeVar("Kind", bound=SurfaceError)
WORDS = Message("Support EU", "Refunds cost less", (Paragraph("<!channel> https://evil.example @here"),))

REFUSALS = {
    "not_in_channel": f"Slack says the app is not in {SUPPORT}; type /invite @denominator there",
    "channel_not_found": "/invite @denominator",
    "is_archived": "unarchive it",
    "messages_tab_disabled": "App Home",
    "restricted_action_read_only_channel": "ask an administrator",
    "metadata_too_large": "report this",
    "no_text": "report this",
    "team_not_found": "SLACK_BOT_TOKEN",
    "account_inactive": "install it again",
    "token_revoked": "install the app again",
    "invalid_auth": "SLACK_BOT_TOKEN",
    "not_authed": "SLACK_BOT_TOKEN",
    "user_not_found": "org file",
    "cannot_dm_bot": "name a person",
    "ekm_access_denied": "ekm_access_denied",
    "never_heard_of": "never_heard_of",
}
STRANGE = (b"[1]", b'"text"', b"null", b"\xff\xfe\xfa", b"<html>", b"", b'{"error": {"code": 1}}')


@pytest.mark.parametrize(("code", "words"), REFUSALS.items())
def test_a_refusal_for_good_says_what_to_do(slack: FakeSlack, code: str, words: str) -> None:
    slack.faults.add("chat.postMessage", Error(code))
    refused = failure(slack, SurfaceRefusedError)
    assert words in str(refused)
    assert refused.code == code


def test_a_scope_that_lacks_is_named(slack: FakeSlack) -> None:
    slack.faults.add("chat.postMessage", Error("missing_scope", {"needed": "chat:write", "provided": "commands"}))
    assert "chat:write" in str(failure(slack, SurfaceRefusedError))


@pytest.mark.parametrize(
    "code",
    ["fatal_error", "internal_error", "request_timeout", "service_unavailable", "duplicate_message_not_found"],
)
def test_where_slack_broke_on_the_way_nobody_knows_whether_it_was_said(slack: FakeSlack, code: str) -> None:
    slack.faults.add("chat.postMessage", Error(code))
    failure(slack, SurfaceUnknownError)


@pytest.mark.parametrize("fault", [LostAnswer(), Dropped(), Status(500), Status(502), Status(503)])
def test_a_lost_answer_is_asked_for_once_and_leaves_a_doubt(slack: FakeSlack, fault: Any) -> None:
    slack.faults.add("chat.postMessage", fault)
    failure(slack, SurfaceUnknownError)
    assert len(slack.calls) == 1


@pytest.mark.parametrize("body", STRANGE)
@pytest.mark.parametrize("form", ["application/json; charset=utf-8", "text/html; charset=unheard-of"])
def test_an_answer_in_no_form_of_slacks_leaves_a_doubt(body: bytes, form: str) -> None:
    with answering(body, form) as url, pytest.raises(SurfaceUnknownError):
        Slack(client(BOT_TOKEN, url)).post(SUPPORT, WORDS, key="k")


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"])
def test_a_message_that_cannot_be_changed_is_gone(slack: FakeSlack, code: str) -> None:
    slack.faults.add("chat.update", Error(code))
    with pytest.raises(SurfaceGoneError):
        surface(slack).update(Ref(SUPPORT, "1.000001"), WORDS)


def test_too_much_at_once_says_how_long_to_wait(slack: FakeSlack) -> None:
    slack.faults.add("chat.postMessage", Status(429, retry_after=7))
    assert failure(slack, SurfaceBusyError).retry_after == 7


def test_what_cannot_be_reached_was_certainly_not_said() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        with pytest.raises(SurfaceUnreachableError, match="SLACK_API_URL"):
            Slack(client(BOT_TOKEN, url)).post(SUPPORT, WORDS, key="k")


def test_what_is_said_is_marked_and_neither_pings_nor_unfolds(slack: FakeSlack) -> None:
    ref = surface(slack).post(SUPPORT, WORDS, key="digest:support:2026-W46")
    surface(slack).update(ref, WORDS)
    posted, updated = (call.args for call in slack.calls)
    assert posted["metadata"] == {
        "event_type": "denominator_message",
        "event_payload": {"key": "digest:support:2026-W46"},
    }
    assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)
    for sent in (posted, updated):
        assert sent["parse"] == "none"
        assert pings(sent) == []


def test_the_same_key_has_the_same_id_and_another_key_another(slack: FakeSlack) -> None:
    for key in ("a", "a", "b"):
        surface(slack).post(SUPPORT, WORDS, key=key)
    first, again, other = (call.args["client_msg_id"] for call in slack.calls)
    assert first == again != other


def surface(slack: FakeSlack) -> Slack:
    return Slack(client(BOT_TOKEN, slack.url))


def failure(slack: FakeSlack, kind: type[Kind]) -> Kind:
    """What saying it fails with; the token is never in it."""
    with pytest.raises(kind) as failed:
        surface(slack).post(SUPPORT, WORDS, key="k")
    assert BOT_TOKEN not in f"{failed.value!s} {failed.value!r} {failed.value.__cause__!r}"
    return failed.value


@contextmanager
def answering(body: bytes, form: str) -> Iterator[str]:
    """A server that gives one request this answer, as something between us and Slack may."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_answer, args=(listening, body, form))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join()


def _answer(listening: socket.socket, body: bytes, form: str) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(65536)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {form}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + body)
