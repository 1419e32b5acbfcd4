"""What a POST to a response_url does (slack.md 2.1)."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import JSONResponse, PlainTextResponse, Response

from tests.slack.facts import Message
from tests.slack.methods.chat import content
from tests.slack.methods.method import Desk
from tests.slack.refusal import Refused
from tests.slack.tickets import ResponseUrl


def answer(desk: Desk, token: str, body: bytes) -> Response:
    """`ok`, or the reason why nothing was said."""
    url = desk.urls.get(token)
    if url is None:
        return JSONResponse({"ok": False, "error": "invalid_url"}, 404)
    try:
        url.use(desk.space.now())
    except Refused as refused:
        return JSONResponse({"ok": False, "error": refused.error}, 404)
    try:
        posted = apply(desk, url, json.loads(body))
    except ValueError:
        return JSONResponse({"ok": False, "error": "invalid_payload"}, 400)
    except Refused as refused:
        return JSONResponse({"ok": False, "error": refused.error, **refused.more}, 400)
    if posted:
        url.posted.append(posted)
    return PlainTextResponse("ok")


def apply(desk: Desk, url: ResponseUrl, said: Any) -> Message | None:
    """Say it, change or delete the original. An ephemeral original stays ephemeral whatever is asked."""
    if not isinstance(said, dict):
        raise Refused("invalid_payload")
    original = desk.space.said.get((url.original.channel, url.original.ts)) if url.original else None
    if said.get("delete_original"):
        if original is None:
            raise Refused("invalid_payload")
        del desk.space.said[original.channel, original.ts]
        return None
    text, blocks = content(desk, said)
    if said.get("replace_original") and original is not None:
        return desk.space.change(original, text, blocks, arguments=dict(said))
    to = None if said.get("response_type") == "in_channel" else url.user
    return desk.space.say(url.channel, text, blocks, ephemeral_to=to, arguments=dict(said))
