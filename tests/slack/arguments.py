"""The arguments of a call, as JSON or as a form."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from tests.slack.refusal import Refused

_JSON_IN_A_FORM = ("blocks", "metadata", "view", "attachments")


def arguments(request: Request, body: bytes, *, form_only: bool) -> dict[str, Any]:
    """The arguments of a call, from JSON or a form. Raises Refused when they cannot be read."""
    args: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        if form_only:
            raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] send a form, not JSON"]})
        try:
            args |= json.loads(body)
        except (ValueError, TypeError) as broken:
            raise Refused("invalid_json") from broken
        return args
    args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    for key in _JSON_IN_A_FORM:
        if key in args:
            try:
                args[key] = json.loads(args[key])
            except ValueError as broken:
                raise Refused("invalid_blocks_format" if key == "blocks" else "invalid_arguments") from broken
    return args


def recorded(request: Request, body: bytes) -> dict[str, Any]:
    """The body for the record, whatever becomes of the call."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            read = json.loads(body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}
    return {key: value for key, value in parse_qsl(body.decode()) if key != "token"}
