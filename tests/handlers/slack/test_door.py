"""What is not Slack's is turned away with a 4xx before anything parses it, and no log holds a word of it."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import structlog

from bot import logs
from bot.ledger.db import Database
from handlers.slack.door import LARGEST_BODY
from tests.handlers.slack.office import Office, clock, over_http
from tests.slack.client import FORM, JSON, Client
from tests.slack.deliveries import Reply
from tests.slack.web_api import FakeSlack

SECRET = "hunter2-of-the-house"
COMMAND = urlencode({"command": "/ai-outcome", "text": SECRET, "user_id": "U1", "trigger_id": "1.2.3"}).encode()


@pytest.fixture
def office(sqlite_database: Database, slack: FakeSlack) -> Iterator[Office]:
    with over_http(sqlite_database, slack) as office:
        yield office


def line(office: Office) -> Client:
    found = office.world.line
    assert isinstance(found, Client)
    return found


def sent(office: Office, body: bytes, form: str = FORM, **changed: str | None) -> Reply:
    """A signed request, with some of its headers changed or (None) left out."""
    headers: dict[Any, Any] = {**line(office).signed(body, form)}
    for name, value in changed.items():
        key = name.replace("_", "-")
        headers.pop(key, None)
        if value is not None:
            headers[key] = value.encode()
    return line(office).send(body, headers)


def deep(levels: int) -> str:
    return "[" * levels + f'"{SECRET}"' + "]" * levels


SIGNED_NONSENSE: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b"text=\xff\xfe" + SECRET.encode(), FORM),
    "not UTF-8 behind a percent sign": (b"payload=%ff%fe", FORM),
    "a broken payload": (b"payload=" + b'{"type": "' + SECRET.encode(), FORM),
    "a payload that is a list": (urlencode({"payload": f'["{SECRET}"]'}).encode(), FORM),
    "a payload that is a number": (b"payload=1", FORM),
    "an empty payload": (b"payload=", FORM),
    "two payloads, one broken": (urlencode([("payload", "{}"), ("payload", SECRET)]).encode(), FORM),
    "a deep payload": (urlencode({"payload": deep(100_000)}).encode(), FORM),
    "broken JSON": (b'{"type": "' + SECRET.encode(), JSON),
    "JSON that is a list": (f'["{SECRET}"]'.encode(), JSON),
    "JSON that is null": (b"null", JSON),
    "deep JSON": (deep(100_000).encode(), JSON),
    "a number of a million digits": (b'{"event": ' + b"9" * 900_000 + b"}", JSON),
    "JSON that is no UTF-8": (b'{"type": "\xff"}', JSON),
    "no body": (b"", FORM),
    "no form": (SECRET.encode(), FORM),
    "JSON said to be a form": (json.dumps({"type": SECRET}).encode(), FORM),
    "a form said to be JSON": (COMMAND, JSON),
}


@pytest.mark.parametrize("name", SIGNED_NONSENSE)
def test_signed_nonsense_is_turned_away(office: Office, name: str) -> None:
    body, content_type = SIGNED_NONSENSE[name]
    assert sent(office, body, content_type).status in {400, 404}


ODD_PAYLOADS: dict[str, dict[str, object]] = {
    "nothing": {},
    "a type nobody knows": {"type": SECRET},
    "actions that are none": {"type": "block_actions", "user": {"id": "U1"}, "actions": []},
    "actions of the wrong form": {"type": "block_actions", "user": SECRET, "actions": SECRET},
    "a view without a state": {
        "type": "view_submission",
        "user": {"id": "U1"},
        "view": {"callback_id": "outcome.form"},
    },
    "a view with an odd state": {
        "type": "view_submission",
        "user": {"id": "U1"},
        "view": {"callback_id": "budget.justification", "state": {"values": SECRET}, "private_metadata": SECRET},
    },
    "a null": {"type": None, "user": None, "team": None},
    "a shortcut without a user": {"type": "shortcut", "callback_id": "log_outcome_global"},
}


@pytest.mark.parametrize("name", ODD_PAYLOADS)
@pytest.mark.parametrize("form", ["payload", "json"])
def test_a_signed_payload_of_any_shape_is_no_500(office: Office, name: str, form: str) -> None:
    payload = ODD_PAYLOADS[name]
    if form == "payload":
        reply = sent(office, urlencode({"payload": json.dumps(payload)}).encode())
    else:
        reply = sent(office, json.dumps({**payload, "event": payload}).encode(), JSON)
    assert reply.status in {200, 400, 404}


OLD, COMING = str(int(clock().timestamp()) - 400), str(int(clock().timestamp()) + 100_000)
RUDE_HEADERS: dict[str, dict[str, str | None]] = {
    "no signature": {"x_slack_signature": None},
    "no timestamp": {"x_slack_request_timestamp": None},
    "neither": {"x_slack_signature": None, "x_slack_request_timestamp": None},
    "a signature of another body": {"x_slack_signature": "v0=" + "0" * 64},
    "a signature of another version": {"x_slack_signature": "v1=" + "0" * 64},
    "a signature that is none": {"x_slack_signature": SECRET},
    "a signature that is no ASCII": {"x_slack_signature": "v0=ä" + "0" * 63},
    "an old timestamp": {"x_slack_request_timestamp": OLD},
    "a timestamp to come": {"x_slack_request_timestamp": COMING},
    "a timestamp that is none": {"x_slack_request_timestamp": "soon"},
    "a timestamp in other digits": {"x_slack_request_timestamp": "١٧٩٥٠٠٣٢٠٠"},
    "a timestamp that is negative": {"x_slack_request_timestamp": "-1"},
    "a timestamp without end": {"x_slack_request_timestamp": "9" * 5000},
    "an empty timestamp": {"x_slack_request_timestamp": ""},
}


@pytest.mark.parametrize("name", RUDE_HEADERS)
def test_what_slack_did_not_sign_is_a_401(office: Office, name: str) -> None:
    assert sent(office, COMMAND, **RUDE_HEADERS[name]).status == 401
    assert office.world.slack.calls == []


def test_a_body_signed_five_minutes_ago_is_let_in_and_one_of_six_is_not(office: Office) -> None:
    now = clock().timestamp()
    for age, status in ((295, 200), (360, 401)):
        headers = line(office).signed(COMMAND, FORM, at=now - age)
        assert line(office).send(COMMAND, headers).status == status


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "multipart/form-data", "application/json; charset=x"])
def test_an_odd_content_type_is_no_500(office: Office, content_type: str | None) -> None:
    assert sent(office, COMMAND, content_type=content_type).status in {200, 400, 404}
    assert sent(office, b'{"type": "event_callback"}', content_type=content_type).status in {200, 400, 404}


def test_a_body_that_is_too_large_is_refused_before_it_is_read_whole(office: Office) -> None:
    assert sent(office, b"text=" + b"x" * LARGEST_BODY).status == 413
    place = urlsplit(line(office).url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=5) as raw:
        raw.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        for _ in range(LARGEST_BODY // 0x10000 + 1):
            raw.sendall(chunk)
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_only_a_post_is_answered(office: Office, method: str) -> None:
    place = urlsplit(line(office).url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=5) as raw:
        raw.sendall(f"{method} /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 405")


@pytest.fixture
def service_log() -> Iterator[StringIO]:
    """What the program logs itself where it runs as a service."""
    logs.configure(verbose=True)
    said = StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(said))
    yield said
    structlog.reset_defaults()


def test_no_log_holds_a_word_of_a_body(
    service_log: StringIO, office: Office, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    for body, content_type in SIGNED_NONSENSE.values():
        sent(office, body, content_type)
    for payload in ODD_PAYLOADS.values():
        sent(office, urlencode({"payload": json.dumps(payload)}).encode())
        sent(office, json.dumps({**payload, "event": payload}).encode(), JSON)
    for headers in RUDE_HEADERS.values():
        sent(office, COMMAND, **headers)
    sent(office, COMMAND)
    sent(office, COMMAND.replace(b"ai-outcome", b"another"))
    office.world.command("/ai-outcome", f"refunds 3 {SECRET}")
    office.world.wait_for(lambda: office.world.slack.called("response_url"))
    printed = capfd.readouterr()
    everything = service_log.getvalue() + caplog.text + printed.out + printed.err
    assert "a listener failed" in everything
    assert SECRET not in everything
    assert line(office)._secret.decode() not in everything


def test_slack_may_check_the_address_and_the_certificate(office: Office) -> None:
    reply = line(office).verify_url("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P")
    assert reply.status == 200
    assert "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P" in str(reply.body)
    assert sent(office, urlencode({"ssl_check": "1", "token": "x"}).encode()).status == 200
