"""`FakeSlack`: Slack's Web API and response URLs over real HTTP, refusing what the real one refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.server import serving
from tests.slack import response_urls
from tests.slack.arguments import arguments, recorded
from tests.slack.clock import Clock
from tests.slack.facts import Message
from tests.slack.faults import Dropped, Error, Fault, Faults, Hang, LostAnswer, Slow, Status
from tests.slack.methods import chat, conversations, people, views
from tests.slack.methods.method import Desk, Method
from tests.slack.refusal import Refused
from tests.slack.tickets import ResponseUrl, Triggers
from tests.slack.workspace import Workspace

BOT_TOKEN, APP_TOKEN = "xoxb-1-denominator", "xapp-1-denominator"
METHODS: dict[str, Method] = {**chat.METHODS, **conversations.METHODS, **people.METHODS, **views.METHODS}


@dataclass
class Call:
    """One call that reached Slack: when (Slack's clock), with what, and what was answered (None: nothing yet)."""

    method: str
    at: float
    args: dict[str, Any]
    answer: dict[str, Any] | None = None
    status: int | None = None


class FakeSlack:
    """One workspace with one installed app.

    `space` is its state, `desk` its switches (`scopes`, `home_tab`, `messages_tab`, `paced`), `faults` what goes
    wrong next, `calls` all that was called. `token_error` refuses every token: invalid_auth, token_revoked, ….
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self._closing = Event()
        self._base_url = ""
        self.reset()

    def reset(self) -> FakeSlack:
        """As it was when it was new: nothing said, nothing called, no faults, the basic scopes."""
        self.space = Workspace(self.clock)
        self.desk = Desk(self.space, Triggers(self.clock))
        self.faults = Faults()
        self.calls: list[Call] = []
        self.token_error: str | None = None
        return self

    @contextmanager
    def serving(self) -> Iterator[FakeSlack]:
        """Listen on a free port until the end of the block."""
        with serving(self) as url:
            self._base_url = url
            try:
                yield self
            finally:
                self._closing.set()

    @property
    def url(self) -> str:
        """What stands in SLACK_API_URL."""
        return f"{self._base_url}/api/"

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def response_url(self, user: str, channel: str, original: Message | None = None) -> str:
        """A new place to answer a click."""
        token = f"{self.space.number():012d}"
        self.desk.urls[token] = ResponseUrl(user, channel, self.clock(), original)
        return f"{self._base_url}/respond/{token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _alive(receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        area, _, name = request.url.path.lstrip("/").partition("/")
        method = "response_url" if area == "respond" else name
        call = Call(method, self.clock(), recorded(request, body))
        self.calls.append(call)
        fault = self.faults.meet(method)
        response = await self._response(fault, call, request, body, name)
        if response is None:
            _hang_up(receive)
            await asyncio.sleep(0.01)
            return
        call.status = response.status_code
        await response(scope, receive, send)

    async def _response(
        self, fault: Fault | None, call: Call, request: Request, body: bytes, name: str
    ) -> Response | None:
        """What is answered, or None when the connection closes without a word."""
        if isinstance(fault, Status | Error):
            return self._instead(fault, call)
        applied = not isinstance(fault, Dropped | Hang) or (isinstance(fault, Hang) and fault.applied)
        response = self._done(call, request, body, name) if applied else None
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        if isinstance(fault, Hang):
            await self._until_the_end()
        return None if isinstance(fault, Hang | LostAnswer) else response

    def _done(self, call: Call, request: Request, body: bytes, name: str) -> Response:
        with self.space.lock:
            if call.method == "response_url":
                return response_urls.answer(self.desk, name, body)
            try:
                call.answer = {"ok": True, **self._answer(call, request, body)}
            except Refused as refused:
                call.answer = {"ok": False, "error": refused.error, **refused.more}
            if call.answer.get("error") == "ratelimited":
                return JSONResponse(call.answer, 429, {**self._headers(), "retry-after": "1"})
            return JSONResponse(call.answer, headers=self._headers())

    def _answer(self, call: Call, request: Request, body: bytes) -> dict[str, Any]:
        method = METHODS.get(call.method)
        if method is None:
            raise Refused("unknown_method", req_method=call.method)
        args = arguments(request, body, form_only=method.form_only)
        call.args = {key: value for key, value in args.items() if key != "token"}
        self._admit(request, args, method)
        return method.run(self.desk, call.args)

    def _admit(self, request: Request, args: dict[str, Any], method: Method) -> None:
        """The token and the scopes. Raises Refused as Slack does."""
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        token = bearer or args.get("token")
        if not token:
            raise Refused("not_authed")
        if token not in {BOT_TOKEN, APP_TOKEN}:
            raise Refused("invalid_auth")
        if self.token_error:
            raise Refused(self.token_error)
        if (token == APP_TOKEN) != method.app_token:
            raise Refused("not_allowed_token_type")
        needed = method.needs(self.desk, args)
        if needed and not self.desk.scopes & set(needed):
            raise Refused("missing_scope", needed=",".join(needed), provided=",".join(sorted(self.desk.scopes)))

    def _headers(self) -> dict[str, str]:
        return {"x-oauth-scopes": ",".join(sorted(self.desk.scopes)), "x-slack-req-id": str(self.space.number())}

    def _instead(self, fault: Status | Error, call: Call) -> Response:
        if isinstance(fault, Error):
            call.answer = {"ok": False, "error": fault.error, **fault.more}
            return JSONResponse(call.answer, headers=self._headers())
        headers = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        if fault.code == 429:
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {**self._headers(), **headers})
        return PlainTextResponse("upstream failed", fault.code, headers)

    async def _until_the_end(self) -> None:
        while not self._closing.is_set():  # noqa: ASYNC110 - set from another thread
            await asyncio.sleep(0.02)


def _hang_up(receive: Receive) -> None:
    """Close the connection without an answer, which ASGI has no word for."""
    receive.__self__.transport.abort()  # type: ignore[attr-defined] # uvicorn's own request cycle


async def _alive(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
