"""The Slack surface: a `Message` as Block Kit, said in a channel or to a person, changed, and found again.

Nothing here tries twice by itself: a POST whose answer was lost may have been heard.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from http.client import HTTPException
from typing import Any, ClassVar
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.errors import (
    SurfaceError,
    SurfaceGoneError,
    SurfaceRefusedError,
    SurfaceUnknownError,
    SurfaceUnreachableError,
)
from bot.facts.message import Message
from bot.surfaces.base import Ref
from bot.surfaces.slack_blocks import Level, parts, render
from bot.surfaces.slack_errors import BLOCKS_LACKING, BLOCKS_REFUSED, error_of

TIMEOUT_SECONDS = 15
_MARK = "denominator_message"
_NAMESPACE = uuid.UUID("6f1d2f0a-5f0b-4d0e-9a44-0c7c3f5f7c11")
_LADDER = (Level.FULL, Level.NO_CHART, Level.CLASSIC, Level.TEXT)
_HISTORY = {
    "C": {"channels:history", "groups:history"},  # private channels have had either letter
    "G": {"groups:history"},
    "D": {"im:history"},
}
_READING = {"channels:read", "groups:read"}
_MAY_NOT_LOOK = {"missing_scope", "not_in_channel", "channel_not_found", "thread_not_found"}
_PAGE, _PAGES = 200, 20
"""Slack gives some apps no more than 15 messages at once, whatever they ask for."""
_NOT_TAKEN, _SERVER_FAILED = 400, 500
_UNREADABLE = (AttributeError, LookupError, ValueError)
"""What slack_sdk raises over an answer that is no JSON object, or no text: it was answered, nobody knows what."""
_CODE = re.compile(r"[a-z0-9_.:-]+")


def client(token: str, api_url: str) -> WebClient:
    """A client that asks once: the library's own retry would say a message twice when its answer is lost."""
    return WebClient(token=token, base_url=api_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])


