"""A small Bolt app to try the double on: one command, one modal, one button, a Home tab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.server import serving
from tests.slack.client import SIGNING_SECRET, Client
from tests.slack.samples import actions, button, field, message, modal, number, plain, section
from tests.slack.socket_mode import SocketServer
from tests.slack.web_api import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.slack.world import World


def bolt_app(slack: FakeSlack) -> App:
    app = App(
        client=WebClient(BOT_TOKEN, base_url=slack.url, retry_handlers=[], timeout=5),
        signing_secret=SIGNING_SECRET,
        token_verification_enabled=False,
    )

    @app.command("/ai-outcome")
    def commanded(ack: Any, command: dict[str, Any], client: WebClient) -> None:
        if command["text"]:
            ack(f"Logged {command['text']}")
        else:
            form = modal(field(number(initial_value="1")), callback_id="outcome", private_metadata="o-1")
            client.views_open(trigger_id=command["trigger_id"], view=form)
            ack()

    @app.view("outcome")
    def submitted(ack: Any, view: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        quantity = view["state"]["values"]["quantity"]["n"]["value"]
        if not quantity.isdigit():
            ack(response_action="errors", errors={"quantity": "Write a whole number, such as 3."})
            return
        ack()
        undo = message(section(text=plain(f"Logged {quantity}")), actions(button("undo", value="o-1")))
        client.chat_postMessage(channel=body["user"]["id"], **undo)

    @app.action("undo")
    def undone(ack: Any, respond: Any, action: dict[str, Any]) -> None:
        ack()
        respond(f"Undone {action['value']}", replace_original=True)

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section()]})

    return app


@contextmanager
def over_http(slack: FakeSlack) -> Iterator[World]:
    """The app behind `/slack/events`, dispatching in a thread."""
    app = bolt_app(slack)

    async def events(request: Request) -> Response:
        asked = BoltRequest(body=(await request.body()).decode(), headers=dict(request.headers))
        answer = await run_in_threadpool(app.dispatch, asked)
        return Response(answer.body, answer.status, {key: value[0] for key, value in answer.headers.items()})

    with serving(Starlette(routes=[Route("/slack/events", events, methods=["POST"])])) as url:
        yield World(slack, Client(f"{url}/slack/events"))


@contextmanager
def over_socket_mode(slack: FakeSlack, server: SocketServer) -> Iterator[World]:
    """The app behind slack_sdk's own Socket Mode client."""
    handler = SocketModeHandler(bolt_app(slack), APP_TOKEN, ping_interval=1)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        server.wait_for_connections()
        yield World(slack, server)
    finally:
        handler.close()  # type: ignore[no-untyped-call]
