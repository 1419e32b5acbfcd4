"""GitHub's REST API as an owner of the organization and its enterprise sees it, and the host of its files beside it."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.sandbox.company import Company
from bot.sandbox.faults import CutResponse, Fault, Faults
from bot.sandbox.github import billing, metrics, seats
from bot.sandbox.github.exports import Exports, written
from bot.sandbox.github.holders import ENTERPRISE, ORGANIZATION
from bot.sandbox.github.links import let_in, signed
from bot.sandbox.query import Query, RefusedError

Clock = Callable[[], datetime]
_Answer = Callable[[Request, Query], Response]
_VERSIONS = frozenset({"2022-11-28", "2026-03-10"})
_FILES = "/copilot-reports"
"""Where the files are: the real ones lie on a host of their own, and a client has to treat this as one."""


def routes(company: Company, clock: Clock, key: str, faults: Faults) -> list[Route]:
    """The routes of the API; `key` is the only token that opens them, and none may go to the files."""
    api = _Api(company, clock, key, faults)
    settings, group = "/organizations/{org}/settings/billing", "/enterprises/{enterprise}/settings/billing"
    gets: dict[str, _Answer] = {
        f"{settings}/usage": api.bill,
        f"{group}/usage/summary": api.bill,
        **dict.fromkeys((f"{settings}/ai_credit/usage", f"{group}/ai_credit/usage"), api.credit),
        **dict.fromkeys((f"{settings}/premium_request/usage", f"{group}/premium_request/usage"), api.premium),
        f"{group}/reports/{{id}}": api.export,
        "/orgs/{org}/copilot/billing": api.details,
        **{
            f"{place}/copilot/{path}": answer
            for place in ("/orgs/{org}", "/enterprises/{enterprise}")
            for path, answer in (("billing/seats", api.seats), ("metrics/reports/{report}", api.report))
        },
        "/{path:path}": api.missing,  # among them the metrics API that was closed in April 2026
    }
    return [
        Route(f"{_FILES}/{{path:path}}", api.file),
        Route(f"{group}/reports", api.order, methods=["POST"]),
        *(Route(path, api.answered(get)) for path, get in gets.items()),
    ]


class _Api:
    """What is behind the routes; all that it remembers are the reports that were ordered."""

    def __init__(self, company: Company, clock: Clock, key: str, faults: Faults) -> None:
        self._company, self._clock, self._key, self._faults = company, clock, key, faults
        self._exports = Exports()

    def answered(self, answer: _Answer) -> Callable[[Request], Response]:
        """The answer to whoever has the token, unless a fault comes first."""

        def respond(request: Request) -> Response:
            try:
                _let_in(request, self._key)
                if fault := self._faults.meet(request.url.path):
                    return _faulty(fault, self._faults)
                self._exports.count()
                return answer(request, Query(request.query_params.multi_items()))
            except RefusedError as no:
                return _error(no)

        return respond

    def bill(self, request: Request, query: Query) -> Response:
        whole = _is_enterprise(request)
        return _json(200, billing.whole_bill(self._company, query, self._clock(), is_enterprise=whole))

    def credit(self, request: Request, query: Query) -> Response:
        whole = _is_enterprise(request)
        return _json(200, billing.ai_credits(self._company, query, self._clock(), is_enterprise=whole))

    def premium(self, request: Request, query: Query) -> Response:
        return _json(200, billing.premium_requests(query, self._clock(), is_enterprise=_is_enterprise(request)))

    def details(self, request: Request, query: Query) -> Response:
        _is_enterprise(request)
        return _json(200, seats.details(self._company, query, self._clock()))

    def seats(self, request: Request, query: Query) -> Response:
        _is_enterprise(request)
        found, following = seats.page(self._company, query, self._clock())
        answer = _json(200, found)
        if following is not None:
            own = request.url.path.removeprefix(request.scope.get("root_path", ""))
            link = _address(request, f"{own}?page={following}&per_page={query.number('per_page') or 50}")
            answer.headers["link"] = f'<{link}>; rel="next"'
        return answer

    def report(self, request: Request, query: Query) -> Response:
        of_other = "organization-1-day" if _is_enterprise(request) else "enterprise-1-day"
        name = request.path_params["report"]
        if name not in metrics.REPORTS or name == of_other:
            raise RefusedError(404, "Not Found")
        query.only(("day",))
        day = _date(query.one("day"))
        if not metrics.has_report(day, self._clock()):
            return Response(status_code=204)
        links = [self._link(request, f"{name}/{day}/{part}") for part in range(metrics.parts(name, day))]
        return _json(200, {"download_links": links, "report_day": day.isoformat()})

    async def order(self, request: Request) -> Response:
        body = await request.body()

        def taken(_request: Request, _query: Query) -> Response:
            try:
                asked = json.loads(body)
            except ValueError:
                raise RefusedError(400, "Problems parsing JSON") from None
            return _json(202, self._exports.order(asked, self._clock()).as_json("processing"))

        return self.answered(taken)(request)

    def export(self, request: Request, _query: Query) -> Response:
        export, is_ready = self._exports.find(request.path_params["id"])
        if not is_ready:
            return _json(200, export.as_json("processing"))
        return _json(200, export.as_json("completed", self._link(request, f"exports/{export.id}")))

    def file(self, request: Request) -> Response:
        """A file on the other host, which asks for no token and takes none."""
        path, query = request.path_params["path"], Query(request.query_params.multi_items())
        try:
            signed_for = f"{_FILES}/{path}"
            let_in(signed_for, query, self._clock(), self._key, authorization=request.headers.get("authorization"))
        except RefusedError as no:
            return PlainTextResponse(f"<Error><Message>{no.message}</Message></Error>", no.status)
        if fault := self._faults.meet(request.url.path):
            return _faulty(fault, self._faults)
        kind, *rest = path.split("/")
        if kind == "exports":
            text = written(self._company, self._exports.find(rest[0])[0])
        else:
            text = metrics.file(self._company, kind, date.fromisoformat(rest[0]), int(rest[1]), self._clock())
        return PlainTextResponse(text)

    def missing(self, _request: Request, _query: Query) -> Response:
        raise RefusedError(404, "Not Found")

    def _link(self, request: Request, path: str) -> str:
        return _address(request, signed(f"{_FILES}/{path}", self._clock(), self._key))


def _is_enterprise(request: Request) -> bool:
    """Whether the enterprise is asked about; 404 for an organization or enterprise that the token does not see."""
    of = request.path_params
    if of.get("org", ORGANIZATION).lower() != ORGANIZATION or of.get("enterprise", ENTERPRISE).lower() != ENTERPRISE:
        raise RefusedError(404, "Not Found")
    return "enterprise" in of


def _let_in(request: Request, key: str) -> None:
    given = request.headers.get("authorization", "")
    if given.removeprefix("Bearer ").removeprefix("token ") != key:
        raise RefusedError(401, "Bad credentials")
    if not request.headers.get("user-agent"):
        raise RefusedError(403, "Request forbidden by administrative rules. Please make sure it has a User-Agent.")
    if request.headers.get("x-github-api-version", "2022-11-28") not in _VERSIONS:
        raise RefusedError(400, "The API version is not supported.")


def _date(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise RefusedError(422, "day must be a date such as 2026-11-16") from None


def _address(request: Request, path: str) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}{path}"


def _faulty(fault: Fault, faults: Faults) -> Response:
    if fault is Fault.CUT:
        return CutResponse()
    if fault is Fault.FAILED:
        return _error(RefusedError(500, "Server Error"))
    message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    if faults.retry_after is None:
        return _error(RefusedError(429, message))
    answer = _error(RefusedError(403 if faults.calls % 2 else 429, message))  # GitHub has both
    answer.headers["retry-after"] = str(faults.retry_after)
    return answer


def _error(no: RefusedError) -> Response:
    said = {"message": no.message, "documentation_url": "https://docs.github.com/rest", "status": str(no.status)}
    return _json(no.status, said)


def _json(status: int, body: dict[str, Any]) -> Response:
    """Amounts are numbers; all here have fewer digits than a float keeps."""
    return Response(json.dumps(body, separators=(",", ":"), default=float), status, media_type="application/json")
