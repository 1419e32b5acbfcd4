"""OpenAI's organization API as the company's admin key sees it: costs, usage and the directory, with its own errors."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.company import Company
from bot.sandbox.faults import CutResponse, Fault, Faults
from bot.sandbox.openai import directory
from bot.sandbox.openai.buckets import Exact
from bot.sandbox.openai.costs import costs
from bot.sandbox.openai.usage import usage
from bot.sandbox.query import Query, RefusedError

_EXACT = re.compile(r'"\\u0000([^"]*)"')
_TYPES = {429: "requests", 500: "server_error", 403: "insufficient_permissions"}


def routes(company: Company, clock: Callable[[], datetime], key: str, faults: Faults) -> list[Route]:
    """The routes under `/v1`; `key` is the only admin key that opens them."""

    def answered(answer: Callable[[Query, str], dict[str, Any]]) -> Callable[[Request], Response]:
        def respond(request: Request) -> Response:
            try:
                _let_in(request, key)
                fault = faults.meet(request.url.path)
                if fault:
                    return _faulty(fault, faults)
                return _json(200, answer(Query(request.query_params.multi_items()), request.path_params.get("id", "")))
            except RefusedError as no:
                return _error(no)

        return respond

    def missing(_query: Query, path: str) -> dict[str, Any]:
        raise RefusedError(404, f"Invalid URL (GET /v1/{path}).", code="not_found")

    answers: dict[str, Callable[[Query, str], dict[str, Any]]] = {
        "/organization/costs": lambda query, _: costs(company, query, clock()),
        "/organization/usage/{id}": lambda query, kind: usage(company, query, kind, clock()),
        "/organization/projects": lambda query, _: directory.projects(company, query),
        "/organization/projects/{id}": lambda _, one: directory.project(company, one),
        "/organization/projects/{id}/api_keys": lambda query, one: directory.api_keys(company, query, one),
        "/organization/projects/{id}/users": lambda query, one: directory.project_users(company, query, one),
        "/organization/projects/{id}/service_accounts": (
            lambda query, one: directory.service_accounts(company, query, one)
        ),
        "/organization/users": lambda query, _: directory.users(company, query),
        "/{id:path}": missing,
    }
    return [Route(path, answered(answer)) for path, answer in answers.items()]


def _let_in(request: Request, key: str) -> None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if given == key:
        return
    if given.startswith(("sk-proj-", "sk-svcacct-")):
        raise RefusedError(
            403, "You have insufficient permissions: missing scopes: api.usage.read.", code="missing_scope"
        )
    raise RefusedError(401, "Incorrect API key provided.", code="invalid_api_key")


def _faulty(fault: Fault, faults: Faults) -> Response:
    if fault is Fault.CUT:
        return CutResponse()
    if fault is Fault.THROTTLED:
        answer = _error(RefusedError(429, "Rate limit reached for requests.", code="rate_limit_exceeded"))
        if faults.retry_after is not None:
            answer.headers["retry-after"] = str(faults.retry_after)
        return answer
    return _error(RefusedError(500, "The server had an error while processing your request."))


def _error(no: RefusedError) -> Response:
    kind = _TYPES.get(no.status, "invalid_request_error")
    return _json(no.status, {"error": {"message": no.message, "type": kind, "param": no.param, "code": no.code}})


def _json(status: int, body: dict[str, Any]) -> Response:
    text = json.dumps(body, separators=(",", ":"), default=_number)
    return Response(_EXACT.sub(r"\1", text), status, media_type="application/json")


def _number(value: Exact) -> str:
    return f"\0{value}"
