"""The door for Slack over HTTP: what is too large, malformed or unsigned is turned away before Bolt parses it.

Bodies are never logged. The check is Slack's own: HMAC-SHA256 over `v0:{timestamp}:{raw body}`, at most five minutes
old (docs.slack.dev/authentication/verifying-requests-from-slack).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs

import structlog
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.manifest import PATH

_log = structlog.get_logger()

LARGEST_BODY = 1_000_000
_OLDEST_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def route(app: App, signing_secret: str, now: Callable[[], datetime]) -> Route:
    """POST /slack/events: everything Slack sends. The synchronous app answers in a thread of the pool."""

    async def receive(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("The request is larger than Slack sends.\n", 413)
        refusal = refused(body, request.headers.get, signing_secret, now().timestamp())
        if refusal is not None:
            return refusal
        return await run_in_threadpool(_dispatched, app, request, body)

    return Route(PATH, receive, methods=["POST"])


def _dispatched(app: App, request: Request, body: bytes) -> Response:
    """What Bolt answers; it takes care of what its listeners raise, and of nothing before."""
    try:
        return to_starlette_response(app.dispatch(to_bolt_request(request, body)))
    except Exception as error:  # noqa: BLE001  (whatever it is that Bolt cannot take apart)
        _log.warning("a request of an unknown shape was turned away", error=type(error).__name__)
        return PlainTextResponse("The request is of no shape that Slack sends.\n", 400)


def refused(
    body: bytes, header: Callable[[str], str | None], signing_secret: str, timestamp_now: float
) -> Response | None:
    """Why a request is turned away: 401 where it is not Slack's, 400 where it cannot be read; None to let it in."""
    timestamp, signature = header("x-slack-request-timestamp") or "", header("x-slack-signature") or ""
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return PlainTextResponse("The request carries no Slack signature.\n", 401)
    if abs(timestamp_now - int(timestamp)) > _OLDEST_SECONDS:
        return PlainTextResponse("The request is older than five minutes.\n", 401)
    expected = hmac.new(signing_secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    if not hmac.compare_digest(f"v0={expected.hexdigest()}", signature):
        return PlainTextResponse("The signature is not that of this app's signing secret.\n", 401)
    if not _is_readable(body, header("content-type") or ""):
        return PlainTextResponse("The body is not one that Slack sends.\n", 400)
    return None


async def _read(request: Request) -> bytes | None:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            return None
    return body


def _is_readable(body: bytes, content_type: str) -> bool:
    try:
        text = body.decode()
        if content_type.startswith("application/json"):
            return isinstance(json.loads(text), dict)
        fields = parse_qs(text, keep_blank_values=True, strict_parsing=True)
        return all(isinstance(json.loads(payload), dict) for payload in fields.get("payload", []))
    except (ValueError, RecursionError):
        return False
