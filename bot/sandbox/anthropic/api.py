"""Anthropic's organization API as the company's admin key sees it: reports and directory, with its own errors."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.anthropic import analytics, directory, legacy
from bot.sandbox.anthropic.claude_code import claude_code
from bot.sandbox.company import Company
from bot.sandbox.faults import CutResponse, Fault, Faults
from bot.sandbox.people import opaque
from bot.sandbox.query import Query, RefusedError

BETA = "analytics-usage-cost-2026-08-24"
_VERSIONS = ("2023-06-01", "2026-10-21")  # the documented one, and the one the SDK 2.12 sends
_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "api_error",
}

Answer = Callable[[Query, Request], dict[str, Any]]


def routes(company: Company, clock: Callable[[], datetime], key: str, faults: Faults) -> list[Route]:
    """The routes under `/v1`; `key` is the only admin key that opens them."""
    numbers = count(1)

    def answered(answer: Answer) -> Callable[[Request], Response]:
        def respond(request: Request) -> Response:
            request_id = opaque("req_01", f"{request.url.path} {next(numbers)}", length=22)
            try:
                _let_in(request, key)
                fault = faults.meet(request.url.path)
                if fault:
                    return _faulty(fault, faults, request_id)
                body = answer(Query(request.query_params.multi_items()), request)
                return JSONResponse(body, headers={"request-id": request_id})
            except RefusedError as no:
                return _error(no, request_id)

        return respond

    def analysed(report: Callable[[Company, Query, datetime], dict[str, Any]]) -> Answer:
        def respond(query: Query, request: Request) -> dict[str, Any]:
            if not company.has_anthropic_analytics:
                raise RefusedError(404, "Not found")
            if BETA not in request.headers.get("anthropic-beta", "").replace(" ", "").split(","):
                raise RefusedError(400, f"anthropic-beta: this endpoint needs the header value {BETA}")
            return report(company, query, clock())

        return respond

    def missing(_query: Query, _request: Request) -> dict[str, Any]:
        raise RefusedError(404, "Not found")

    answers: dict[str, Answer] = {
        "/organizations/analytics/cost": analysed(analytics.cost),
        "/organizations/analytics/usage": analysed(analytics.usage),
        "/organizations/cost_report": lambda query, _: legacy.cost_report(company, query, clock()),
        "/organizations/usage_report/messages": lambda query, _: legacy.usage_report(company, query, clock()),
        "/organizations/usage_report/claude_code": lambda query, _: claude_code(company, query, clock()),
        "/organizations/workspaces": lambda query, _: directory.workspaces(company, query),
        "/organizations/api_keys": lambda query, _: directory.api_keys(company, query),
        "/organizations/users": lambda query, _: directory.users(company, query),
        "/{rest:path}": missing,
    }
    return [Route(path, answered(answer)) for path, answer in answers.items()]


def _let_in(request: Request, key: str) -> None:
    given = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
    if given != key:
        if given.startswith("sk-ant-api03-"):
            raise RefusedError(403, "This API key cannot be used for the Admin API.")
        raise RefusedError(401, "invalid x-api-key")
    if request.headers.get("anthropic-version") not in _VERSIONS:
        raise RefusedError(400, f"anthropic-version: header is required; send {_VERSIONS[0]}")


def _faulty(fault: Fault, faults: Faults, request_id: str) -> Response:
    if fault is Fault.CUT:
        return CutResponse()
    if fault is Fault.THROTTLED:
        answer = _error(RefusedError(429, "This organization's rate limit was exceeded."), request_id)
        if faults.retry_after is not None:
            answer.headers["retry-after"] = str(faults.retry_after)
        return answer
    return _error(RefusedError(500, "Internal server error"), request_id)


def _error(no: RefusedError, request_id: str) -> Response:
    error = {"type": _TYPES.get(no.status, "invalid_request_error"), "message": no.message}
    body = {"type": "error", "error": error, "request_id": request_id}
    return JSONResponse(body, no.status, headers={"request-id": request_id})
