"""OpenRouter's API as the company's management key sees it, with its own errors."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.company import Company
from bot.sandbox.faults import CutResponse, Fault, Faults
from bot.sandbox.openrouter import answers
from bot.sandbox.query import Query, RefusedError

_Answer = Callable[[Query, dict[str, Any]], dict[str, Any]]


def routes(company: Company, clock: Callable[[], datetime], key: str, faults: Faults) -> list[Route]:
    """The routes under `/api/v1`; `key` is the only management key that opens them."""

    def answered(answer: _Answer) -> Callable[[Request], Awaitable[Response]]:
        def respond(request: Request, content: bytes) -> Response:
            try:
                _let_in(request, key)
                fault = faults.meet(request.url.path)
                if fault:
                    return _faulty(fault, faults)
                return JSONResponse(answer(Query(request.query_params.multi_items()), _body(content)))
            except RefusedError as no:
                return _error(no)

        async def heard(request: Request) -> Response:
            return await run_in_threadpool(respond, request, await request.body())

        return heard

    def missing(_query: Query, _body: dict[str, Any]) -> dict[str, Any]:
        raise RefusedError(404, "Not Found")

    known: dict[str, tuple[str, _Answer]] = {
        "/activity": ("GET", lambda query, _: answers.activity(company, query, clock())),
        "/keys": ("GET", lambda query, _: answers.keys(company, query, clock())),
        "/workspaces": ("GET", lambda query, _: answers.workspaces(query)),
        "/credits": ("GET", lambda _query, _body: answers.credits_(company, clock())),
        "/analytics/query": ("POST", lambda _, body: answers.analytics(company, body, clock())),
        "/{rest:path}": ("GET", missing),
    }
    return [Route(path, answered(answer), methods=[method]) for path, (method, answer) in known.items()]


def _let_in(request: Request, key: str) -> None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if given != key:
        if given.startswith("sk-or-v1-"):
            raise RefusedError(403, "Only management keys can perform this operation")
        raise RefusedError(401, "Invalid management key")


def _body(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise RefusedError(400, "The body must be a JSON object")
    return body


def _faulty(fault: Fault, faults: Faults) -> Response:
    if fault is Fault.CUT:
        return CutResponse()
    if fault is Fault.THROTTLED:
        answer = _error(RefusedError(429, "Rate limit exceeded"))
        if faults.retry_after is not None:
            answer.headers["retry-after"] = str(faults.retry_after)
        return answer
    return _error(RefusedError(500, "Internal Server Error"))


def _error(no: RefusedError) -> Response:
    return JSONResponse({"error": {"code": no.status, "message": no.message}}, no.status)
