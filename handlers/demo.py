"""The company in a box, in a browser: its channels, the box where one types, the buttons, and [Next week].

Everything works as plain forms; the page's script asks for the same answers as fragments.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from threading import Lock
from typing import Protocol
from urllib.parse import quote
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import DenominatorError, UnknownNameError, UsageError
from bot.facts.message import Message
from handlers.guard import form, guarded
from reports.assets import asset
from reports.page import Answer, DemoPage, Visit, answer_html, html

SORRY = "Something went wrong on our side and is in the log; nothing you typed was lost, so try it once more."
_THEMES = frozenset({"light", "dark"})
_FOR_EVER = "public, max-age=31536000, immutable"
_log = logging.getLogger(__name__)

Say = Callable[[str], None]


class DemoDesk(Protocol):
    """What the page needs of the company. Called in threads; a DenominatorError is shown to the visitor as it is."""

    def page(self, channel: str | None) -> DemoPage:
        """The company now, open at a channel (None: the first); UnknownNameError when there is no such channel."""
        ...

    def command(self, channel: str, text: str, event_id: str) -> Message:
        """The answer to a typed line; the same `event_id` again does nothing again and answers the same."""
        ...

    def act(self, channel: str, action: str, value: str) -> Message:
        """The answer to a pressed button."""
        ...

    def next_week(self, say: Say) -> None:
        """Move the clock a week on, collect, post the new digests; `say` gets the words of each step as it begins."""
        ...


def routes(desk: DemoDesk, *, new_id: Callable[[], str] = lambda: uuid4().hex) -> list[Route]:
    """The demo's routes over a desk; `new_id` gives the id that makes a submit count once."""
    demo = _Demo(desk, new_id)
    return [
        Route("/", guarded(demo.open)),
        Route("/c/{slug}", guarded(demo.open), name="channel"),
        Route("/demo/command", guarded(demo.command), methods=["POST"]),
        Route("/demo/action", guarded(demo.action), methods=["POST"]),
        Route("/demo/next-week", guarded(demo.next_week), methods=["POST"]),
        Route("/demo/step", guarded(demo.step)),
        Route("/static/{name}", guarded(static)),
    ]


async def static(request: Request) -> Response:
    """One of the page's own files; kept for ever when asked for under its present version."""
    found = asset(request.path_params["name"])
    if found is None:
        return PlainTextResponse("There is no such file.\n", 404)
    current = request.query_params.get("v") == found.version
    return Response(
        found.content,
        media_type=found.media_type,
        headers={"Cache-Control": _FOR_EVER if current else "no-cache"},
    )


class _Turn:
    """One move of the company's clock at a time, and the words of the step it is at."""

    def __init__(self) -> None:
        self._moving = Lock()
        self.words = ""

    def take(self, move: Callable[[Say], None]) -> None:
        if not self._moving.acquire(blocking=False):
            raise UsageError("The company is already on its way to the next week; wait until it arrives.")
        try:
            move(self._say)
        finally:
            self._say("")
            self._moving.release()

    def _say(self, words: str) -> None:
        self.words = words


class _Demo:
    """The endpoints; each reads the request, calls the desk in a thread, and words the answer."""

    def __init__(self, desk: DemoDesk, new_id: Callable[[], str]) -> None:
        self._desk = desk
        self._new_id = new_id
        self._turn = _Turn()

    async def open(self, request: Request) -> Response:
        visit = Visit(self._new_id(), _theme(request))
        return await run_in_threadpool(self._page, request.path_params.get("slug"), visit)

    async def command(self, request: Request) -> Response:
        fields = await form(request)
        channel, text = fields.get("channel", ""), fields.get("text", "").strip()
        event_id = fields.get("event_id") or self._new_id()
        message, status = await run_in_threadpool(_attempt, lambda: self._desk.command(channel, text, event_id))
        return await self._answer(request, Answer(channel, message, text), status)

    async def action(self, request: Request) -> Response:
        fields = await form(request)
        channel, (action, value) = fields.get("channel", ""), pressed(fields)
        message, status = await run_in_threadpool(_attempt, lambda: self._desk.act(channel, action, value))
        return await self._answer(request, Answer(channel, message), status)

    async def next_week(self, request: Request) -> Response:
        channel = (await form(request)).get("channel", "")

        def move() -> Message:
            self._turn.take(self._desk.next_week)
            return Message("", "")

        message, status = await run_in_threadpool(_attempt, move)
        if status is not HTTPStatus.OK:
            return await self._answer(request, Answer(channel, message), status)
        if _wants_fragment(request):
            return Response(status_code=204)
        return RedirectResponse(f"/c/{quote(channel, safe='')}#latest" if channel else "/", 303)

    async def step(self, _: Request) -> Response:
        return PlainTextResponse(self._turn.words)

    async def _answer(self, request: Request, answer: Answer, status: HTTPStatus) -> Response:
        answer = replace(answer, refused=status is not HTTPStatus.OK)
        if _wants_fragment(request):
            return HTMLResponse(answer_html(answer), status)
        draft = answer.asked if answer.refused else ""
        visit = Visit(self._new_id(), _theme(request), draft, answer)
        return await run_in_threadpool(self._page, answer.channel or None, visit, status)

    def _page(self, slug: str | None, visit: Visit, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """The page at a channel; at the first one, with a word about it, when there is no such channel."""
        try:
            return HTMLResponse(html(self._desk.page(slug), visit), status)
        except UnknownNameError as unknown:
            if slug is not None:
                answer = visit.answer or Answer("", Message("", str(unknown)), refused=True)
                return self._page(None, replace(visit, answer=answer), HTTPStatus.NOT_FOUND)
            _log.exception("the demo has no channel to open")
        except Exception:  # noqa: BLE001 - however it fails, the visitor gets a sentence and the log the rest
            _log.exception("the demo page could not be built")
        return PlainTextResponse(f"{SORRY}\n", 500)


def pressed(fields: dict[str, str]) -> tuple[str, str]:
    """Which button it was: `action` and `value`, or both in the `press` that a plain form sends."""
    if fields.get("action"):
        return fields["action"], fields.get("value", "")
    action, _, value = fields.get("press", "").partition(" ")
    return action, value


def _attempt(work: Callable[[], Message]) -> tuple[Message, HTTPStatus]:
    """The answer with its status; an error becomes the one sentence the visitor is told."""
    try:
        return work(), HTTPStatus.OK
    except DenominatorError as refused:
        return Message("", str(refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    except Exception:  # noqa: BLE001 - however it fails, the visitor gets a sentence and the log the rest
        _log.exception("the demo could not answer")
        return Message("", SORRY), HTTPStatus.INTERNAL_SERVER_ERROR


def _theme(request: Request) -> str:
    chosen = request.query_params.get("theme") or request.cookies.get("theme", "")
    return chosen if chosen in _THEMES else ""


def _wants_fragment(request: Request) -> bool:
    return "x-denominator-fragment" in request.headers
