"""Both ways from Slack to an app: signed HTTP that hangs up, and Socket Mode that asks for a new connection."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.server import serving
from tests.slack.bolt_app import over_http
from tests.slack.client import FORM, SIGNING_SECRET, Client
from tests.slack.deliveries import Delivery
from tests.slack.socket_mode import SocketServer
from tests.slack.web_api import APP_TOKEN, FakeSlack
from tests.slack.workspace import ANA

EVENT = Delivery("events_api", {"type": "event_callback", "event": {"type": "app_home_opened"}})


def mirror(request: Request) -> Response:
    """Answers with the headers it was sent, after the seconds in its query."""
    time.sleep(float(request.query_params.get("after", "0")))
    return JSONResponse(dict(request.headers))


@pytest.fixture(scope="module")
def mirror_url() -> Iterator[str]:
    with serving(Starlette(routes=[Route("/slack/events", mirror, methods=["POST"])])) as url:
        yield f"{url}/slack/events"


def test_a_signature_is_what_slack_sdk_takes() -> None:
    body = b"command=%2Fai-outcome&text=3"
    signed = Client("http://localhost").signed(body, FORM)
    verifier = SignatureVerifier(SIGNING_SECRET)
    stamp, signature = signed["x-slack-request-timestamp"], signed["x-slack-signature"]
    assert verifier.is_valid(body, stamp, signature)
    assert not verifier.is_valid(body + b"0", stamp, signature)
    old = Client("http://localhost").signed(body, FORM, at=time.time() - 301)
    assert not verifier.is_valid(body, old["x-slack-request-timestamp"], old["x-slack-signature"])


def test_slack_hangs_up_when_its_patience_ends(mirror_url: str) -> None:
    reply = Client(f"{mirror_url}?after=0.5", patience=0.2).deliver(EVENT)
    assert (reply.status, reply.body, reply.acked) == (None, None, False)
    assert 0.15 < reply.seconds < 0.45


def test_a_repeated_delivery_says_so(mirror_url: str) -> None:
    reply = Client(mirror_url).deliver(Delivery("events_api", {}, retry=2, reason="http_timeout"))
    assert (reply.body["x-slack-retry-num"], reply.body["x-slack-retry-reason"]) == ("2", "http_timeout")
    assert "x-slack-retry-num" not in Client(mirror_url).deliver(EVENT).body


def test_the_url_is_verified_with_a_challenge(slack: FakeSlack) -> None:
    with over_http(slack) as world:
        client = world.line
        assert isinstance(client, Client)
        assert client.verify_url("abc").body == {"challenge": "abc"}
        rude = Client(client.url, "another secret")
        assert rude.deliver(EVENT).status == 401


@contextmanager
def connected(slack: FakeSlack, server: SocketServer, *, late: float = 0.0) -> Iterator[SocketModeClient]:
    """slack_sdk's client; it acknowledges with the type and the attempt that it was sent."""

    def acknowledge(client: Any, request: SocketModeRequest) -> None:
        time.sleep(late)
        payload = {"type": request.type, "retry": request.retry_attempt, "size": len(str(request.payload))}
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

    client = SocketModeClient(APP_TOKEN, web_client=WebClient(base_url=slack.url), ping_interval=0.2)
    client.socket_mode_request_listeners.append(acknowledge)
    client.connect()
    try:
        server.wait_for_connections()
        yield client
    finally:
        client.close()


def test_an_envelope_is_acknowledged_with_its_payload(slack: FakeSlack, socket_server: SocketServer) -> None:
    with connected(slack, socket_server):
        repeated = Delivery("events_api", {"x": "y" * 100_000}, retry=1)
        assert socket_server.deliver(repeated).body == {"type": "events_api", "retry": 1, "size": 100_009}
        command = socket_server.deliver(Delivery("slash_commands", {"x": "ü" * 200}))
        assert command.body == {"type": "slash_commands", "retry": None, "size": 209}


def test_a_late_acknowledgement_is_none(slack: FakeSlack, socket_server: SocketServer) -> None:
    socket_server.patience = 0.1
    with connected(slack, socket_server, late=0.3):
        assert socket_server.deliver(EVENT).acked is False
        time.sleep(0.4)
    assert len(socket_server.unasked) == 1


def test_a_client_that_is_asked_to_refresh_connects_anew(slack: FakeSlack, socket_server: SocketServer) -> None:
    with connected(slack, socket_server):
        socket_server.refresh()
        socket_server.wait_for_connections(greetings=2)
        assert socket_server.deliver(EVENT).acked
    assert len(slack.called("apps.connections.open")) == 2
    assert socket_server.pongs > 0


def test_a_client_whose_connection_was_cut_comes_back(slack: FakeSlack, socket_server: SocketServer) -> None:
    with connected(slack, socket_server):
        socket_server.cut()
        socket_server.wait_for_connections(greetings=2)
        assert socket_server.deliver(EVENT).acked


def test_without_a_client_nothing_is_acknowledged(socket_server: SocketServer) -> None:
    assert socket_server.deliver(EVENT).status is None


def test_a_connection_needs_a_ticket_of_its_own(socket_server: SocketServer) -> None:
    port = int(socket_server.url().partition("127.0.0.1:")[2].partition("/")[0])
    with socket.create_connection(("127.0.0.1", port), 2) as visitor:
        visitor.sendall(b"GET /link/?ticket=forged HTTP/1.1\r\nSec-WebSocket-Key: x\r\n\r\n")
        assert visitor.recv(100).startswith(b"HTTP/1.1 401")


def test_home_carries_the_view_that_is_there(slack: FakeSlack) -> None:
    with over_http(slack) as world:
        world.open_home()
        world.wait_for(lambda: ANA in world.space.homes)
        reply = world.open_home(tab="messages")
        assert reply.delivery.payload["event"]["tab"] == "messages"
        assert reply.delivery.payload["event"]["view"]["type"] == "home"