class Slack:
    """One workspace. A form of message that it refuses is not tried there again."""

    name: ClassVar[str] = "slack"

    def __init__(self, web: WebClient) -> None:
        self._web = web
        self._level = Level.FULL
        self._scopes: frozenset[str] | None = None

    def __repr__(self) -> str:
        return "Slack()"

    def render(self, message: Message) -> dict[str, Any]:
        """The arguments of chat.postMessage but for the channel."""
        return render(message, self._level)

    def parts(self, message: Message) -> tuple[Message, ...]:
        """The message itself, or a parent and its replies, each of which fits at every level."""
        return parts(message)

    def post(self, target: str, message: Message, *, key: str, thread: Ref | None = None) -> Ref:
        """Say it in the channel, to the person or in the thread, once, with `key` as its mark."""
        answer = self._said(
            message,
            target,
            lambda said: self._web.chat_postMessage(
                channel=thread.place if thread else target,
                thread_ts=thread.id if thread else None,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": _MARK, "event_payload": {"key": key}},
                client_msg_id=str(uuid.uuid5(_NAMESPACE, key)),
                **said,
            ),
        )
        return Ref(str(answer["channel"]), str(answer["ts"]))

    def update(self, ref: Ref, message: Message) -> Ref:
        """Put the message in the place of the one that stands there; SurfaceGoneError where there is none."""
        answer = self._said(
            message, ref.place, lambda said: self._web.chat_update(channel=ref.place, ts=ref.id, parse="none", **said)
        )
        return Ref(str(answer["channel"]), str(answer["ts"]))

    def find(self, place: str, *, key: str, since: datetime, thread: Ref | None = None) -> tuple[Ref, ...] | None:
        """What was said there under the key since then, by the mark it carries, the oldest first.

        None where that cannot be told: no history scope of that kind of conversation was granted, the app is not in
        it, or more was said since than it reads.
        """
        if not _HISTORY.get(place[:1], set()) & self.scopes():
            return None
        try:
            said, whole = self._pages(place, since, thread)
        except SurfaceRefusedError as error:
            if error.code in _MAY_NOT_LOOK:
                return None
            raise
        found = tuple(sorted((Ref(place, str(one["ts"])) for one in said if _is_marked(one, key)), key=_said_at))
        return found if found or whole else None

    def may_look_at_people(self) -> bool:
        """Whether the scope to read direct messages was granted."""
        return bool(_HISTORY["D"] & self.scopes())

    def take_back(self, ref: Ref) -> None:
        """Delete a message of our own."""
        with suppress(SurfaceGoneError):
            self._asked(ref.place, lambda: self._web.chat_delete(channel=ref.place, ts=ref.id))

    def knock(self) -> None:
        """Ask whether Slack answers and takes the token."""
        self._asked("this workspace", self._web.auth_test)

    def find_person(self, email: str) -> str:
        """The person's id; SurfaceRefusedError where nobody in the workspace has that e-mail."""
        answer = self._asked(email, lambda: self._web.users_lookupByEmail(email=email))
        return str(answer["user"]["id"])

    def visit(self, channel: str) -> None:
        """Look into a channel without speaking: SurfaceRefusedError with what to type where a post would be refused.

        Says nothing where no scope to read channels of its kind was granted.
        """
        if not _READING & self.scopes():
            return
        try:
            found = self._asked(channel, lambda: self._web.conversations_info(channel=channel))["channel"]
        except SurfaceRefusedError as error:
            if error.code == "missing_scope":
                return
            raise
        if found.get("is_archived"):
            raise error_of("is_archived", {}, place=channel)
        if not found.get("is_member"):
            raise error_of("not_in_channel", {}, place=channel)

    def scopes(self) -> frozenset[str]:
        """What the app was granted, as Slack says with every answer; asked for once."""
        if self._scopes is None:
            answer = self._asked("this workspace", self._web.auth_test)
            said = {name.casefold(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
            listed = said if isinstance(said, str) else ",".join(said)
            self._scopes = frozenset(scope.strip() for scope in listed.split(",") if scope.strip())
        return self._scopes

    def _pages(self, place: str, since: datetime, thread: Ref | None) -> tuple[list[dict[str, Any]], bool]:
        """What was said since then in a channel or a thread, page by page, and whether that is all of it."""
        asked: dict[str, Any] = {
            "channel": place,
            "oldest": f"{since.timestamp() - 60:.6f}",
            "limit": _PAGE,
            "include_all_metadata": True,
        }
        read: Callable[..., SlackResponse] = self._web.conversations_history
        if thread is not None:
            read, asked["ts"] = self._web.conversations_replies, thread.id
        found: list[dict[str, Any]] = []
        for _ in range(_PAGES):
            answer = self._asked(place, lambda: read(**asked))
            found += answer.get("messages") or []
            asked["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
            if not asked["cursor"]:
                return found, True
        return found, False

    def _said(self, message: Message, place: str, send: Callable[[dict[str, Any]], SlackResponse]) -> SlackResponse:
        """Send it in the richest form this workspace takes; each refusal of a form is a step down.

        What a workspace lacks is remembered. Classic blocks it has: their refusal is about this one message. So is a
        refusal of what it takes the next moment.
        """
        lacks = True
        refusals: list[dict[str, Any]] = []
        for level in _LADDER[_LADDER.index(self._level) :]:
            said = render(message, level)
            try:
                answer = self._asked(place, lambda said=said: send(said))  # type: ignore[misc]
            except _FormRefusedError as refused:
                lacks = lacks and refused.code in BLOCKS_LACKING
                refusals.append(said)
                continue
            if lacks and level is not Level.TEXT and said not in refusals:
                self._level = level
            return answer
        raise SurfaceRefusedError(
            f"Slack takes no form of this message in {place}; please report this", code="invalid_blocks"
        )

    def _asked(self, place: str, ask: Callable[[], SlackResponse]) -> SlackResponse:
        """One request, and its failure as what it means; the token is in no text."""
        try:
            return ask()
        except SlackApiError as error:
            raise _meaning(error, place) from None
        except URLError as error:
            if isinstance(error.reason, ConnectionResetError | BrokenPipeError):
                raise SurfaceUnknownError("Slack's answer was lost on the way") from None
            raise SurfaceUnreachableError("Slack could not be reached; check the network and SLACK_API_URL") from None
        except (HTTPException, OSError, SlackClientError, *_UNREADABLE):
            raise SurfaceUnknownError("Slack's answer was lost on the way") from None


class _FormRefusedError(Exception):
    """Slack refuses the blocks, not the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _is_marked(said: dict[str, Any], key: str) -> bool:
    mark = said.get("metadata") or {}
    return mark.get("event_type") == _MARK and (mark.get("event_payload") or {}).get("key") == key


def _said_at(ref: Ref) -> Decimal:
    return Decimal(ref.id)


def _meaning(error: SlackApiError, place: str) -> Exception:
    response = error.response
    answer: dict[str, Any] = response.data if isinstance(response.data, dict) else {}
    status = int(response.status_code)
    code = str(answer.get("error") or "")
    headers = {name.casefold(): value for name, value in (response.headers or {}).items()}
    if code in BLOCKS_REFUSED:
        return _FormRefusedError(code)
    if status == 429:  # noqa: PLR2004
        code = "ratelimited"
    elif status >= _SERVER_FAILED or (status < _NOT_TAKEN and not _CODE.fullmatch(code)):
        return SurfaceUnknownError(f"Slack failed while it took the message ({status})")
    elif not _CODE.fullmatch(code):  # an answer that is no JSON comes from somebody between us and Slack
        code = f"http_{status}"
    waited = headers.get("retry-after", "")
    found: SurfaceError = error_of(
        code, answer, place=place, retry_after=float(waited) if str(waited).isdigit() else None
    )
    return found
