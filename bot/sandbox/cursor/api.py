"""Cursor's Admin API as the team's key sees it, with its own errors: questions are JSON bodies, 429 says no time."""

import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.company import Company
from bot.sandbox.cursor import answers
from bot.sandbox.cursor.answers import Body
from bot.sandbox.faults import CutResponse, Fault, Faults
from bot.sandbox.query import RefusedError

_ERRORS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
_Answer = Callable[[Body], dict[str, Any]]


def routes(company: Company, clock: Callable[[], datetime], key: str, faults: Faults) -> list[Route]:
    """The routes at the root; `key` is the only one that opens them, as user name without a password."""
    basic = "Basic " + b64encode(f"{key}:".encode()).decode()

    def answered(method: str, answer: _Answer) -> Callable[[Request], Awaitable[Response]]:
        def respond(request: Request, content: bytes) -> Response:
            try:
                _let_in(request, basic)
                fault = faults.meet(request.url.path)
                if fault:
                    return _faulty(fault)
                _only(request, method)
                return JSONResponse(answer(_body(content)))
            except RefusedError as no:
                return _error(no)

        async def heard(request: Request) -> Response:
            return await run_in_threadpool(respond, request, await request.body())

        return heard

    def enterprise(_body: Body) -> dict[str, Any]:
        raise RefusedError(403, "Enterprise access required")

    def missing(_body: Body) -> dict[str, Any]:
        raise RefusedError(404, "Not found")

    known: dict[str, tuple[str, _Answer]] = {
        "/teams/filtered-usage-events": ("POST", lambda body: answers.usage_events(company, body, clock())),
        "/teams/daily-usage-data": ("POST", lambda body: answers.daily_usage(company, body, clock())),
        "/teams/spend": ("POST", lambda body: answers.spend(company, body, clock())),
        "/teams/members": ("GET", lambda _: answers.members(clock())),
        "/teams/groups": ("GET", enterprise),
        "/analytics/{rest:path}": ("GET", enterprise),
        "/{rest:path}": ("GET", missing),
    }
    return [Route(path, answered(method, answer), methods=["GET", "POST"]) for path, (method, answer) in known.items()]


def _let_in(request: Request, basic: str) -> None:
    if request.headers.get("authorization") != basic:
        raise RefusedError(401, "Invalid API key")


def _only(request: Request, method: str) -> None:
    if request.method != method:
        raise RefusedError(405, f"Use {method}")


def _body(content: bytes) -> Body:
    try:
        body = json.loads(content or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise RefusedError(400, "The body must be a JSON object")
    return body


def _faulty(fault: Fault) -> Response:
    if fault is Fault.CUT:
        return CutResponse()
    if fault is Fault.THROTTLED:
        return _error(RefusedError(429, "Rate limit exceeded"))
    return _error(RefusedError(500, "Something went wrong"))


def _error(no: RefusedError) -> Response:
    return JSONResponse({"error": _ERRORS[no.status], "message": no.message}, no.status)
