"""The LiteLLM proxy's reports as its admin key sees them, with its own errors; `Faults.older` makes it an older one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.company import Company
from bot.sandbox.faults import CutResponse, Fault, Faults
from bot.sandbox.litellm.activity import VIEWS, aggregated, page
from bot.sandbox.litellm.export import as_csv, exported
from bot.sandbox.litellm.gateway import DESK
from bot.sandbox.query import Query, RefusedError

USERS_KEY = "sk-user-of-the-gateway"
"""A key that is no admin's: it sees what its own user used, and says nothing of the rest."""

Answer = Callable[[Company, str, Query, datetime], Any]


def routes(company: Company, clock: Callable[[], datetime], key: str, faults: Faults) -> list[Route]:
    """The routes of the proxy; `key` is its master key."""

    def answered(view: str, answer: Answer) -> Callable[[Request], Response]:
        def respond(request: Request) -> Response:
            try:
                query = _let_in(request, view, key)
                fault = faults.meet(request.url.path)
                if fault:
                    return _faulty(fault, faults)
                _refuse_newer(request.url.path, faults)
                found = answer(company, view, query, clock())
                is_csv = isinstance(found, list) and query.one("format") != "json"
                return Response(as_csv(found), media_type="text/csv") if is_csv else JSONResponse(found)
            except RefusedError as no:
                return _error(no)

        return respond

    def missing(*_: object) -> Any:
        raise RefusedError(404, "Not Found")

    found = [
        Route(f"/{view}/daily/activity{path}", answered(view, answer))
        for view in VIEWS
        for path, answer in (("", page), ("/aggregated", aggregated), ("/export", exported))
    ]
    return [*found, Route("/{rest:path}", answered("user", missing))]


def _let_in(request: Request, view: str, key: str) -> Query:
    """The query, narrowed down to the user of a key that is no admin's."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    asked = list(request.query_params.multi_items())
    if given == key:
        return Query(asked)
    if given != USERS_KEY:
        raise RefusedError(401, "Authentication Error, Invalid proxy server token passed", code="401")
    user = request.query_params.get("user_id", DESK.user_id)
    if view != "user" or user != DESK.user_id:
        raise RefusedError(403, "Non-admin users can only view their own spend data.")
    return Query([*asked, ("user_id", str(user))])


def _refuse_newer(path: str, faults: Faults) -> None:
    if path.endswith(faults.older):
        raise RefusedError(404, "Not Found")


def _faulty(fault: Fault, faults: Faults) -> Response:
    if fault is Fault.CUT:
        return CutResponse()
    if fault is Fault.THROTTLED:
        answer = _error(RefusedError(429, "Max parallel request limit reached"))
        if faults.retry_after is not None:
            answer.headers["retry-after"] = str(faults.retry_after)
        return answer
    return _error(RefusedError(500, "Failed to fetch analytics: connection to the database was lost"))


def _error(no: RefusedError) -> Response:
    """As FastAPI says no, and as LiteLLM does where it looks at keys."""
    if no.code is not None:
        error = {"message": no.message, "type": "auth_error", "param": "None", "code": no.code}
        return JSONResponse({"error": error}, no.status)
    plain = no.status in {404, 422}
    return JSONResponse({"detail": no.message if plain else {"error": no.message}}, no.status)
