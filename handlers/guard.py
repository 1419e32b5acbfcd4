"""What a page on loopback lets in: only its own visitors, only small forms, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

MAX_BODY_BYTES = 8 * 1024
_MAX_FIELDS = 20
_FORM = "application/x-www-form-urlencoded"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Endpoint = Callable[[Request], Awaitable[Response]]


class RefusedRequestError(Exception):
    """A request that is not answered, with the status and the sentence that say why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def guarded(endpoint: Endpoint) -> Endpoint:
    """The endpoint behind the checks of this file; every answer carries the headers that keep a page to itself."""

    async def checked(request: Request) -> Response:
        try:
            check_origin(request.method, request.headers)
            response = await endpoint(request)
        except RefusedRequestError as refused:
            response = PlainTextResponse(f"{refused}\n", refused.status)
        response.headers.update(_HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return checked


def check_origin(method: str, headers: Mapping[str, str]) -> None:
    """Refuse a foreign host name (a rebound DNS name can read a local page) and a form sent from another site.

    A client that is no browser sends neither `Sec-Fetch-Site` nor `Origin`, and is let in.
    """
    host = headers.get("host", "")
    if not is_loopback(host):
        raise RefusedRequestError(
            403, "Open this page as http://127.0.0.1 or http://localhost; it answers no other name."
        )
    if method in {"GET", "HEAD"}:
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    foreign_site = site is not None and site not in {"same-origin", "none"}
    foreign_origin = origin is not None and urlsplit(origin).netloc.lower() != host.lower()
    if foreign_site or foreign_origin:
        raise RefusedRequestError(403, "This came from another site; use the page itself.")


def is_loopback(host: str) -> bool:
    """Whether a `Host` header names this machine: `localhost`, 127.x.x.x or [::1], with any port."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


async def form(request: Request) -> dict[str, str]:
    """The fields of a small url-encoded form, the last of each name; refused when it is large or something else."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _FORM:
        raise RefusedRequestError(415, f"Send the form as {_FORM}.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise RefusedRequestError(
                413, f"That is too long; {MAX_BODY_BYTES // 1024} KB are enough for any answer here."
            )
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    except ValueError:
        raise RefusedRequestError(400, f"Send at most {_MAX_FIELDS} fields.") from None
