"""The Slack surface: a `Message` as Block Kit, said in a channel or to a person, changed, and found again.

Nothing here tries twice by itself: a POST whose answer was lost may have been heard.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPException
from typing import Any, ClassVar
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.errors import SurfaceError, SurfaceGoneError, SurfaceUnknownError, SurfaceUnreachableError
from bot.facts.message import Message
from bot.surfaces.base import Ref
from bot.surfaces.slack_blocks import Level, parts, render
from bot.surfaces.slack_errors import BLOCKS_REFUSED, error_of

TIMEOUT_SECONDS = 15
_MARK = "denominator_message"
_NAMESPACE = uuid.UUID("6f1d2f0a-5f0b-4d0e-9a44-0c7c3f5f7c11")
_LADDER = (Level.FULL, Level.NO_CHART, Level.CLASSIC, Level.TEXT)
_HISTORY = {"C": "channels:history", "G": "groups:history", "D": "im:history"}
_NEWEST = 15
_SERVER_FAILED = 500


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

    def post(self, target: str, message: Message, *, key: str) -> Ref:
        """Say it in the channel or to the person; what does not fit one message follows in its thread."""
        first, *rest = parts(message)
        ref = self._post(target, first, key=key)
        for number, part in enumerate(rest, 1):
            self._post(ref.place, part, key=f"{key}#{number}", thread=ref.id)
        return ref

    def update(self, ref: Ref, message: Message) -> Ref:
        """Put the message in the place of the one that stands there; SurfaceGoneError where there is none."""
        answer = self._said(
            message, ref.place, lambda said: self._web.chat_update(channel=ref.place, ts=ref.id, parse="none", **said)
        )
        return Ref(str(answer["channel"]), str(answer["ts"]))

    def may_look(self, place: str) -> bool:
        """Whether the history scope of that kind of conversation was granted."""
        needed = _HISTORY.get(place[:1])
        return needed is not None and needed in self.scopes()

    def find(self, place: str, *, key: str, since: datetime) -> Ref | None:
        """The message said there under the key since then, by the mark it carries."""
        answer = self._asked(
            place,
            lambda: self._web.conversations_history(
                channel=place,
                oldest=f"{since.timestamp() - 60:.6f}",
                limit=_NEWEST,
                include_all_metadata=True,
            ),
        )
        for found in answer.get("messages") or []:
            mark = found.get("metadata") or {}
            if mark.get("event_type") == _MARK and (mark.get("event_payload") or {}).get("key") == key:
                return Ref(place, str(found["ts"]))
        return None

    def find_person(self, email: str) -> str:
        """The person's id; SurfaceRefusedError where nobody in the workspace has that e-mail."""
        answer = self._asked(email, lambda: self._web.users_lookupByEmail(email=email))
        return str(answer["user"]["id"])

    def scopes(self) -> frozenset[str]:
        """What the app was granted, as Slack says with every answer; asked for once."""
        if self._scopes is None:
            answer = self._asked("this workspace", self._web.auth_test)
            said = {name.casefold(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
            listed = said if isinstance(said, str) else ",".join(said)
            self._scopes = frozenset(scope.strip() for scope in listed.split(",") if scope.strip())
        return self._scopes

    def _post(self, target: str, message: Message, *, key: str, thread: str | None = None) -> Ref:
        answer = self._said(
            message,
            target,
            lambda said: self._web.chat_postMessage(
                channel=target,
                thread_ts=thread,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": _MARK, "event_payload": {"key": key}},
                client_msg_id=str(uuid.uuid5(_NAMESPACE, key)),
                **said,
            ),
        )
        return Ref(str(answer["channel"]), str(answer["ts"]))

    def _said(self, message: Message, place: str, send: Callable[[dict[str, Any]], SlackResponse]) -> SlackResponse:
        """Send it in the richest form this workspace takes; each refusal of its form is a step down, remembered."""
        for level in _LADDER[_LADDER.index(self._level) :]:
            said = render(message, level)
            try:
                answer = self._asked(place, lambda said=said: send(said))  # type: ignore[misc]
            except _FormRefusedError:
                continue
            self._level = level
            return answer
        raise SurfaceGoneError(f"Slack takes no form of this message in {place}; please report this")

    def _asked(self, place: str, ask: Callable[[], SlackResponse]) -> SlackResponse:
        """One request, and its failure as what it means; the token is in no text."""
        try:
            return ask()
        except SlackApiError as error:
            raise _meaning(error, place) from None
        except URLError as error:
            if isinstance(error.reason, TimeoutError | ConnectionResetError | BrokenPipeError):
                raise SurfaceUnknownError("Slack's answer was lost on the way") from None
            raise SurfaceUnreachableError("Slack could not be reached; check the network and SLACK_API_URL") from None
        except (HTTPException, OSError, SlackClientError):
            raise SurfaceUnknownError("Slack's answer was lost on the way") from None


class _FormRefusedError(Exception):
    """Slack refuses the blocks, not the message."""


def _meaning(error: SlackApiError, place: str) -> Exception:
    response = error.response
    answer: dict[str, Any] = response.data if isinstance(response.data, dict) else {}
    status = int(response.status_code)
    code = str(answer.get("error") or status)
    headers = {name.casefold(): value for name, value in (response.headers or {}).items()}
    if code in BLOCKS_REFUSED:
        return _FormRefusedError(code)
    if status == 429:  # noqa: PLR2004
        code = "ratelimited"
    elif status >= _SERVER_FAILED:
        return SurfaceUnknownError(f"Slack failed while it took the message ({status})")
    waited = headers.get("retry-after", "")
    found: SurfaceError = error_of(
        code, answer, place=place, retry_after=float(waited) if str(waited).isdigit() else None
    )
    return found
